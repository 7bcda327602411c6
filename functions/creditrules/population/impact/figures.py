"""What a change does to a population: the figures, as values."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from creditrules.eligibility import Outcome
from creditrules.population.fairness import AdverseImpact, Interval, MeanDifference
from creditrules.population.impact.changed import ChangedRow, ChangeKind
from creditrules.population.impact.values import Bin, Spread
from creditrules.records import dataclass

__all__ = [
    "Approval",
    "Distribution",
    "Fairness",
    "FaultCount",
    "Figures",
    "Ground",
    "GroupFigures",
    "GroupMean",
    "Loss",
    "LossSide",
    "Money",
    "ReasonCount",
    "Segment",
    "Swap",
]


@dataclass(frozen=True, slots=True)
class Approval:
    """How many may have the product, be it with conditions (ALLOW to LIMIT), of how many. None of nobody."""

    open: int
    of: int
    interval: Interval | None

    @property
    def rate(self) -> float | None:
        """The share; None of nobody."""
        return self.open / self.of if self.of else None


@dataclass(frozen=True, slots=True)
class GroupFigures:
    """One group of a column. moves: how many went from one outcome to another, those that stayed included."""

    group: str
    rows: int
    before: Approval
    after: Approval
    moves: Mapping[tuple[Outcome, Outcome], int]

    @property
    def moved(self) -> int:
        """How many have another outcome."""
        return sum(rows for (before, after), rows in self.moves.items() if before is not after)


@dataclass(frozen=True, slots=True)
class Segment:
    """All groups of one column: bands as they rise, values the most frequent first. protected: given as such."""

    column: str
    protected: bool
    groups: tuple[GroupFigures, ...]


@dataclass(frozen=True, slots=True)
class ReasonCount:
    """A reason, and how many were given it: before, after, and of those only before (`lost`) and only after."""

    rule_set: str
    code: str
    before: int
    after: int
    lost: int
    gained: int


@dataclass(frozen=True, slots=True)
class Ground:
    """A move with the first reason on each side, "" where there was none."""

    before: Outcome
    after: Outcome
    reason_before: str
    reason_after: str
    rows: int


@dataclass(frozen=True, slots=True)
class Distribution:
    """One figure of open answers, before and after: "limit", "rate" or "price"."""

    measure: str
    before: Spread
    after: Spread
    bins: tuple[Bin, ...]


@dataclass(frozen=True, slots=True)
class Money:
    """Exposure in all, and of what went badly. None where no exposure column was named."""

    total: Decimal
    bad: Decimal


@dataclass(frozen=True, slots=True)
class LossSide:
    """Among those whom one version approves: how many there are, of how many it is known how it went, how many badly.

    rate: bad over known, with its interval. money: of the known.
    """

    approved: int
    known: int
    bad: int
    interval: Interval | None
    money: Money | None

    @property
    def rate(self) -> float | None:
        """The bad rate; None where nothing is known."""
        return self.bad / self.known if self.known else None


@dataclass(frozen=True, slots=True)
class Swap:
    """Those approved only after (in) or only before (out): good, bad and unknown ones."""

    good: int
    bad: int
    unknown: int
    money: Money | None


@dataclass(frozen=True, slots=True)
class Loss:
    """before, after: whom either version approves. swapped_in, swapped_out: the two swap sets. unread: see Census."""

    before: LossSide
    after: LossSide
    swapped_in: Swap
    swapped_out: Swap
    exposure_unread: int


@dataclass(frozen=True, slots=True)
class GroupMean:
    """The mean of a measure in a group beside that in the reference group; side: "" for a score of the population."""

    measure: str
    side: str
    group: str
    count: int
    mean: float | None
    difference: MeanDifference | None


@dataclass(frozen=True, slots=True)
class Fairness:
    """One protected attribute: approvals under either version, and means. unknown: rows whose cell is blank.

    Unless a reference was chosen, each version has its own: the group that fares best under it. Means are held against
    the reference of `before`.
    """

    column: str
    unknown: int
    before: AdverseImpact | None
    after: AdverseImpact | None
    means: tuple[GroupMean, ...]


@dataclass(frozen=True, slots=True)
class FaultCount:
    """One kind of fault at one place, and how many rows have it."""

    code: str
    place: str
    rows: int


@dataclass(frozen=True, slots=True)
class Figures:
    """The impact of one version on the people whom another was for.

    rows: of the population; evaluated: those that both versions answered. moves: from outcome to outcome. changed: rows
    by the most that changed. better, worse: rows that moved down or up the ladder. sample: the first changed rows.
    """

    rows: int
    evaluated: int
    faults: tuple[FaultCount, ...]
    moves: Mapping[tuple[Outcome, Outcome], int]
    changed: Mapping[ChangeKind, int]
    better: int
    worse: int
    before: Approval
    after: Approval
    reasons: tuple[ReasonCount, ...]
    grounds: tuple[Ground, ...]
    segments: tuple[Segment, ...]
    distributions: tuple[Distribution, ...]
    loss: Loss | None
    fairness: tuple[Fairness, ...]
    sample: tuple[ChangedRow, ...]
    confidence: float

    @property
    def lowest_ratio(self) -> float | None:
        """The least adverse impact ratio after the change, over all protected attributes; None without any."""
        found = [each.after.lowest for each in self.fairness if each.after and each.after.lowest is not None]
        return min(found, default=None)
