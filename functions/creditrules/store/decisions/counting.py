"""What was decided, from tallies and the few links that are not in one yet; and samples of what was decided."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Final

from creditrules.eligibility.figures import Tally, cells_of
from creditrules.eligibility.recording import Figures, ListedDecision
from creditrules.store.decisions.blocks import BLOCK, Blocks, Place, StoredTally, read_tally
from creditrules.store.decisions.links import LANES
from creditrules.store.decisions.listing import DecisionListing
from creditrules.store.keys import figures_span
from creditrules.store.port import Table

__all__ = ["DecisionCounts"]

_MOST_UNCOUNTED: Final = 4 * BLOCK
"""How many links of a chain are read that no tally has; ordinarily there are fewer than a block."""
_DAYS_AT_ONCE: Final = 100


class DecisionCounts:
    """Counts and samples the recorded decisions of tenants."""

    def __init__(self, table: Table, blocks: Blocks, listing: DecisionListing) -> None:
        self._table = table
        self._blocks = blocks
        self._listing = listing

    def figures(self, tenant: str, since: date, until: date) -> Figures:
        """See `DecisionRecords.figures`."""
        # The blocks before the tallies: those are counted in them, and of later ones a tally says itself.
        ends = self._listing.ends(tenant)
        written = self._blocks.written(tenant, ends)
        stored = self._stored(tenant, since, until)
        days = {day: each.tally for day, each in stored.items()}
        for (lane, number), link in self._blocks.links(tenant, _uncounted(ends, written)).items():
            day = link.decision.recorded_at.date() if link.decision else date.min
            counted = day in stored and number <= stored[day].through.get(lane, 0)
            if link.decision is not None and since <= day <= until and not counted:
                days[day] = days.get(day, Tally({})).plus(_cells(link.decision))
        complete = all(ends[lane] - written[lane] * BLOCK <= _MOST_UNCOUNTED for lane in LANES)
        return Figures(dict(sorted(days.items())), complete)

    def sample(self, tenant: str, since: datetime, until: datetime, size: int) -> tuple[ListedDecision, ...]:
        """See `DecisionRecords.sample`."""
        stretches = self._listing.stretches(tenant, since, until)
        whole = sum(high - low for low, high in stretches.values())
        places = [(lane, number) for lane in LANES for number in _spread(*stretches[lane], whole, size)]
        found = (link.decision for link in self._blocks.links(tenant, places).values())
        return tuple(each for each in found if each is not None and since <= each.recorded_at < until)

    def _stored(self, tenant: str, since: date, until: date) -> dict[date, StoredTally]:
        items = self._table.walk(figures_span(tenant, since, until), _DAYS_AT_ONCE)
        return {date.fromisoformat(key.sort): read_tally(item) for key, item in items}


def _uncounted(ends: Mapping[str, int], written: Mapping[str, int]) -> Iterator[Place]:
    """The links that no block has; the newest of them, where there are very many."""
    for lane, end in ends.items():
        for number in range(max(written[lane] * BLOCK, end - _MOST_UNCOUNTED) + 1, end + 1):
            yield lane, number


def _cells(decision: ListedDecision) -> Iterable[tuple[tuple[str, ...], int]]:
    return ((cell, 1) for cell in cells_of(decision.author, decision.summaries))


def _spread(low: int, high: int, whole: int, size: int) -> Iterator[int]:
    """Links after `low` up to `high`, evenly: this chain's part of `size` where all have `whole` of them."""
    share = high - low if whole <= size else -(-(high - low) * size // whole)
    yield from (low + 1 + (high - low) * each // share for each in range(share))
