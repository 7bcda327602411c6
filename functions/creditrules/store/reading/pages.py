"""Reading pages: the cost of a page is the page, however long the list."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Final, TypeVar

from creditrules.errors import Kind, Refusal
from creditrules.rules import Activation, DocumentKey, DocumentKind, Head, Version
from creditrules.rules.life import Proposal, is_open
from creditrules.rules.ports import LARGEST_PAGE, Page
from creditrules.store.cursors import CursorSeal
from creditrules.store.items.facts import decode_link, decode_version
from creditrules.store.items.links import AuditEntry
from creditrules.store.items.proposals import decode_proposal
from creditrules.store.keys import (
    Pointer,
    all_heads_span,
    feed_span,
    heads_span,
    links_span,
    open_span,
    proposal_key,
    proposals_span,
    read_head_sort,
    read_open,
    read_pointer,
    recorded_span,
    to_utc,
    versions_span,
)
from creditrules.store.port import BODY, Span, Table
from creditrules.store.reading.single import read_activations, stored_head

__all__ = ["MAX_PAGE", "Listings"]

MAX_PAGE: Final = LARGEST_PAGE

_TICK: Final = timedelta(microseconds=1)
_POINTERS_AT_ONCE: Final = 25
T = TypeVar("T")


class Listings:
    """Pages of a tenant's heads, versions, activations and audit entries."""

    def __init__(self, table: Table, seal: CursorSeal) -> None:
        self._table = table
        self._seal = seal

    def heads(self, tenant: str, kind: DocumentKind | None, first: int, after: str | None) -> Page[Head]:
        """Heads of a kind by slug, or of all kinds by kind and slug."""
        name = (tenant, "heads", kind) if kind else (tenant, "all heads")
        position = self._open(name, after)
        span = heads_span(tenant, kind, position) if kind else all_heads_span(tenant, position)
        items = self._table.walk(span, _checked(first) + 1)
        heads = (stored_head(read_head_sort(place.sort), item).head for place, item in items)
        return self._page(
            name, heads, first, lambda head: head.key.slug if kind else f"{head.key.kind}#{head.key.slug}"
        )

    def versions(self, tenant: str, key: DocumentKey, first: int, after: str | None) -> Page[Version]:
        """Versions, newest first."""
        name = (tenant, "versions", key.kind, key.slug)
        position = self._open(name, after)
        span = versions_span(tenant, key, None if position is None else int(position))
        items = self._table.walk(span, _checked(first) + 1, descending=True)
        versions = (decode_version(key, item[BODY]) for _, item in items)
        return self._page(name, versions, first, lambda version: str(version.number))

    def audit(self, tenant: str, key: DocumentKey, first: int, after: str | None) -> Page[AuditEntry]:
        """The links of the audit chain, oldest first."""
        name = (tenant, "audit", key.kind, key.slug)
        span = links_span(tenant, key, int(self._open(name, after) or 0))
        items = self._table.walk(span, _checked(first) + 1)
        entries = (decode_link(int(place.sort.partition("#")[2]), item[BODY]) for place, item in items)
        return self._page(name, entries, first, lambda entry: str(entry.number))

    def proposals(self, tenant: str, key: DocumentKey, first: int, after: str | None) -> Page[Proposal]:
        """A document's proposals, newest first."""
        name = (tenant, "proposals", key.kind, key.slug)
        position = self._open(name, after)
        span = proposals_span(tenant, key, None if position is None else int(position))
        items = self._table.walk(span, _checked(first) + 1, descending=True)
        proposals = (decode_proposal(key, item[BODY]) for _, item in items)
        return self._page(name, proposals, first, lambda proposal: str(proposal.number))

    def open_proposals(self, tenant: str, first: int, after: str | None) -> Page[Proposal]:
        """The tenant's open proposals; one that is closed while the page is read is left out."""
        name = (tenant, "open proposals")
        span = open_span(tenant, self._open(name, after))
        sorts = (place.sort for place, _ in self._table.walk(span, _checked(first) + 1))
        page = self._page(name, sorts, first, str)
        wanted = [(key, proposal_key(tenant, key, number)) for key, number in map(read_open, page.items)]
        found = self._table.read(place for _, place in wanted)
        shown = [
            (proposal, cursor)
            for (key, place), cursor in zip(wanted, page.cursors, strict=True)
            if place in found and is_open(proposal := decode_proposal(key, found[place][BODY]))
        ]
        return Page(tuple(each for each, _ in shown), tuple(cursor for _, cursor in shown), page.has_next)

    def activations(
        self, tenant: str, key: DocumentKey, first: int, after: str | None, known_at: datetime | None
    ) -> Page[Activation]:
        """A document's activations recorded at or before `known_at`, newest first."""
        name = (tenant, "activations", key.kind, key.slug)
        before = self._pointer(name, after)
        span = recorded_span(tenant, key, None, _just_after(known_at), before)
        pointers = self._pointers(key, span, _checked(first) + 1)
        return self._pointed_at(tenant, self._page(name, pointers, first, _spelled))

    def changes(
        self,
        tenant: str,
        keys: Sequence[DocumentKey] | None,
        first: int,
        after: str | None,
        since: datetime | None,
        until: datetime | None,
    ) -> Page[Activation]:
        """Activations of the documents, or of all, recorded in [since, until), newest first."""
        name = (tenant, "changes")
        before = self._pointer(name, after)
        page = _checked(first) + 1
        pointers: Iterable[Pointer]
        if keys is None:
            pointers = self._pointers(None, feed_span(tenant, since, until, before), page)
        else:
            spans = [(key, recorded_span(tenant, key, since, until, before)) for key in dict.fromkeys(keys)]
            sources = [self._pointers(key, span, min(page, _POINTERS_AT_ONCE)) for key, span in spans]
            pointers = heapq.merge(*sources, reverse=True)
        return self._pointed_at(tenant, self._page(name, pointers, first, _spelled))

    def _pointers(self, key: DocumentKey | None, span: Span, page: int) -> Iterator[Pointer]:
        for place, _ in self._table.walk(span, page, descending=True):
            yield read_pointer(key, place.sort)

    def _pointed_at(self, tenant: str, page: Page[Pointer]) -> Page[Activation]:
        items = read_activations(self._table, tenant, ((p.key, p.sequence) for p in page.items))
        return Page(items, page.cursors, page.has_next)

    def _page(self, name: tuple[str, ...], items: Iterable[T], first: int, position: Callable[[T], str]) -> Page[T]:
        taken = tuple(islice(items, first + 1))
        shown = taken[:first]
        cursors = tuple(self._seal.seal(name, position(item)) for item in shown)
        return Page(shown, cursors, len(taken) > first)

    def _open(self, name: tuple[str, ...], after: str | None) -> str | None:
        return None if after is None else self._seal.open(name, after)

    def _pointer(self, name: tuple[str, ...], after: str | None) -> Pointer | None:
        position = self._open(name, after)
        return None if position is None else read_pointer(None, position)


def _spelled(pointer: Pointer) -> str:
    return f"{pointer.recorded}#{pointer.key.kind}#{pointer.key.slug}#{pointer.sequence}"


def _just_after(moment: datetime | None) -> datetime | None:
    try:
        return None if moment is None else to_utc(moment) + _TICK
    except OverflowError:
        return None


def _checked(first: int) -> int:
    if not 1 <= first <= MAX_PAGE:
        raise Refusal(
            Kind.INVALID,
            "BAD_PAGE_SIZE",
            f"A page of {first} items cannot be given.",
            ("first",),
            f"Ask for 1 to {MAX_PAGE}.",
        )
    return first
