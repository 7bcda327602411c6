"""Pages of listings: bounds on their size, and listings of which only some items are wanted."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from collections.abc import Callable, Sequence
from typing import TypeVar

from creditrules.errors import Kind, Refusal
from creditrules.rules import LARGEST_PAGE, Page
from creditrules.slugs import is_slug

__all__ = ["DEFAULT_PAGE", "page_of_slugs", "page_size", "sifted_page"]

DEFAULT_PAGE = 20
MOST_SIFTED = 1000

Item = TypeVar("Item")


def page_size(first: int | None) -> int:
    """The asked page size. Raises Refusal INVALID "BAD_PAGE_SIZE" unless it is from 1 to 100."""
    size = DEFAULT_PAGE if first is None else first
    if not 1 <= size <= LARGEST_PAGE:
        message = f"A page holds from 1 to {LARGEST_PAGE} items, not {size}."
        hint = f"Ask for at most {LARGEST_PAGE} and go on with `after`."
        raise Refusal(Kind.INVALID, "BAD_PAGE_SIZE", message, ("first",), hint)
    return size


def sifted_page(
    fetch: Callable[[int, str | None], Page[Item]],
    wanted: Callable[[Sequence[Item]], Sequence[bool]],
    size: int,
    after: str | None,
) -> Page[Item]:
    """A page of the wanted items only, read on until it is full.

    After MOST_SIFTED items it is given as it is, be it empty, so that the cost of a page stays bounded.
    """
    items: list[Item] = []
    cursors: list[str] = []
    seen = 0
    while True:
        page = fetch(LARGEST_PAGE, after)
        for item, cursor, keep in zip(page.items, page.cursors, wanted(page.items), strict=True):
            if keep and len(items) == size:
                return Page(tuple(items), tuple(cursors), has_next=True)
            if keep:
                items.append(item)
                cursors.append(cursor)
        seen += len(page.items)
        after = page.cursors[-1] if page.cursors else after
        if not page.has_next or seen >= MOST_SIFTED:
            return Page(tuple(items), tuple(cursors), page.has_next, resume=after if page.has_next else None)


def page_of_slugs(items: Sequence[Item], slug_of: Callable[[Item], str], size: int, after: str | None) -> Page[Item]:
    """A page of a listing in order of slugs that is at hand as a whole. Raises Refusal INVALID "BAD_CURSOR"."""
    start = _slug_of_cursor(after) if after is not None else ""
    rest = [item for item in items if slug_of(item) > start]
    chosen = tuple(rest[:size])
    return Page(chosen, tuple(_cursor(slug_of(item)) for item in chosen), has_next=len(rest) > size, total=len(items))


def _cursor(slug: str) -> str:
    return urlsafe_b64encode(f"slug:{slug}".encode()).decode().rstrip("=")


def _slug_of_cursor(cursor: str) -> str:
    try:
        text = urlsafe_b64decode(cursor[:200] + "=" * (-len(cursor) % 4)).decode("ascii")
    except (Error, ValueError):
        text = ""
    slug = text.removeprefix("slug:")
    if not text.startswith("slug:") or not is_slug(slug) or _cursor(slug) != cursor:
        hint = "Pass an `endCursor` or a `cursor` of this listing as it was given."
        raise Refusal(Kind.INVALID, "BAD_CURSOR", "The cursor is none of this listing's.", ("after",), hint)
    return slug
