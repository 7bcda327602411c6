"""`creditrules propose`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

import typer

from creditrules.cli.proposals.drafting import draft_content, submit
from creditrules.cli.proposals.open import open_proposals
from creditrules.cli.proposals.page import name_of, print_line
from creditrules.cli.push.gathering import Written, gather
from creditrules.cli.push.planning import plan
from creditrules.cli.screen import command_app, give_up, screen
from creditrules.cli.service.asking import asking
from creditrules.cli.service.client import Client
from creditrules.cli.service.content import latest_content
from creditrules.cli.service.documents import find_proposal
from creditrules.cli.service.found import print_found
from creditrules.cli.service.options import LOCAL_URL, StaffToken, Url
from creditrules.cli.service.publishing import NotPublishedError

__all__ = ["app", "propose_content"]

app = command_app()


@app.command()
def propose(  # noqa: PLR0913 - one for each option
    files: Annotated[
        list[Path],
        typer.Argument(help="As for push: rule files, folders, DMN, Excel, CSV.", metavar="FILE…"),
    ],
    *,
    token: StaffToken,
    url: Url = LOCAL_URL,
    submit_too: Annotated[bool, typer.Option("--submit", help="Ask for the approvals at once.")] = False,
    changed: Annotated[
        bool, typer.Option("--changed", help="Pass by what says the same as what is in force, or is proposed already.")
    ] = False,
    create: Annotated[bool, typer.Option("--create", help="Make documents that there are none of yet.")] = False,
    into: Annotated[
        Path | None, typer.Option("--into", help="For DMN, Excel and CSV: the file of the rule set they belong to.")
    ] = None,
    change: Annotated[
        Path | None, typer.Option("--change", help="A file with the change statement of all that have none.")
    ] = None,
) -> None:
    """Draft a proposal for each file: checked whole, its impact computed, to be approved by others and then published.

    Each is called by its document and its number: behaviour-risk#4. The first
    that is refused ends the command with status 1.

    [bold]Examples[/bold]

      export CREDITRULES_TOKEN=$(creditrules token --role administrator --subject ann)
      creditrules propose --submit rules/behaviour-risk.yaml
      creditrules approve behaviour-risk#4
      creditrules publish behaviour-risk#4
    """
    with asking(url, token) as client:
        gathered = gather(files, lambda slug: latest_content(client, slug), into, change)
        for written in _changed(client, gathered.contents) if changed else gathered.contents:
            propose_content(client, written, create=create, submit_too=submit_too)


def _changed(client: Client, contents: Sequence[Written]) -> Iterator[Written]:
    """Those that say something else than what is in force and what is proposed."""
    waiting = {(one["document"]["slug"], one["digest"]): name_of(one) for one in open_proposals(client)}
    for one in plan(client, contents):
        proposed = waiting.get((one.written.slug, one.digest))
        if one.act == "NOTHING":
            told = f"{one.written.slug}: version {one.version} says the same"
        elif proposed is not None:
            told = f"{one.written.slug}: {proposed} says the same"
        else:
            yield one.written
            continue
        screen().print(told, markup=False, soft_wrap=True)


def propose_content(client: Client, written: Written, *, create: bool, submit_too: bool) -> None:
    """Draft a proposal and tell of it; ends the command where it is refused."""
    try:
        drafted = draft_content(client, written, create=create)
        print_found(written.path, drafted.diagnostics)
        proposal = find_proposal(client, drafted.proposal)
        if submit_too:
            submit(client, drafted.proposal)
            proposal = find_proposal(client, drafted.proposal)
    except NotPublishedError as refused:
        print_found(written.path, refused.diagnostics)
        first = refused.errors[0]
        give_up(f"{written.path} was not proposed: {first['message']} [{first['code']}]", first.get("hint") or "")
    print_line(screen(), proposal)
    if proposal["state"] == "APPROVED":
        screen().print(f"  to be published: creditrules publish {name_of(proposal)}", markup=False, soft_wrap=True)
