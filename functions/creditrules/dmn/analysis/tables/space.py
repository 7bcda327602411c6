"""A box of the space that the axes of a table span, and what some of its rows leave uncovered of it."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from operator import itemgetter
from typing import Final

from creditrules.dmn.analysis.tables.axes import Axis, Ranges
from creditrules.dmn.analysis.tables.budget import Budget
from creditrules.dmn.table.rows import bit, members

__all__ = ["Box", "Space", "common", "joined", "whole_box"]

Box = tuple[Ranges, ...]
"""What it takes of each axis, in their order."""

_Part = tuple[tuple[int, Ranges], ...]
"""Some axes by number, with what is left uncovered; all of the others is."""

_MOST_PARTS: Final = 4_000
"""Of what one set of rows leaves."""
_MOST_MADE: Final = 400_000
_FEW_PARTS: Final = 16
"""The same, once so many were made for all sets together: they take time that no step counts."""
_FIRST: Final = itemgetter(0)


def whole_box(axes: Sequence[Axis]) -> Box:
    """All that is possible."""
    return tuple(axis.whole for axis in axes)


def common(one: Ranges, other: Ranges) -> Ranges:
    """What is in both."""
    if one == other:
        return one
    found = []
    left = right = 0
    while left < len(one) and right < len(other):
        low, high = max(one[left][0], other[right][0]), min(one[left][1], other[right][1])
        if low < high:
            found.append((low, high))
        if one[left][1] < other[right][1]:
            left += 1
        else:
            right += 1
    return tuple(found)


class Space:
    """The rows of a table within a box: `uncovered` finds what of it none of some rows admits.

    It splits the box along the axis on which most of the rows say anything, by which of them are left, and goes on
    with each such set of rows once. complete: False once there was more than is kept.
    """

    def __init__(self, axes: Sequence[Axis], count: int, box: Box, budget: Budget, *, first_only: bool = False) -> None:
        """first_only: whether it is enough to know that anything is left."""
        self._axes, self._count, self._box, self._budget = axes, count, box, budget
        self._first_only = first_only
        self._known: dict[tuple[int, int], tuple[_Part, ...]] = {}
        self._alike: dict[tuple[_Part, ...], tuple[_Part, ...]] = {}  # so that equal ones are one object
        self._room = _MOST_MADE
        self._free = [0] * len(axes)
        self._clipped: list[dict[int, Ranges]] = [{} for _ in axes]
        self.complete = True

    def is_covered(self, rows: int) -> bool:
        """Whether every point of the box is in one of the rows."""
        return not self._uncovered(rows)

    def uncovered(self, rows: int) -> list[Box]:
        """Boxes without a point in common, that together are all of the box that no row covers."""
        return [self._boxed(part) for part in self._uncovered(rows)]

    def _uncovered(self, rows: int) -> tuple[_Part, ...]:
        if not all(self._box):
            return ()
        return self._left(self._admitted(rows), (1 << len(self._axes)) - 1)

    def _boxed(self, part: _Part) -> Box:
        taken = dict(part)
        return tuple(taken.get(at, self._box[at]) for at in range(len(self._axes)))

    def _admitted(self, rows: int) -> int:
        """Those of the rows that have a point in the box; what they take of each axis is noted."""
        kept = 0
        self._budget.spend(rows.bit_count() * len(self._axes))
        for row in members(rows, self._count):
            alone = bit(row, self._count)
            parts = [common(axis.rows[row - 1], box) for axis, box in zip(self._axes, self._box, strict=True)]
            if not all(parts):
                continue
            kept |= alone
            for at, part in enumerate(parts):
                if part == self._box[at]:
                    self._free[at] |= alone
                else:
                    self._clipped[at][row] = part
        return kept

    def _left(self, rows: int, axes: int) -> tuple[_Part, ...]:
        """What the rows leave of the axes that are not yet split."""
        if not rows:
            return ((),)
        covering = rows
        chosen, most = -1, 0
        rest = axes
        for at in range(len(self._axes)):
            if axes >> at & 1:
                free = rows & self._free[at]
                covering &= free
                saying = (rows ^ free).bit_count()
                if not saying:
                    rest ^= 1 << at
                elif saying > most:
                    chosen, most = at, saying
        if covering:
            return ()
        key = (rows, rest)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._split(rows, rest, chosen)
        return found

    def _split(self, rows: int, axes: int, at: int) -> tuple[_Part, ...]:
        rest = axes & ~(1 << at)
        together: dict[int, tuple[tuple[_Part, ...], list[tuple[int, int]]]] = {}
        for left, ranges in self._classes(rows, at).items():
            parts = self._left(left, rest)
            if parts:
                if self._first_only:
                    return ((),)
                together.setdefault(id(parts), (parts, []))[1].extend(ranges)
        most = _MOST_PARTS if self._room > 0 else _FEW_PARTS
        found = tuple(islice(_all_with(at, together.values()), most + 1))
        self._room -= len(found)
        if len(found) > most:
            self.complete = False
            found = found[:most]
        return self._alike.setdefault(found, found)

    def _classes(self, rows: int, at: int) -> Mapping[int, list[tuple[int, int]]]:
        """By set of rows that are left, the ranges of the axis on which they are."""
        free = rows & self._free[at]
        changes: dict[int, int] = {}
        clipped = self._clipped[at]
        saying = rows ^ free
        self._budget.spend(saying.bit_count())
        for row in members(saying, self._count):
            alone = bit(row, self._count)
            for low, high in clipped[row]:
                changes[low] = changes.get(low, 0) ^ alone
                changes[high] = changes.get(high, 0) ^ alone
        for low, high in self._box[at]:
            changes.setdefault(low, 0)
            changes.setdefault(high, 0)
        return _swept(free, changes, self._box[at])


def _all_with(at: int, together: Iterable[tuple[tuple[_Part, ...], list[tuple[int, int]]]]) -> Iterator[_Part]:
    """Parts of further axes, each with the ranges of this one on which it is left."""
    for parts, ranges in together:
        own = (at, joined(ranges))
        for part in parts:
            place = bisect(part, at, key=_FIRST)
            yield (*part[:place], own, *part[place:])


def _swept(free: int, changes: Mapping[int, int], box: Ranges) -> Mapping[int, list[tuple[int, int]]]:
    inside = {low for low, _ in box}
    ends = {high for _, high in box} - inside
    found: dict[int, list[tuple[int, int]]] = {}
    current, within, last = free, False, 0
    for at in sorted(changes):
        if within and at > last:
            _add(found.setdefault(current, []), last, at)
        current ^= changes[at]
        within = at in inside or (within and at not in ends)
        last = at
    return found


def _add(ranges: list[tuple[int, int]], low: int, high: int) -> None:
    if ranges and ranges[-1][1] == low:
        ranges[-1] = (ranges[-1][0], high)
    else:
        ranges.append((low, high))


def joined(ranges: Iterable[tuple[int, int]]) -> Ranges:
    """Ranges in order, those that touch made one."""
    found: list[tuple[int, int]] = []
    for low, high in sorted(ranges):
        _add(found, low, high)
    return tuple(found)
