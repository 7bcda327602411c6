"""One column of conditions as an index: from a value to the rows whose cell admits it, exactly."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate, chain
from typing import Any, Final, NamedTuple

from creditrules.dmn.limits import INDEX_BYTES
from creditrules.dmn.table.masks import ByKey, Masks, Turns, masks_by_key, masks_of
from creditrules.dmn.table.points import packed
from creditrules.dmn.table.region import CellSet, Key, Kind, Region
from creditrules.dmn.table.rows import mask_of
from creditrules.dmn.table.simple_sets import SimpleKeys
from creditrules.feel import Unknown, Value
from creditrules.records import dataclass

__all__ = ["CellRows", "Column", "ColumnParts", "Find", "SimpleCells", "build_column", "column_of", "parts_of"]

_MANY: Final = 50_000
"""Points from which on the memory that they take counts more than that they are found at once."""

Rows = int
"""A set of rows as bits; which bit is which row is the table's business."""

Find = Callable[[Any, Any], int]
"""`bisect_left` or `bisect_right`: from the points and a key to the number of its stretch."""


class ColumnParts(NamedTuple):
    """What a column is made from: plain values and arrays, which can be kept and read again.

    size: the rows of the table. kind: see Column. points: the keys, ascending, at which rows come or go. base: the rows
    that admit the smallest values. bits, ends: bits[ends[n]:ends[n + 1]] are the rows (as bits) that come or go at the
    n-th cut, which is 2i right before the i-th point and 2i + 1 right after it. inside: by stretch, of which there is
    one before each point, one at it and one after the last, whether values there may stand in the column; None where
    all may. null, anything, unindexed: see Column.
    """

    size: int
    kind: Kind | None
    points: Sequence[Key]
    base: Rows
    bits: array[int]
    ends: array[int]
    inside: bytes | None
    null: Rows
    anything: Rows
    unindexed: Rows


