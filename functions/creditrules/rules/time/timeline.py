"""The stretches of time that a head tells of: which version was in force from when on, as known at one moment."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from creditrules.rules.time.history import Entry, Head, latest_start

__all__ = ["stretches_back"]


def stretches_back(head: Head, valid_at: datetime, known_at: datetime) -> Iterator[tuple[datetime, Entry]]:
    """From `valid_at` back: the start of each stretch with the entry in force during it, until none was.

    Ends where the head's window ends, so the oldest start may be later than the true one.
    """
    known = [entry for entry in head.entries if entry.known(known_at)]
    bounds = {entry.valid_from for entry in known} | {e.valid_until for e in known if e.valid_until is not None}
    for start in sorted((bound for bound in bounds if bound <= valid_at), reverse=True):
        if head.dropped_from is not None and start < head.dropped_from:
            return
        entry = latest_start(entry for entry in known if entry.covers(start, known_at))
        if entry is None or entry.retires:
            return
        yield start, entry
