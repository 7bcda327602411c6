"""The documents of a tenant that have an audit chain: all of them, kind by kind."""

from __future__ import annotations

from collections.abc import Sequence

from creditrules.api.context import Scope
from creditrules.errors import Kind, Refusal
from creditrules.rules import DocumentKey, DocumentKind, Page
from creditrules.slugs import is_slug

__all__ = ["chains_page"]


def chains_page(
    scope: Scope, size: int, after: str | None, slug: str | None = None, kind: str | None = None
) -> Page[DocumentKey]:
    """A page of documents by kind and slug; only those called `slug` and of that `kind` where these are given.

    A cursor is the store's own after the name of the kind it belongs to. Raises Refusal INVALID "BAD_CURSOR".
    """
    kinds = [each for each in DocumentKind if kind in {None, each.value}]
    if slug is not None:
        return _called(scope, slug, kinds, after)
    last, _, rest = (after or "").partition("/")
    if after is not None and last not in kinds:
        raise _bad_cursor()
    items: list[DocumentKey] = []
    cursors: list[str] = []
    for each in kinds[kinds.index(DocumentKind(last)) :] if last else kinds:
        resume = rest or None if each == last else None
        if len(items) == size:
            return Page(tuple(items), tuple(cursors), has_next=True)
        page = scope.catalogue.store.list_heads(scope.tenant, each, size - len(items), resume)
        items += (head.key for head in page.items)
        cursors += (f"{each.value}/{cursor}" for cursor in page.cursors)
        if page.has_next:
            return Page(tuple(items), tuple(cursors), has_next=True)
    return Page(tuple(items), tuple(cursors), has_next=False)


def _called(scope: Scope, slug: str, kinds: Sequence[DocumentKind], after: str | None) -> Page[DocumentKey]:
    if after is not None:
        raise _bad_cursor()
    keys = [DocumentKey(kind, slug) for kind in kinds] if is_slug(slug) else []
    heads = scope.catalogue.store.heads(scope.tenant, keys) if keys else {}
    found = tuple(key for key in keys if key in heads)
    return Page(found, tuple(f"{key.kind.value}/" for key in found), has_next=False)


def _bad_cursor() -> Refusal:
    hint = "Pass an `endCursor` or a `cursor` of this listing as it was given."
    return Refusal(Kind.INVALID, "BAD_CURSOR", "The cursor is none of this listing's.", ("after",), hint)
