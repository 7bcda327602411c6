"""When the same facts pass: the first moment found from which a decision would be a better one, all as it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Final

from creditrules.eligibility.decision import Decision, Outcome
from creditrules.eligibility.explain.better import is_better
from creditrules.eligibility.ground import Ground
from creditrules.records import dataclass

__all__ = ["Passing", "passes_from"]

_TELLING_TIME: Final = (b"now", b"today")
_TICK: Final = timedelta(milliseconds=1)
_LATEST: Final = datetime(9999, 12, 30, tzinfo=UTC)
_AHEAD: Final = (*range(1, 32), *range(35, 190, 7), *range(220, 1100, 30), *range(1460, 7306, 365))
"""Days from now that are looked at: each of a month, then a day of each week, month and year, for twenty years."""


@dataclass(frozen=True, slots=True)
class Passing:
    """From when on the same facts reach which outcome, if rules, parameters and facts stay as they are."""

    starts: datetime
    outcome: Outcome


def passes_from(decision: Decision) -> Passing | None:
    """The first moment found from which the same facts reach a better outcome, to the millisecond; None where none is.

    Decided at some hundred moments within twenty years, and between the last that fails and the first that passes by
    halving: exact for what turns once. None for ALLOW, while facts are missing, and where no rule asks for the time.
    """
    again, grounds = decision.again, [each.ground for each in decision.reasons if each.ground]
    if again is None or decision.outcome in {Outcome.ALLOW, Outcome.UNDETERMINED} or not any(map(_tells_time, grounds)):
        return None

    def at(moment: datetime) -> Outcome | None:
        found = again({}, moment)
        return found.outcome if is_better(found, decision) else None

    now = grounds[0].situation.now
    for early, late in pairwise((now, *_moments(decision, now))):
        if at(late) is not None:
            return _turn(early, late, at)
    return None


def _turn(early: datetime, late: datetime, at: Callable[[datetime], Outcome | None]) -> Passing | None:
    """The moment between two at which the outcome gets better."""
    while late - early > _TICK:
        middle = early + (late - early) / 2
        early, late = (early, middle) if at(middle) is not None else (middle, late)
    whole = late.replace(microsecond=late.microsecond // 1000 * 1000)
    late = whole if at(whole) is not None else late
    outcome = at(late)
    return None if outcome is None else Passing(late, outcome)


def _moments(decision: Decision, now: datetime) -> Iterator[datetime]:
    """The moments that are looked at, in order: those on the way, and where interventions end."""
    ends = [each.finding.until for each in decision.reasons if each.finding.until is not None]
    ahead = [now + timedelta(days=days) for days in _AHEAD]
    yield from sorted({moment for moment in (*ends, *ahead) if now < moment < _LATEST})


def _tells_time(ground: Ground) -> bool:
    written = ground.compiled.rule_set.content
    return any(word in written for word in _TELLING_TIME)
