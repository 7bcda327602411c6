"""Figures of recorded decisions as clients see them."""

# ruff: noqa: D101 - a type's description says what its docstring would, where clients read it

from __future__ import annotations

from datetime import date

from creditrules.api.types.declaring import strawberry
from creditrules.api.types.enums import Outcome
from creditrules.api.types.permissions import needs
from creditrules.api.types.resolved import told
from creditrules.auth import Action
from creditrules.desk import FiguresFound

__all__ = ["DecisionFigure", "DecisionFigures", "figures_of"]


@strawberry.type(
    description=(
        "A count. What was not counted by is null; so is the name of those that are not told apart, as a day tells at "
        "most a thousand of a kind."
    ),
    directives=needs(Action.READ_DECISIONS),
)
class DecisionFigure:
    count: int = strawberry.field(
        description="How many: answers for a product; answers that give a reason; decisions that rest on a version."
    )
    day: date | None = strawberry.field(description="In UTC.")
    product: str | None = strawberry.field(description="Slug of the product.")
    outcome: Outcome | None = strawberry.field(description="The outcome.")
    author: str | None = strawberry.field(description="The partner that asked.")
    rule_set: str | None = strawberry.field(description="Slug of the rule set whose reason or version it is.")
    reason: str | None = strawberry.field(description="The reason's code.")
    version: int | None = strawberry.field(description="Number of the version.")


@strawberry.type(
    description="What was decided, counted; exact, and up to the last decision on record.",
    directives=needs(Action.READ_DECISIONS),
)
class DecisionFigures:
    decisions: int = strawberry.field(description="How many decisions were recorded in the period, of any product.")
    complete: bool = strawberry.field(
        description="False while some are not counted that are older than counting; `indexDecisions` does."
    )
    figures: list[DecisionFigure] = strawberry.field(description="By day where asked, within a day most first.")


def figures_of(found: FiguresFound) -> DecisionFigures:
    """The figures as clients see them."""
    figures = [
        told(
            DecisionFigure,
            each,
            product=each.product or None,
            outcome=Outcome(each.outcome) if each.outcome else None,
            author=each.author or None,
            rule_set=each.rule_set or None,
            reason=each.reason or None,
            version=int(each.version) if each.version else None,
        )
        for each in found.figures
    ]
    return told(DecisionFigures, found, figures=figures)
