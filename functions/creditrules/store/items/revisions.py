"""The revision of a tenant: how often heads moved and which moved last, so that readers need not read them all."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Final
from uuid import uuid4

from creditrules.records import dataclass
from creditrules.rules import DocumentKey, DocumentKind
from creditrules.store.items.facts import pack, unpack
from creditrules.store.keys import NEVER_OVERWRITTEN, heads_unmoved, revision_key
from creditrules.store.port import BODY, REVISION, Item, Put

__all__ = ["TenantRevision", "moved_once_more", "read_revision", "revision_put"]

_MOST_BYTES: Final = 700
"""Of the body: with its key the item stays below one KB, so that writing it costs one unit, two in a transaction."""
_MOST_TOLD: Final = 40
_KEPT: Final = 256


@dataclass(frozen=True, slots=True)
class TenantRevision:
    """How often heads of a tenant have moved.

    line: tells this count from another one, begun anew in another table. since: all documents whose heads moved after
    the so-manieth move are in `moved`, with the number of the last move of each, the last moved last.
    """

    line: str
    number: int
    since: int
    moved: Mapping[DocumentKey, int]

    def moved_since(self, number: int) -> tuple[DocumentKey, ...] | None:
        """The documents whose heads moved after that move; None where that is not told any more."""
        if not self.since <= number <= self.number:
            return None
        return tuple(key for key, last in self.moved.items() if last > number)


def moved_once_more(before: TenantRevision | None, key: DocumentKey) -> TenantRevision:
    """The revision once the head of `key` has moved. before: None where moves were not counted yet."""
    if before is None:
        return TenantRevision(uuid4().hex, 1, 0, {key: 1})
    number = before.number + 1
    moved = {each: last for each, last in before.moved.items() if each != key} | {key: number}
    after = TenantRevision(before.line, number, before.since, moved)
    while len(after.moved) > _MOST_TOLD or len(_encoded(after)) > _MOST_BYTES:
        (_, last), *left = after.moved.items()
        after = TenantRevision(after.line, number, last, dict(left))
    return after


def revision_put(tenant: str, before: TenantRevision | None, key: DocumentKey) -> Put:
    """The revision of a tenant, moved together with the head of `key`. before: as it was read."""
    after = moved_once_more(before, key)
    condition = NEVER_OVERWRITTEN if before is None else heads_unmoved(before.number)
    return Put(revision_key(tenant), {BODY: _encoded(after), REVISION: after.number}, condition)


def read_revision(item: Item | None) -> TenantRevision | None:
    """What an item says; None where there is none, as in tables of earlier releases."""
    if item is None:
        return None
    return _decoded(bytes(item[BODY]), item[REVISION])


@lru_cache(maxsize=_KEPT)
def _decoded(body: bytes, number: int) -> TenantRevision:
    """Every question reads one, mostly that of the question before."""
    fields = unpack(body)
    moved = {DocumentKey(DocumentKind(kind), slug): last for kind, slug, last in fields["moved"]}
    return TenantRevision(fields["line"], number, fields["since"], moved)


def _encoded(revision: TenantRevision) -> bytes:
    moved = [[key.kind, key.slug, last] for key, last in revision.moved.items()]
    return pack({"line": revision.line, "since": revision.since, "moved": moved})
