"""Redress as clients see it: decisions on record that a correction would have changed."""

# ruff: noqa: D101 - a type's description says what its docstring would, where clients read it

from __future__ import annotations

from dataclasses import fields
from typing import Annotated

from creditrules.api.context import RequestContext
from creditrules.api.types.connections import Connection, connect
from creditrules.api.types.declaring import Info, Private, strawberry
from creditrules.api.types.listed import ListedDecision, listed_of
from creditrules.api.types.permissions import needs
from creditrules.api.types.recorded import AnswerDifference, difference_of
from creditrules.api.types.resolved import field, paged, told
from creditrules.auth import Action
from creditrules.desk import (
    Affected,
    Correction,
    OpenedDecisions,
    Recording,
    View,
    redress_candidates,
    redress_page,
    redress_total,
)
from creditrules.desk import Redress as DomainRedress
from creditrules.rules.ports import Asked

__all__ = ["AffectedDecision", "Redress"]


@strawberry.type(
    description="A decision on record that the correction would have changed.", directives=needs(Action.READ_DECISIONS)
)
class AffectedDecision:
    decision: ListedDecision = strawberry.field(description="As it is on record; it stays so.")
    differences: list[AnswerDifference] = strawberry.field(
        description="In what it would have been another, had the correction been known: by the correction alone."
    )


@strawberry.type(
    description="How many decisions a correction may reach: they are examined page by page, and no others need be.",
    directives=needs(Action.READ_DECISIONS),
)
class RedressCandidates:
    decisions: int = strawberry.field(description="How many there are, counted without evaluating any.")
    exact: bool = strawberry.field(
        description="False where only the newest, some hundred thousand, were looked through: then at least so many."
    )


@strawberry.type(
    description="What became of decisions that were evaluated as a correction has it, counted.",
    directives=needs(Action.READ_DECISIONS),
)
class RedressTotal:
    examined: int = strawberry.field(description="How many were looked at, at most 500 in one request.")
    changed: int = strawberry.field(description="Of these, how many would have been others.")
    unchanged: int = strawberry.field(description="How many would have said the same.")
    gone: int = strawberry.field(
        description="How many cannot be evaluated, since their facts were erased or their retention is over."
    )
    apart: int = strawberry.field(
        description="How many the correction does not reach: another one decides then, or the version was chosen."
    )
    failed: int = strawberry.field(description="How many could not be evaluated for another reason.")
    complete: bool = strawberry.field(
        description=(
            "Whether all candidates behind `after` were looked at, so that the counts are exact; otherwise at least so "
            "many."
        )
    )
    end_cursor: str | None = strawberry.field(
        description="Where to go on: pass it as `after` and add up; null where all were looked at."
    )


@strawberry.type(
    description=(
        "A page of the decisions of a corrected period, examined one by one: those that would be others, and how many "
        "became what. Add the counts of all pages up, or ask for `total`."
    ),
    directives=needs(Action.READ_DECISIONS),
)
class AffectedDecisionConnection(Connection[AffectedDecision]):
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


@strawberry.type(
    description="The decisions of a corrected period, and what the correction makes of them; nothing is changed.",
    directives=needs(Action.READ_DECISIONS),
)
class Redress:
    view: Private[View]
    recording: Private[Recording | None]
    correction: Private[Correction]

    @field
    @paged
    def affected(self, info: Info[RequestContext, None], asked: Asked) -> AffectedDecisionConnection:
        """Those that would have changed, newest first. A page examines at most `first`; once a request.

        Go on with `endCursor` while `hasNextPage` is true: a page may hold fewer than it has examined, or none.
        """
        info.context.only_once("affected")
        return _affected_page(
            self.view, self.recording, redress_page(self.view, self.recording, self.correction, asked)
        )

    @field
    def candidates(self) -> RedressCandidates:
        """How many decisions all pages together examine: known before any is."""
        return told(RedressCandidates, redress_candidates(self.view, self.recording, self.correction))

    @field
    def total(
        self,
        info: Info[RequestContext, None],
        after: Annotated[str | None, strawberry.argument(description="Only of those behind this cursor.")] = None,
    ) -> RedressTotal:
        """What became of all candidates, from the newest on: exact where `complete`, otherwise of those looked at."""
        info.context.only_once("total")
        found = redress_total(self.view, self.recording, self.correction, after)
        return told(RedressTotal, found.became, complete=found.resume is None, end_cursor=found.resume)


def _affected_page(view: View, recording: Recording | None, found: DomainRedress) -> AffectedDecisionConnection:
    opened = OpenedDecisions(view, recording, [each.decision.id for each in found.page.items])

    def affected(view: View, each: Affected) -> AffectedDecision:
        differences = [difference_of(view, difference) for difference in each.differences]
        return AffectedDecision(decision=listed_of(view, each.decision, opened), differences=differences)

    became = found.became
    return told(
        AffectedDecisionConnection,
        connect(view, found.page, affected),
        **{each.name: getattr(became, each.name) for each in fields(became)},
        examined=became.examined,
    )
