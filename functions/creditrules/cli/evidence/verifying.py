"""`creditrules verify`."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic
from typing import Annotated, BinaryIO, NoReturn

import typer

from creditrules.auth import PublicKey, holds, read_public_key
from creditrules.cli.anchors.ends import read_anchors
from creditrules.cli.anchors.options import AnchorOption, TimestampOption, stamp_of
from creditrules.cli.evidence.telling import as_json, said, status_of
from creditrules.cli.screen import command_app, give_up, screen
from creditrules.eligibility.evidence import LONGEST_CORE, Checked, check_evidence, evaluate_evidence
from creditrules.errors import Refusal
from creditrules.rules.audit import ChainEnd

__all__ = ["app"]

app = command_app()


@app.command()
def verify(
    file: Annotated[Path, typer.Argument(help="The evidence.")],
    *,
    key: Annotated[Path, typer.Option(metavar="FILE", help="The lender's public key, in PEM.")],
    evaluate: Annotated[
        bool,
        typer.Option("--evaluate/--no-evaluate", help="Whether the answer is evaluated again, by the rules in it."),
    ] = True,
    seconds: Annotated[float, typer.Option(min=0, help="For how long it may be evaluated.")] = 60,
    as_json_: Annotated[bool, typer.Option("--json", help="One JSON object, for a program.")] = False,
    anchor: AnchorOption = None,
    timestamp: TimestampOption = None,
) -> None:
    """Verify evidence of a decision with nothing but the file and the lender's public key.

    First that it is genuine: the signature; that facts, answers and rules
    have the digests that the receipt and the answers name; that question,
    answers and receipt say the same; and that every link follows from the
    one before, from the receipt to the chain's end. Then that it is right:
    the facts in the file are evaluated again by the rules in the file, and
    must give the very answer.

    Status 0: it is genuine, and the answer follows from the facts. 1: it is
    not genuine, or cannot be read. 2: the command is wrong, or the key. 3:
    it is genuine, and evaluated again the answer differs. 4: it is genuine,
    and was not evaluated again, for a reason that is told: a partner's
    evidence, for instance, has not the contents of the rules. With
    --no-evaluate all that is genuine has status 0.

    The key has to come from the lender, by another way than the file:
    `creditrules evidence --public-key FILE` asks the service for it.

    With --anchor the links must pass through the end that was noted of the
    chain: it was recorded by then, and not put in later. A time stamp is of
    the anchor, if there is one, else of the evidence itself.

    [bold]Examples[/bold]

      creditrules verify decision.evidence --key lender.pem
      creditrules verify decision.evidence --key lender.pem --anchor ends.jsonl
    """
    trusted = _key(key)

    def genuine(name: str, signature: bytes, message: bytes) -> bool:
        return name == trusted.kid and holds(trusted, signature, message)

    try:
        with file.open("rb") as source:
            checked = check_evidence(_lines(source), genuine)
    except OSError as error:
        give_up(f"{file} cannot be read: {error.strerror or error}.")
    except Refusal as refused:
        _refused(refused, as_json=as_json_)
    end = _anchored(checked, anchor) if anchor else None
    stamp = stamp_of(anchor or file, timestamp)
    evaluation = evaluate_evidence(checked, _within(seconds)) if evaluate else None
    if as_json_:
        typer.echo(as_json(checked, evaluation, end, stamp))
    else:
        for line in said(checked, evaluation, end, stamp):
            screen().print(line, markup=False, soft_wrap=True)
    raise typer.Exit(status_of(evaluation))


def _within(seconds: float) -> Callable[[], bool]:
    end = monotonic() + seconds
    return lambda: monotonic() < end


def _refused(refused: Refusal, *, as_json: bool) -> NoReturn:
    if as_json:
        about = {"code": refused.code, "message": refused.message, "hint": refused.hint}
        typer.echo(json.dumps({"result": "REFUSED", **about}, ensure_ascii=False))
        raise typer.Exit(1)
    give_up(f"{refused.message} [{refused.code}]", refused.hint)


def _anchored(checked: Checked, anchor: Path) -> ChainEnd:
    slug, receipt = checked.said["slug"], checked.receipt
    end = read_anchors(anchor).ends.get(("DECISIONS", slug))
    if end is None:
        give_up(f"{anchor} notes no end of the chain {slug} of decisions.")
    if end.number < receipt.number:
        give_up(
            f"The anchor is older than the decision: its chain ended at link {end.number} then.", "Take a later one."
        )
    if end.number not in checked.passed:
        give_up(f"The evidence has no links up to link {end.number}, the anchor.", "An auditor can have it made again.")
    if checked.passed[end.number] != end.hash:
        give_up(f"Link {end.number} is not the one of the anchor: history was rewritten.")
    return end


def _key(path: Path) -> PublicKey:
    try:
        return read_public_key(path.read_bytes())
    except OSError as error:
        give_up(f"{path} cannot be read: {error.strerror or error}.", status=2)
    except ValueError as error:
        give_up(f"{path} holds no public key that evidence is verified with: {error}.", status=2)


def _lines(file: BinaryIO) -> Iterator[bytes]:
    """Lines, none of them longer than can be right, so that no file fills the memory."""
    while line := file.readline(LONGEST_CORE + 1):
        yield line
