"""Merged cells: one content that is shown for all the cells of a block, as DMN 1.5 draws them (clause 8.2)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from creditrules.errors import Diagnostic
from creditrules.records import dataclass
from creditrules.spreadsheet.places import Range, cell_name
from creditrules.spreadsheet.sheet import Sheet

__all__ = ["Regions", "spread"]

_MOST_FILLED: Final = 1_000_000
_Filling = dict[int, dict[int, str]]


@dataclass(frozen=True, slots=True)
class Regions:
    """Where the parts of a table are, counted from 0.

    columns: the first row that describes columns. rules: the last row before the rules. notes: columns for notes.
    ids: columns whose content names one rule. first: the first column that rows describe, after what these are called.
    """

    columns: int
    rules: int
    notes: frozenset[int] = frozenset()
    ids: frozenset[int] = frozenset({0})
    first: int = 1


def spread(sheet: Sheet, regions: Regions) -> tuple[list[list[str]], list[Diagnostic]]:
    """The rows of a sheet with the content of merged cells in each cell that shows it, and what cannot be known.

    A condition, a result or a note that is merged downwards holds for all its rows; rows that are merged in all that
    they show are one. What describes columns may be merged over several of them.
    """
    work = _Spreading(sheet, regions)
    for block in sheet.merged:
        work.take(block)
    return work.rows(), work.problems


class _Spreading:
    def __init__(self, sheet: Sheet, regions: Regions) -> None:
        self._sheet, self._regions = sheet, regions
        self._filling: _Filling = {}
        self._filled = 0
        self.problems: list[Diagnostic] = []

    def take(self, block: Range) -> None:
        covered = next(self._covered(block), None)
        if covered is not None:
            self._wrong(block, f"covers {cell_name(*covered)}, which has a content of its own")
        elif not self._text(block.top, block.left).strip():
            return
        elif block.top > self._regions.rules:
            self._in_rules(block)
        elif block.top != block.bottom:
            self._wrong(block, "spans several rows of the table's head")
        elif self._regions.columns <= block.top <= self._regions.rules and block.left >= self._regions.first:
            self._fill(block, range(block.top, block.top + 1))
        elif block.top < self._regions.rules and block.left < self._regions.first:
            self._wrong(block, "covers what a row says beside what it is called")

    def _in_rules(self, block: Range) -> None:
        columns = range(block.left, block.right + 1)
        if len(columns) > 1 and not set(columns) <= self._regions.notes:
            self._wrong(block, "spans several columns of a rule")
        elif block.left in self._regions.ids:
            self._wrong(block, "gives several rules one id")
        else:
            # One row past the last is enough to see that it has nothing but merged cells.
            last = min(block.bottom, len(self._sheet.rows))
            self._fill(Range(block.top, block.left, last, block.left), range(block.top, last + 1))

    def _fill(self, block: Range, rows: range) -> None:
        text = self._text(block.top, block.left)
        self._filled += len(rows) * (block.right - block.left + 1)
        if self._filled > _MOST_FILLED:
            self._wrong(block, "is one of too many merged cells")
            return
        for row in rows:
            for column in range(block.left, block.right + 1):
                if (row, column) != (block.top, block.left):
                    self._filling.setdefault(row, {})[column] = text

    def rows(self) -> list[list[str]]:
        """The rows with what is shown in them; each row is copied only where something is put into it."""
        rows = list(self._sheet.rows)
        shown: set[int] = set()  # columns that the row above shows
        before = -1
        for row in sorted(self._filling):
            filling = self._filling[row]
            if before != row - 1 or not shown:
                shown = _shown(rows[row - 1]) if row else set()
            own = rows[row] if row < len(rows) else []
            if row > self._regions.rules and not _shown(own):
                if not shown <= set(filling):
                    self._half_merged(row, filling)
                before = row
                continue
            width = max(len(own), max(filling) + 1)
            rows[row] = [filling.get(column, text) for column, text in enumerate([*own, *[""] * (width - len(own))])]
            before, shown = row, _shown(rows[row])
        return rows

    def _half_merged(self, row: int, filling: dict[int, str]) -> None:
        place = self._sheet.place(row, min(filling))
        message = (
            f"Row {row + 1} of {self._sheet.title} has nothing but some merged cells; what it says cannot be known."
        )
        hint = "Merge all cells of the rule over both rows, or write the row's own cells."
        self.problems.append(Diagnostic("sheet.merged", message, hint, place))

    def _covered(self, block: Range) -> Iterator[tuple[int, int]]:
        for row in range(block.top, min(block.bottom + 1, len(self._sheet.rows))):
            cells = self._sheet.rows[row]
            for column in range(block.left, min(block.right + 1, len(cells))):
                if cells[column].strip() and (row, column) != (block.top, block.left):
                    yield row, column

    def _text(self, row: int, column: int) -> str:
        rows = self._sheet.rows
        return rows[row][column] if row < len(rows) and column < len(rows[row]) else ""

    def _wrong(self, block: Range, why: str) -> None:
        place = f"{self._sheet.title}!{block}"
        hint = "Undo the merge and write each cell. Only cells of one column are merged over rules."
        self.problems.append(Diagnostic("sheet.merged", f"The merged cell {block} {why}.", hint, place))


def _shown(row: list[str]) -> set[int]:
    return {column for column, text in enumerate(row) if text.strip()}
