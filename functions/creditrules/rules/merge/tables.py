"""Two changes of a decision table brought together: columns first, then rows, cell by cell."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from creditrules.rules.diff.alignment import Alignment
from creditrules.rules.diff.columns import ColumnPairs, column_text
from creditrules.rules.diff.meanings import Sayings
from creditrules.rules.diff.parts import ColumnRole
from creditrules.rules.diff.tables import ABSENT, TableRow, WrittenColumn, WrittenTable, cell_text, differ, said
from creditrules.rules.diff.tables_diff import TablePair
from creditrules.rules.diff.values import Plain, is_list, mark, shown
from creditrules.rules.merge.parts import ConflictKind, Side
from creditrules.rules.merge.sequences import Trio, added_alike, trios

__all__ = ["TableMerge"]

_Tables = tuple[WrittenTable, WrittenTable, WrittenTable]
_Raw = tuple[Mapping[str, Plain], Mapping[str, Plain], Mapping[str, Plain]]
_PARTS = {ColumnRole.INPUT: ("inputs", "when"), ColumnRole.OUTPUT: ("outputs", "then")}


class Merging(Protocol):
    """What a table needs of the merge that it is a part of."""

    sayings: Sayings

    def value(self, place: str, key: str, base: Plain, theirs: Plain, ours: Plain) -> Plain:
        """What both come to."""

    def mapping(
        self, place: str, base: Mapping[str, Plain], theirs: Mapping[str, Plain], ours: Mapping[str, Plain]
    ) -> dict[str, Plain]:
        """The same, entry by entry."""

    def settle(self, kind: ConflictKind, place: str, base: Plain, theirs: Plain, ours: Plain) -> Side:
        """The side that is taken where they contradict each other."""

    def arrange(
        self, place: str, kept: Sequence[Trio], called: Callable[[Trio], Plain], *, first_counts: bool = False
    ) -> list[Trio]:
        """The items that stay, in order."""


@dataclass(frozen=True, slots=True)
class _Column:
    """A merged column, and its places among all columns of the three tables."""

    role: ColumnRole
    at: Trio
    title: str
    label: str
    written: Plain


class TableMerge:
    """Three versions of one table: what it was, theirs, and ours. raw: as they are written."""

    def __init__(self, merging: Merging, place: str, tables: _Tables, raw: _Raw) -> None:
        self._merging, self._place, self._tables, self._raw = merging, place, tables, raw
        base, theirs, ours = tables
        self._to_theirs = TablePair(place, base, theirs, merging.sayings).aligned()
        self._to_ours = TablePair(place, base, ours, merging.sayings).aligned()
        self._columns = [column for role in _PARTS for column in self._columns_of(role)]

    def parts(self, *, first_counts: bool) -> dict[str, Plain]:
        """Columns and rows. first_counts: whether it matters which of two rows comes first."""
        found: dict[str, Plain] = {}
        for role, (part, _) in _PARTS.items():
            found[part] = [column.written for column in self._columns if column.role is role]
        alike = added_alike(self._to_theirs, self._to_ours, self._pair_rows)
        kept = [trio for trio in trios(self._to_theirs, self._to_ours, alike) if self._row_stays(trio)]
        order = self._merging.arrange(f"{self._place}.rules", kept, self._row_name, first_counts=first_counts)
        found["rules"] = [self._row(trio) for trio in order]
        return {part: items for part, items in found.items() if items or any(part in side for side in self._raw[1:])}

    def _columns_of(self, role: ColumnRole) -> Iterator[_Column]:
        base, theirs, ours = self._tables
        left = ColumnPairs(base, theirs, role, self._merging.sayings)
        right = ColumnPairs(base, ours, role, self._merging.sayings)
        firsts = (left.old_first, left.new_first, right.new_first)

        def pair(alignment: Alignment, added: Sequence[int], also: Sequence[int]) -> None:
            titles = [theirs.columns[firsts[1] + at].title for at in added]
            alignment.by_name(titles, [ours.columns[firsts[2] + at].title for at in also])

        found = trios(left.alignment, right.alignment, added_alike(left.alignment, right.alignment, pair))
        placed = (_shifted(trio, firsts) for trio in found)
        place = f"{self._place}.{_PARTS[role][0]}"
        kept = [trio for trio in placed if self._column_stays(place, role, trio)]
        for trio in self._merging.arrange(place, kept, self._title):
            yield self._column(place, role, trio)

    def _column(self, place: str, role: ColumnRole, trio: Trio) -> _Column:
        old, left, right = self._written(trio)
        if left is None or right is None:
            kept = left or right
            assert kept is not None  # noqa: S101  (a column that stays is in one of the two)
            merged, short = kept.written, kept.short
        else:
            before = {} if old is None else old.written
            merged = self._merging.mapping(f"{place}.{right.title}", before, left.written, right.written)
            short = left.short and right.short
        key = "expression" if role is ColumnRole.INPUT else "name"
        title, label = str(merged.get(key, "")), merged.get("label", "")
        return _Column(role, trio, title, shown(label), title if short and merged.keys() <= {key} else merged)

    def _column_stays(self, place: str, role: ColumnRole, trio: Trio) -> bool:
        if trio.base is None or (trio.theirs is not None and trio.ours is not None):
            return True
        if trio.theirs is None and trio.ours is None:
            return False
        keeper = Side.OURS if trio.theirs is None else Side.THEIRS
        changed = self._changed_cells(role, trio, keeper)
        old, left, right = self._written(trio)
        kept = right if keeper is Side.OURS else left
        assert old is not None  # noqa: S101  (what one side removed was there, and the other kept it)
        assert kept is not None  # noqa: S101
        if not changed and mark(kept.written) == mark(old.written):
            return False
        says = {**kept.written, "cells": changed}
        sides = (ABSENT, says) if keeper is Side.OURS else (says, ABSENT)
        where = f"{place}.{self._title(trio)}"
        return self._merging.settle(ConflictKind.REMOVED, where, column_text(old), *sides) is keeper

    def _changed_cells(self, role: ColumnRole, trio: Trio, side: Side) -> dict[str, str]:
        """What that side changed in the cells of a column, by the row's id or number."""
        table, alignment = self._side(side)
        place, before = trio.of(side), self._tables[0]
        changed: dict[str, str] = {}
        for right, row in enumerate(table.rows):
            left = alignment.old_of.get(right)
            was = ABSENT if left is None else _cell(before.rows[left], trio.base)
            now = _cell(row, place)
            if not self._merging.sayings.same_cell(role, was, now):
                changed[_name(row, right)] = cell_text(now, role)
        return changed

    def _pair_rows(self, alignment: Alignment, theirs: Sequence[int], ours: Sequence[int]) -> None:
        """Rows that both added: by id, or where they say the same over the columns that both have."""
        shared = [(c.role, c.at.theirs, c.at.ours) for c in self._columns if None not in {c.at.theirs, c.at.ours}]
        rows = [self._tables[1].rows[at] for at in theirs], [self._tables[2].rows[at] for at in ours]
        alignment.by_name(*([_id(row) for row in side] for side in rows))
        says = (
            [tuple(self._merging.sayings.cell(role, row.cells[at[number]]) for role, *at in shared) for row in side]  # type: ignore[index]
            for number, side in enumerate(rows)
        )
        alignment.by_equality(*says)

    def _row_stays(self, trio: Trio) -> bool:
        if trio.base is None or (trio.theirs is not None and trio.ours is not None):
            return True
        if trio.theirs is None and trio.ours is None:
            return False
        keeper = Side.OURS if trio.theirs is None else Side.THEIRS
        if not self._row_changed(trio, keeper):
            return False
        raw = (
            ABSENT if at is None else self._rule(side, at)
            for side, at in enumerate((trio.base, trio.theirs, trio.ours))
        )
        return self._merging.settle(ConflictKind.REMOVED, self._row_place(trio), *raw) is keeper

    def _row_changed(self, trio: Trio, side: Side) -> bool:
        base, theirs, ours = self._rows(trio)
        row = theirs if side is Side.THEIRS else ours
        assert row is not None  # noqa: S101  (it is the side that kept the row)
        assert base is not None  # noqa: S101
        if differ(base.id, row.id) or differ(base.note, row.note):
            return True
        return any(
            not self._merging.sayings.same_cell(
                column.role, _cell(base, column.at.base), _cell(row, column.at.of(side))
            )
            for column in self._columns
            if column.at.of(side) is not None
        )

    def _row(self, trio: Trio) -> Plain:
        rows, place = self._rows(trio), self._row_place(trio)
        cells = [self._merged_cell(place, column, rows) for column in self._columns]
        id_, note = (self._annotation(place, name, rows) for name in ("id", "note"))
        as_written = self._as_written(trio, cells, id_, note)
        if as_written is not None:
            return as_written
        row: dict[str, Plain] = {} if id_ is ABSENT else {"id": id_}
        for role, (_, part) in _PARTS.items():
            side = [_plain(role, cell) for c, cell in zip(self._columns, cells, strict=True) if c.role is role]
            if side:
                row[part] = side
        return row if note is ABSENT else {**row, "note": note}

    def _merged_cell(
        self, place: str, column: _Column, rows: tuple[TableRow | None, TableRow | None, TableRow | None]
    ) -> Plain:
        base, theirs, ours = rows
        left, right = _cell(theirs, column.at.theirs), _cell(ours, column.at.ours)
        if theirs is None or column.at.theirs is None:
            return right if ours is not None and column.at.ours is not None else left
        if ours is None or column.at.ours is None:
            return left
        was, same = _cell(base, column.at.base), self._merging.sayings.same_cell
        new = base is None or column.at.base is None
        if not new and not differ(was, left):
            return right
        if same(column.role, left, right) or (not new and same(column.role, was, right)):
            return left
        if not new and same(column.role, was, left):
            return right
        texts = [ABSENT if new else cell_text(was, column.role), *(cell_text(c, column.role) for c in (left, right))]
        where = f"{place}.{_PARTS[column.role][1]}.{column.title}"
        return left if self._merging.settle(ConflictKind.CHANGED, where, *texts) is Side.THEIRS else right

    def _annotation(
        self, place: str, name: str, rows: tuple[TableRow | None, TableRow | None, TableRow | None]
    ) -> Plain:
        """A row's id or note. A side that has not the row says nothing of it."""
        base, theirs, ours = (ABSENT if row is None else getattr(row, name) for row in rows)
        if rows[1] is None or rows[2] is None:
            return ours if rows[1] is None else theirs
        return self._merging.value(f"{place}.{name}", name, base, theirs, ours)

    def _as_written(self, trio: Trio, cells: Sequence[Plain], id_: Plain, note: Plain) -> Plain | None:
        """The row as one side wrote it, where it says all that both come to."""
        for side in (Side.OURS, Side.THEIRS) if self._untouched_by_theirs(trio) else (Side.THEIRS, Side.OURS):
            table, number = (self._tables[1], 1) if side is Side.THEIRS else (self._tables[2], 2)
            at = trio.of(side)
            if at is None or not self._laid_out_as(table, side):
                continue
            row = table.rows[at]
            alike = not any(differ(*pair) for pair in zip(row.cells, cells, strict=True))
            if alike and not differ(row.id, id_) and not differ(row.note, note):
                return self._rule(number, at)
        return None

    def _untouched_by_theirs(self, trio: Trio) -> bool:
        if trio.base is None or trio.theirs is None:
            return True
        return mark(self._rule(0, trio.base)) == mark(self._rule(1, trio.theirs))

    def _laid_out_as(self, table: WrittenTable, side: Side) -> bool:
        """Whether the merged columns are those of that side's table, in their order and by their names."""
        if len(table.columns) != len(self._columns):
            return False
        return all(
            merged.at.of(side) == place and (merged.title, merged.label) == (column.title, _label(column))
            for place, (merged, column) in enumerate(zip(self._columns, table.columns, strict=True))
        )

    def _side(self, side: Side) -> tuple[WrittenTable, Alignment]:
        if side is Side.THEIRS:
            return self._tables[1], self._to_theirs
        return self._tables[2], self._to_ours

    def _rows(self, trio: Trio) -> tuple[TableRow | None, TableRow | None, TableRow | None]:
        base, theirs, ours = (
            None if at is None else table.rows[at]
            for table, at in zip(self._tables, (trio.base, trio.theirs, trio.ours), strict=True)
        )
        return base, theirs, ours

    def _written(self, trio: Trio) -> tuple[WrittenColumn | None, WrittenColumn | None, WrittenColumn | None]:
        base, theirs, ours = (
            None if at is None else table.columns[at]
            for table, at in zip(self._tables, (trio.base, trio.theirs, trio.ours), strict=True)
        )
        return base, theirs, ours

    def _title(self, trio: Trio) -> str:
        base, theirs, ours = self._written(trio)
        column = ours or theirs or base
        return column.title if column else ""

    def _row_name(self, trio: Trio) -> str:
        """The row's id, or else its number in ours, or else in theirs."""
        base, theirs, ours = self._rows(trio)
        row = ours or theirs or base
        at = next((place for place in (trio.ours, trio.theirs, trio.base) if place is not None), 0)
        return "" if row is None else _name(row, at)

    def _row_place(self, trio: Trio) -> str:
        name = self._row_name(trio)
        return f"{self._place}.rules{'' if name.startswith('[') else '.'}{name}"

    def _rule(self, side: int, at: int) -> Plain:
        rules = self._raw[side].get("rules", ())
        return rules[at] if is_list(rules) else None


def _shifted(trio: Trio, firsts: tuple[int, int, int]) -> Trio:
    """Places of columns of one role as places among all columns."""
    places = (trio.base, trio.theirs, trio.ours)
    base, theirs, ours = (None if at is None else at + first for at, first in zip(places, firsts, strict=True))
    return Trio(base, theirs, ours)


def _cell(row: TableRow | None, place: int | None) -> Plain:
    return ABSENT if row is None or place is None else row.cells[place]


def _plain(role: ColumnRole, cell: Plain) -> Plain:
    if cell is not ABSENT:
        return cell
    return "-" if said(role, cell) == "-" else "null"


def _name(row: TableRow, at: int) -> str:
    return row.id if isinstance(row.id, str) else f"[{at + 1}]"


def _id(row: TableRow | None) -> Hashable:
    return None if row is None or row.id is ABSENT else mark(row.id)


def _label(column: WrittenColumn) -> str:
    return shown(column.written.get("label", ""))
