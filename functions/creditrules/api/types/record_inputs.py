"""What clients ask of recorded decisions: one evaluated again, many counted or compared."""

# ruff: noqa: D101 - a type's description says what its docstring would, where clients read it

from __future__ import annotations

from datetime import date, datetime

from creditrules.api.types.bounded import MOST_FEW, MOST_PINS, at_most
from creditrules.api.types.declaring import strawberry
from creditrules.api.types.enums import FigureKey
from creditrules.api.types.inputs import VersionPin, pins_of
from creditrules.desk import DriftPeriod, FiguresAsked, Other

__all__ = ["DecisionDriftInput", "DecisionFiguresInput", "PeriodInput", "ReplayInput"]


@strawberry.input(description="A decision to be evaluated again; what is left out is as recorded, a time too.")
class ReplayInput:
    decision: strawberry.ID = strawberry.field(description="The decision, as `decide` gave its id.")
    valid_at: datetime | None = strawberry.field(
        default=None, description="When the rules are to be in force. As recorded unless said, which is not now."
    )
    known_at: datetime | None = strawberry.field(
        default=None,
        description=(
            "What had been recorded by then. As recorded unless said: for the rules of today say both times, else "
            "nothing that was recorded since then counts."
        ),
    )
    pins: list[VersionPin] | None = strawberry.field(
        default=None,
        description="Versions to apply in place of those in force; those recorded unless said.",
        metadata=at_most(MOST_PINS),
    )

    def other(self) -> Other:
        """What is to be otherwise. Raises Refusal as `pins_of` does."""
        return Other(self.valid_at, self.known_at, None if self.pins is None else pins_of(self.pins))


@strawberry.input(description="Days in UTC, both included: at most 366.")
class PeriodInput:
    first_day: date = strawberry.field(description="The first day.")
    last_day: date = strawberry.field(description="The last day.")

    def period(self) -> DriftPeriod:
        """The period."""
        return DriftPeriod(self.first_day, self.last_day)


@strawberry.input(description="Which decisions to count, and by what.")
class DecisionFiguresInput:
    period: PeriodInput = strawberry.field(description="Recorded on these days.")
    group_by: list[FigureKey] = strawberry.field(
        description="By what to count; by nothing: one figure.", metadata=at_most(MOST_FEW)
    )
    product: str | None = strawberry.field(default=None, description="Slug of a product: only answers for it.")
    author: str | None = strawberry.field(default=None, description="Only answers to this partner.")

    def asked(self) -> FiguresAsked:
        """The question."""
        days = self.period.period()
        return FiguresAsked(days.since, days.until, tuple(self.group_by), self.product, self.author)


@strawberry.input(description="Two periods of recorded decisions to be compared.")
class DecisionDriftInput:
    before: PeriodInput = strawberry.field(description="The first period.")
    after: PeriodInput = strawberry.field(description="The second.")
    product: str | None = strawberry.field(default=None, description="Slug of a product: only answers for it.")
    sample: int = strawberry.field(default=250, description="How many decisions of each to take facts of: 50 to 500.")
