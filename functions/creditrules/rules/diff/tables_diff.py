"""Two decision tables compared: columns first, then rows over the columns that both have."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from functools import cached_property
from typing import Final

from creditrules.rules.diff.alignment import Alignment
from creditrules.rules.diff.columns import ColumnPairs, column_differences, column_text
from creditrules.rules.diff.likeness import RowLikeness
from creditrules.rules.diff.meanings import Sayings
from creditrules.rules.diff.parts import Cell, Change, Column, ColumnRole, DiffKind, Row, Section
from creditrules.rules.diff.tables import (
    ABSENT,
    TableRow,
    WrittenColumn,
    WrittenTable,
    cell_text,
    differ,
    said,
    said_at_once,
    same_words,
)
from creditrules.rules.diff.values import Plain, mark, shown, shown_pair

__all__ = ["TablePair"]

_Marks = tuple[Hashable, ...]


class TablePair:
    """Two versions of one table. `place` is where the table stands; `sayings` are those of the whole comparison."""

    def __init__(self, place: str, old: WrittenTable, new: WrittenTable, sayings: Sayings) -> None:
        self._place = place
        self._old, self._new = old, new
        self._sayings = sayings
        self._old_column_of: dict[int, int] = {}
        for role in (ColumnRole.INPUT, ColumnRole.OUTPUT):
            self._old_column_of |= self._sides(role).old_of

    def column_changes(self, section: Section) -> Iterator[Change]:
        """Columns that came, went, moved, got another name, or differ in what is stated about them."""
        for part in sorted(self._old.absent_parts ^ self._new.absent_parts):
            was = part not in self._old.absent_parts
            kind = DiffKind.REMOVED if was else DiffKind.ADDED
            yield Change(kind, section, f"{self._place}.{part}", "[]" if was else None, None if was else "[]")
        for role in (ColumnRole.INPUT, ColumnRole.OUTPUT):
            yield from self._changes_of(role, section)

    def columns(self) -> tuple[Column, ...]:
        """All columns: of each role the new ones in their order, then the removed ones; ids and notes last."""
        return tuple(
            Column(
                role,
                self._old.columns[left].title if left is not None else None,
                self._new.columns[right].title if right is not None else None,
            )
            for role, left, right in self._layout
        ) + tuple(Column(ColumnRole.ANNOTATION, name, name) for name in ("id", "note"))

    def rows(self) -> tuple[Row, ...]:
        """The rows that differ."""
        alignment = self.aligned()
        moved = alignment.moved()
        rows: list[tuple[float, Row]] = []
        after_old = _positions_of_removed(alignment)
        rows += (
            (after_old[left], self._row(DiffKind.REMOVED, self._old.rows[left], None, left, None))
            for left in alignment.removed
        )
        rows += (
            (right, self._row(DiffKind.ADDED, None, self._new.rows[right], None, right)) for right in alignment.added
        )
        for left, right in alignment.pairs:
            old, new = self._old.rows[left], self._new.rows[right]
            if (kind := self._kind(old, new)) or right in moved:
                row = self._row(kind or DiffKind.MOVED, old, new, left, right, moved=right in moved)
                rows.append((right, row))
        return tuple(row for _, row in sorted(rows, key=lambda entry: entry[0]))

    def carried(self) -> Iterator[int]:
        """Places of new rows that say what the old rows they are aligned with say, whatever their ids and notes are.

        What a row says under a column's name, it does not say under another one; where it asks for nothing, no column
        counts.
        """
        renamed = [
            (role, right)
            for role, left, right in self._shared
            if not self._same_title(self._old.columns[left], self._new.columns[right])
        ]
        for left, right in self._alike().pairs:
            new = self._new.rows[right]
            named_alike = all(self._sayings.same_cell(role, new.cells[place], ABSENT) for role, place in renamed)
            if named_alike and self._say_the_same(self._old.rows[left], new):
                yield right

    @cached_property
    def _layout(self) -> tuple[tuple[ColumnRole, int | None, int | None], ...]:
        layout: list[tuple[ColumnRole, int | None, int | None]] = []
        kept = set(self._old_column_of.values())
        for role in (ColumnRole.INPUT, ColumnRole.OUTPUT):
            layout += (
                (role, self._old_column_of.get(right), right)
                for right, column in enumerate(self._new.columns)
                if column.role is role
            )
            layout += (
                (role, left, None)
                for left, column in enumerate(self._old.columns)
                if column.role is role and left not in kept
            )
        return tuple(layout)

    @cached_property
    def _shared(self) -> tuple[tuple[ColumnRole, int, int], ...]:
        return tuple(
            (role, left, right) for role, left, right in self._layout if left is not None and right is not None
        )

    @cached_property
    def _inputs(self) -> int:
        """How many of the columns that both versions have are conditions; they stand before the results."""
        return sum(1 for role, _, _ in self._shared if role is ColumnRole.INPUT)

    @cached_property
    def _in_place(self) -> bool:
        """Whether both versions have the same columns in the same places."""
        return all(left == right for _, left, right in self._layout)

    def _sides(self, role: ColumnRole) -> ColumnPairs:
        return ColumnPairs(self._old, self._new, role, self._sayings)

    def _changes_of(self, role: ColumnRole, section: Section) -> Iterator[Change]:
        sides = self._sides(role)
        place = f"{self._place}.{'inputs' if role is ColumnRole.INPUT else 'outputs'}"
        for left in sides.alignment.removed:
            column = self._old.columns[sides.old_first + left]
            yield Change(DiffKind.REMOVED, section, f"{place}[{left + 1}]", column_text(column), None)
        for right in sides.alignment.added:
            column = self._new.columns[sides.new_first + right]
            yield Change(DiffKind.ADDED, section, f"{place}[{right + 1}]", None, column_text(column))
        moved = sides.alignment.moved()
        for left, right in sides.alignment.pairs:
            here = f"{place}[{right + 1}]"
            if right in moved:
                yield Change(DiffKind.MOVED, section, here, moved_from=left + 1, moved_to=right + 1)
            old, new = self._old.columns[sides.old_first + left], self._new.columns[sides.new_first + right]
            yield from column_differences(here, section, old, new, self._sayings)

    def _alike(self) -> Alignment:
        """Rows by id, then by what they say: in the same place, in the same words, in others."""
        olds, news = self._marks
        alignment = Alignment(len(olds), len(news))
        alignment.by_name(_ids(self._old), _ids(self._new))
        alignment.by_ends(self._alike_here)
        alignment.by_equality(
            list(zip(_ids(self._old), olds, strict=True)), list(zip(_ids(self._new), news, strict=True))
        )
        alignment.by_equality(olds, news)
        if alignment.removed and alignment.added:
            alignment.by_equality(*self._meanings(alignment))
        return alignment

    def aligned(self) -> Alignment:
        """Rows by id, then by what they say, then by their conditions, then by likeness."""
        alignment = self._alike()
        olds, news = self._meanings(alignment)
        if self._inputs:
            alignment.by_name([row[: self._inputs] for row in olds], [row[: self._inputs] for row in news])
        likeness = RowLikeness(olds, news, self._marks, [said(role, ABSENT) for role, _, _ in self._shared])
        old_traits = {place: likeness.traits(olds[place]) for place in alignment.removed}
        alignment.by_likeness(likeness, old_traits, {place: likeness.traits(news[place]) for place in alignment.added})
        return alignment

    @cached_property
    def _marks(self) -> tuple[list[_Marks], list[_Marks]]:
        olds = [self._said(row, 1) for row in self._old.rows]
        if not self._in_place:
            return olds, [self._said(row, 2) for row in self._new.rows]
        known = dict(zip(map(id, self._old.rows), olds, strict=True))
        return olds, [known.get(id(row)) or self._said(row, 2) for row in self._new.rows]

    def _meanings(self, alignment: Alignment) -> tuple[list[_Marks], list[_Marks]]:
        """What the rows say that are still to be paired; nothing for the others."""
        olds: list[_Marks] = [()] * alignment.old
        news: list[_Marks] = [()] * alignment.new
        for place in alignment.removed:
            cells = self._old.rows[place].cells
            olds[place] = tuple(self._sayings.cell(role, cells[left]) for role, left, _ in self._shared)
        for place in alignment.added:
            cells = self._new.rows[place].cells
            news[place] = tuple(self._sayings.cell(role, cells[right]) for role, _, right in self._shared)
        return olds, news

    def _alike_here(self, left: int, right: int) -> bool:
        """Whether two rows have the same id, or none, and say the same."""
        old, new = self._old.rows[left], self._new.rows[right]
        if old is new and self._in_place:
            return True
        if differ(old.id, new.id):
            return False
        return (self._in_place and same_words(old, new)) or all(
            self._sayings.same_cell(role, old.cells[at], new.cells[to]) for role, at, to in self._shared
        )

    def _same_title(self, old: WrittenColumn, new: WrittenColumn) -> bool:
        key = "expression" if new.role is ColumnRole.INPUT else "name"
        return self._sayings.same(Section.DECISIONS, key, old.title, new.title)

    def _said(self, row: TableRow, side: int) -> _Marks:
        if self._in_place and (known := said_at_once(row, self._inputs)) is not None:
            return known
        return tuple(said(column[0], row.cells[column[side]]) for column in self._shared)  # type: ignore[index]

    def _say_the_same(self, old: TableRow, new: TableRow) -> bool:
        """Over all columns; where one version lacks a column, the other asks for nothing there."""
        return (self._in_place and same_words(old, new)) or all(
            self._sayings.same_cell(
                role,
                old.cells[left] if left is not None else ABSENT,
                new.cells[right] if right is not None else ABSENT,
            )
            for role, left, right in self._layout
        )

    def _kind(self, old: TableRow, new: TableRow) -> DiffKind | None:
        """Whether two versions of a row differ in what they say, or only in how it is written."""
        if old is new and self._in_place:
            return None
        words = self._in_place and same_words(old, new)
        if not words and not self._say_the_same(old, new):
            return DiffKind.CHANGED
        if differ(old.id, new.id) or differ(old.note, new.note):
            return DiffKind.CHANGED
        if words:
            respelled = old.cell_styles != new.cell_styles
        else:
            respelled = any(
                said(role, old.cells[left]) != said(role, new.cells[right])
                or old.cell_styles[left] != new.cell_styles[right]
                for role, left, right in self._shared
            )
        return DiffKind.REWRITTEN if respelled or old.style != new.style else None

    def _row(
        self,
        kind: DiffKind,
        old: TableRow | None,
        new: TableRow | None,
        left: int | None,
        right: int | None,
        *,
        moved: bool = False,
    ) -> Row:
        position = right if right is not None else left or 0
        identity = (new or old or _NO_ROW).id
        return Row(
            kind,
            f"{self._place}.rules[{position + 1}]",
            None if identity is ABSENT or identity is None else shown(identity),
            None if left is None else left + 1,
            None if right is None else right + 1,
            moved,
            (*self._cells(old, new), _annotation(old, new, "id"), _annotation(old, new, "note")),
        )

    def _cells(self, old: TableRow | None, new: TableRow | None) -> Iterator[Cell]:
        for role, left, right in self._layout:
            before = old.cells[left] if old and left is not None else None
            after = new.cells[right] if new and right is not None else None
            there = (bool(old) and left is not None, bool(new) and right is not None)
            yield _cell(self._sayings, role, before, after, there=there)


_NO_ROW: Final = TableRow(ABSENT, ABSENT, (), None, ())


def _ids(table: WrittenTable) -> list[Hashable]:
    return [None if row.id is ABSENT else mark(row.id) for row in table.rows]


def _positions_of_removed(alignment: Alignment) -> dict[int, float]:
    """Where removed rows are shown: behind the new place of the row that stood before them."""
    new_of = {left: right for left, right in alignment.pairs}  # noqa: C416  (turned round)
    places: dict[int, float] = {}
    last = -1.0
    for left in range(alignment.old):
        if left in new_of:
            last = float(new_of[left])
        else:
            places[left] = last + 0.5
    return places


def _cell(sayings: Sayings, role: ColumnRole, before: Plain, after: Plain, *, there: tuple[bool, bool]) -> Cell:
    if not all(there):
        was = cell_text(before, role) if there[0] else None
        now = cell_text(after, role) if there[1] else None
        given = before if there[0] else after
        return Cell(was, now, any(there) and not sayings.same_cell(role, given, ABSENT))
    if sayings.same_cell(role, before, after):
        return Cell(cell_text(before, role), cell_text(after, role), changed=False)
    old, new = cell_text(before, role), cell_text(after, role)
    if old == new:
        old, new = shown_pair(before, after)
    return Cell(old, new, changed=True)


def _annotation(old: TableRow | None, new: TableRow | None, name: str) -> Cell:
    before = getattr(old, name) if old else ABSENT
    after = getattr(new, name) if new else ABSENT
    was, now = (None if value is ABSENT else shown(value) for value in (before, after))
    changed = differ(before, after)
    if changed and was == now and was is not None:
        was, now = shown_pair(before, after)
    return Cell(was, now, changed)
