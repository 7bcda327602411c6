"""Audit chains of a tenant: one for each document, sixteen of recorded decisions; for those who may audit."""

from __future__ import annotations

from collections.abc import Sequence

from creditrules.auth import Action, require
from creditrules.desk.deciding import Recording
from creditrules.desk.paging import page_size
from creditrules.desk.view import View
from creditrules.errors import Kind, Refusal
from creditrules.rules import DocumentKey, DocumentKind, Page
from creditrules.rules.audit import ChainEnd, ChainLink
from creditrules.slugs import is_slug

__all__ = ["audit_end", "audit_page", "chains_page", "decision_chain_end", "decision_chain_page", "decision_chains"]

DIGITS = "0123456789abcdef"
LONGEST_CURSOR = 12


def chains_page(
    view: View, first: int | None, after: str | None, slug: str | None = None, kind: str | None = None
) -> Page[DocumentKey]:
    """A page of documents by kind and slug; only those called `slug` and of that `kind` where these are given.

    A cursor is the store's own after the name of the kind it belongs to. Raises Refusal FORBIDDEN, INVALID
    "BAD_CURSOR", and as `page_size` does.
    """
    require(view.principal, Action.AUDIT)
    size = page_size(first)
    kinds = [each for each in DocumentKind if kind in {None, each.value}]
    if slug is not None:
        return _called(view, slug, kinds, after)
    last, _, rest = (after or "").partition("/")
    if after is not None and last not in kinds:
        raise _bad_cursor()
    items: list[DocumentKey] = []
    cursors: list[str] = []
    for each in kinds[kinds.index(DocumentKind(last)) :] if last else kinds:
        resume = rest or None if each == last else None
        if len(items) == size:
            return Page(tuple(items), tuple(cursors), has_next=True)
        page = view.catalogue.store.list_heads(view.tenant, each, size - len(items), resume)
        items += (head.key for head in page.items)
        cursors += (f"{each.value}/{cursor}" for cursor in page.cursors)
        if page.has_next:
            return Page(tuple(items), tuple(cursors), has_next=True)
    return Page(tuple(items), tuple(cursors), has_next=False)


def audit_page(view: View, key: DocumentKey, first: int | None, after: str | None) -> Page[ChainLink]:
    """The links of a document's chain, oldest first, up to now. Raises Refusal FORBIDDEN, and as `page_size` does."""
    require(view.principal, Action.AUDIT)
    return view.catalogue.store.audit(view.tenant, key, page_size(first), after)


def audit_end(view: View, key: DocumentKey) -> ChainEnd:
    """Where a document's chain ends, as its head states it now. Raises Refusal FORBIDDEN, NOT_FOUND."""
    require(view.principal, Action.AUDIT)
    end = view.catalogue.store.audit_end(view.tenant, key)
    if end is None:
        raise Refusal(Kind.NOT_FOUND, "UNKNOWN_DOCUMENT", f"There is no document '{key.slug}'.")
    return end


def decision_chains(view: View, recording: Recording | None, chain: str | None = None) -> Sequence[str]:
    """The names of all chains of decisions, or that one if it is one; none where none are recorded."""
    require(view.principal, Action.AUDIT)
    return [digit for digit in DIGITS if chain in {None, digit}] if recording else []


def decision_chain_page(
    view: View, recording: Recording, chain: str, first: int | None, after: str | None
) -> Page[ChainLink]:
    """The links of a chain of decisions, oldest first. Raises Refusal FORBIDDEN, INVALID "BAD_CURSOR"."""
    require(view.principal, Action.AUDIT)
    size, start = page_size(first), _number(after)
    links = recording.records.chain_page(view.tenant, chain, size + 1, start)
    shown = links[:size]
    return Page(shown, tuple(str(link.number) for link in shown), has_next=len(links) > size)


def decision_chain_end(view: View, recording: Recording, chain: str) -> ChainEnd:
    """Where a chain of decisions ends, kept apart from its links. Raises Refusal FORBIDDEN."""
    require(view.principal, Action.AUDIT)
    return recording.records.chain_end(view.tenant, chain)


def _called(view: View, slug: str, kinds: Sequence[DocumentKind], after: str | None) -> Page[DocumentKey]:
    if after is not None:
        raise _bad_cursor()
    keys = [DocumentKey(kind, slug) for kind in kinds] if is_slug(slug) else []
    heads = view.catalogue.store.heads(view.tenant, keys) if keys else {}
    found = tuple(key for key in keys if key in heads)
    return Page(found, tuple(f"{key.kind.value}/" for key in found), has_next=False)


def _number(after: str | None) -> int:
    if after is None:
        return 0
    if not (after.isascii() and after.isdigit() and len(after) < LONGEST_CURSOR):
        raise _bad_cursor()
    return int(after)


def _bad_cursor() -> Refusal:
    hint = "Pass an `endCursor` or a `cursor` of this listing as it was given."
    return Refusal(Kind.INVALID, "BAD_CURSOR", "The cursor is none of this listing's.", ("after",), hint)
