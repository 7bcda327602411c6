"""What came into force, or became known, between two moments, and what a document was on the way from one to the other.

The way has two legs: first the recorded time moves, at the first valid time, so that what was corrected since shows;
then the valid time moves, as known at the second moment. What decides is looked up where it is asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import islice

from creditrules.desk.moments import Moments
from creditrules.desk.view import View
from creditrules.rules import DocumentKey, Entry, Head
from creditrules.rules.ports import LARGEST_PAGE, Asked
from creditrules.rules.time import entry_of

__all__ = ["Between"]

MOST_ENTRIES = 1000
"""Activations of a document that begin between the moments, as far as they are read."""
MOST_DEEP = 32
"""Documents of which more is read than their heads remember."""
TICK = timedelta(microseconds=1)


class Between:
    """The activations between two moments. complete: False once some were left out as they were too many."""

    def __init__(self, view: View, first: Moments, second: Moments) -> None:
        self._view = view
        self._first, self._second = first, second
        self._low, self._high = sorted((first.valid_at, second.valid_at))
        self._early, self._late = sorted((first.known_at, second.known_at))
        self._found: dict[DocumentKey, tuple[Entry, ...]] = {}
        self._deep = 0
        self.complete = True

    def of(self, head: Head) -> tuple[Entry, ...]:
        """What of a document began, or became known, between the two moments; the latest start last."""
        if head.key not in self._found:
            entries = {entry.sequence: entry for entry in (*self._beyond(head), *head.entries)}
            between = filter(self._lies_between, entries.values())
            self._found[head.key] = tuple(sorted(between, key=lambda each: (each.valid_from, each.sequence)))
        return self._found[head.key]

    def way(self, head: Head) -> Sequence[Moments]:
        """The places of the way at which what decides may be another than before: both ends, and those between."""
        entries = [*self.of(head), *head.entries]
        known = [at for entry in entries for at in (entry.recorded_at, entry.cancelled_at)]
        valid = [at for entry in entries for at in (entry.valid_from, entry.valid_until)]
        first = (Moments(self._first.valid_at, at) for at in _leg(self._first.known_at, self._second.known_at, known))
        second = (Moments(at, self._second.known_at) for at in _leg(self._first.valid_at, self._second.valid_at, valid))
        return tuple(dict.fromkeys((*first, *second)))

    def deciding(self, head: Head, moments: Moments) -> Entry | None:
        """What decides what is in force of a document, be it a retirement."""
        store = self._view.catalogue.store
        return store.deciding(self._view.tenant, head, moments.valid_at, moments.known_at)

    def _lies_between(self, entry: Entry) -> bool:
        begins = self._low < entry.valid_from or self._early < entry.recorded_at
        return entry.known(self._late) and entry.valid_from <= self._high and begins

    def _beyond(self, head: Head) -> Iterable[Entry]:
        """What its head does not remember any more of what may lie between."""
        late = self._early < self._late and self._early < head.last_recorded_at
        if head.dropped_from is None or not (self._low < head.dropped_from or late):
            return ()
        self._deep += 1
        if self._deep > MOST_DEEP:
            self.complete = False
            return ()
        store, tenant = self._view.catalogue.store, self._view.tenant
        started = store.starting(tenant, head.key, self._low + TICK, self._high + TICK)
        found = list(islice(started, MOST_ENTRIES + 1))
        if late:
            found += self._recorded(head.key)
        if len(found) > MOST_ENTRIES:
            self.complete = False
        return found[:MOST_ENTRIES]

    def _recorded(self, key: DocumentKey) -> Iterable[Entry]:
        """What was recorded between the moments, be it of a time before them."""
        store, asked = self._view.catalogue.store, Asked(LARGEST_PAGE)
        found: list[Entry] = []
        while len(found) <= MOST_ENTRIES:
            page = store.changes(self._view.tenant, [key], asked, self._early + TICK, self._late + TICK)
            found += (entry_of(each) for each in page.items if each.cancels is None)
            if not page.has_next:
                break
            asked = Asked(LARGEST_PAGE, page.resume or page.cursors[-1])
        return found


def _leg(start: datetime, end: datetime, bounds: Iterable[datetime | None]) -> Sequence[datetime]:
    """From one moment to another, with those bounds that lie between, at which something else may begin."""
    low, high = sorted((start, end))
    inner = sorted({bound for bound in bounds if bound is not None and low < bound <= high})
    ahead = [low, *inner, high]
    return ahead if start <= end else ahead[::-1]
