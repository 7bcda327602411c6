"""Sets of rows as bits. Row 1 is the highest bit, so that the first row of a set is found without copying it."""

from __future__ import annotations

from collections.abc import Iterator

__all__ = ["bit", "first", "members"]


def bit(row: int, count: int) -> int:
    """The set of one row (from 1) of a table with `count` rows."""
    return 1 << (count - row)


def first(rows: int, count: int) -> int:
    """The first row of a set that is not empty."""
    return count + 1 - rows.bit_length()


def members(rows: int, count: int) -> Iterator[int]:
    """The rows of a set, first to last."""
    while rows:
        length = rows.bit_length()
        yield count + 1 - length
        rows ^= 1 << (length - 1)
