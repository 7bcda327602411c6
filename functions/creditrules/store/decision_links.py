"""The chains of decisions: every recorded decision and every erasure is a link, bound to the one before by a hash.

A tenant has sixteen chains, and a record belongs to that of the first digit of its id, which is a hash. One chain would
make all partners of a lender wait for one item, since every record moves the end of its chain; cutting it by time
would not help, for at any moment all writers would still meet at the same one. Sixteen spread them evenly, and a
chain may grow for ever: writing costs the same at any length, and one that was verified up to a link goes on there.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from itertools import islice
from typing import Any, Final

from creditrules.store.audit import FIRST_PREVIOUS, AuditEntry, chained
from creditrules.store.calls import Item, Put, Table
from creditrules.store.items import pack, unpack
from creditrules.store.keys import (
    BODY,
    HEAD_UNMOVED,
    NEVER_OVERWRITTEN,
    REVISION,
    chain_head_key,
    chain_link_key,
    chain_span,
    record_link_key,
)
from creditrules.store.sealing import damaged

__all__ = ["LANES", "ChainEnd", "ChainReport", "chain_end", "link_puts", "links_of", "read_link", "verify_chain"]

LANES: Final = "0123456789abcdef"
_AT_ONCE: Final = 100
_RECORD: Final = "record"


@dataclass(frozen=True, slots=True)
class ChainEnd:
    """Where a chain ends: its length, the last link's hash, and when that was recorded (None while it is empty)."""

    number: int
    hash: str
    recorded_at: datetime | None


@dataclass(frozen=True, slots=True)
class ChainReport:
    """A chain as it was found. broken: the number of the first link that is wrong, and what is wrong with it."""

    chain: str
    length: int
    broken: int | None = None
    problem: str = ""


def chain_end(item: Item | None) -> ChainEnd:
    """The end that an item says; that of an empty chain when there is none."""
    if item is None:
        return ChainEnd(0, FIRST_PREVIOUS, None)
    fields = unpack(item[BODY]["B"])
    return ChainEnd(int(item[REVISION]["N"]), fields["hash"], datetime.fromisoformat(fields["recorded"]))


def link_puts(
    tenant: str, record: str, end: ChainEnd, fields: dict[str, Any], recorded_at: datetime, attempt: str
) -> tuple[AuditEntry, tuple[Put, ...]]:
    """The next link of the record's chain, and what to put so that it is."""
    lane, number = record[0], end.number + 1
    said = {**fields, "tenant": tenant, "id": record, "chain": lane, "recordedAt": recorded_at.isoformat()}
    entry = chained(number, said, end.hash, attempt)
    body = {"text": entry.text, "previous": entry.previous, "hash": entry.hash, "attempt": attempt}
    moved = {
        BODY: {"B": pack({"hash": entry.hash, "recorded": recorded_at.isoformat()})},
        REVISION: {"N": str(number)},
    }
    head = chain_head_key(tenant, lane)
    return entry, (
        Put(record_link_key(tenant, record), {BODY: {"B": pack(body)}}),
        Put(chain_link_key(tenant, lane, number), {_RECORD: {"S": record}}),
        Put(head, moved, HEAD_UNMOVED, {":revision": {"N": str(end.number)}})
        if end.number
        else Put(head, moved, NEVER_OVERWRITTEN),
    )


def read_link(tenant: str, record: str, item: Item) -> tuple[AuditEntry, dict[str, Any]]:
    """A record's link and what it says. Raises Refusal UNAVAILABLE "DECISION_DAMAGED" where it fails its hash."""
    body = unpack(item[BODY]["B"])
    fields: dict[str, Any] = json.loads(body["text"])
    entry = AuditEntry(fields["number"], body["text"], body["previous"], body["hash"], body["attempt"])
    if entry.hash != _hash(entry) or (fields["tenant"], fields["id"], fields["chain"]) != (tenant, record, record[0]):
        raise damaged()
    return entry, fields


def links_of(table: Table, tenant: str, lane: str, after: int = 0) -> Iterator[tuple[int, AuditEntry | None]]:
    """The links of a chain after number `after`, each with its number; None where what it points to is not there."""
    pointers = table.walk(chain_span(tenant, lane, after), _AT_ONCE)
    number = after
    while batch := [item[_RECORD]["S"] for item in islice(pointers, _AT_ONCE)]:
        places = [record_link_key(tenant, record) for record in batch]
        items = table.read(places)
        for place in places:
            number += 1
            yield number, _entry(items[place]) if place in items else None


def verify_chain(table: Table, tenant: str, lane: str) -> ChainReport:
    """Walk a chain from its first link to its end; what was changed, moved, taken out or cut off is named."""
    place = chain_head_key(tenant, lane)
    end = chain_end(table.read([place]).get(place))
    previous, length = FIRST_PREVIOUS, 0
    for number, entry in links_of(table, tenant, lane):
        if number > end.number:
            break
        problem = _problem(number, entry, previous)
        if entry is None or problem:
            return ChainReport(lane, end.number, number, problem)
        previous, length = entry.hash, number
    if length < end.number:
        return ChainReport(lane, end.number, length + 1, "It is not there.")
    if previous != end.hash:
        return ChainReport(lane, end.number, length, "It is not the link that the chain's end names.")
    return ChainReport(lane, length)


def _entry(item: Item) -> AuditEntry:
    body = unpack(item[BODY]["B"])
    number = json.loads(body["text"]).get("number", 0)
    return AuditEntry(number, body["text"], body["previous"], body["hash"], body["attempt"])


def _problem(number: int, entry: AuditEntry | None, previous: str) -> str:
    if entry is None:
        return "It is not there."
    if entry.number != number:
        return f"It says that it is number {entry.number}."
    if entry.previous != previous:
        return "It does not follow from the link before it."
    return "" if entry.hash == _hash(entry) else "Its text is not what its hash was made of."


def _hash(entry: AuditEntry) -> str:
    return sha256(bytes.fromhex(entry.previous) + entry.text.encode("ascii")).hexdigest()
