"""Reading single facts: heads, what is in force, versions, activations."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Final, TypeVar

from creditrules.errors import Kind, Refusal
from creditrules.rules import Activation, DocumentKey, Entry, Head, Version
from creditrules.rules.life import Proposal
from creditrules.rules.time import BeyondHead, deciding, latest_start
from creditrules.store.items.facts import (
    StoredHead,
    decode_activation,
    decode_ahead,
    decode_entry,
    decode_head,
    decode_version,
)
from creditrules.store.items.proposals import decode_proposal
from creditrules.store.keys import (
    LAST_NUMBER,
    activation_key,
    all_heads_span,
    entries_span,
    head_key,
    proposal_key,
    read_head_sort,
    recorded_span,
    starts_span,
    to_utc,
    version_key,
)
from creditrules.store.port import BODY, REVISION, Item, ItemKey, Span, Table

__all__ = [
    "read_activation",
    "read_activations",
    "read_activations_numbered",
    "read_all_heads",
    "read_deciding",
    "read_heads",
    "read_in_force",
    "read_proposal_of",
    "read_starting",
    "read_version",
    "read_versions_numbered",
    "stored_head",
]

_FIRST_ENTRIES: Final = 14
"""Read first, as what is looked for is mostly among them: together below 4 KB, and so one unit."""
_ENTRIES_AT_ONCE: Final = 100
_HEADS_AT_ONCE: Final = 1000
_TICK: Final = timedelta(microseconds=1)
Numbered = TypeVar("Numbered", Version, Activation)
_NumberedKey = Callable[[str, DocumentKey, int], ItemKey]


def stored_head(key: DocumentKey, item: Item) -> StoredHead:
    """The head that an item holds."""
    return decode_head(key, item[REVISION], item[BODY])


def read_heads(table: Table, tenant: str, keys: Sequence[DocumentKey]) -> Mapping[DocumentKey, Head]:
    """The heads that exist."""
    places = {key: head_key(tenant, key) for key in keys}
    items = table.read(places.values())
    return {key: stored_head(key, items[place]).head for key, place in places.items() if place in items}


def read_all_heads(table: Table, tenant: str) -> Mapping[DocumentKey, Head]:
    """Every head of a tenant, by kind and slug."""
    items = table.walk(all_heads_span(tenant), _HEADS_AT_ONCE)
    heads = (stored_head(read_head_sort(place.sort), item).head for place, item in items)
    return {head.key: head for head in heads}


def read_in_force(table: Table, tenant: str, head: Head, valid_at: datetime, known_at: datetime) -> Entry | None:
    """The entry in force, see `read_deciding`."""
    best = read_deciding(table, tenant, head, valid_at, known_at)
    return None if best is None or best.retires else best


def read_deciding(table: Table, tenant: str, head: Head, valid_at: datetime, known_at: datetime) -> Entry | None:
    """The entry that decides; entries are read, latest start first, only where the head's window does not reach.

    Where many have started since `known_at`, what was recorded last by then tells what had been scheduled; whatever
    else was known has started by `known_at`. So the cost does not grow with what has been recorded since.
    """
    valid_at, known_at = to_utc(valid_at), to_utc(known_at)
    try:
        return deciding(head, valid_at, known_at)
    except BeyondHead:
        started = _started(table, tenant, head.key, valid_at)
        page = list(islice(started, _FIRST_ENTRIES))
        best = _first_covering(page, valid_at, known_at)
        if best is None and len(page) == _FIRST_ENTRIES:
            best = _beyond_one_page(table, tenant, head.key, (valid_at, known_at), started)
        return best


def _beyond_one_page(
    table: Table, tenant: str, key: DocumentKey, moments: tuple[datetime, datetime], further: Iterator[Entry]
) -> Entry | None:
    """What decides, where it is not among those that started last. further: those that started before them."""
    valid_at, known_at = moments
    ahead: tuple[Entry, ...] | None = ()
    if known_at < valid_at:
        span = recorded_span(tenant, key, None, known_at + _TICK)
        last = next(table.walk(span, 1, descending=True), None)
        if last is None:
            return None
        ahead = decode_ahead(last[1][BODY])
    if ahead is None or known_at >= valid_at:
        return _first_covering(further, valid_at, known_at)
    scheduled = [entry for entry in ahead if entry.valid_from > known_at and entry.covers(valid_at, known_at)]
    if scheduled:
        return latest_start(scheduled)
    return _first_covering(_started(table, tenant, key, known_at), valid_at, known_at)


def _started(table: Table, tenant: str, key: DocumentKey, moment: datetime) -> Iterator[Entry]:
    """The activations that start at `moment` or before, latest first, read page by page, the first one small."""
    span, last, count = entries_span(tenant, key, moment), "", 0
    for place, item in islice(table.walk(span, _FIRST_ENTRIES, descending=True), _FIRST_ENTRIES):
        last, count = place.sort, count + 1
        yield decode_entry(item[BODY])
    if count == _FIRST_ENTRIES:
        for place, item in table.walk(Span(span.partition, span.low, last), _ENTRIES_AT_ONCE, descending=True):
            if place.sort != last:
                yield decode_entry(item[BODY])


def read_starting(table: Table, tenant: str, key: DocumentKey, begin: datetime, end: datetime) -> Iterator[Entry]:
    """The entries of activations that start in [begin, end), latest first, read page by page."""
    items = table.walk(starts_span(tenant, key, begin, end), _ENTRIES_AT_ONCE, descending=True)
    return (decode_entry(item[BODY]) for _, item in items)


def _first_covering(entries: Iterable[Entry], valid_at: datetime, known_at: datetime) -> Entry | None:
    return next((entry for entry in entries if entry.covers(valid_at, known_at)), None)


def read_version(table: Table, tenant: str, key: DocumentKey, number: int) -> Version | None:
    """One version, None if there is none of that number."""
    item = _read_numbered(table, version_key, tenant, key, number)
    return None if item is None else decode_version(key, item[BODY])


def read_activation(table: Table, tenant: str, key: DocumentKey, sequence: int) -> Activation | None:
    """One activation, None if there is none of that sequence."""
    item = _read_numbered(table, activation_key, tenant, key, sequence)
    return None if item is None else decode_activation(key, item[BODY])


def read_proposal_of(table: Table, tenant: str, key: DocumentKey, number: int) -> Proposal | None:
    """One proposal, None if there is none of that number."""
    item = _read_numbered(table, proposal_key, tenant, key, number)
    return None if item is None else decode_proposal(key, item[BODY])


def read_activations(table: Table, tenant: str, wanted: Iterable[tuple[DocumentKey, int]]) -> tuple[Activation, ...]:
    """Activations that are known to be recorded, in the order asked for."""
    places = [(key, activation_key(tenant, key, sequence)) for key, sequence in wanted]
    items = table.read(place for _, place in places)
    if any(place not in items for _, place in places):
        raise Refusal(Kind.UNAVAILABLE, "HISTORY_DAMAGED", "An activation that was recorded is not in the store.")
    return tuple(decode_activation(key, items[place][BODY]) for key, place in places)


def read_versions_numbered(
    table: Table, tenant: str, names: Sequence[tuple[DocumentKey, int]]
) -> Mapping[tuple[DocumentKey, int], Version]:
    """Those versions that there are."""
    return _numbered(table, tenant, names, version_key, decode_version)


def read_activations_numbered(
    table: Table, tenant: str, names: Sequence[tuple[DocumentKey, int]]
) -> Mapping[tuple[DocumentKey, int], Activation]:
    """Those activations that there are."""
    return _numbered(table, tenant, names, activation_key, decode_activation)


def _numbered(
    table: Table,
    tenant: str,
    names: Sequence[tuple[DocumentKey, int]],
    key_of: _NumberedKey,
    decode: Callable[[DocumentKey, bytes], Numbered],
) -> Mapping[tuple[DocumentKey, int], Numbered]:
    places = {name: key_of(tenant, *name) for name in names if 0 < name[1] <= LAST_NUMBER}
    items = table.read(places.values())
    return {name: decode(name[0], items[place][BODY]) for name, place in places.items() if place in items}


def _read_numbered(table: Table, key_of: _NumberedKey, tenant: str, key: DocumentKey, number: int) -> Item | None:
    place = key_of(tenant, key, min(max(number, 0), LAST_NUMBER))
    return table.read([place]).get(place)
