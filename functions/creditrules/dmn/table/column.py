"""One column of conditions as an index: from a value to the rows whose cell admits it, exactly."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from creditrules.dmn.table.region import CellSet, Key, Kind, Region
from creditrules.feel import Unknown, Value

__all__ = ["Column", "build_column"]

Rows = int
"""A set of rows as bits; which bit is which row is the table's business."""


@dataclass(frozen=True, slots=True)
class Column:
    """The rows by value. Rows whose cell is not a set of values are in `unindexed` and in every answer.

    kind: of the values the index answers for; None when no cell asks for a value.
    points, masks: keys ascending; masks[2i] holds below points[i] (above points[i-1]), masks[2i+1] at it.
    exact, gap: the same where all masks between points are alike.
    null: rows that admit null. anything: rows whose cell is "-".
    """

    kind: Kind | None
    points: Sequence[Key]
    masks: Sequence[Rows]
    exact: Mapping[Key, Rows] | None
    gap: Rows
    null: Rows
    anything: Rows
    unindexed: Rows = 0

    def rows(self, value: Value) -> Rows | None:
        """The rows that admit `value`; None where the index cannot tell because the value is of another kind."""
        if value is None:
            return self.null
        if self.kind is None:
            return self.gap if type(value) is not Unknown else None
        class_, zoned = self.kind
        if type(value) is not class_:
            return None
        if getattr(value, "zoned", False) is not zoned:
            return None
        key = getattr(value, "key", value)
        if self.exact is not None:
            return self.exact.get(key, self.gap)
        index = bisect_left(self.points, key)
        if index < len(self.points) and self.points[index] == key:
            return self.masks[2 * index + 1]
        return self.masks[2 * index]


def build_column(
    cells: Sequence[tuple[CellSet | None, Rows, bool]],
    allowed: CellSet | None = None,
    declared: Kind | None = None,
) -> Column:
    """Index the distinct cells of a column, each with its rows and whether it admits null.

    Cells of the less frequent kinds are left unindexed. Values outside `allowed` (of the same kind) admit no row.
    `declared` is the kind of a column whose cells ask for no value.
    """
    kind = _main_kind(cells) or (allowed.kind if allowed is not None else None) or declared
    base = unindexed = anything = null = 0
    changes: dict[tuple[Key, bool], Rows] = {}
    for cell, rows, admits_null in cells:
        if cell is None or cell.kind not in {None, kind}:
            unindexed |= rows
            continue
        if cell.shape == "-":
            anything |= rows
        if admits_null:
            null |= rows
        if cell.region.starts:
            base |= rows
        for cut in cell.region.cuts:
            changes[cut] = changes.get(cut, 0) ^ rows
    limit = allowed.region if allowed is not None and allowed.kind == kind else None
    return _column(kind, base | unindexed, changes, limit, null | unindexed, anything, unindexed)


def _main_kind(cells: Sequence[tuple[CellSet | None, Rows, bool]]) -> Kind | None:
    counts: dict[Kind, int] = {}
    for cell, rows, _ in cells:
        if cell is not None and cell.kind is not None:
            counts[cell.kind] = counts.get(cell.kind, 0) + rows.bit_count()
    return max(counts, key=lambda kind: counts[kind]) if counts else None


def _column(
    kind: Kind | None,
    base: Rows,
    changes: Mapping[tuple[Key, bool], Rows],
    limit: Region | None,
    null: Rows,
    anything: Rows,
    unindexed: Rows,
) -> Column:
    limits = set(limit.cuts) if limit else set()
    inside = limit.starts if limit else True
    points = sorted({key for key, _ in changes} | {key for key, _ in limits})
    current = base
    masks = [current if inside else 0]
    for key in points:
        for cut in ((key, False), (key, True)):
            current ^= changes.get(cut, 0)
            inside ^= cut in limits
            masks.append(current if inside else 0)
    gaps = masks[0::2]
    alike = all(mask == gaps[0] for mask in gaps)
    exact = dict(zip(points, masks[1::2], strict=True)) if alike else None
    return Column(kind, tuple(points), tuple(masks), exact, gaps[0], null, anything, unindexed)
