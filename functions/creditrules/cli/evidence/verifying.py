"""`creditrules verify`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, BinaryIO

import typer

from creditrules.auth import PublicKey, holds, read_public_key
from creditrules.cli.anchors.ends import read_anchors
from creditrules.cli.anchors.options import AnchorOption, TimestampOption, tell_stamp
from creditrules.cli.screen import command_app, give_up, screen
from creditrules.eligibility.evidence import LONGEST_CORE, Checked, check_evidence
from creditrules.errors import Refusal

__all__ = ["app"]

app = command_app()


@app.command()
def verify(
    file: Annotated[Path, typer.Argument(help="The evidence.")],
    *,
    key: Annotated[Path, typer.Option(metavar="FILE", help="The lender's public key, in PEM.")],
    anchor: AnchorOption = None,
    timestamp: TimestampOption = None,
) -> None:
    """Check evidence of a decision with nothing but the file and the lender's public key; status 1 where it fails.

    What is checked: the signature; that facts, answers and rules have the
    digests that the receipt and the answers name; that question, answers
    and receipt say the same; and that every link follows from the one
    before, from the receipt to the chain's end. `docs/evidence.md` says
    how, for who writes a verifier of their own.

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
        give_up(f"{refused.message} [{refused.code}]", refused.hint)
    anchored = _anchored(checked, anchor) if anchor else []
    for line in (*_said(checked), *anchored):
        screen().print(line, markup=False, soft_wrap=True)
    tell_stamp(anchor or file, timestamp)


def _anchored(checked: Checked, anchor: Path) -> list[str]:
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
    return [f"  anchor: passes through link {end.number} as it was noted"]


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


def _said(checked: Checked) -> Iterator[str]:
    said, receipt, end = checked.said, checked.receipt, checked.end
    yield f"Decision {said['id']} of {said['tenant']}, for {said['author']}: holds."
    yield f"  signed by key {checked.key} at {checked.made_at}"
    yield f"  recorded at {said['recordedAt']}, for validAt {said['validAt']} and knownAt {said['knownAt']}"
    for answer in checked.trace:
        yield f"  {answer['product']}: {answer['outcome']}"
    if checked.contents is None:
        yield "  rules: by digest only; their contents are not in the file"
    else:
        yield f"  rules: {len(checked.contents)} contents, each with its digest"
    yield f"  receipt: link {receipt.number} of chain {said['slug']}, {receipt.hash}"
    if checked.links is None:
        yield f"  chain: its end was link {end.number}, {end.hash}; the links up to there are not in the file"
    else:
        yield f"  chain: {checked.links} more links up to its end, link {end.number}, {end.hash}"
