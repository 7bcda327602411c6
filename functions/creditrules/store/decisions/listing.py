"""Pages of recorded decisions, newest first: all chains, each rising in time, read from a moment on and merged.

A place in the listing is when a decision was recorded and in which chain, which no other has: it holds for any filter,
and stays what it is whatever is recorded meanwhile. Where a chain is to be read from is found by halving its blocks.
Blocks say which of their links are worth reading; the links after the last block, fewer than a block in each chain, are
read themselves. A page reads at most `MOST_READ` blocks and links and then says where to go on, so that a filter that
fits hardly anything costs pages, never a scan. Of one subject there is a pointer from its data key to each record: once
that is erased, nothing leads there. A name that several partners use has several data keys, whose pointers are merged.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Final

from creditrules.eligibility.recording import DecisionsPage, ListedDecision, Wanted
from creditrules.records import dataclass, field
from creditrules.rules.audit import ChainEnd
from creditrules.rules.ports import Asked
from creditrules.store.decisions.blocks import BLOCK, Block, Blocks, Place, read_block
from creditrules.store.decisions.chains import FEWEST, Chains, chain_names
from creditrules.store.decisions.links import AT, LaneEnd, lane_end
from creditrules.store.items.facts import micros
from creditrules.store.keys import (
    block_key,
    blocks_span,
    chain_head_key,
    chain_span_between,
    chains_key,
    read_sealed_by,
    sealed_by_span,
)
from creditrules.store.port import Item, ItemKey, Table

__all__ = ["MOST_READ", "DecisionListing"]

MOST_READ: Final = 1000
_AT_ONCE: Final = 8
_LEAST_READ: Final = 8
_POINTERS_AT_ONCE: Final = 100
_Key = tuple[int, str]
"""A place in the listing: when a link was recorded, and its chain."""


@dataclass(frozen=True, slots=True)
class _Step:
    """What is met on the way through a chain: a link that may be wanted, or `number` None, that others are not."""

    key: _Key
    number: int | None = None


@dataclass(frozen=True, slots=True)
class _Window:
    """What lies between two places, both excluded; None is the end of the listing."""

    low: _Key | None
    high: _Key | None
    backward: bool

    def outside(self, key: _Key) -> bool:
        """Whether the place lies before the window, in the direction of reading."""
        return (self.low is not None and key <= self.low) if self.backward else self._above(key)

    def behind(self, key: _Key) -> bool:
        """Whether the place lies behind the window, in the direction of reading."""
        return self._above(key) if self.backward else (self.low is not None and key <= self.low)

    def _above(self, key: _Key) -> bool:
        return self.high is not None and key >= self.high


@dataclass(slots=True)
class _Found:
    """What was found so far, in the order of reading; `waiting` are candidates that have not been read."""

    items: list[tuple[ListedDecision, str]] = field(default_factory=list)
    waiting: list[tuple[Place, _Key]] = field(default_factory=list)

    def page(self, asked: Asked, resume: str | None) -> DecisionsPage:
        """The page. resume: where reading stopped short."""
        shown, more = self.items[: asked.size], len(self.items) > asked.size
        if asked.backward:
            shown.reverse()
        items, positions = tuple(item for item, _ in shown), tuple(position for _, position in shown)
        return DecisionsPage(items, positions, more or resume is not None, None if more else resume)


class DecisionListing:
    """Lists the recorded decisions of tenants."""

    def __init__(self, table: Table, blocks: Blocks, chains: Chains) -> None:
        self._table = table
        self._blocks = blocks
        self._chains = chains

    def page(self, tenant: str, wanted: Wanted, asked: Asked) -> DecisionsPage:
        """A page of the decisions of all subjects; the cursors in `asked` are places."""
        window = _window(wanted, asked)
        found = _Found()
        inside = (step for step in self._merged(tenant, wanted, window) if not window.outside(step.key))
        for read, step in enumerate(inside, start=1):
            if window.behind(step.key):
                break
            if step.number is not None:
                found.waiting.append(((step.key[1], step.number), step.key))
            if len(found.waiting) >= max(asked.size + 1 - len(found.items), _LEAST_READ) or read >= MOST_READ:
                self._look(tenant, wanted, found)
            if len(found.items) > asked.size:
                return found.page(asked, None)
            if read >= MOST_READ:
                return found.page(asked, _spelt(step.key))
        self._look(tenant, wanted, found)
        return found.page(asked, None)

    def of_data_keys(self, tenant: str, data_keys: Sequence[str], wanted: Wanted, asked: Asked) -> DecisionsPage:
        """A page of the decisions whose facts are sealed with one of these keys: those about one name."""
        found = _Found()
        spans = [sealed_by_span(tenant, each, asked.before, asked.after) for each in data_keys]
        at_once = max(-(-(asked.size + 1) // max(len(spans), 1)), min(_LEAST_READ, asked.size + 1))
        walks = [self._table.walk(span, at_once, descending=not asked.backward) for span in spans]
        pointers = heapq.merge(*walks, key=_sort, reverse=not asked.backward)
        sorts = [key.sort for key, _ in islice(pointers, MOST_READ + 1) if key.sort not in {asked.after, asked.before}]
        for start in range(0, min(len(sorts), MOST_READ), asked.size + 1):
            batch = sorts[start : start + asked.size + 1]
            decisions = self._blocks.records(tenant, [read_sealed_by(sort) for sort in batch])
            for sort in batch:
                decision = decisions.get(read_sealed_by(sort))
                if decision is not None and wanted.fits(decision):
                    found.items.append((decision, sort))
            if len(found.items) > asked.size:
                return found.page(asked, None)
        return found.page(asked, sorts[MOST_READ - 1] if len(sorts) > MOST_READ else None)

    def under(self, tenant: str, data_key: str) -> tuple[list[str], bool]:
        """The records that a data key seals, the newest first, and whether these are all of them."""
        pointers = self._table.walk(sealed_by_span(tenant, data_key, None, None), _POINTERS_AT_ONCE, descending=True)
        records = [read_sealed_by(key.sort) for key, _ in islice(pointers, MOST_READ + 1)]
        return records[:MOST_READ], len(records) <= MOST_READ

    def ends(self, tenant: str) -> dict[str, int]:
        """How many links each chain has."""
        return {lane: end.number for lane, end in self._ends(tenant).items()}

    def chain_ends(self, tenant: str) -> dict[str, ChainEnd]:
        """Where each chain ends that has a link."""
        found = self._ends(tenant)
        return {lane: ChainEnd(end.number, end.hash) for lane, end in found.items() if end.number}

    def _ends(self, tenant: str) -> dict[str, LaneEnd]:
        """Where each chain ends: one read, or as many more as a tenant of many chains needs."""
        places = {lane: chain_head_key(tenant, lane) for lane in chain_names(FEWEST)}
        heads = self._table.read([chains_key(tenant), *places.values()])
        self._chains.read_in(tenant, heads)
        more = {lane: chain_head_key(tenant, lane) for lane in self._chains.known_names(tenant) if lane not in places}
        heads |= self._table.read(more.values()) if more else {}
        return {lane: lane_end(heads.get(place)) for lane, place in (places | more).items()}

    def stretches(self, tenant: str, since: datetime, until: datetime) -> dict[str, tuple[int, int]]:
        """By chain, after and up to which link those lie that were recorded in [since, until), and a few others."""
        ends = self.ends(tenant)
        written = self._blocks.written(tenant, ends)
        low, high = (self._begun(tenant, micros(moment), written) for moment in (since, until))
        return {
            lane: (max(low[lane] - 1, 0) * BLOCK, ends[lane] if high[lane] == written[lane] else high[lane] * BLOCK)
            for lane in ends
        }

    def begun(self, tenant: str, until: datetime | None, written: Mapping[str, int]) -> Mapping[str, int]:
        """By chain, how many of its blocks begin before then."""
        return written if until is None else self._begun(tenant, micros(until), written)

    def _look(self, tenant: str, wanted: Wanted, found: _Found) -> None:
        """Read the links that wait, and keep what is wanted."""
        links = self._blocks.links(tenant, (place for place, _ in found.waiting))
        for place, key in found.waiting:
            link = links.get(place)
            if link is not None and link.decision is not None and wanted.fits(link.decision):
                found.items.append((link.decision, _spelt(key)))
        found.waiting.clear()

    def _merged(self, tenant: str, wanted: Wanted, window: _Window) -> Iterator[_Step]:
        """All chains from where the window begins, in the direction of reading."""
        found = self._ends(tenant)
        ends = {lane: end.number for lane, end in found.items()}
        written = self._blocks.written(tenant, ends)
        start = window.low if window.backward else window.high
        # A block begins before the place or at it; what is met of it before the window is left out.
        begun = dict.fromkeys(ends, 0) if window.backward else written
        if start is not None:
            begun = self._begun(tenant, start[0] + 1, written)
        if window.backward:
            ups = (self._up(tenant, lane, max(begun[lane] - 1, 0), written, ends, wanted) for lane in ends)
            return heapq.merge(*ups, key=_place)
        newest = {lane: micros(end.recorded_at) for lane, end in found.items() if end.recorded_at is not None}
        return _newest_first(
            {lane: self._down(tenant, lane, begun[lane], written, ends, wanted) for lane in newest}, newest
        )

    def _down(
        self,
        tenant: str,
        lane: str,
        begun: int,
        written: Mapping[str, int],
        ends: Mapping[str, int],
        wanted: Wanted,
    ) -> Iterator[_Step]:
        """A chain from its block before `begun` back to its first link, or from its end where that is the last."""
        if begun == written[lane]:
            yield from self._tail(tenant, lane, written[lane] * BLOCK, ends[lane], descending=True)
        if begun:
            blocks = self._table.walk(blocks_span(tenant, lane, 0, begun - 1), _AT_ONCE, descending=True)
            yield from _steps_of(lane, blocks, wanted, descending=True)

    def _up(
        self,
        tenant: str,
        lane: str,
        begun: int,
        written: Mapping[str, int],
        ends: Mapping[str, int],
        wanted: Wanted,
    ) -> Iterator[_Step]:
        """A chain from the block `begun` on to its end."""
        if written[lane]:
            blocks = self._table.walk(blocks_span(tenant, lane, begun, written[lane] - 1), _AT_ONCE)
            yield from _steps_of(lane, blocks, wanted, descending=False)
        yield from self._tail(tenant, lane, written[lane] * BLOCK, ends[lane], descending=False)

    def _tail(self, tenant: str, lane: str, above: int, end: int, *, descending: bool) -> Iterator[_Step]:
        """The links after link `above` up to link `end`, which no block tells of."""
        if above == end:
            return
        span = chain_span_between(tenant, lane, above, end)
        pointers = self._table.walk(span, _AT_ONCE, descending=descending)
        while batch := list(islice(pointers, _AT_ONCE)):
            numbered = [(int(key.sort[2:]), item) for key, item in batch]
            links = self._blocks.links(tenant, ((lane, number) for number, item in numbered if AT not in item))
            for number, item in numbered:
                link = links.get((lane, number))
                if AT in item or link is not None:
                    yield _Step((item[AT] if link is None else link.recorded, lane), number)

    def _begun(self, tenant: str, time: int, written: Mapping[str, int]) -> dict[str, int]:
        """How many blocks of each chain begin before a time: all are halved together, a read for a halving."""
        low, high = dict.fromkeys(written, 0), dict(written)
        while wide := [lane for lane in written if low[lane] < high[lane]]:
            middles = {lane: (low[lane] + high[lane]) // 2 for lane in wide}
            items = self._table.read(block_key(tenant, lane, middle) for lane, middle in middles.items())
            for lane, middle in middles.items():
                item = items.get(block_key(tenant, lane, middle))
                earlier = item is not None and read_block(middle, item).times[0] < time
                low[lane], high[lane] = (middle + 1, high[lane]) if earlier else (low[lane], middle)
        return low


def _sort(pointer: tuple[ItemKey, Item]) -> str:
    return pointer[0].sort


def _steps_of(
    lane: str, blocks: Iterable[tuple[ItemKey, Item]], wanted: Wanted, *, descending: bool
) -> Iterator[_Step]:
    for key, item in blocks:
        steps = _steps(lane, read_block(int(key.sort[2:]), item), wanted)
        yield from reversed(steps) if descending else steps


def _steps(lane: str, block: Block, wanted: Wanted) -> list[_Step]:
    """The links of a block that may be wanted, oldest first, and both its ends: however far it is read, it counts."""
    mask = block.candidates(wanted)
    bits = [bit for bit in range(BLOCK) if mask >> bit & 1 or bit in {0, BLOCK - 1}]
    return [_Step((block.times[bit], lane), block.first + bit if mask >> bit & 1 else None) for bit in bits]


def _window(wanted: Wanted, asked: Asked) -> _Window:
    # No chain's name is empty: a moment with it lies right before all that was recorded then.
    lows = [(micros(wanted.since), "")] if wanted.since else []
    highs = [(micros(wanted.until), "")] if wanted.until else []
    lows += [_place_of(asked.before)] if asked.before is not None else []
    highs += [_place_of(asked.after)] if asked.after is not None else []
    return _Window(max(lows, default=None), min(highs, default=None), asked.backward)


def _place(step: _Step) -> _Key:
    return step.key


def _newest_first(downs: Mapping[str, Iterator[_Step]], newest: Mapping[str, int]) -> Iterator[_Step]:
    """The steps of all chains, merged; a chain is read only once its newest link may come next."""
    unread = sorted(((newest[lane], lane) for lane in downs), reverse=True)
    ahead: list[tuple[int, list[int], _Step, Iterator[_Step]]] = []
    place = 0

    def read(down: Iterator[_Step]) -> None:
        step = next(down, None)
        if step is not None:
            # The greatest first; of two names of which one begins with the other, that is the longer one.
            lane = [*(-ord(each) for each in step.key[1]), 0]
            heapq.heappush(ahead, (-step.key[0], lane, step, down))

    while ahead or place < len(unread):
        while place < len(unread) and (not ahead or unread[place] >= ahead[0][2].key):
            read(downs[unread[place][1]])
            place += 1
        if ahead:
            *_, step, down = heapq.heappop(ahead)
            yield step
            read(down)


def _spelt(key: _Key) -> str:
    """As earlier releases spelt it, where the chain's name is one digit."""
    return f"{key[0]}{key[1]}" if len(key[1]) == FEWEST else f"{key[0]}.{key[1]}"


def _place_of(position: str) -> _Key:
    time, point, lane = position.partition(".")
    return (int(time), lane) if point else (int(position[:-1]), position[-1])
