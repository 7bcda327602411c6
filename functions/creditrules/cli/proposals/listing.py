"""`creditrules proposals`."""

from __future__ import annotations

from typing import Annotated

import typer

from creditrules.cli.proposals.open import open_proposals
from creditrules.cli.proposals.page import print_line, print_proposal
from creditrules.cli.screen import command_app, screen
from creditrules.cli.service.asking import asking
from creditrules.cli.service.client import Client
from creditrules.cli.service.documents import find_proposal
from creditrules.cli.service.options import LOCAL_URL, StaffToken, Url

__all__ = ["app"]

app = command_app()


@app.command()
def proposals(
    proposal: Annotated[
        str | None, typer.Argument(help="One of them, whole: behaviour-risk#4.", metavar="PROPOSAL")
    ] = None,
    *,
    token: StaffToken,
    url: Url = LOCAL_URL,
) -> None:
    """List the proposals of which something may still become, or show one as those who judge it read it.

    [bold]Examples[/bold]

      creditrules proposals
      creditrules proposals behaviour-risk#4
    """
    with asking(url, token) as client:
        if proposal is not None:
            print_proposal(screen(), find_proposal(client, proposal))
        else:
            _list(client)


def _list(client: Client) -> None:
    none = True
    for one in open_proposals(client):
        print_line(screen(), one)
        none = False
    if none:
        screen().print("No proposal is open.")
