"""Pages of listings: bounds on their size, listings of which some items are wanted, listings at hand as a whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from creditrules.desk.view import View
from creditrules.errors import Kind, Refusal
from creditrules.rules.ports import LARGEST_PAGE, Page

__all__ = ["DEFAULT_PAGE", "page_at_hand", "page_in_place", "page_size", "sifted_page"]

DEFAULT_PAGE = 20
MOST_SIFTED = 1000

Listed = TypeVar("Listed")


def page_size(first: int | None) -> int:
    """The asked page size. Raises Refusal INVALID "BAD_PAGE_SIZE" unless it is from 1 to 100."""
    size = DEFAULT_PAGE if first is None else first
    if not 1 <= size <= LARGEST_PAGE:
        message = f"A page holds from 1 to {LARGEST_PAGE} items, not {size}."
        hint = f"Ask for at most {LARGEST_PAGE} and go on with `after`."
        raise Refusal(Kind.INVALID, "BAD_PAGE_SIZE", message, ("first",), hint)
    return size


def sifted_page(
    fetch: Callable[[int, str | None], Page[Listed]],
    wanted: Callable[[Sequence[Listed]], Sequence[bool]],
    size: int,
    after: str | None,
) -> Page[Listed]:
    """A page of the wanted items only, read on until it is full.

    After MOST_SIFTED items it is given as it is, be it empty, so that the cost of a page stays bounded.
    """
    items: list[Listed] = []
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


def page_at_hand(
    view: View, listing: tuple[str, ...], placed: Sequence[tuple[str, Listed]], first: int | None, after: str | None
) -> Page[Listed]:
    """A page of a listing that is at hand as a whole, in the order of its positions.

    placed: the items, each with its position. listing: a name that no other listing has. Raises Refusal as
    `page_size` and `Cursors.open` do.
    """
    cursors, name, size = view.catalogue.store.cursors, (view.tenant, *listing), page_size(first)
    start = "" if after is None else cursors.open(name, after)
    rest = [(position, item) for position, item in placed if position > start]
    chosen = rest[:size]
    sealed = tuple(cursors.seal(name, position) for position, _ in chosen)
    return Page(tuple(item for _, item in chosen), sealed, len(rest) > size, total=len(placed))


def page_in_place(
    view: View, listing: tuple[str, ...], items: Sequence[Listed], first: int | None, after: str | None
) -> Page[Listed]:
    """A page of a listing that never changes: an item's position is its place. See `page_at_hand`."""
    return page_at_hand(view, listing, [(f"{place:09}", item) for place, item in enumerate(items)], first, after)
