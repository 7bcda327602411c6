"""The heads of tenants, held in the process and read anew only where they have moved."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from threading import Lock
from time import monotonic
from types import MappingProxyType
from typing import Final

from creditrules.records import dataclass
from creditrules.rules import DocumentKey, Head
from creditrules.store.items.revisions import TenantRevision, read_revision
from creditrules.store.keys import revision_key
from creditrules.store.port import Item, Table
from creditrules.store.reading.single import read_all_heads, read_heads

__all__ = ["HeldHeads"]

_MOST_ROWS: Final = 100_000
"""Heads and their entries, of all tenants together; about 40 MB."""
_SURE_FOR: Final = 600.0
"""Seconds after which all heads are read anew, whatever the revision says: a program of an earlier release that still
writes to the table moves heads and does not count it."""


@dataclass(frozen=True, slots=True)
class _Held:
    """Each head is at least as new as the so-manieth move left it. item: what says so. read: when all were, last."""

    line: str
    number: int
    item: Item
    heads: Mapping[DocumentKey, Head]
    rows: int
    read: float


class HeldHeads:
    """All heads of a tenant by one small read, once they are held; safe to share between threads.

    The revision is read first and the heads after it, so what is held is never older than what it is held under: it may
    be newer, and then the revision has moved, and whatever was moved is read again. Where the revision is still the one
    that the heads are held under, no head has moved since, and they are as the table has them.

    ticks: seconds of a clock that never steps.
    """

    def __init__(self, table: Table, *, most_rows: int = _MOST_ROWS, ticks: Callable[[], float] = monotonic) -> None:
        self._table = table
        self._most_rows = most_rows
        self._ticks = ticks
        self._held: OrderedDict[str, _Held] = OrderedDict()
        self._rows = 0
        self._lock = Lock()

    def all(self, tenant: str) -> Mapping[DocumentKey, Head]:
        """Every head of a tenant, by kind and slug; the same mapping as last time where none has moved."""
        place = revision_key(tenant)
        held = self._find(tenant)
        item = self._table.read([place]).get(place)
        if held is not None and item == held.item:
            return held.heads
        revision = read_revision(item)
        if item is None or revision is None:
            return read_all_heads(self._table, tenant)
        now = self._moved(tenant, held, revision, item) if held is not None else None
        if now is None:
            read, heads = self._ticks(), read_all_heads(self._table, tenant)
            now = _held(revision, item, heads, read)
        self._keep(tenant, now)
        return now.heads

    def _moved(self, tenant: str, held: _Held, revision: TenantRevision, item: Item) -> _Held | None:
        """What was held, with the heads that have moved; None where it is not known which have."""
        moved = revision.moved_since(held.number) if revision.line == held.line else None
        if moved is None:
            return None
        found = read_heads(self._table, tenant, moved)
        if len(found) < len(moved):
            return None
        heads = {**held.heads, **found}
        if len(heads) > len(held.heads):
            heads = {key: heads[key] for key in sorted(heads, key=_place)}
        return _held(revision, item, heads, held.read)

    def _find(self, tenant: str) -> _Held | None:
        with self._lock:
            held = self._held.get(tenant)
            if held is None or self._ticks() - held.read > _SURE_FOR:
                return None
            self._held.move_to_end(tenant)
            return held

    def _keep(self, tenant: str, held: _Held) -> None:
        with self._lock:
            before = self._held.pop(tenant, None)
            self._rows -= before.rows if before else 0
            if held.rows > self._most_rows:
                return
            self._held[tenant] = held
            self._rows += held.rows
            while self._rows > self._most_rows:
                _, gone = self._held.popitem(last=False)
                self._rows -= gone.rows


def _held(revision: TenantRevision, item: Item, heads: Mapping[DocumentKey, Head], read: float) -> _Held:
    rows = sum(1 + len(head.entries) for head in heads.values())
    return _Held(revision.line, revision.number, item, MappingProxyType(heads), rows, read)


def _place(key: DocumentKey) -> bytes:
    """Where its head lies among the others."""
    return f"{key.kind}#{key.slug}".encode()
