"""Reading pages: the cost of a page is the page, however long the list."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Final, Generic, TypeVar

from creditrules.errors import Kind, Refusal
from creditrules.records import dataclass
from creditrules.rules import Activation, DocumentKey, DocumentKind, Head, Version
from creditrules.rules.life import Comment, Proposal, is_open
from creditrules.rules.ports import LARGEST_PAGE, Asked, Page
from creditrules.store.cursors import CursorSeal
from creditrules.store.items.facts import decode_link, decode_version
from creditrules.store.items.links import AuditEntry
from creditrules.store.items.proposals import decode_comment, decode_proposal
from creditrules.store.keys import (
    Pointer,
    advice_pointers_span,
    all_heads_span,
    comment_key,
    comments_span,
    feed_span,
    heads_span,
    link_key,
    links_span,
    narrowed,
    open_span,
    proposal_key,
    proposals_span,
    read_head_sort,
    read_open,
    read_pointer,
    recorded_span,
    to_utc,
    version_key,
    versions_span,
)
from creditrules.store.port import BODY, Item, ItemKey, Span, Table
from creditrules.store.reading.single import read_activations, stored_head

__all__ = ["MAX_PAGE", "Listing", "Listings", "checked_size", "spelled_recording"]

MAX_PAGE: Final = LARGEST_PAGE

_TICK: Final = timedelta(microseconds=1)
_POINTERS_AT_ONCE: Final = 25
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Listing(Generic[T]):
    """A span whose items are listed by their sort keys, or the other way round where `descending`.

    position: what a cursor says of an item; sort: the item's sort key, from what its cursor says.
    """

    name: tuple[str, ...]
    span: Span
    read: Callable[[ItemKey, Item], T]
    position: Callable[[T], str]
    sort: Callable[[str], str]
    descending: bool = False


class Listings:
    """Pages of a tenant's heads, versions, activations and audit entries."""

    def __init__(self, table: Table, seal: CursorSeal) -> None:
        self._table = table
        self._seal = seal

    def heads(self, tenant: str, kind: DocumentKind | None, asked: Asked) -> Page[Head]:
        """Heads of a kind by slug, or of all kinds by kind and slug."""
        listing = Listing(
            (tenant, "heads", kind) if kind else (tenant, "all heads"),
            heads_span(tenant, kind) if kind else all_heads_span(tenant),
            lambda place, item: stored_head(read_head_sort(place.sort), item).head,
            lambda head: head.key.slug if kind else f"{head.key.kind}#{head.key.slug}",
            lambda position: f"{kind}#{position}" if kind else position,
        )
        return self.page(listing, asked)

    def versions(self, tenant: str, key: DocumentKey, asked: Asked) -> Page[Version]:
        """Versions, newest first."""
        listing = Listing(
            (tenant, "versions", key.kind, key.slug),
            versions_span(tenant, key),
            lambda _, item: decode_version(key, item[BODY]),
            lambda version: str(version.number),
            lambda position: version_key(tenant, key, int(position)).sort,
            descending=True,
        )
        return self.page(listing, asked)

    def audit(self, tenant: str, key: DocumentKey, asked: Asked) -> Page[AuditEntry]:
        """The links of the audit chain, oldest first."""
        listing = Listing(
            (tenant, "audit", key.kind, key.slug),
            links_span(tenant, key),
            lambda place, item: decode_link(int(place.sort.partition("#")[2]), item[BODY]),
            lambda entry: str(entry.number),
            lambda position: link_key(tenant, key, int(position)).sort,
        )
        return self.page(listing, asked)

    def proposals(self, tenant: str, key: DocumentKey, asked: Asked) -> Page[Proposal]:
        """A document's proposals, newest first."""
        listing = Listing(
            (tenant, "proposals", key.kind, key.slug),
            proposals_span(tenant, key),
            lambda _, item: decode_proposal(key, item[BODY]),
            lambda proposal: str(proposal.number),
            lambda position: proposal_key(tenant, key, int(position)).sort,
            descending=True,
        )
        return self.page(listing, asked)

    def comments(self, tenant: str, key: DocumentKey, number: int, asked: Asked) -> Page[Comment]:
        """The comments on a proposal, oldest first."""
        listing = Listing(
            (tenant, "comments", key.kind, key.slug, str(number)),
            comments_span(tenant, key, number),
            lambda place, item: decode_comment(int(place.sort.rpartition("#")[2]), item[BODY]),
            lambda comment: str(comment.number),
            lambda position: comment_key(tenant, key, number, int(position)).sort,
        )
        return self.page(listing, asked)

    def open_proposals(self, tenant: str, asked: Asked) -> Page[Proposal]:
        """The tenant's open proposals; one that is closed while the page is read is left out."""
        listing = Listing((tenant, "open proposals"), open_span(tenant), lambda place, _: place.sort, str, str)
        page = self.page(listing, asked)
        wanted = [(key, proposal_key(tenant, key, number)) for key, number in map(read_open, page.items)]
        found = self._table.read(place for _, place in wanted)
        shown = [
            (proposal, cursor)
            for (key, place), cursor in zip(wanted, page.cursors, strict=True)
            if place in found and is_open(proposal := decode_proposal(key, found[place][BODY]))
        ]
        items, cursors = tuple(each for each, _ in shown), tuple(cursor for _, cursor in shown)
        outermost = page.cursors[0 if asked.backward else -1] if page.cursors else None
        return Page(items, cursors, page.has_next, None, outermost, page.has_previous, page.backward)

    def advised_people(self, tenant: str, asked: Asked) -> Page[str]:
        """The pointers to a tenant's advice to people, by their sort keys, the latest made first."""
        span = advice_pointers_span(tenant)
        listing = Listing((tenant, "advice"), span, lambda place, _: place.sort, str, str, descending=True)
        return self.page(listing, asked)

    def activations(self, tenant: str, key: DocumentKey, asked: Asked, known_at: datetime | None) -> Page[Activation]:
        """A document's activations recorded at or before `known_at`, newest first."""
        span = recorded_span(tenant, key, None, _just_after(known_at))
        return self._pointed_at(tenant, (tenant, "activations", key.kind, key.slug), asked, [(key, span)])

    def changes(
        self,
        tenant: str,
        keys: Sequence[DocumentKey] | None,
        asked: Asked,
        since: datetime | None,
        until: datetime | None,
    ) -> Page[Activation]:
        """Activations of the documents, or of all, recorded in [since, until), newest first."""
        spans: list[tuple[DocumentKey | None, Span]]
        if keys is None:
            spans = [(None, feed_span(tenant, since, until))]
        else:
            spans = [(key, recorded_span(tenant, key, since, until)) for key in dict.fromkeys(keys)]
        return self._pointed_at(tenant, (tenant, "changes"), asked, spans)

    def _pointed_at(
        self, tenant: str, name: tuple[str, ...], asked: Asked, spans: Sequence[tuple[DocumentKey | None, Span]]
    ) -> Page[Activation]:
        """Activations, newest first, by the pointers of a document's span, of several, or (None) of the feed's."""
        after, before = (None if each is None else read_pointer(None, each) for each in self._bounds(name, asked))
        times = tuple(None if each is None else each.recorded for each in (after, before))
        at_once = checked_size(asked.size) + 2 if len(spans) == 1 else min(asked.size + 2, _POINTERS_AT_ONCE)
        sources = [self._pointers(key, narrowed(span, *times), at_once, asked) for key, span in spans]
        merged = heapq.merge(*sources, reverse=not asked.backward)
        inside = (p for p in merged if (after is None or p < after) and (before is None or p > before))
        page = self._cut(name, inside, asked, _spelled)
        items = read_activations(self._table, tenant, ((p.key, p.sequence) for p in page.items))
        return page.showing(items)

    def _pointers(self, key: DocumentKey | None, span: Span, page: int, asked: Asked) -> Iterator[Pointer]:
        for place, _ in self._table.walk(span, page, descending=not asked.backward):
            yield read_pointer(key, place.sort)

    def page(self, listing: Listing[T], asked: Asked) -> Page[T]:
        """The page of a listing that is asked for."""
        sorts = [None if each is None else listing.sort(each) for each in self._bounds(listing.name, asked)]
        high, low = sorts if listing.descending else reversed(sorts)
        span = listing.span
        inner = Span(span.partition, max(span.low, low or span.low), min(span.high, high or span.high))
        # The bounds themselves lie in the span, and are passed over.
        size = checked_size(asked.size) + 1 + sum(each is not None for each in sorts)
        items = self._table.walk(inner, size, descending=listing.descending is not asked.backward)
        found = (listing.read(place, item) for place, item in items if place.sort not in sorts)
        return self._cut(listing.name, found, asked, listing.position)

    def _cut(self, name: tuple[str, ...], found: Iterable[T], asked: Asked, position: Callable[[T], str]) -> Page[T]:
        """A page of what is found, which comes in the direction of reading."""
        taken = list(islice(found, checked_size(asked.size) + 1))
        shown = taken[: asked.size]
        if asked.backward:
            shown.reverse()
        cursors = [self._seal.seal(name, position(item)) for item in shown]
        return Page.of(asked, shown, cursors, more=len(taken) > asked.size)

    def _bounds(self, name: tuple[str, ...], asked: Asked) -> tuple[str | None, str | None]:
        """The positions that the page lies behind and before."""
        after = None if asked.after is None else self._seal.open(name, asked.after)
        return after, None if asked.before is None else self._seal.open(name, asked.before, "before")


def _spelled(pointer: Pointer) -> str:
    return f"{pointer.recorded}#{pointer.key.kind}#{pointer.key.slug}#{pointer.sequence}"


def spelled_recording(key: DocumentKey, sort: str) -> str:
    """What the cursor of an activation says, by the sort key of its document's pointer by recording."""
    return _spelled(read_pointer(key, sort))


def _just_after(moment: datetime | None) -> datetime | None:
    try:
        return None if moment is None else to_utc(moment) + _TICK
    except OverflowError:
        return None


def checked_size(size: int) -> int:
    """The size of a page. Raises Refusal INVALID "BAD_PAGE_SIZE" unless it is from 1 to MAX_PAGE."""
    if not 1 <= size <= MAX_PAGE:
        raise Refusal(
            Kind.INVALID,
            "BAD_PAGE_SIZE",
            f"A page of {size} items cannot be given.",
            ("first",),
            f"Ask for 1 to {MAX_PAGE}.",
        )
    return size
