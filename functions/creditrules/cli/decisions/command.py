"""`creditrules decisions`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Final

import typer

from creditrules.cli.decisions.queries import CANDIDATES, EXPORT, INDEX, REDRESS
from creditrules.cli.screen import command_app, notes
from creditrules.cli.service.asking import asking
from creditrules.cli.service.client import Client, NoAnswerError
from creditrules.cli.service.pages import ask_page

__all__ = ["app"]

app = command_app()

Token = Annotated[str | None, typer.Option(envvar="CREDITRULES_TOKEN", help="Of who may read the decisions.")]
Url = Annotated[str, typer.Option(envvar="CREDITRULES_URL", help="The service.")]
LOCAL = "http://127.0.0.1:8000/graphql"


@app.callback()
def decisions() -> None:
    """Decisions on record: write them out, see what a correction would have changed, index old ones.

    [bold]Examples[/bold]

      creditrules decisions export --product huabei --since 2026-03-01T00:00:00Z > march.jsonl
      creditrules decisions redress QWN0aXZhdGlvbjpSOmJlaGF2aW91cjoz
    """


@app.command()
def export(  # noqa: PLR0913 - options
    *,
    subject: Annotated[str | None, typer.Option(help="About this subject.")] = None,
    product: Annotated[str | None, typer.Option(help="With an answer for this product.")] = None,
    outcome: Annotated[str | None, typer.Option(help="With an answer of this outcome, as in DECLINE.")] = None,
    reason: Annotated[str | None, typer.Option(help="With an answer that gives this reason.")] = None,
    rule_set: Annotated[str | None, typer.Option(help="With an answer that rests on this rule set.")] = None,
    version: Annotated[int | None, typer.Option(help="That rest on this version of the rule set.")] = None,
    partner: Annotated[str | None, typer.Option(help="That this partner asked for.")] = None,
    since: Annotated[str | None, typer.Option(help="Recorded then or later, as in 2026-03-01T00:00:00Z.")] = None,
    until: Annotated[str | None, typer.Option(help="Recorded before then.")] = None,
    token: Token = None,
    url: Url = LOCAL,
) -> None:
    """Write decisions to the standard output as JSON lines, newest first.

    Each line is a decision as the query `decision` gives it. Sensitive
    facts are masked as "***" unless the token gives the right to see
    them; facts that are gone are null.

    [bold]Examples[/bold]

      creditrules decisions export --outcome DECLINE | jq -r .id
    """
    asked = {
        "subject": subject,
        "product": product,
        "outcome": outcome,
        "reason": reason,
        "ruleSet": rule_set,
        "version": version,
        "author": partner,
        "recordedFrom": since,
        "recordedTo": until,
    }
    count = 0
    with asking(url, token) as client:
        for page in _pages(client, EXPORT, asked, "decisions"):
            for node in page["nodes"]:
                count += 1
                typer.echo(json.dumps(node["decision"], ensure_ascii=False))
    notes().print(f"{count} decision{'' if count == 1 else 's'}.", markup=False)


@app.command()
def redress(
    correction: Annotated[str, typer.Argument(help="The id of an activation or of a proposal.")],
    *,
    after: Annotated[str | None, typer.Option(help="Go on where a run ended early, as it told.")] = None,
    token: Token = None,
    url: Url = LOCAL,
) -> None:
    """Write the decisions that a correction would have changed as JSON lines, and count them; nothing is changed.

    Each line has the decision's id and its differences. First it is told
    how many decisions the correction may reach, at the end how many of them
    would have changed, how many are the same, and how many cannot be
    evaluated since their facts are gone. A run that is ended early tells
    how to go on; add its counts up.
    """
    counts = dict.fromkeys(_COUNTED, 0)
    reached = after
    try:
        with asking(url, token) as client:
            _tell_candidates(client, correction)
            for page in _pages(client, REDRESS, {"correction": correction}, "redress", "affected", after=after):
                for node in page["affected"]["nodes"]:
                    told = {"id": node["decision"]["decisionId"], "differences": node["differences"]}
                    typer.echo(json.dumps(told, ensure_ascii=False))
                counts = {name: counts[name] + page["affected"][name] for name in _COUNTED}
                reached = page["affected"]["pageInfo"]["endCursor"]
    except (typer.Exit, KeyboardInterrupt):
        _tell_counts(counts)
        if reached is not None:
            notes().print(f"Go on with: --after {reached}", markup=False, soft_wrap=True)
        raise
    _tell_counts(counts)


_COUNTED: Final = ("examined", "changed", "unchanged", "gone", "apart", "failed")


def _tell_candidates(client: Client, correction: str) -> None:
    found = client.ask(CANDIDATES, {"correction": correction})["redress"]["candidates"]
    notes().print(f"{'' if found['exact'] else 'at least '}{found['decisions']} candidates.", markup=False)


def _tell_counts(counts: Mapping[str, int]) -> None:
    notes().print(", ".join(f"{count} {name}" for name, count in counts.items()) + ".", markup=False)


@app.command()
def index(*, token: Token = None, url: Url = LOCAL) -> None:
    """Index and count the decisions that were recorded before there were figures; new ones are by themselves."""
    done = 0
    with asking(url, token) as client:
        while True:
            found = client.act(INDEX, {})
            for error in found["userErrors"]:
                raise NoAnswerError(error["message"], error["hint"] or "")
            done += found["indexed"]
            if found["complete"]:
                break
    notes().print(f"{done} decision{'' if done == 1 else 's'} indexed.", markup=False)


def _pages(
    client: Client, query: str, asked: Mapping[str, Any], *path: str, after: str | None = None
) -> Iterator[dict[str, Any]]:
    """What the first field of the path gives, page after page; the page's place is at its end.

    Fields that the token may not see are null.
    """
    while True:
        page: dict[str, Any] = ask_page(client, query, {**asked, "after": after}, partly=True)[path[0]]
        yield page
        place = page
        for name in path[1:]:
            place = place[name]
        if not place["pageInfo"]["hasNextPage"]:
            return
        after = place["pageInfo"]["endCursor"]
