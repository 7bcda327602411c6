"""The columns of two decision tables: which is which, and what is stated about them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator
from typing import Final

from creditrules.rules.diff.alignment import Alignment
from creditrules.rules.diff.meanings import Sayings
from creditrules.rules.diff.parts import Change, ColumnRole, DiffKind, Section
from creditrules.rules.diff.tables import ABSENT, WrittenColumn, WrittenTable, differ, said
from creditrules.rules.diff.values import Plain, alike, mark, shown, shown_pair

__all__ = ["ColumnPairs", "column_differences", "column_text"]

_CELLS_WEIGHT: Final = 0.7
_UNSTATED: Final = 0.5
_NAMES: Final = frozenset({"expression", "name"})


class ColumnPairs:
    """The columns of one role in both versions, aligned."""

    def __init__(self, old: WrittenTable, new: WrittenTable, role: ColumnRole, sayings: Sayings) -> None:
        olds = [(place, column) for place, column in enumerate(old.columns) if column.role is role]
        news = [(place, column) for place, column in enumerate(new.columns) if column.role is role]
        self.old_first, self.new_first = (sides[0][0] if sides else 0 for sides in (olds, news))
        self.alignment = Alignment(len(olds), len(news))
        self.alignment.by_name([c.title or None for _, c in olds], [c.title or None for _, c in news])
        if role is ColumnRole.INPUT:
            said_by = ([sayings.expression(column.title) for _, column in side] for side in (olds, news))
            self.alignment.by_name(*said_by)
        self.alignment.by_equality([mark(c.written) for _, c in olds], [mark(c.written) for _, c in news])
        old_traits = {place: _cells_of(old, olds[place][0], role, sayings) for place in self.alignment.removed}
        new_traits = {place: _cells_of(new, news[place][0], role, sayings) for place in self.alignment.added}

        def likeness(left: int, right: int) -> float:
            return _column_likeness(olds[left][1], news[right][1], old_traits[left], new_traits[right])

        self.alignment.by_likeness(likeness, old_traits, new_traits)

    @property
    def old_of(self) -> dict[int, int]:
        """Old places by new ones, counted over all the table's columns."""
        return {self.new_first + right: self.old_first + left for left, right in self.alignment.pairs}


def _cells_of(table: WrittenTable, place: int, role: ColumnRole, sayings: Sayings) -> Counter[Hashable]:
    found = Counter(sayings.cell(role, row.cells[place]) for row in table.rows)
    del found[said(role, ABSENT)]
    return found


def _column_likeness(
    old: WrittenColumn, new: WrittenColumn, old_cells: Counter[Hashable], new_cells: Counter[Hashable]
) -> float:
    if old.label and old.label == new.label:
        return 1.0
    keys = (old.written.keys() | new.written.keys()) - _NAMES
    same = sum(1 for key in keys if key in old.written and key in new.written and _equal(old, new, key))
    stated = same / len(keys) if keys else _UNSTATED
    cells = alike(old_cells, new_cells)
    if cells is None:
        return max(stated, _UNSTATED)
    return _CELLS_WEIGHT * cells + (1 - _CELLS_WEIGHT) * stated


def _equal(old: WrittenColumn, new: WrittenColumn, key: str) -> bool:
    return mark(old.written[key]) == mark(new.written[key])


def column_text(column: WrittenColumn) -> str:
    """A column for a reader, as it is written."""
    return column.title if column.short else shown(column.written)


def column_differences(
    place: str, section: Section, old: WrittenColumn, new: WrittenColumn, sayings: Sayings
) -> Iterator[Change]:
    """In what two versions of a column differ; its cells are not looked at."""
    differs = False
    for key in sorted(old.written.keys() | new.written.keys()):
        before, after = old.written.get(key, ABSENT), new.written.get(key, ABSENT)
        if not differ(before, after):
            continue
        differs = True
        if before is ABSENT or after is ABSENT:
            kind = DiffKind.ADDED if before is ABSENT else DiffKind.REMOVED
            was, now = (None if value is ABSENT else shown(value) for value in (before, after))
        else:
            kind = DiffKind.RENAMED if key in _NAMES else DiffKind.CHANGED
            kind = DiffKind.REWRITTEN if sayings.same(section, key, before, after) else kind
            was, now = shown_pair(before, after)
        yield Change(kind, section, f"{place}.{key}", was, now)
    if not differs and old.short != new.short:
        yield Change(DiffKind.REWRITTEN, section, place, *shown_pair(*(_as_written(c) for c in (old, new))))


def _as_written(column: WrittenColumn) -> Plain:
    return column.title if column.short else column.written
