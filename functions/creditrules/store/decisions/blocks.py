"""Blocks: what 32 links of a chain in a row tell, in one item that a listing reads in their place.

A chain only grows at its end, so a block that is full never changes. Each is written once, in one transaction with the
tallies of the days that its decisions were recorded on: whether they have been counted is whether the block is there,
so that neither a retry nor a crash nor a rival counts anything twice or leaves it out. It is written by whoever
records the last of its links, after that: a decision costs no write more, and what was not counted then is by the next.
Nothing in it is new: which outcomes, reasons and versions there were is in the links in plain text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from itertools import pairwise
from typing import Any, Final

from creditrules.eligibility import Outcome
from creditrules.eligibility.figures import Cell, Tally, cells_of
from creditrules.eligibility.recording import ListedDecision, Receipt, Wanted
from creditrules.errors import Refusal
from creditrules.records import dataclass
from creditrules.rules.audit import AuditAct
from creditrules.store.decisions.links import AT, RECORD, lane_end, read_link
from creditrules.store.decisions.sealing import unpacked
from creditrules.store.items.facts import micros, pack
from creditrules.store.items.links import AuditEntry
from creditrules.store.keys import (
    NEVER_OVERWRITTEN,
    block_key,
    chain_head_key,
    chain_link_key,
    figures_key,
    head_unmoved,
    record_link_key,
    sealed_by_key,
)
from creditrules.store.port import BODY, REVISION, Item, ItemKey, Put, Table

__all__ = ["BLOCK", "Block", "Blocks", "Link", "Place", "StoredTally", "listed_of", "read_block", "read_tally"]

Place = tuple[str, int]
"""Where a link stands: its chain and its number."""

BLOCK: Final = 32
DECIDE: Final = AuditAct.DECIDE
_TRIES: Final = 3
_FIRST: Final = 1


@dataclass(frozen=True, slots=True)
class Link:
    """A link as it was found: `decision` is None where it is no decision.

    data_key: what seals its facts, where it was recorded before data keys led to their records.
    """

    recorded: int
    decision: ListedDecision | None
    data_key: str | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """times: when its links were recorded, in microseconds; rising. valid: the earliest and the latest valid time.

    masks: by cell, a bit for each link that it holds of. unread: a bit for each link that has to be looked at.
    """

    number: int
    times: tuple[int, ...]
    valid: tuple[int, int] | None
    masks: Mapping[Cell, int]
    unread: int

    @property
    def first(self) -> int:
        """The number of its first link."""
        return self.number * BLOCK + 1

    def candidates(self, wanted: Wanted) -> int:
        """A bit for each link that may be wanted; the others are not."""
        if self.valid is None or not _meets(self.valid, wanted):
            return self.unread
        found = self._of("decision", wanted.author)
        if wanted.product is not None or wanted.outcome is not None:
            found &= self._of("answer", wanted.product, wanted.outcome)
        if wanted.reason is not None:
            found &= self._of("reason", wanted.product, None, wanted.reason)
        if wanted.rule_set is not None:
            version = None if wanted.version is None else str(wanted.version)
            found &= self._of("version", wanted.rule_set, version)
        if wanted.reached is not None:
            found &= self._reached(wanted.reached)
        return found | self.unread

    def certain(self, wanted: Wanted) -> int:
        """A bit for each link that is wanted for certain, of those that may be."""
        several = [wanted.product or wanted.outcome, wanted.reason, wanted.rule_set, wanted.reached]
        if self.valid is None or not _inside(self.valid, wanted) or sum(each is not None for each in several) > 1:
            return 0
        return self.candidates(wanted) & ~self.unread

    def _reached(self, rule_set: str) -> int:
        found = self._of("version", rule_set) | self._of("reason", None, rule_set)
        for cell, mask in self.masks.items():
            if cell[0] == "answer" and not Outcome(cell[2]).is_open:
                found |= mask
        return found

    def _of(self, kind: str, *names: str | None) -> int:
        found = 0
        for cell, mask in self.masks.items():
            if cell[0] == kind and all(name in {None, told} for name, told in zip(names, cell[1:], strict=False)):
                found |= mask
        return found


@dataclass(frozen=True, slots=True)
class StoredTally:
    """What was decided on a day. through: by chain, the last link that is counted in it."""

    tally: Tally
    through: Mapping[str, int]

    def plus(self, other: StoredTally) -> StoredTally:
        """What both count: other chains each."""
        return StoredTally(self.tally.plus(other.tally.counts.items()), {**self.through, **other.through})


class Blocks:
    """Writes the blocks of a tenant's chains, and counts their decisions."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def written(self, tenant: str, ends: Mapping[str, int]) -> dict[str, int]:
        """By chain, how many of the blocks up to its end are written."""
        full = {lane: end // BLOCK for lane, end in ends.items()}
        places = {lane: block_key(tenant, lane, count - 1) for lane, count in full.items() if count}
        there = self._table.read(places.values())
        late = [lane for lane, place in places.items() if place not in there]
        return {**full, **{lane: self._count(tenant, lane, full[lane] - 1) for lane in late}}

    def catch_up(self, tenant: str, lane: str, end: int, most: int) -> int:
        """Write the next blocks of a chain that ends at link `end`, at most so many; how many were."""
        start = self.written(tenant, {lane: end})[lane]
        stop = min(end // BLOCK, start + most)
        for number in range(start, stop):
            if not self._write(tenant, lane, number):
                return number - start
        return stop - start

    def end_of(self, tenant: str, lane: str) -> int:
        """How many links a chain has."""
        place = chain_head_key(tenant, lane)
        return lane_end(self._table.read([place]).get(place)).number

    def records(self, tenant: str, records: Iterable[str]) -> dict[str, ListedDecision]:
        """Decisions by their ids; those that are gone, or that are not what was recorded, are left out."""
        places = {record: record_link_key(tenant, record) for record in records}
        items = self._table.read(places.values())
        links = {record: _said(tenant, record, items[place]) for record, place in places.items() if place in items}
        return {record: listed_of(*said) for record, said in links.items() if said and said[1]["act"] == DECIDE}

    def links(self, tenant: str, places: Iterable[Place]) -> dict[Place, Link]:
        """Links by chain and number; those that are gone, or that are not what was recorded, are left out."""
        wanted = {place: chain_link_key(tenant, *place) for place in places}
        pointers = self._table.read(wanted.values())
        there = {place: pointers[key] for place, key in wanted.items() if key in pointers}
        items = self._table.read(record_link_key(tenant, pointer[RECORD]) for pointer in there.values())
        found: dict[Place, Link] = {}
        for place, pointer in there.items():
            item = items.get(record_link_key(tenant, pointer[RECORD]))
            link = _readable(tenant, pointer[RECORD], place[1], pointer, item) if item else None
            if link is not None:
                found[place] = link
        return found

    def point(self, tenant: str, places: Iterable[Place]) -> None:
        """Let the data keys of links lead to them where they were recorded before there were such pointers."""
        self._point(tenant, self.links(tenant, places).values())

    def _point(self, tenant: str, links: Iterable[Link]) -> None:
        self._table.write(list(_pointers(tenant, links)))

    def _count(self, tenant: str, lane: str, most: int) -> int:
        """How many blocks are written where the last of them is not: each follows the one before, so halve."""
        low, high = 0, most
        while low < high:
            middle = (low + high) // 2
            place = block_key(tenant, lane, middle)
            low, high = (middle + 1, high) if place in self._table.read([place]) else (low, middle)
        return low

    def _write(self, tenant: str, lane: str, number: int) -> bool:
        """Whether the block is there and its decisions are counted, be it by a rival."""
        first = number * BLOCK + 1
        links = self.links(tenant, ((lane, each) for each in range(first, first + BLOCK)))
        block = _block_of(number, lane, links)
        place = block_key(tenant, lane, number)
        days = _counted(link.decision for link in links.values() if link.decision is not None)
        written = Put(place, {BODY: _packed(block)})
        self._point(tenant, links.values())
        for _ in range(_TRIES):
            places = {day: figures_key(tenant, day, lane) for day in days}
            items = self._table.read([place, *places.values()])
            if place in items:
                return True
            through = {lane: first + BLOCK - 1}
            tallies = [_tally_put(key, items.get(key), days[day], through) for day, key in places.items()]
            if self._table.transact([written, *tallies]) is None:
                return True
        return False


def _readable(tenant: str, record: str, number: int, pointer: Item, item: Item) -> Link | None:
    said = _said(tenant, record, item)
    if said is None or said[0].number != number:
        return None
    entry, fields = said
    recorded = micros(_moment(fields["recordedAt"]))
    if fields["act"] != DECIDE:
        return Link(recorded, None)
    return Link(recorded, listed_of(entry, fields), None if AT in pointer else fields["dataKey"])


def _said(tenant: str, record: str, item: Item) -> tuple[AuditEntry, dict[str, Any]] | None:
    """A link and what it says; None where it is not what was recorded, which verifying the chain tells."""
    try:
        return read_link(tenant, record, item)
    except Refusal:
        return None


def _block_of(number: int, lane: str, links: Mapping[Place, Link]) -> Block:
    times: list[int | None] = []
    masks: dict[Cell, int] = {}
    valid: list[int] = []
    unread = 0
    for bit in range(BLOCK):
        link = links.get((lane, number * BLOCK + 1 + bit))
        times.append(link.recorded if link else None)
        if link is None:
            unread |= 1 << bit
        elif link.decision is not None:
            valid.append(micros(link.decision.valid_at))
            for cell in cells_of(link.decision.author, link.decision.summaries):
                masks[cell] = masks.get(cell, 0) | 1 << bit
    return Block(number, _rising(times), (min(valid), max(valid)) if valid else None, masks, unread)


def _rising(times: Iterable[int | None]) -> tuple[int, ...]:
    """The times, that of a link which is gone told by those beside it."""
    known = list(times)
    last = next((time for time in known if time is not None), 0)
    filled = []
    for time in known:
        last = last if time is None else time
        filled.append(last)
    return tuple(filled)


def _packed(block: Block) -> bytes:
    steps = [after - before for before, after in pairwise(block.times)]
    fields: dict[str, Any] = {"start": block.times[0], "steps": steps, "valid": block.valid, "unread": block.unread}
    try:
        return pack({**fields, "masks": [[*cell, mask] for cell, mask in block.masks.items()]})
    except Refusal:  # decisions about very many products: all its links are looked at instead
        return pack({**fields, "masks": [], "unread": (1 << BLOCK) - 1})


def _counted(decisions: Iterable[ListedDecision]) -> dict[date, dict[Cell, int]]:
    days: dict[date, dict[Cell, int]] = {}
    for decision in decisions:
        cells = days.setdefault(decision.recorded_at.date(), {})
        for cell in cells_of(decision.author, decision.summaries):
            cells[cell] = cells.get(cell, 0) + 1
    return days


def _tally_put(key: ItemKey, item: Item | None, cells: Mapping[Cell, int], through: Mapping[str, int]) -> Put:
    before = read_tally(item)
    counts = before.tally.plus(cells.items()).counts
    fields = {"cells": [[*cell, count] for cell, count in counts.items()], "through": {**before.through, **through}}
    body = pack(fields)
    if item is None:
        return Put(key, {BODY: body, REVISION: _FIRST}, NEVER_OVERWRITTEN)
    return Put(key, {BODY: body, REVISION: item[REVISION] + 1}, head_unmoved(item[REVISION]))


def _pointers(tenant: str, links: Iterable[Link]) -> Iterator[tuple[ItemKey, Item]]:
    for link in links:
        if link.decision is not None and link.data_key is not None:
            found = link.decision
            yield sealed_by_key(tenant, link.data_key, found.recorded_at, found.id), {RECORD: found.id}


def _meets(valid: tuple[int, int], wanted: Wanted) -> bool:
    since, until = wanted.valid_since, wanted.valid_until
    return (since is None or micros(since) <= valid[1]) and (until is None or valid[0] < micros(until))


def _inside(valid: tuple[int, int], wanted: Wanted) -> bool:
    since, until = wanted.valid_since, wanted.valid_until
    return (since is None or micros(since) <= valid[0]) and (until is None or valid[1] < micros(until))


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def read_block(number: int, item: Item) -> Block:
    """The block that an item says."""
    fields = unpacked(item[BODY])
    times = [fields["start"]]
    for step in fields["steps"]:
        times.append(times[-1] + step)
    valid = fields.get("valid")
    masks = {tuple(cell): mask for *cell, mask in fields["masks"]}
    return Block(number, tuple(times), (valid[0], valid[1]) if valid else None, masks, fields.get("unread", 0))


def read_tally(item: Item | None) -> StoredTally:
    """The tally that an item says; an empty one when there is none."""
    fields = unpacked(item[BODY]) if item else {"cells": [], "through": {}}
    return StoredTally(Tally({tuple(cell): count for *cell, count in fields["cells"]}), fields["through"])


def listed_of(entry: AuditEntry, fields: Mapping[str, Any]) -> ListedDecision:
    """A decision as its link tells it."""
    return ListedDecision(
        id=fields["id"],
        author=fields["author"],
        recorded_at=_moment(fields["recordedAt"]),
        valid_at=_moment(fields["validAt"]),
        known_at=_moment(fields["knownAt"]),
        expires_at=_moment(fields["expiresAt"]),
        summaries=tuple(fields["products"]),
        receipt=Receipt(fields["slug"], entry.number, entry.text, entry.previous, entry.hash),
    )
