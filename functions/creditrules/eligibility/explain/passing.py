"""When the same facts pass: the first moment from which a decision would be a better one, all as it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Final

from creditrules.dmn.analysis import Proof
from creditrules.eligibility.decision import Decision, Outcome
from creditrules.eligibility.explain.better import is_better
from creditrules.eligibility.explain.turning import Turns, turns_of
from creditrules.records import dataclass

__all__ = ["Passing", "passes_from"]

_TICK: Final = timedelta(milliseconds=1)
_AHEAD: Final = timedelta(days=36_525)
_LATEST: Final = datetime(9999, 12, 30, tzinfo=UTC)
_MOST: Final = 200
"""Turns that are decided."""

_LOOKED_AT: Final = (*range(1, 32), *range(35, 190, 7), *range(220, 1100, 30), *range(1460, 7306, 365))
"""Days from now, where turns are not all known: each of a month, then one of each week, month and year."""

_At = Callable[[datetime], Outcome | None]


@dataclass(frozen=True, slots=True)
class Passing:
    """From when on the same facts reach which outcome, if rules, parameters and facts stay as they are.

    proof: PROVED where they do not a moment before; SEARCHED where there may be an earlier one.
    """

    starts: datetime
    outcome: Outcome
    proof: Proof


def passes_from(decision: Decision) -> Passing | None:
    """The first moment from which the same facts reach a better outcome, to the millisecond, within a hundred years.

    Decided at each moment at which a rule set's conditions turn; where these are not all known, also at some hundred
    moments within twenty years, and between the last that fails and the first that passes by halving. None where there
    is none, for ALLOW, and while facts are missing.
    """
    again = decision.again
    if again is None or not decision.grounds or decision.outcome in {Outcome.ALLOW, Outcome.UNDETERMINED}:
        return None
    now = decision.grounds[0].situation.now
    turns = turns_of(decision, now, min(now + _AHEAD, _LATEST))

    def at(moment: datetime) -> Outcome | None:
        found = again({}, moment)
        return found.outcome if is_better(found, decision) else None

    if turns.exact and len(turns.moments) <= _MOST:
        found = ((moment, at(moment)) for moment in turns.moments)
        return next((Passing(moment, outcome, Proof.PROVED) for moment, outcome in found if outcome), None)
    return _looked_for(now, tuple(_looked_at(now, turns)), at)


def _looked_for(now: datetime, moments: Sequence[datetime], at: _At) -> Passing | None:
    for early, late in pairwise((now, *moments)):
        if at(late) is not None:
            return _turn(early, late, at)
    return None


def _turn(early: datetime, late: datetime, at: _At) -> Passing | None:
    """The moment between two at which the outcome gets better."""
    while late - early > _TICK:
        middle = early + (late - early) / 2
        early, late = (early, middle) if at(middle) is not None else (middle, late)
    whole = late.replace(microsecond=late.microsecond // 1000 * 1000)
    late = whole if at(whole) is not None else late
    outcome = at(late)
    return None if outcome is None else Passing(late, outcome, Proof.SEARCHED)


def _looked_at(now: datetime, turns: Turns) -> Iterator[datetime]:
    """The moments that are looked at, in order: the turns that are known, and those on the way."""
    ahead = [now + timedelta(days=days) for days in _LOOKED_AT]
    yield from sorted({moment for moment in (*turns.moments[:_MOST], *ahead) if now < moment < _LATEST})
