"""The chains of decisions: every recorded decision and every erasure is a link, bound to the one before by a hash.

A tenant has sixteen chains or more, and a record belongs to one that is called as its id begins, see `chains`. One
chain would make all partners of a lender wait for one item, since every record moves the end of its chain; cutting it
by time would not help, for at any moment all writers would still meet at the same one. Several spread them evenly,
and a chain may grow for ever: writing costs the same at any length, and one that was verified up to a link goes on
there. They are verified as the documents' chains are (`creditrules.rules.audit`), of the kind DECISIONS, their name
the slug.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from itertools import islice
from typing import Any, Final

from creditrules.errors import Refusal
from creditrules.records import dataclass
from creditrules.rules.audit import Break, ChainEnd, verify
from creditrules.store.decisions.chains import is_chain_of
from creditrules.store.decisions.sealing import damaged, unpacked
from creditrules.store.items.facts import micros, pack
from creditrules.store.items.links import FIRST_PREVIOUS, AuditEntry, chained
from creditrules.store.keys import (
    NEVER_OVERWRITTEN,
    chain_head_key,
    chain_link_key,
    chain_span,
    head_unmoved,
    record_link_key,
)
from creditrules.store.port import BODY, REVISION, Item, Put, Table

__all__ = [
    "AT",
    "KIND",
    "RECORD",
    "ChainReport",
    "LaneEnd",
    "author_of",
    "lane_end",
    "link_puts",
    "links_of",
    "read_link",
    "verify_chain",
]

KIND: Final = "DECISIONS"
_AT_ONCE: Final = 100
RECORD: Final = "record"
AT: Final = "at"
"""Of a pointer: its record, and when that was recorded, in microseconds; older pointers do not say when."""


@dataclass(frozen=True, slots=True)
class LaneEnd:
    """Where a chain ends: its length, the last link's hash, and when that was recorded (None while it is empty)."""

    number: int
    hash: str
    recorded_at: datetime | None


@dataclass(frozen=True, slots=True)
class ChainReport:
    """A chain as it was found: how many links were read, and the first that does not hold, if any."""

    chain: str
    length: int
    broken: Break | None


def lane_end(item: Item | None) -> LaneEnd:
    """The end that an item says; that of an empty chain when there is none."""
    if item is None:
        return LaneEnd(0, FIRST_PREVIOUS, None)
    fields = unpacked(item[BODY])
    return LaneEnd(item[REVISION], fields["hash"], datetime.fromisoformat(fields["recorded"]))


def link_puts(
    tenant: str, lane: str, record: str, end: LaneEnd, fields: dict[str, Any], recorded_at: datetime, attempt: str
) -> tuple[AuditEntry, tuple[Put, ...]]:
    """The next link of a chain, and what to put so that it is. lane: the chain, one that the record may join."""
    number = end.number + 1
    about = {"tenant": tenant, "kind": KIND, "slug": lane}
    said = {**fields, **about, "id": record, "recordedAt": recorded_at.isoformat()}
    entry = chained(number, said, end.hash, attempt)
    body = {"text": entry.text, "previous": entry.previous, "hash": entry.hash, "attempt": attempt}
    moved = {
        BODY: pack({"hash": entry.hash, "recorded": recorded_at.isoformat()}),
        REVISION: number,
    }
    head = chain_head_key(tenant, lane)
    return entry, (
        Put(record_link_key(tenant, record), {BODY: pack(body)}),
        Put(chain_link_key(tenant, lane, number), {RECORD: record, AT: micros(recorded_at)}),
        Put(head, moved, head_unmoved(end.number) if end.number else NEVER_OVERWRITTEN),
    )


def read_link(tenant: str, record: str, item: Item) -> tuple[AuditEntry, dict[str, Any]]:
    """A record's link and what it says. Raises Refusal UNAVAILABLE "DECISION_DAMAGED" where it fails its hash."""
    body = unpacked(item[BODY])
    fields: dict[str, Any] = json.loads(body["text"])
    entry = AuditEntry(fields["number"], body["text"], body["previous"], body["hash"], body["attempt"])
    if entry.hash != _hash(entry) or (fields["tenant"], fields["id"]) != (tenant, record):
        raise damaged()
    if not is_chain_of(fields["slug"], record):
        raise damaged()
    return entry, fields


def author_of(item: Item) -> str | None:
    """Who a record's link says it is of, before it is held against its hash: None where it says nobody."""
    try:
        author = json.loads(unpacked(item[BODY])["text"])["author"]
    except (Refusal, KeyError, TypeError, ValueError):
        return None
    return author if isinstance(author, str) else None


def links_of(table: Table, tenant: str, lane: str, after: int = 0, at_once: int = _AT_ONCE) -> Iterator[AuditEntry]:
    """The links of a chain after number `after`; those that are gone are left out, and missed by their numbers."""
    pointers = table.walk(chain_span(tenant, lane, after), at_once)
    while batch := [item[RECORD] for _, item in islice(pointers, at_once)]:
        places = [record_link_key(tenant, record) for record in batch]
        items = table.read(places)
        for place in places:
            after += 1
            if place in items:
                yield _entry(items[place], after)


def verify_chain(table: Table, tenant: str, lane: str) -> ChainReport:
    """Walk a chain from its first link to its end; what was changed, moved, taken out or cut off is named."""
    walk = _Walk(table, tenant, lane)
    found = verify(walk.links(), lambda: walk.end, {"tenant": tenant, "kind": KIND, "slug": lane})
    return ChainReport(lane, walk.count, found)


class _Walk:
    """Reads a chain up to an end that is at least as new as the last link: others write meanwhile."""

    def __init__(self, table: Table, tenant: str, lane: str) -> None:
        self._table, self._tenant, self._lane = table, tenant, lane
        self.count = 0
        self.end = ChainEnd(0, FIRST_PREVIOUS)

    def links(self) -> Iterator[AuditEntry]:
        while True:
            before = self.count
            for link in links_of(self._table, self._tenant, self._lane, self.count):
                self.count += 1
                yield link
            place = chain_head_key(self._tenant, self._lane)
            end = lane_end(self._table.read([place]).get(place))
            self.end = ChainEnd(end.number, end.hash)
            if self.count in {before, end.number}:
                return


def _entry(item: Item, place: int) -> AuditEntry:
    try:
        body = unpacked(item[BODY])
        number = json.loads(body["text"])["number"]
    except Refusal:
        return AuditEntry(place, "", "", "", "")  # follows from nothing: whoever verifies stops here
    return AuditEntry(number, body["text"], body["previous"], body["hash"], body["attempt"])


def _hash(entry: AuditEntry) -> str:
    return sha256(bytes.fromhex(entry.previous) + entry.text.encode("ascii")).hexdigest()
