"""One column of conditions as an index: from a value to the rows whose cell admits it, exactly."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from creditrules.dmn.limits import INDEX_BYTES
from creditrules.dmn.table.masks import Masks, sweep
from creditrules.dmn.table.region import CellSet, Cut, Key, Kind
from creditrules.dmn.table.rows import mask_of
from creditrules.feel import Unknown, Value
from creditrules.records import dataclass

__all__ = ["CellRows", "Column", "build_column"]

Rows = int
"""A set of rows as bits; which bit is which row is the table's business."""


@dataclass(frozen=True, slots=True)
class Column:
    """The rows by value. Rows whose cell is not a set of values are in `unindexed` and in every answer.

    kind: of the values the index answers for; None when no cell asks for a value.
    points, masks: keys ascending; masks[2i] holds below points[i] (above points[i-1]), masks[2i+1] at it.
    exact, gap: the same where all masks between points are alike.
    null: rows that admit null. anything: rows whose cell is "-".
    keyed: whether values are looked up by their key, as dates are.
    """

    kind: Kind | None
    points: Sequence[Key]
    masks: Masks
    exact: Mapping[Key, Rows] | None
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
        index = bisect_left(self.points, key)
        if index < len(self.points) and self.points[index] == key:
            return self.masks[2 * index + 1]
        return self.masks[2 * index]


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
) -> Column:
    """Index the cells of a column of a table with `count` rows.

    Cells of the less frequent kinds are left unindexed. Values outside `allowed` (of the same kind) admit no row.
    `declared` is the kind of a column whose cells ask for no value. `budget` bounds the bytes of the row sets.
    """
    kind = _main_kind(cells) or (allowed.kind if allowed is not None else None) or declared
    base: list[int] = []
    unindexed: list[int] = []
    anything: list[int] = []
    null: list[int] = []
    changes: dict[Cut, list[int]] = {}
    for cell, rows, admits_null in cells:
        bits = [count - row for row in rows]
        if cell is None or cell.kind not in {None, kind}:
            unindexed += bits
            continue
        if cell.shape == "-":
            anything += bits
        if admits_null:
            null += bits
        if cell.region.starts:
            base += bits
        for cut in cell.region.cuts:
            changes.setdefault(cut, []).extend(bits)
    limit = allowed.region if allowed is not None and allowed.kind == kind else None
    points = sorted({key for key, _ in changes} | {key for key, _ in (limit.cuts if limit else ())})
    masks = sweep([*base, *unindexed], changes, points, limit, count, budget)
    exact, gap = _exact(points, masks)
    left = mask_of(unindexed)
    keyed = kind is not None and hasattr(kind[0], "key")
    return Column(kind, points, masks, exact, gap, mask_of(null) | left, mask_of(anything), left, keyed)


def _main_kind(cells: Sequence[CellRows]) -> Kind | None:
    counts: dict[Kind, int] = {}
    for cell, rows, _ in cells:
        if cell is not None and cell.kind is not None:
            counts[cell.kind] = counts.get(cell.kind, 0) + len(rows)
    return max(counts, key=lambda kind: counts[kind]) if counts else None


def _exact(points: Sequence[Key], masks: Masks) -> tuple[Mapping[Key, Rows] | None, Rows]:
    """The row sets at the points by hash, where all those between are alike."""
    gap = masks[0]
    if not isinstance(masks, tuple) or any(mask != gap for mask in masks[0::2]):
        return None, gap
    return dict(zip(points, masks[1::2], strict=True)), gap
