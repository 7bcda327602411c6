"""Points of a row that other rows hardly admit: one that none of them does shows that they do not cover it."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from itertools import accumulate, chain

from creditrules.dmn.analysis.tables.axes import Axis, Ranges
from creditrules.dmn.analysis.tables.budget import Budget
from creditrules.dmn.table.masks import Turns, masks_of

__all__ = ["Points"]

_INDEX_BYTES = 48 * 1024 * 1024
"""For the row sets of all axes together."""
_ENDS = 32
"""Of a long range so many stretches are looked at on either end."""
_TRIED = 12
"""Stretches of an axis that are tried with the rows that are left."""
_BITS_A_STEP = 4_096
_TRIED_A_STEP = 4


class Points:
    """Of some rows of a table: which of them admit a point, looked up on each axis."""

    def __init__(self, axes: Sequence[Axis], rows: Sequence[Sequence[Ranges]], budget: Budget) -> None:
        """rows: for each axis what the rows take of it, the first ones of the table."""
        count, share = max(map(len, rows), default=0), _INDEX_BYTES // max(1, len(axes))
        self._budget = budget
        self._axes = [_AxisPoints(axis, of, share) for axis, of in zip(axes, rows, strict=True)]
        self._cost = count // _BITS_A_STEP

    def least(self, row: int, others: int) -> int:
        """Of some others those that admit the point of a row (from 1) that is asked for least of all on each axis."""
        for axis in self._axes:
            others &= axis.masks[axis.least[axis.codes[row - 1]]]
        return others

    def fewest(self, row: int, others: int) -> int:
        """Of some others those that admit a point of the row that is chosen axis by axis, so that few are left."""
        axes = sorted(self._axes, key=lambda axis: axis.widths[axis.codes[row - 1]])
        tried = 0
        for axis in axes:
            places = axis.tried(axis.codes[row - 1])
            masks = axis.masks
            tried += len(places)
            others = min([others & masks[place] for place in places], key=int.bit_count)
            if not others:
                break
        self._budget.spend(tried * self._cost // _TRIED_A_STEP)
        return others


class _AxisPoints:
    """An axis. masks: by stretch the rows that admit it. least: by code the stretch that fewest rows admit.

    widths: by code how many stretches there are.
    """

    def __init__(self, axis: Axis, rows: Sequence[Ranges], budget: int) -> None:
        self.codes = axis.codes
        self.ranges = list(dict.fromkeys(rows))
        count = len(rows)
        bits: list[list[int]] = [[] for _ in self.ranges]
        for row, code in enumerate(axis.codes[:count], 1):
            bits[code].append(count - row)
        turned: list[list[int]] = [[] for _ in range(axis.size + 1)]
        for ranges, of in zip(self.ranges, bits, strict=True):
            for low, high in ranges:
                turned[low] += of
                turned[high] += of
        self.masks = masks_of(_turns(turned, count), budget)
        weights = list(accumulate(_steps(self.ranges, bits, axis.size)))
        self.least = [_least(ranges, weights) for ranges in self.ranges]
        self.widths = [sum(high - low for low, high in ranges) for ranges in self.ranges]
        self._tried: dict[int, Sequence[int]] = {}

    def tried(self, code: int) -> Sequence[int]:
        """Some stretches, in even distances."""
        found = self._tried.get(code)
        if found is None:
            every = list(chain.from_iterable(range(low, high) for low, high in self.ranges[code]))
            few = every[:: max(1, len(every) // _TRIED)]
            found = self._tried[code] = [*few, every[-1], self.least[code]]
        return found


def _turns(turned: Sequence[list[int]], count: int) -> Turns:
    base = 0
    for bit in turned[0]:
        base |= 1 << bit
    between = turned[1:-1]
    ends = array("I", accumulate(map(len, between), initial=0))
    return Turns(base, array("I", chain.from_iterable(between)), ends, None, count)


def _steps(ranges: Sequence[Ranges], bits: Sequence[Sequence[int]], size: int) -> Iterator[int]:
    """By stretch how many rows more admit it than the one before."""
    more = [0] * (size + 1)
    for each, of in zip(ranges, bits, strict=True):
        for low, high in each:
            more[low] += len(of)
            more[high] -= len(of)
    return iter(more[:size])


def _least(ranges: Ranges, weights: Sequence[int]) -> int:
    """The stretch that fewest rows admit; of a long range only the ends are looked at."""
    best, least = 0, -1
    for low, high in ranges:
        parts = [(low, high)] if high - low <= 2 * _ENDS else [(low, low + _ENDS), (high - _ENDS, high)]
        for first, last in parts:
            found = min(weights[first:last])
            if least < 0 or found < least:
                best, least = weights.index(found, first, last), found
    return best
