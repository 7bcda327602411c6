"""When a rule set asked for a fact: in force, to come, or no more since when, as seen at two times."""

from __future__ import annotations

from datetime import datetime

from creditrules.rules.time.declared import DeclaredFact
from creditrules.rules.time.history import Entry, Head, latest_start

__all__ = ["in_force_or_to_come", "last_use_ended"]


def in_force_or_to_come(
    head: Head, current: Entry | None, valid_at: datetime, known_at: datetime, until: datetime | None = None
) -> tuple[Entry, ...]:
    """The entries that are or will be in force from `valid_at` on, before `until`.

    current: the one in force at both times, which may lie beyond the head.
    """
    coming = [
        entry
        for entry in head.entries
        if entry.valid_from > valid_at
        and entry.known(known_at)
        and not entry.retires
        and (until is None or entry.valid_from < until)
    ]
    return (*(() if current is None else (current,)), *coming)


def last_use_ended(head: Head, fact: DeclaredFact, valid_at: datetime, known_at: datetime) -> datetime | None:
    """The end of the last stretch, begun before `valid_at`, in which a version that declares the fact was in force.

    None where there was none, as known at `known_at`; `valid_at` itself where it lies in that stretch, or so far back
    that the head no longer tells.
    """
    if head.dropped_from is not None and valid_at < head.dropped_from:
        return valid_at
    known = [entry for entry in head.entries if entry.known(known_at)]
    bounds = {entry.valid_from for entry in known} | {e.valid_until for e in known if e.valid_until is not None}
    end = valid_at
    for start in sorted((bound for bound in bounds if bound <= valid_at), reverse=True):
        entry = latest_start(entry for entry in known if entry.covers(start, known_at))
        if entry is not None and fact.by(entry.version):
            return end
        end = start
    return fact.ended if fact.ended is None or fact.ended <= end else end
