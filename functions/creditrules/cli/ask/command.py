"""`creditrules ask`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from creditrules.cli.ask.dialogue import Dialogue
from creditrules.cli.given_moment import given_moment
from creditrules.cli.impact.sides import read_versions
from creditrules.cli.screen import command_app, screen
from creditrules.eligibility import Outcome
from creditrules.eligibility.explain import Inquiry
from creditrules.eligibility.outcomes import ProductSide

__all__ = ["app"]

app = command_app()


@app.command()
def ask(
    rules: Annotated[
        list[Path],
        typer.Argument(help="Rule sets that decide together, and the parameters that they use.", metavar="FILE…"),
    ],
    *,
    fact: Annotated[
        list[str] | None, typer.Option(help="A fact that is known, as NAME=VALUE; several times for several.")
    ] = None,
    product: Annotated[
        Path | None, typer.Option(help="The product they apply for, where rules ask for product.…")
    ] = None,
    valid_at: Annotated[
        str | None, typer.Option(help="What today() and now() answer: RFC 3339 with offset; default now.")
    ] = None,
) -> None:
    """Ask for facts one by one, as few and cheap ones as it takes, until the outcome is certain.

    Each question says which values are allowed and between which the answer
    changes. What is typed is read as the fact's type: numbers, true or
    false, texts, dates as 2026-01-31, lists and contexts as JSON; null where
    null is a value. An empty answer says that it is not known. Facts that
    can change nothing any more are not asked for. The exit status is 1 when
    the outcome stays undetermined.

    [bold]Examples[/bold]

      creditrules ask rules.yaml
      creditrules ask rules.yaml --product product.yaml --fact age=30
    """
    asked = read_versions(rules[0], rules[1:], product, given_moment(valid_at)).assessor
    side = ProductSide(asked.product, asked.product_digest, asked.governing, asked.now, asked.parameters, asked.absent)
    dialogue = Dialogue(screen(), Inquiry(side), asked)
    dialogue.told(fact or ())
    standing = dialogue.held()
    raise typer.Exit(1 if standing.outcome is Outcome.UNDETERMINED else 0)
