"""Pages of a listing that is at hand as a whole and never changes: an item's cursor is its place."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from collections.abc import Sequence
from typing import TypeVar

from creditrules.errors import Kind, Refusal
from creditrules.rules import Page

__all__ = ["page_of_places"]

LONGEST_CURSOR = 100

Item = TypeVar("Item")


def page_of_places(items: Sequence[Item], listing: str, size: int, after: str | None) -> Page[Item]:
    """`size` items after the cursor. listing: a name that no other listing has. Raises Refusal INVALID "BAD_CURSOR"."""
    start = 0 if after is None else _place(listing, after)
    chosen = tuple(items[start : start + size])
    cursors = tuple(_cursor(listing, start + offset) for offset in range(1, len(chosen) + 1))
    return Page(chosen, cursors, has_next=start + size < len(items), total=len(items))


def _cursor(listing: str, place: int) -> str:
    return urlsafe_b64encode(f"{listing}:{place}".encode()).decode().rstrip("=")


def _place(listing: str, cursor: str) -> int:
    try:
        text = urlsafe_b64decode(cursor[:LONGEST_CURSOR] + "=" * (-len(cursor) % 4)).decode("ascii")
    except (Error, ValueError):
        text = ""
    digits = text.removeprefix(f"{listing}:")
    if not (digits.isascii() and digits.isdecimal()) or len(digits) > len(str(10**9)):
        raise _bad_cursor()
    if _cursor(listing, int(digits)) != cursor:
        raise _bad_cursor()
    return int(digits)


def _bad_cursor() -> Refusal:
    hint = "Pass an `endCursor` or a `cursor` of this listing as it was given."
    return Refusal(Kind.INVALID, "BAD_CURSOR", "The cursor is none of this listing's.", ("after",), hint)
