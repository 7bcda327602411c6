"""The end of an audit chain, as the head keeps it apart from the links."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from creditrules.rules import DocumentKey
from creditrules.rules.audit import ChainEnd
from creditrules.store.keys import head_key
from creditrules.store.port import Table
from creditrules.store.reading.single import stored_head

__all__ = ["read_audit_end", "read_audit_ends"]


def read_audit_end(table: Table, tenant: str, key: DocumentKey) -> ChainEnd | None:
    """The number and hash of the last link, None when there is no such document."""
    return read_audit_ends(table, tenant, [key]).get(key)


def read_audit_ends(table: Table, tenant: str, keys: Sequence[DocumentKey]) -> Mapping[DocumentKey, ChainEnd]:
    """The same of those documents that there are."""
    places = {key: head_key(tenant, key) for key in keys}
    items = table.read(places.values())
    found = {key: stored_head(key, items[place]) for key, place in places.items() if place in items}
    return {key: ChainEnd(stored.head.revision, stored.chain) for key, stored in found.items()}
