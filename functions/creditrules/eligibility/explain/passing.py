"""When the same facts pass: the first moment from which a decision would be a better one, by what is scheduled."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Final, NamedTuple

from creditrules.dmn.analysis import Proof
from creditrules.eligibility.decision import Decision, Outcome
from creditrules.eligibility.explain.better import is_better
from creditrules.eligibility.explain.turning import Turns, turns_of
from creditrules.records import dataclass, field, replace

__all__ = ["NOTHING_SCHEDULED", "Agenda", "Passing", "Scheduled", "passes_from"]

_TICK: Final = timedelta(milliseconds=1)
_AHEAD: Final = timedelta(days=36_525)
_LATEST: Final = datetime(9999, 12, 30, tzinfo=UTC)
_MOST: Final = 200
"""Turns that are decided."""

_LOOKED_AT: Final = (*range(1, 32), *range(35, 190, 7), *range(220, 1100, 30), *range(1460, 7306, 365))
"""Days from now, where turns are not all known: each of a month, then one of each week, month and year."""

_At = Callable[[datetime], Outcome | None]
_Found = tuple[datetime, Outcome]


class Scheduled(NamedTuple):
    """A moment at which something that is scheduled begins or ends. announced: whether callers can read of it."""

    moment: datetime
    announced: bool


class Agenda(NamedTuple):
    """What is scheduled after the moment of a decision, in order.

    since: that moment. until: beyond which nothing is looked at, where there is more than is looked at.
    """

    since: datetime | None = None
    changes: tuple[Scheduled, ...] = ()
    until: datetime | None = None


NOTHING_SCHEDULED: Final = Agenda()


@dataclass(frozen=True, slots=True)
class Passing:
    """From when on the same facts reach which outcome, by what is in force and scheduled.

    proof: PROVED where they do not a moment before; SEARCHED where there may be an earlier one. under: what the same
    question is answered when that begins which is in force at `starts`. change: the scheduled one that helps; None
    where time does.
    """

    starts: datetime
    outcome: Outcome
    proof: Proof
    under: Decision = field(compare=False, repr=False)
    change: Scheduled | None = None


class _Span(NamedTuple):
    """What decides between two moments. change: with which it begins; None for the first."""

    decision: Decision
    starts: datetime
    ends: datetime
    change: Scheduled | None


def passes_from(decision: Decision, agenda: Agenda = NOTHING_SCHEDULED) -> Passing | None:
    """The first moment from which the same facts reach a better outcome, to the millisecond, within a hundred years.

    Between two dates at which something that is scheduled begins or ends, what is in force then decides. It is asked at
    each moment at which a rule set's conditions turn; where these are not all known, also at some hundred moments
    within twenty years, and between the last that fails and the first that passes by halving. None where there is
    none, for ALLOW, and while facts are missing.
    """
    if decision.outcome in {Outcome.ALLOW, Outcome.UNDETERMINED}:
        return None
    sure = True
    for span in _spans(decision, agenda):
        found, exact = _within(span, decision)
        if found is not None:
            return found if sure else replace(found, proof=Proof.SEARCHED)
        sure = sure and exact
    return None


def _spans(decision: Decision, agenda: Agenda) -> Iterator[_Span]:
    """In order; those in which the product is not in force, or nobody can say what is, are left out."""
    now = decision.grounds[0].situation.now if decision.grounds else agenda.since
    if now is None:
        return
    latest = min(now + _AHEAD, _LATEST, agenda.until or _LATEST)
    changes = [change for change in agenda.changes if now < change.moment < latest]
    ends = [*(change.moment for change in changes), latest]
    yield _Span(decision, now, ends[0], None)
    for change, end in zip(changes, ends[1:], strict=True):
        then = decision.forecast(change.moment) if decision.forecast else None
        if then is not None:
            yield _Span(then, change.moment, end, change)


def _within(span: _Span, decision: Decision) -> tuple[Passing | None, bool]:
    """Where in a span they pass first, and whether all moments were looked at."""
    if span.change is not None and is_better(span.decision, decision):
        return Passing(span.starts, span.decision.outcome, Proof.PROVED, span.decision, span.change), True
    again = span.decision.again
    if again is None:
        return None, True
    turns = turns_of(span.decision, span.starts, span.ends)

    def at(moment: datetime) -> Outcome | None:
        found = again({}, moment)
        return found.outcome if is_better(found, decision) else None

    if not turns.exact or len(turns.moments) > _MOST:
        found = _looked_for(span.starts, tuple(_looked_at(span, turns)), at)
        return None if found is None else Passing(*found, Proof.SEARCHED, span.decision), False
    passing = ((moment, at(moment)) for moment in turns.moments)
    first = next(((moment, outcome) for moment, outcome in passing if outcome), None)
    return None if first is None else Passing(*first, Proof.PROVED, span.decision), True


def _looked_for(now: datetime, moments: Sequence[datetime], at: _At) -> _Found | None:
    for early, late in pairwise((now, *moments)):
        if at(late) is not None:
            return _turn(early, late, at)
    return None


def _turn(early: datetime, late: datetime, at: _At) -> _Found | None:
    """The moment between two at which the outcome gets better."""
    while late - early > _TICK:
        middle = early + (late - early) / 2
        early, late = (early, middle) if at(middle) is not None else (middle, late)
    whole = late.replace(microsecond=late.microsecond // 1000 * 1000)
    late = whole if at(whole) is not None else late
    outcome = at(late)
    return None if outcome is None else (late, outcome)


def _looked_at(span: _Span, turns: Turns) -> Iterator[datetime]:
    """The moments of a span that are looked at, in order: the turns that are known, and those on the way."""
    ahead = [span.starts + timedelta(days=days) for days in _LOOKED_AT]
    yield from sorted({moment for moment in (*turns.moments[:_MOST], *ahead) if span.starts < moment < span.ends})
