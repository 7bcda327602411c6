"""The end of an audit chain, as the head keeps it apart from the links."""

from __future__ import annotations

from creditrules.rules import DocumentKey
from creditrules.rules.audit import ChainEnd
from creditrules.store.keys import head_key
from creditrules.store.port import Table
from creditrules.store.reading.single import stored_head

__all__ = ["read_audit_end"]


def read_audit_end(table: Table, tenant: str, key: DocumentKey) -> ChainEnd | None:
    """The number and hash of the last link, None when there is no such document."""
    place = head_key(tenant, key)
    item = table.read([place]).get(place)
    stored = stored_head(key, item) if item is not None else None
    return ChainEnd(stored.head.revision, stored.chain) if stored is not None else None
