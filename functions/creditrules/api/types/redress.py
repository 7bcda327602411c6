"""Redress as clients see it: decisions on record that a correction would have changed."""

# ruff: noqa: D101 - a type's description says what its docstring would, where clients read it

from __future__ import annotations

import strawberry

from creditrules.api.types.connections import Connection, connect
from creditrules.api.types.listed import ListedDecision, listed_of
from creditrules.api.types.recorded import AnswerDifference, difference_of
from creditrules.desk import Affected, OpenedDecisions, Recording, View
from creditrules.desk import Redress as DomainRedress

__all__ = ["AffectedDecision", "Redress", "redress_of"]


@strawberry.type(description="A decision on record that the correction would have changed.")
class AffectedDecision:
    decision: ListedDecision = strawberry.field(description="As it is on record; it stays so.")
    differences: list[AnswerDifference] = strawberry.field(
        description="In what it would have been another, had the correction been known: by the correction alone."
    )


@strawberry.type(
    description=(
        "A page of the decisions of a corrected period, examined one by one, and those that would be others. Add "
        "the counts of all pages up; nothing is changed."
    )
)
class Redress:
    affected: Connection[AffectedDecision] = strawberry.field(
        description="Those that would have changed, newest first. Go on with `endCursor` while `hasNextPage` is true."
    )
    examined: int = strawberry.field(description="How many decisions this page has looked at: at most `first`.")
    changed: int = strawberry.field(description="Of these, how many would have been others.")
    unchanged: int = strawberry.field(description="How many would have said the same.")
    gone: int = strawberry.field(
        description="How many cannot be evaluated, since their facts were erased or their retention is over."
    )
    apart: int = strawberry.field(
        description="How many the correction does not reach: another one decides then, or the version was chosen."
    )
    failed: int = strawberry.field(description="How many could not be evaluated for another reason.")


def redress_of(view: View, recording: Recording | None, found: DomainRedress) -> Redress:
    """A page of redress."""
    opened = OpenedDecisions(view, recording, [each.decision.id for each in found.page.items])

    def affected(view: View, each: Affected) -> AffectedDecision:
        differences = [difference_of(difference) for difference in each.differences]
        return AffectedDecision(decision=listed_of(view, each.decision, opened), differences=differences)

    return Redress(
        affected=connect(view, found.page, affected),
        examined=found.examined,
        changed=len(found.page.items),
        unchanged=found.unchanged,
        gone=found.gone,
        apart=found.apart,
        failed=found.failed,
    )
