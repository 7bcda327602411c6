"""Drools' decision tables in spreadsheets, with RuleSet and RuleTable (Drools documentation, spreadsheet tables)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from creditrules.dmn import Model
from creditrules.errors import Severity
from creditrules.imports.sheets.drools.columns import RuleColumn, columns_of
from creditrules.imports.sheets.drools.parts import RuleTable
from creditrules.imports.sheets.drools.rows import rules_of
from creditrules.imports.sheets.drools.rules import model_of
from creditrules.imports.sheets.notes import Notes, RefusedError
from creditrules.records import replace
from creditrules.spreadsheet import Regions, Sheet, spread

__all__ = ["is_rule_sheet", "read_rule_sheets"]

_TABLE: Final = re.compile(r"RuleTable\b\s*(?P<title>.*)", re.IGNORECASE | re.DOTALL)
_LEFT_OUT: Final = frozenset(
    ("import", "variables", "functions", "queries", "declare", "unit", "notes", "escapequotes", "dialect")
)
_NO_LOOPS: Final = frozenset(
    ("no-loop", "lock-on-active", "auto-focus", "unloop", "worksheet", "agenda-group", "ruleflow-group")
)
_ABOVE_RULES: Final = 4  # types of columns, objects, snippets, labels


def is_rule_sheet(sheet: Sheet) -> bool:
    """Whether a sheet has a table of Drools."""
    return next(_tables(sheet), None) is not None


def read_rule_sheets(name: str, sheets: Sequence[Sheet], notes: Notes) -> Model | None:
    """The tables in some sheets as one model; None where something cannot be kept, which is told."""
    tables: list[RuleTable] = []
    for sheet in sheets:
        if is_rule_sheet(sheet):
            ours = [doubt.at(notes.file) for doubt in sheet.doubts.values()]
            notes.diagnostics += ours
            if not any(one.severity is Severity.ERROR for one in ours):
                tables += _sheet(sheet, notes)
    return None if notes.failed else model_of(name, tables, notes)


def _tables(sheet: Sheet) -> Iterator[tuple[int, int]]:
    for row, cells in enumerate(sheet.rows):
        for column, cell in enumerate(cells):
            if _TABLE.match(cell.strip()):
                yield row, column
                break


def _sheet(sheet: Sheet, notes: Notes) -> Iterator[RuleTable]:
    starts = list(_tables(sheet))
    sequential = _properties(sheet, starts[0], notes)
    for (row, column), (end, _) in zip(starts, [*starts[1:], (len(sheet.rows), 0)], strict=True):
        try:
            yield _table(sheet, row, column, end, notes, sequential=sequential)
        except RefusedError as error:
            error.place = error.place or sheet.place(row, column)
            notes.refused(error)


def _properties(sheet: Sheet, first: tuple[int, int], notes: Notes) -> bool:
    """What stands over the tables: whether rules fire in the order of their rows; the rest is Java and left out."""
    sequential = False
    for row in range(first[0]):
        filled = [(column, cell.strip()) for column, cell in enumerate(sheet.rows[row]) if cell.strip()]
        if not filled:
            continue
        key, value = filled[0][1].casefold(), filled[1][1] if len(filled) > 1 else ""
        place = sheet.place(row, filled[0][0])
        if key == "sequential":
            sequential = value.casefold() == "true"
        elif key in _LEFT_OUT:
            why = "It says where Java finds its classes, which a decision model needs not."
            notes.interpreted("import.drools.left-out", place, f"{filled[0][1]} {value}", "", why)
        elif key in _NO_LOOPS:
            why = "Each rule of a decision table is looked at once, so that there is no loop to prevent."
            notes.interpreted("import.drools.left-out", place, f"{filled[0][1]} {value}", "", why)
        elif key in {"priority", "activation-group"}:
            message = f"{filled[0][1]} for all tables is not translated."
            hint = f"Write a column {filled[0][1].upper()} in each table."
            notes.refused(RefusedError("import.drools.unsupported", message, hint, place))
    return sequential


def _table(sheet: Sheet, row: int, column: int, end: int, notes: Notes, *, sequential: bool) -> RuleTable:
    whole = _TABLE.match(sheet.rows[row][column].strip())
    title = " ".join(whole["title"].split()) if whole is not None else ""
    sheet = _spread(sheet, row, column, end, notes)
    table = RuleTable(title or sheet.title or "Rules", sheet.place(row, column))
    columns = columns_of(sheet, row, column, notes)
    for one in columns:
        _tell(one, sheet, row, notes)
    rows = [at for at in range(row + _ABOVE_RULES + 1, end) if any(_cell(sheet, at, one.number) for one in columns)]
    table.rules = list(rules_of(sheet, rows, columns, table, notes))
    if sequential:
        for at, rule in enumerate(table.rules):
            rule.salience = -at
    return table


def _spread(sheet: Sheet, row: int, column: int, end: int, notes: Notes) -> Sheet:
    """The sheet with merged cells of the table in all the cells that show them."""
    types, labels = row + 1, row + _ABOVE_RULES
    merged = tuple(one for one in sheet.merged if types <= one.top < end)
    rows, problems = spread(
        replace(sheet, rows=sheet.rows[:end], merged=merged), Regions(types, labels, frozenset(), frozenset(), column)
    )
    notes.diagnostics += (one.at(notes.file) for one in problems)
    return replace(sheet, rows=rows)


def _tell(column: RuleColumn, sheet: Sheet, row: int, notes: Notes) -> None:
    if column.kind in {"CONDITION", "ACTION"}:
        before = f"{column.pattern}: {column.snippet}" if column.pattern else column.snippet
        what = "tests of fields" if column.kind == "CONDITION" else "results"
        why = f"The snippet with the cells' values in it becomes {what}."
        notes.interpreted("import.drools.column", sheet.place(row + 3, column.number), before, column.label, why)


def _cell(sheet: Sheet, row: int, column: int) -> str:
    cells = sheet.rows[row] if row < len(sheet.rows) else []
    return cells[column].strip() if column < len(cells) else ""
