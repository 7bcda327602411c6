"""Sets of rows as bits. Row 1 is the highest bit, so that the first row of a set is found without copying it."""

from __future__ import annotations

from collections.abc import Collection, Iterator

__all__ = ["bit", "first", "mask_of", "members"]


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


def members(rows: int, count: int) -> Iterator[int]:
    """The rows of a set, first to last."""
    while rows:
        length = rows.bit_length()
        yield count + 1 - length
        rows ^= 1 << (length - 1)
