"""`creditrules submit`, `approve`, `reject`, `withdraw` and `publish`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

import typer

from creditrules.cli.proposals.drafting import act_on
from creditrules.cli.proposals.page import name_of, print_line, print_proposal
from creditrules.cli.screen import command_app, give_up, screen
from creditrules.cli.service.asking import asking
from creditrules.cli.service.client import Client
from creditrules.cli.service.documents import find_proposal
from creditrules.cli.service.found import print_found
from creditrules.cli.service.options import LOCAL_URL, StaffToken, Url

__all__ = ["approve_app", "publish_app", "reject_app", "submit_app", "withdraw_app"]

submit_app, approve_app, reject_app = command_app(), command_app(), command_app()
withdraw_app, publish_app = command_app(), command_app()

Proposal = Annotated[str, typer.Argument(help="By its document and number: behaviour-risk#4; or its id.")]
Why = Annotated[str, typer.Option("--comment", help="Why.")]


@submit_app.command()
def submit(proposal: Proposal, *, token: StaffToken, url: Url = LOCAL_URL) -> None:
    """Ask for the approvals that the policy requires.

    [bold]Example[/bold]

      creditrules submit behaviour-risk#4
    """
    _act(proposal, token, url, lambda client, found: _done(client, found, "submitProposal", {}))


@approve_app.command()
def approve(
    proposal: Proposal,
    *,
    token: StaffToken,
    url: Url = LOCAL_URL,
    comment: Why = "",
    binding: Annotated[
        str | None,
        typer.Option("--binding", help="Of what was read elsewhere; else it is shown first."),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Approve what is shown without being asked.")] = False,
) -> None:
    """Read a proposal and approve just that: an edit that comes in between makes it another one, and is refused.

    [bold]Example[/bold]

      creditrules approve behaviour-risk#4 --comment "Read with the committee's paper."
    """

    def approved(client: Client, found: dict[str, Any]) -> None:
        if binding is None:
            print_proposal(screen(), found)
            if not yes and not typer.confirm("Approve this?"):
                give_up("Nothing was approved.")
        given = {"binding": binding or found["binding"], "comment": comment}
        _done(client, found, "approveProposal", given)

    _act(proposal, token, url, approved)


@reject_app.command()
def reject(proposal: Proposal, *, token: StaffToken, comment: Why, url: Url = LOCAL_URL) -> None:
    """End a proposal that was submitted, with a reason.

    [bold]Example[/bold]

      creditrules reject behaviour-risk#4 --comment "The threshold has no basis."
    """
    _act(proposal, token, url, lambda client, found: _done(client, found, "rejectProposal", {"comment": comment}))


@withdraw_app.command()
def withdraw(proposal: Proposal, *, token: StaffToken, url: Url = LOCAL_URL, comment: Why = "") -> None:
    """Give up a proposal of one's own side.

    [bold]Example[/bold]

      creditrules withdraw behaviour-risk#4
    """
    _act(proposal, token, url, lambda client, found: _done(client, found, "withdrawProposal", {"comment": comment}))


@publish_app.command()
def publish(proposal: Proposal, *, token: StaffToken, url: Url = LOCAL_URL) -> None:
    """Make an approved proposal the next version, in force from when it says.

    [bold]Example[/bold]

      creditrules publish behaviour-risk#4
    """

    def published(client: Client, found: dict[str, Any]) -> None:
        selection = "proposal { version { number } } activation { validFrom validUntil }"
        done = act_on(client, "publishProposal", {"proposal": found["id"]}, selection)
        activation, version = done["activation"], done["proposal"]["version"]
        until = f" until {activation['validUntil']}" if activation["validUntil"] else ""
        slug = name_of(found).partition("#")[0]
        said = f"{slug} version {version['number']}: in force from {activation['validFrom']}{until}"
        print_found(name_of(found), done["diagnostics"])
        screen().print(said, markup=False, soft_wrap=True)

    _act(proposal, token, url, published)


def _act(proposal: str, token: str, url: str, act: Callable[[Client, dict[str, Any]], None]) -> None:
    """Do something with a proposal. Ends the command where there is none, or it is refused."""
    with asking(url, token) as client:
        act(client, find_proposal(client, proposal))


def _done(client: Client, found: dict[str, Any], field: str, given: dict[str, Any]) -> None:
    done = act_on(client, field, {"proposal": found["id"], **given})
    print_found(name_of(found), done["diagnostics"])
    print_line(screen(), find_proposal(client, found["id"]))
