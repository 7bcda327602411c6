"""What the table keeps of each caller: one account, moved by whoever has spent something of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Final, Protocol

from creditrules.records import dataclass, replace
from creditrules.throttling.allowance import Allowance, Caller

__all__ = ["BUSY", "HOUR", "MOST_DAYS", "Account", "Day", "Ledger", "Spent", "hour_of", "restored"]

BUSY: Final = "ACCOUNT_BUSY"
"""The code of a refusal because others move the same account: it is worth trying at once."""
HOUR: Final = 3600
MOST_DAYS: Final = 31
"""For how many days it is told how much a caller asked."""


@dataclass(frozen=True, slots=True)
class Day:
    """What a caller asked on a day, in UTC. requests: executed; refused: not begun, for lack of budget.

    questions: about applicants; throttled: those not answered, because they varied facts too often.
    """

    day: date
    requests: int = 0
    refused: int = 0
    questions: int = 0
    throttled: int = 0
    cost: int = 0


@dataclass(frozen=True, slots=True)
class Spent:
    """What a process has not told the table yet; as `Day`. varied: of the questions, those that vary one fact."""

    requests: int = 0
    refused: int = 0
    questions: int = 0
    throttled: int = 0
    varied: int = 0
    cost: int = 0

    def plus(self, other: Spent) -> Spent:
        """Both together."""
        return Spent(
            self.requests + other.requests,
            self.refused + other.refused,
            self.questions + other.questions,
            self.throttled + other.throttled,
            self.varied + other.varied,
            self.cost + other.cost,
        )


@dataclass(frozen=True, slots=True)
class Account:
    """A caller's account. level: what was left at the moment `at`, below 0 where processes spent more than there was.

    hour: counted since 1970; questions, varied: in that hour. throttled_at: when it was last refused something.
    days: the latest last.
    """

    subject: str
    level: float
    at: datetime
    hour: int = 0
    questions: int = 0
    varied: int = 0
    throttled_at: datetime | None = None
    days: tuple[Day, ...] = ()

    @classmethod
    def new(cls, caller: Caller, allowance: Allowance, now: datetime) -> Account:
        """One of which nothing was spent."""
        return cls(caller.subject, float(allowance.cost), now, hour_of(now))

    def after(self, spent: Spent, allowance: Allowance, now: datetime) -> Account:
        """The account at a moment, with what was spent until then."""
        at, hour = max(now, self.at), max(hour_of(now), self.hour)
        same = hour == self.hour
        refused = spent.refused or spent.throttled
        return replace(
            self,
            level=restored(self.level, self.at, allowance, at) - spent.cost,
            at=at,
            hour=hour,
            questions=spent.questions + (self.questions if same else 0),
            varied=spent.varied + (self.varied if same else 0),
            throttled_at=at if refused else self.throttled_at,
            days=_counted(self.days, spent, at.date()),
        )


class Ledger(Protocol):
    """Where accounts are kept. All raise Refusal UNAVAILABLE, `move` also with the code BUSY."""

    def move(self, caller: Caller, change: Callable[[Account | None], Account]) -> Account:
        """Replace the caller's account by what `change` makes of it, so that of two who move it neither is lost."""

    def find(self, caller: Caller) -> Account | None:
        """A caller's account; None where nothing was told of it, or not for long."""

    def every(self, tenant: str, most: int) -> Sequence[Account]:
        """The accounts of a tenant, at most so many."""


def hour_of(moment: datetime) -> int:
    """The hour that a moment lies in, counted since 1970."""
    return int(moment.timestamp()) // HOUR


def restored(level: float, since: datetime, allowance: Allowance, now: datetime) -> float:
    """What is there of a level by now; a clock that stepped back takes nothing away."""
    passed = max((now - since).total_seconds(), 0.0)
    return min(level + passed * allowance.cost_per_second, float(allowance.cost))


def _counted(days: tuple[Day, ...], spent: Spent, day: date) -> tuple[Day, ...]:
    before = next((each for each in days if each.day == day), Day(day))
    counted = Day(
        day,
        before.requests + spent.requests,
        before.refused + spent.refused,
        before.questions + spent.questions,
        before.throttled + spent.throttled,
        before.cost + spent.cost,
    )
    others = (each for each in days if each.day != day)
    return tuple(sorted((*others, counted), key=lambda each: each.day))[-MOST_DAYS:]
