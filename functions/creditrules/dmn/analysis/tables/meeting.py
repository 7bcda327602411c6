"""Which rows of a table have a point in common with which others, as sets of rows by row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from creditrules.dmn.analysis.tables.axes import Ranges
from creditrules.dmn.analysis.tables.budget import Budget, TooLargeError
from creditrules.dmn.table.rows import mask_of

__all__ = ["Meetings"]

_STRIPE = 1_024
_LAYERS = 4
_MASK_BYTES = 64 * 1024 * 1024
_KNOWN_BYTES = 8 * 1024 * 1024
_BITS_A_STEP = 8_192
_TURNED_A_STEP = 8


class Meetings:
    """Of a table: for a row (from 1) those that it has a point in common with, itself among them.

    What it takes to tell that is made for many rows at once, so rows are best asked for in their order.
    """

    def __init__(self, axes: Sequence[Sequence[Ranges]], count: int, budget: Budget) -> None:
        """axes: for each axis what each row takes of it; a row that takes nothing of one meets none.

        Raises TooLargeError.
        """
        self._finders = [_finder(rows, count) for rows in axes]
        self._count, self._budget, self._every = count, budget, (1 << count) - 1
        places = sum(finder.places for finder in self._finders)
        self._length = count if places * (count // 8 + 1) <= _MASK_BYTES else _STRIPE
        self._cost = len(axes) * (1 + count // _BITS_A_STEP)
        self._stripe = range(0)

    def of(self, row: int) -> int:
        """Those that the row meets. Raises TooLargeError."""
        self._budget.spend(self._cost)
        if row - 1 not in self._stripe:
            self._move(row - 1)
        met = self._every
        for finder in self._finders:
            met &= finder.found(row - 1)
        return met

    def _move(self, row: int) -> None:
        if self._stripe:
            self._budget.spend(len(self._finders) * self._count // _TURNED_A_STEP)
        start = row - row % self._length
        self._stripe = range(start, min(start + self._length, self._count))
        for finder in self._finders:
            finder.move(self._stripe)


class _Finder(Protocol):
    """places: how many sets of rows it keeps at once, for all rows."""

    places: int

    def move(self, stripe: range, /) -> None:
        """Make ready for some rows (from 0)."""

    def found(self, row: int, /) -> int:
        """The rows that one of them meets on the axis."""


class _Points:
    """For an axis of few stretches: the rows at each."""

    places = 0

    def __init__(self, rows: Sequence[Ranges], count: int) -> None:
        self._rows = rows
        size = max((ranges[-1][1] for ranges in rows if ranges), default=0)
        if size * (count // 8 + 1) > _MASK_BYTES:
            raise TooLargeError
        at: list[list[int]] = [[] for _ in range(size)]
        for row, ranges in enumerate(rows, 1):
            for low, high in ranges:
                for stretch in range(low, high):
                    at[stretch].append(count - row)
        self._masks = [mask_of(bits) for bits in at]
        self._known: dict[Ranges, int] = {}

    def move(self, _: range) -> None:
        """It knows all rows."""

    def found(self, row: int) -> int:
        ranges = self._rows[row]
        found = self._known.get(ranges)
        if found is None:
            found = 0
            for low, high in ranges:
                for stretch in range(low, high):
                    found |= self._masks[stretch]
            self._known[ranges] = found
        return found


class _Ends:
    """For an axis of many stretches: the rows that begin before a place, and those that end after one.

    They are known in layers: the first ranges of all rows, the second ones, and so on.
    """

    def __init__(self, rows: Sequence[Ranges], count: int) -> None:
        self._rows, self._count = rows, count
        together: dict[Ranges, list[int]] = {}
        for row, ranges in enumerate(rows, 1):
            together.setdefault(ranges, []).append(count - row)
        depth = max(map(len, together), default=0)
        self._begins: list[dict[int, list[int]]] = [{} for _ in range(depth)]
        self._ends: list[dict[int, list[int]]] = [{} for _ in range(depth)]
        for ranges, bits in together.items():
            for (low, high), begins, ends in zip(ranges, self._begins, self._ends, strict=False):
                begins.setdefault(low, []).extend(bits)
                ends.setdefault(high, []).extend(bits)
        every = {each for ranges in together for each in ranges}
        self.places = depth * (len({low for low, _ in every}) + len({high for _, high in every}))
        self._keeps = len(together) * (count // 8 + 1) <= _KNOWN_BYTES
        self._known: dict[Ranges, int] = {}
        self._layers: list[tuple[dict[int, int], dict[int, int]]] = []

    def move(self, stripe: range) -> None:
        ranges = {each for row in set(self._rows[stripe.start : stripe.stop]) for each in row}
        lows = sorted({low for low, _ in ranges}, reverse=True)
        highs = sorted({high for _, high in ranges})
        self._layers = [
            (
                _grown(begins, highs, self._count, 1),
                _grown(ends, lows, self._count, -1),
            )
            for begins, ends in zip(self._begins, self._ends, strict=True)
        ]

    def found(self, row: int) -> int:
        ranges = self._rows[row]
        found = self._known.get(ranges)
        if found is None:
            found = 0
            for low, high in ranges:
                for begun, unended in self._layers:
                    found |= begun[high] & unended[low]
            if self._keeps:
                self._known[ranges] = found
        return found


def _grown(bits: Mapping[int, Sequence[int]], ends: Iterable[int], count: int, sign: int) -> dict[int, int]:
    """The rows that have a place strictly before each of some ends, as the sign says. bits: the rows by their place."""
    places = sorted(bits, reverse=sign < 0)
    rows = bytearray(count // 8 + 1)
    found: dict[int, int] = {}
    at = 0
    for end in ends:
        while at < len(places) and (places[at] - end) * sign < 0:
            for bit in bits[places[at]]:
                rows[bit >> 3] |= 1 << (bit & 7)
            at += 1
        found[end] = int.from_bytes(rows, "little")
    return found


def _finder(rows: Sequence[Ranges], count: int) -> _Finder:
    return _Ends(rows, count) if all(len(ranges) <= _LAYERS for ranges in set(rows)) else _Points(rows, count)
