"""The rows of a table that is written back: from which row of the sheet each comes, and what its cells hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from creditrules.dmn import DecisionTable, Meanings
from creditrules.dmn.model import TableRule
from creditrules.imports.sheets.columns import Column
from creditrules.imports.sheets.notes import RefusedError
from creditrules.imports.sheets.onto import Placed, pairs_of_rows
from creditrules.imports.sheets.words import Role
from creditrules.imports.sheets.writing.spelling import NOTHING, Manner, Spelt, condition_cell, result_cell
from creditrules.records import dataclass

__all__ = ["KEPT", "Kept", "WrittenRow", "written_rows"]


@dataclass(frozen=True, slots=True)
class Kept:
    """A cell that stays as it is in the row that its rule comes from."""


KEPT: Final = Kept()
_Speller = Callable[[str, Manner], Spelt]


@dataclass(frozen=True, slots=True)
class WrittenRow:
    """A rule's row. source: the row of the sheet that it was, None for a new one. cells: by column of the sheet."""

    source: int | None
    cells: Mapping[int, Spelt | Kept]

    def stays(self, row: int, column: int) -> bool:
        """Whether a cell is in the row of the sheet where it was, and says what it said."""
        return self.source == row and isinstance(self.cells.get(column), Kept)


def written_rows(placed: Placed, wanted: DecisionTable, manners: Mapping[int, Manner]) -> Iterator[WrittenRow]:
    """The rows for the rules of `wanted`, whose columns are those of the table that is in the sheet.

    Raises RefusedError, its place a rule's in the table, for a cell that has no business spelling.
    """
    writer = _Writer(placed, wanted, manners)
    for old, new, same in pairs_of_rows(placed.table, wanted):
        if new is not None:
            yield writer.row(new, old, same=same)


class _Writer:
    def __init__(self, placed: Placed, wanted: DecisionTable, manners: Mapping[int, Manner]) -> None:
        self._placed, self._wanted, self._manners = placed, wanted, manners
        self._meanings = Meanings()
        columns = placed.layout.columns
        self._ids = next((one for one in columns if one.role is Role.ID), None)
        self._notes = [one for one in columns if one.role is Role.NOTE]

    def row(self, new: int, old: int | None, *, same: bool) -> WrittenRow:
        rule = self._wanted.rules[new]
        before = None if old is None else self._placed.table.rules[old]
        cells: dict[int, Spelt | Kept] = {}
        for at, column in enumerate(self._placed.inputs):
            kept = before is not None and (same or self._same(before.when[at], rule.when[at], condition=True))
            cells[column.number] = KEPT if kept else self._condition(rule.when[at], column, (new, at))
        for at, column in enumerate(self._placed.outputs):
            kept = before is not None and (same or self._same(before.then[at], rule.then[at], condition=False))
            cells[column.number] = KEPT if kept else self._result(rule.then[at], column, (new, at))
        results = [column.number for column in self._placed.outputs]
        if all(cells[number] is None for number in results):
            cells[results[0]] = NOTHING
        self._remarks(rule, before, cells)
        return WrittenRow(None if old is None else self._placed.layout.rows[old], cells)

    def _remarks(self, rule: TableRule, before: TableRule | None, cells: dict[int, Spelt | Kept]) -> None:
        if self._ids is not None:
            cells[self._ids.number] = KEPT if before and before.id == rule.id else rule.id
        if self._notes:
            kept = before is not None and before.note == rule.note
            first, *others = self._notes
            cells[first.number] = KEPT if kept else rule.note or None
            cells |= {one.number: KEPT if kept else None for one in others}

    def _same(self, before: str, after: str, *, condition: bool) -> bool:
        says = self._meanings.condition if condition else self._meanings.result
        return says(before) == says(after)

    def _condition(self, text: str, column: Column, at: tuple[int, int]) -> Spelt:
        if column.sign and text.strip() not in {"", "-"}:
            text = text.strip()
            if not text.startswith(column.sign) or text.removeprefix(column.sign).lstrip().startswith("="):
                hint = f"Two columns hold its limits: this one those with {column.sign}."
                error = RefusedError("export.sheet.cell", f"{text[:80]} is no such limit.", hint)
                raise self._refused(error, at, "inputs")
            text = text.removeprefix(column.sign)
        return self._tried(condition_cell, text, column, at, "inputs")

    def _result(self, text: str, column: Column, at: tuple[int, int]) -> Spelt:
        return self._tried(result_cell, text, column, at, "outputs")

    def _tried(self, spell: _Speller, text: str, column: Column, at: tuple[int, int], part: str) -> Spelt:
        try:
            return spell(text, self._manners[column.number])
        except RefusedError as error:
            raise self._refused(error, at, part) from None

    def _refused(self, error: RefusedError, at: tuple[int, int], part: str) -> RefusedError:
        error.place = f"decisions.{self._placed.decision}.rules[{at[0] + 1}].{part}[{at[1] + 1}]"
        return error