@dataclass(frozen=True, slots=True)
class Column:
    """The rows by value. Rows whose cell is not a set of values are in `unindexed` and in every answer.

    kind: of the values the index answers for; None when no cell asks for a value.
    points: keys ascending. find: where each point belongs to the stretch above it, or each to that below, the search
    for the number of a key's stretch in `masks`; None where points have row sets of their own, masks[2i + 1], between
    masks[2i] below and masks[2i + 2] above.
    exact, gap: the row sets of single points and that of all others, where all between points are alike.
    null: rows that admit null. anything: rows whose cell is "-".
    keyed: whether values are looked up by their key, as dates are.
    """

    kind: Kind | None
    points: Sequence[Key]
    find: Find | None
    masks: Masks
    exact: ByKey | None
    gap: Rows
    null: Rows
    anything: Rows
    unindexed: Rows = 0
    keyed: bool = False

    def rows(self, value: Value) -> Rows | None:
        """The rows that admit `value`; None where the index cannot tell because the value is of another kind."""
        if value is None:
            return self.null
        if self.kind is None:
            return self.gap if type(value) is not Unknown else None
        class_, zoned = self.kind
        if type(value) is not class_:
            return None
        key = value
        if self.keyed:
            if value.zoned is not zoned:  # type: ignore[attr-defined]
                return None
            key = value.key  # type: ignore[attr-defined]
        if self.exact is not None:
            return self.exact.get(key, self.gap)
        if self.find is not None:
            return self.masks[self.find(self.points, key)]
        index = bisect_left(self.points, key)
        if index < len(self.points) and self.points[index] == key:
            return self.masks[2 * index + 1]
        return self.masks[2 * index]

    def stretch(self, number: int) -> Rows:
        """The rows that admit the values below the i-th point and above the one before (2i), or at it (2i + 1)."""
        if self.exact is not None:
            return self.exact.get(self.points[number // 2], self.gap) if number % 2 else self.gap
        if self.find is None:
            return self.masks[number]
        return self.masks[(number + (self.find is bisect_right)) // 2]

    def stretches(self) -> Iterator[Rows]:
        """The row sets of all stretches, of which there is one more than twice the points."""
        return (self.stretch(number) for number in range(2 * len(self.points) + 1))


SimpleCells = tuple[Kind, Iterable[tuple[SimpleKeys, Sequence[int]]]]
"""The kind of distinct cells of one simple test each, and these with the rows they stand in."""


class CellRows(NamedTuple):
    """A distinct cell of a column: the set it stands for, if any, the rows it stands in, and whether it admits null."""

    cell: CellSet | None
    rows: Sequence[int]
    admits_null: bool


def build_column(
    cells: Sequence[CellRows],
    count: int,
    allowed: CellSet | None = None,
    declared: Kind | None = None,
    budget: int = INDEX_BYTES,
    simple: SimpleCells | None = None,
) -> Column:
    """Index the cells of a column of a table with `count` rows; the arguments as for `parts_of` and `column_of`."""
    return column_of(parts_of(cells, count, allowed, declared, simple), budget)


def parts_of(
    cells: Sequence[CellRows],
    size: int,
    allowed: CellSet | None = None,
    declared: Kind | None = None,
    simple: SimpleCells | None = None,
) -> ColumnParts:
    """The parts of the column with these cells, in a table with `size` rows.

    simple: further cells, of the same kind; none of them admits null.

    Cells of the less frequent kinds are left unindexed. Values outside `allowed` (of the same kind) admit no row.
    `declared` is the kind of a column whose cells ask for no value.
    """
    kind = (simple[0] if simple else _main_kind(cells)) or (allowed.kind if allowed is not None else None) or declared
    base: list[int] = []
    unindexed: list[int] = []
    anything: list[int] = []
    null: list[int] = []
    changes: tuple[dict[Key, list[int]], dict[Key, list[int]]] = ({}, {})
    for cell, rows, admits_null in cells:
        if cell is None or cell.kind not in {None, kind}:
            unindexed += rows
            continue
        if cell.shape == "-":
            anything += rows
        if admits_null:
            null += rows
        if cell.region.starts:
            base += rows
        for key, after in cell.region.cuts:
            changes[after].setdefault(key, []).extend(rows)
    if simple is not None:
        _add_simple(simple[1], base, changes)
    limit = allowed.region if allowed is not None and allowed.kind == kind else None
    before, behind = changes
    keys = before.keys() | behind.keys() if before and behind else before or behind
    points = sorted(keys if limit is None else {*keys, *(key for key, _ in limit.cuts)})
    turned = [rows for key in points for rows in (before.get(key, ()), behind.get(key, ()))]
    ends = array("I", accumulate(map(len, turned), initial=0))
    bits = array("I", [size - row for row in chain.from_iterable(turned)])
    left = _rows(unindexed, size)
    inside = None if limit is None else _inside(points, limit)
    always = _rows(null, size) | left, _rows(anything, size), left
    return ColumnParts(size, kind, points, _rows(base, size) | left, bits, ends, inside, *always)


def _add_simple(
    cells: Iterable[tuple[SimpleKeys, Sequence[int]]],
    base: list[int],
    changes: tuple[dict[Key, list[int]], dict[Key, list[int]]],
) -> None:
    """What `cell_set` makes of such cells, by the ten thousand and without an object for each."""
    before, behind = changes
    for (sign, low, high), rows in cells:
        if high is not None:
            starts, ends = before if sign[0] == "[" else behind, behind if sign[1] == "]" else before
            starts.setdefault(low, []).extend(rows)
            ends.setdefault(high, []).extend(rows)
            continue
        if sign[0] == "<":
            base += rows
        if sign in {"=", "<", ">="}:
            before.setdefault(low, []).extend(rows)
        if sign in {"=", "<=", ">"}:
            behind.setdefault(low, []).extend(rows)


def _rows(rows: Sequence[int], size: int) -> Rows:
    return mask_of([size - row for row in rows])


def column_of(parts: ColumnParts, budget: int = INDEX_BYTES) -> Column:
    """The column of these parts. `budget` bounds the bytes of the row sets."""
    turns = Turns(parts.base, parts.bits, parts.ends, parts.inside, parts.size)
    keyed = parts.kind is not None and hasattr(parts.kind[0], "key")
    gap = 0 if parts.inside is not None and not parts.inside[0] else parts.base
    exact = masks_by_key(parts.points, turns, budget)
    find: Find | None = None
    masks: Masks = ()
    if exact is None:
        find = _side(turns)
        if find is not None:
            inside = None if turns.inside is None else turns.inside[0::2]
            turns = Turns(turns.base, turns.bits, turns.ends[0::2], inside, parts.size)
        masks = masks_of(turns, budget)
    points = packed(parts.points) if len(parts.points) >= _MANY else parts.points
    return Column(parts.kind, points, find, masks, exact, gap, parts.null, parts.anything, parts.unindexed, keyed)


def _side(turns: Turns) -> Find | None:
    """How to find a stretch where nothing changes right after points, or nothing right before them.

    Most columns are so (`>= 5` and `< 7`, `[5..7)`); one search then answers for points as well.
    """
    ends, inside = turns.ends, turns.inside
    if ends[1::2] == ends[2::2] and (inside is None or inside[1::2] == inside[2::2]):
        return bisect_right
    if ends[1::2] == ends[0:-1:2] and (inside is None or inside[1::2] == inside[0:-1:2]):
        return bisect_left
    return None


def _inside(points: Sequence[Key], limit: Region) -> bytes:
    cuts, inside = set(limit.cuts), limit.starts
    flags = bytearray([inside])
    for key in points:
        for after in (False, True):
            inside ^= (key, after) in cuts
            flags.append(inside)
    return bytes(flags)


def _main_kind(cells: Sequence[CellRows]) -> Kind | None:
    counts: dict[Kind, int] = {}
    for cell, rows, _ in cells:
        if cell is not None and cell.kind is not None:
            counts[cell.kind] = counts.get(cell.kind, 0) + len(rows)
    return max(counts, key=lambda kind: counts[kind]) if counts else None
