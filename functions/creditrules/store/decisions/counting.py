"""What was decided, from tallies and the few links that are not in one yet; and samples of what was decided."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Final

from creditrules.eligibility.figures import Tally, cells_of
from creditrules.eligibility.recording import Count, Figures, ListedDecision, Wanted
from creditrules.store.decisions.blocks import BLOCK, Block, Blocks, Place, StoredTally, read_block, read_tally
from creditrules.store.decisions.listing import DecisionListing
from creditrules.store.items.facts import micros
from creditrules.store.keys import blocks_span, day_of_figures, figures_span
from creditrules.store.port import Table

__all__ = ["DecisionCounts"]

_MOST_UNCOUNTED: Final = 4 * BLOCK
"""How many links of a chain are read that no tally has; ordinarily there are fewer than a block."""
_DAYS_AT_ONCE: Final = 100
_MOST_BLOCKS: Final = 4096
"""How many blocks of all chains are read to count what is wanted, as many of each: of 131,072 decisions."""
_MOST_LOOKED_AT: Final = 2048
"""How many links are read of which no block says for certain whether they are wanted; or as many as 32 a chain."""
_BLOCKS_AT_ONCE: Final = 64


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
        return Figures(dict(sorted(days.items())), _all_read(ends, written))

    def how_many(self, tenant: str, wanted: Wanted) -> Count:
        """See `DecisionRecords.how_many`."""
        ends = self._listing.ends(tenant)
        written = self._blocks.written(tenant, ends)
        begun = self._listing.begun(tenant, wanted.until, written)
        certain, places, most = 0, list(_uncounted(ends, written)), _MOST_BLOCKS // len(ends)
        for lane, count in begun.items():
            for block in self._newest_blocks(tenant, lane, count, most):
                number, unsure = _told_by(block, wanted)
                certain += number
                places += ((lane, each) for each in unsure)
        looked = max(_MOST_LOOKED_AT, BLOCK * len(ends))
        links = self._blocks.links(tenant, places[:looked]).values()
        seen = sum(link.decision is not None and wanted.fits(link.decision) for link in links)
        exact = max(begun.values()) <= most and len(places) <= looked and _all_read(ends, written)
        return Count(certain + seen, exact)

    def _newest_blocks(self, tenant: str, lane: str, count: int, most: int) -> Iterator[Block]:
        if count:
            span = blocks_span(tenant, lane, max(count - most, 0), count - 1)
            for key, item in self._table.walk(span, _BLOCKS_AT_ONCE, descending=True):
                yield read_block(int(key.sort[2:]), item)

    def sample(self, tenant: str, since: datetime, until: datetime, size: int) -> tuple[ListedDecision, ...]:
        """See `DecisionRecords.sample`."""
        stretches = self._listing.stretches(tenant, since, until)
        whole, looked = sum(high - low for low, high in stretches.values()), max(4 * size, _MOST_LOOKED_AT)
        places = [(lane, number) for lane in stretches for number in _spread(*stretches[lane], whole, looked)]
        links = (link.decision for link in self._blocks.links(tenant, places).values())
        found = [each for each in links if each is not None and since <= each.recorded_at < until]
        found.sort(key=lambda each: (each.recorded_at, each.id))
        share = min(size, len(found))
        return tuple(found[len(found) * each // share] for each in range(share))

    def _stored(self, tenant: str, since: date, until: date) -> dict[date, StoredTally]:
        items = self._table.walk(figures_span(tenant, since, until), _DAYS_AT_ONCE)
        found: dict[date, StoredTally] = {}
        for key, item in items:
            day, part = day_of_figures(key.sort), read_tally(item)
            before = found.get(day)
            found[day] = part if before is None else before.plus(part)
        return found


def _uncounted(ends: Mapping[str, int], written: Mapping[str, int]) -> Iterator[Place]:
    """The links that no block has; the newest of them, where there are very many."""
    for lane, end in ends.items():
        for number in range(max(written[lane] * BLOCK, end - _MOST_UNCOUNTED) + 1, end + 1):
            yield lane, number


def _all_read(ends: Mapping[str, int], written: Mapping[str, int]) -> bool:
    """Whether `_uncounted` names all the links that no block has."""
    return all(ends[lane] - written[lane] * BLOCK <= _MOST_UNCOUNTED for lane in ends)


def _told_by(block: Block, wanted: Wanted) -> tuple[int, list[int]]:
    """How many of a block's links are wanted for certain, and the numbers of those that have to be looked at."""
    until = None if wanted.until is None else micros(wanted.until)
    early = sum(1 << bit for bit, time in enumerate(block.times) if until is None or time < until)
    certain = block.certain(wanted) & early if wanted.since is None else 0
    unsure = block.candidates(wanted) & early & ~certain
    return certain.bit_count(), [block.first + bit for bit in range(BLOCK) if unsure >> bit & 1]


def _cells(decision: ListedDecision) -> Iterable[tuple[tuple[str, ...], int]]:
    return ((cell, 1) for cell in cells_of(decision.author, decision.summaries))


def _spread(low: int, high: int, whole: int, size: int) -> Iterator[int]:
    """Links after `low` up to `high`, evenly: this chain's part of `size` where all have `whole` of them."""
    share = high - low if whole <= size else -(-(high - low) * size // whole)
    yield from (low + 1 + (high - low) * each // share for each in range(share))
