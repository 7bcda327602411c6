"""Which rows of a table have a point in common with which others, as sets of rows by row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from creditrules.dmn.analysis.tables.axes import Ranges
from creditrules.dmn.analysis.tables.budget import Budget, TooLargeError
from creditrules.dmn.table.rows import mask_of

__all__ = ["meetings"]

_STRIPE = 1_024
_LAYERS = 4
_MASK_BYTES = 64 * 1024 * 1024
_BITS_A_STEP = 512


def meetings(axes: Sequence[Sequence[Ranges]], count: int, budget: Budget) -> Iterator[tuple[int, int]]:
    """Each row (from 1) with the set of those that it has a point in common with, itself among them.

    axes: for each axis what each row takes of it; a row that takes nothing of one meets none.
    Raises TooLargeError.
    """
    finders = [_finder(rows, count) for rows in axes]
    for start in range(0, count, _STRIPE):
        stripe = range(start, min(start + _STRIPE, count))
        budget.spend(len(stripe) * len(axes) * (1 + count // _BITS_A_STEP))
        met = [(1 << count) - 1] * len(stripe)
        for finder in finders:
            for at, found in enumerate(finder.found(stripe)):
                met[at] &= found
        yield from ((row + 1, found) for row, found in zip(stripe, met, strict=True))


class _Points:
    """For an axis of few stretches: the rows at each."""

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

    def found(self, stripe: range) -> Iterator[int]:
        for row in stripe:
            ranges = self._rows[row]
            found = self._known.get(ranges)
            if found is None:
                found = 0
                for low, high in ranges:
                    for stretch in range(low, high):
                        found |= self._masks[stretch]
                self._known[ranges] = found
            yield found


class _Ends:
    """For an axis of many stretches: the rows that begin before a place, and those that end after one."""

    def __init__(self, rows: Sequence[Ranges], count: int) -> None:
        self._rows, self._count = rows, count
        depth = max((len(ranges) for ranges in rows), default=0)
        layers = [
            [(ranges[layer], count - row) for row, ranges in enumerate(rows, 1) if layer < len(ranges)]
            for layer in range(depth)
        ]
        self._begins = [sorted((low, bit) for (low, _), bit in layer) for layer in layers]
        self._ends = [sorted(((high, bit) for (_, high), bit in layer), reverse=True) for layer in layers]

    def found(self, stripe: range) -> Iterator[int]:
        ranges = {each for row in stripe for each in self._rows[row]}
        lows = sorted({low for low, _ in ranges}, reverse=True)
        highs = sorted({high for _, high in ranges})
        met = dict.fromkeys(ranges, 0)
        for begins, ends in zip(self._begins, self._ends, strict=True):
            begun = _grown(begins, highs, self._count, 1)
            unended = _grown(ends, lows, self._count, -1)
            for low, high in ranges:
                met[low, high] |= begun[high] & unended[low]
        for row in stripe:
            found = 0
            for each in self._rows[row]:
                found |= met[each]
            yield found


def _grown(bits: Sequence[tuple[int, int]], places: Sequence[int], count: int, sign: int) -> dict[int, int]:
    """The rows whose end comes strictly before each place, in the direction that the sign says."""
    rows = bytearray(count // 8 + 1)
    found: dict[int, int] = {}
    at = 0
    for place in places:
        while at < len(bits) and (bits[at][0] - place) * sign < 0:
            bit = bits[at][1]
            rows[bit >> 3] |= 1 << (bit & 7)
            at += 1
        found[place] = int.from_bytes(rows, "little")
    return found


def _finder(rows: Sequence[Ranges], count: int) -> _Points | _Ends:
    return _Ends(rows, count) if all(len(ranges) <= _LAYERS for ranges in rows) else _Points(rows, count)
