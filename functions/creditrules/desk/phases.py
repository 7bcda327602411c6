"""What is in force of a document over time, as far as is known now."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise
from typing import NamedTuple

from creditrules.desk.catalogue import Catalogue
from creditrules.rules import Entry, Head
from creditrules.rules.time import latest_start

__all__ = ["Phase", "phases"]


class Phase(NamedTuple):
    """A time with one entry in force, or none; until: None for ever."""

    since: datetime
    until: datetime | None
    entry: Entry | None


def phases(catalogue: Catalogue, tenant: str, head: Head, period: tuple[datetime, datetime | None]) -> Iterator[Phase]:
    """The times of a period by what is in force of a document, as far as is known now."""
    now, (start, end) = catalogue.store.now(), period
    known = [entry for entry in head.entries if entry.known(now)]
    bounds = {bound for entry in known for bound in (entry.valid_from, entry.valid_until) if bound is not None}
    within = sorted(bound for bound in bounds if start < bound and (end is None or bound < end))
    for since, until in pairwise((start, *within, end)):
        assert since is not None  # noqa: S101 - only the last bound may be None
        yield Phase(since, until, _in_force(catalogue, tenant, head, since, now))


def _in_force(catalogue: Catalogue, tenant: str, head: Head, moment: datetime, now: datetime) -> Entry | None:
    """The entry in force; where the store looks beyond a head, it knows nothing of what the head only would have."""
    found = catalogue.store.in_force(tenant, head, moment, now)
    if head.dropped_from is None or found in head.entries:
        return found
    covering = [entry for entry in (found, *head.entries) if entry is not None and entry.covers(moment, now)]
    decides = latest_start(covering)
    return None if decides is None or decides.retires else decides
