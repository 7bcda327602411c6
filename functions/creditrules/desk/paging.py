"""Pages of listings: bounds on their size, listings of which some items are wanted, listings at hand as a whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import TypeVar

from creditrules.desk.view import View
from creditrules.errors import Kind, Refusal
from creditrules.records import replace
from creditrules.rules.ports import LARGEST_PAGE, Asked, Page

__all__ = ["DEFAULT_PAGE", "asked_page", "page_at_hand", "page_in_place", "sifted_page"]

DEFAULT_PAGE = 20
MOST_SIFTED = 1000

Listed = TypeVar("Listed")


def asked_page(
    first: int | None = None, after: str | None = None, last: int | None = None, before: str | None = None
) -> Asked:
    """The page that is asked for: the `first` items behind `after`, or the `last` before `before`, 20 unless said.

    Raises Refusal INVALID "BAD_PAGE_SIZE" unless it is from 1 to 100, "FIRST_AND_LAST" where both are given.
    """
    if first is not None and last is not None:
        hint = "Give `first` to read on, or `last` to read back."
        raise Refusal(Kind.INVALID, "FIRST_AND_LAST", "A page has either its first or its last items.", ("last",), hint)
    backward = last is not None or (first is None and before is not None and after is None)
    size = next((each for each in (first, last) if each is not None), DEFAULT_PAGE)
    if not 1 <= size <= LARGEST_PAGE:
        message = f"A page holds from 1 to {LARGEST_PAGE} items, not {size}."
        hint = f"Ask for at most {LARGEST_PAGE} and go on with `after`, or back with `before`."
        raise Refusal(Kind.INVALID, "BAD_PAGE_SIZE", message, ("first" if last is None else "last",), hint)
    return Asked(size, after, before, backward)


def sifted_page(
    fetch: Callable[[Asked], Page[Listed]],
    wanted: Callable[[Sequence[Listed]], Sequence[bool]],
    asked: Asked,
    at_once: int = LARGEST_PAGE,
) -> Page[Listed]:
    """A page of the wanted items only, read on until it is full, `at_once` of them each time.

    After MOST_SIFTED items it is given as it is, be it empty, so that the cost of a page stays bounded.
    """
    kept: list[tuple[Listed, str]] = []
    step, seen, more = replace(asked, size=min(at_once, LARGEST_PAGE)), 0, True
    while more and seen < MOST_SIFTED and len(kept) <= asked.size:
        page = fetch(step)
        found = [
            (item, cursor)
            for item, cursor, keep in zip(page.items, page.cursors, wanted(page.items), strict=True)
            if keep
        ]
        kept += reversed(found) if asked.backward else found
        seen += len(page.items)
        step, more = _onwards(step, page)
    return _sifted(asked, kept, None if len(kept) > asked.size or not more else step)


def _onwards(step: Asked, page: Page[Listed]) -> tuple[Asked, bool]:
    """What to fetch next, and whether there is anything."""
    if step.backward:
        return replace(step, before=page.resume or (page.cursors or [step.before])[0]), page.has_previous
    return replace(step, after=page.resume or (page.cursors or [step.after])[-1]), page.has_next


def _sifted(asked: Asked, kept: list[tuple[Listed, str]], stopped: Asked | None) -> Page[Listed]:
    """The page of what was kept, in the order of reading. stopped: where reading stopped short, if it did."""
    shown = kept[: asked.size]
    if asked.backward:
        shown.reverse()
    more = len(kept) > asked.size or stopped is not None
    page = Page.of(asked, [item for item, _ in shown], [cursor for _, cursor in shown], more=more)
    return page if stopped is None else replace(page, resume=stopped.before if asked.backward else stopped.after)


def page_at_hand(
    view: View, listing: tuple[str, ...], placed: Sequence[tuple[str, Listed]], asked: Asked
) -> Page[Listed]:
    """A page of a listing that is at hand as a whole, in the order of its positions.

    placed: the items, each with its position, which no other item gets when there are more. listing: a name that no
    other listing has. Raises Refusal as `Cursors.open` does.
    """
    cursors, name = view.catalogue.store.cursors, (view.tenant, *listing)
    after = None if asked.after is None else cursors.open(name, asked.after)
    before = None if asked.before is None else cursors.open(name, asked.before, "before")
    rest = [
        (position, item)
        for position, item in sorted(placed, key=itemgetter(0))
        if (after is None or position > after) and (before is None or position < before)
    ]
    chosen = rest[-asked.size :] if asked.backward else rest[: asked.size]
    sealed = [cursors.seal(name, position) for position, _ in chosen]
    items = [item for _, item in chosen]
    return Page.of(asked, items, sealed, more=len(rest) > asked.size, total=len(placed))


def page_in_place(view: View, listing: tuple[str, ...], items: Sequence[Listed], asked: Asked) -> Page[Listed]:
    """A page of a listing that never changes: an item's position is its place. See `page_at_hand`.

    listing: a name that tells what it is of, so that no cursor is taken for that of another content.
    """
    return page_at_hand(view, listing, [(f"{place:09}", item) for place, item in enumerate(items)], asked)
