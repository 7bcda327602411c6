"""`creditrules evidence`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from creditrules.cli.evidence.links import links_between
from creditrules.cli.screen import command_app, give_up, notes
from creditrules.cli.service.asking import asking
from creditrules.cli.service.client import Client, NoAnswerError
from creditrules.rules.audit import link_line

__all__ = ["app"]

app = command_app()

_EVIDENCE = """
query Evidence($id: ID!, $contents: Boolean!, $linked: Boolean!) {
  decision(id: $id) { evidence(contents: $contents, linked: $linked) }
}
"""
_KEY = "query EvidenceKey { evidenceKey { kid pem } }"


@app.command()
def evidence(
    decision: Annotated[str | None, typer.Argument(help="The id of a recorded decision.")] = None,
    *,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Where to; the standard output unless said.")
    ] = None,
    links: Annotated[
        bool,
        typer.Option("--links/--no-links", help="Whether the links up to the chain's end are in it: for auditors."),
    ] = True,
    contents: Annotated[bool, typer.Option("--contents/--no-contents", help="Whether the rules are in it.")] = True,
    public_key: Annotated[
        Path | None, typer.Option("--public-key", metavar="FILE", help="Write the key that evidence is verified with.")
    ] = None,
    token: Annotated[
        str | None,
        typer.Option(envvar="CREDITRULES_TOKEN", help="The partner's whose decision it is, or an auditor's."),
    ] = None,
    url: Annotated[str, typer.Option(envvar="CREDITRULES_URL", help="The service.")] = "http://127.0.0.1:8000/graphql",
) -> None:
    """Write one file that proves a recorded decision: question, answer, rules, receipt, links of the chain, signature.

    `creditrules verify` checks it with nothing but the file and the public
    key. To a partner rules and others' links stay closed: its evidence has
    the digests of the rules and the receipt.

    [bold]Examples[/bold]

      creditrules evidence 5f1c… -o decision.evidence
      creditrules evidence --public-key lender.pem
      creditrules verify decision.evidence --key lender.pem
    """
    if decision is None and public_key is None:
        give_up("Name a decision, or a file for the public key: --public-key FILE.", status=2)
    with asking(url, token) as client:
        if public_key is not None:
            key = client.ask(_KEY)["evidenceKey"]
            _write(public_key, key["pem"])
            notes().print(f"{public_key}: key {key['kid']}", markup=False, soft_wrap=True)
        if decision is not None:
            made, *following = _lines(client, decision, contents=contents, links=links)
            _write(output, made, *following)
            for line in _told(made, len(following), contents=contents):
                notes().print(line, markup=False, soft_wrap=True)


def _lines(client: Client, decision: str, *, contents: bool, links: bool) -> Iterator[str]:
    made = _made(client, decision, contents=contents, links=links)
    yield made
    core: dict[str, Any] = json.loads(made.partition("\n")[0])
    if core["linked"]:
        receipt, end = core["receipt"]["number"], core["end"]["number"]
        yield from (link_line(link) for link in links_between(client, decision[0], receipt, end))


def _made(client: Client, decision: str, *, contents: bool, links: bool) -> str:
    try:
        found = client.ask(_EVIDENCE, {"id": decision, "contents": contents, "linked": links})["decision"]
    except NoAnswerError as problem:
        if not links or problem.code != "FORBIDDEN":
            raise
        return _made(client, decision, contents=contents, links=False)
    if found is None:
        raise NoAnswerError("There is no such decision, or it is not yours to read.", "Look at its id.")
    return str(found["evidence"])


def _told(made: str, links: int, *, contents: bool) -> Iterator[str]:
    """What is in the evidence, and what is not, for whoever it is made for."""
    core: dict[str, Any] = json.loads(made.partition("\n")[0])
    if core["contents"] is not None:
        yield f"Evidence with {len(core['contents'])} contents of rules: its answer can be evaluated again."
    elif contents:
        yield "The contents of the rules are for those who read the lender's history: they are left out."
    if core["contents"] is None:
        yield "Without them the answer cannot be evaluated again: it is verified to be genuine only."
    if core["linked"]:
        yield f"Its receipt is {links} links before the chain's end; they are in it."
    else:
        yield "The links of the chain are for auditors: they are left out."


def _write(path: Path | None, *texts: str) -> None:
    if path is None:
        for text in texts:
            typer.echo(text, nl=False)
        return
    try:
        with path.open("w", encoding="utf-8", newline="") as file:
            file.writelines(texts)
    except OSError as error:
        give_up(f"{path} cannot be written: {error.strerror or error}.")
