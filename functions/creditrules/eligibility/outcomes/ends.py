"""Ends of interventions, and how far they lie from the moment at which they are told."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import UTC, datetime, tzinfo

from creditrules.dmn.analysis import Known, Line, Linear, Term
from creditrules.feel import DateTime, to_datetime
from creditrules.records import dataclass, replace

__all__ = ["End", "distances", "end_of", "same_ends"]


@dataclass(frozen=True, slots=True)
class End:
    """An end as it is told, and how far away it is: equal for ends that lie equally far from their own moments."""

    term: Term
    away: frozenset[Hashable]


def distances(until: datetime, now: datetime, zone: tzinfo) -> frozenset[Hashable]:
    """How far an end is: by the clock; and by the calendar in days, where it is the start of a day in the zone."""
    local = until.astimezone(zone)
    clock = ("clock", until.astimezone(UTC) - now.astimezone(UTC))
    if local != local.replace(hour=0, minute=0, second=0, microsecond=0):
        return frozenset({clock})
    return frozenset({clock, ("days", local.date() - now.astimezone(zone).date())})


def end_of(term: Term, now: DateTime, zone: tzinfo) -> End:
    """An end that a rule set tells at a moment, which is in its zone."""
    moment = to_datetime(now, zone)
    until = to_datetime(term.value, zone) if isinstance(term, Known) else None  # type: ignore[arg-type]
    if until is not None and moment is not None:
        return End(term, distances(until, moment, zone))
    if isinstance(term, Linear) and term.line is Line.DATE:
        return End(term, frozenset({replace(term, constant=term.constant - now.date.key, recipe=None)}))
    return End(term, frozenset({term}))


def same_ends(was: frozenset[End], now: frozenset[End]) -> bool:
    """Whether they surely are the same, at one moment or each at its own."""
    if {each.term for each in was} == {each.term for each in now}:
        return True
    if len(was) == len(now) == 1:
        return any(not one.away.isdisjoint(other.away) for one in was for other in now)
    return {each.away for each in was} == {each.away for each in now}
