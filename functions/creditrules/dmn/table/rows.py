"""Sets of rows as bits. Row 1 is the highest bit, so that the first row of a set is found without copying it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import compress
from typing import Final, TypeVar

__all__ = ["bit", "first", "mask_of", "members", "picked", "up_to"]

_FEW: Final = 16
"""Rows that are taken one by one from the bits."""

_SPARSE: Final = 8
"""Rows to one of a set from which on each is looked for; where there are more all rows are gone through."""

_DIGITS: Final = bytes.maketrans(b"01", b"\0\1")

_Item = TypeVar("_Item")


def bit(row: int, count: int) -> int:
    """The set of one row (from 1) of a table with `count` rows."""
    return 1 << (count - row)


def mask_of(bits: Collection[int]) -> int:
    """The set with these bits."""
    if not bits:
        return 0
    rows = bytearray(max(bits) // 8 + 1)
    for each in bits:
        rows[each >> 3] |= 1 << (each & 7)
    return int.from_bytes(rows, "little")


def first(rows: int, count: int) -> int:
    """The first row of a set; the one after the last of the table where it is empty."""
    return count + 1 - rows.bit_length()


def up_to(row: int, count: int) -> int:
    """All rows to this one; all of the table where the table has no such row."""
    every = (1 << count) - 1
    return every if row >= count else every ^ ((1 << (count - row)) - 1)


def members(rows: int, count: int) -> Iterator[int]:
    """The rows of a set, first to last; in time linear in the rows of the table."""
    number = rows.bit_count()
    if number <= _FEW:
        return _one_by_one(rows, count)
    start = first(rows, count)
    if number * _SPARSE < count:
        return _looked_for(f"{rows:b}", start)
    return compress(range(start, count + 1), _digits(rows))


def picked(items: Sequence[_Item], rows: int) -> Iterator[_Item]:
    """Of items, one for each row of the table, those of the rows of a set, first to last."""
    count = len(items)
    if rows.bit_count() * _SPARSE < count:
        return (items[row - 1] for row in members(rows, count))
    return compress(items, _digits(rows).rjust(count, b"\0"))


def _one_by_one(rows: int, count: int) -> Iterator[int]:
    while rows:
        length = rows.bit_length()
        yield count + 1 - length
        rows ^= 1 << (length - 1)


def _looked_for(digits: str, start: int) -> Iterator[int]:
    at = 0
    while at >= 0:
        yield start + at
        at = digits.find("1", at + 1)


def _digits(rows: int) -> bytes:
    """A byte for each row, from the first of the set on: 1 for those in it."""
    return f"{rows:b}".encode().translate(_DIGITS)
