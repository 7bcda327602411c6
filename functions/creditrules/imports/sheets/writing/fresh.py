"""A new workbook of tables in business spelling: a title, what is condition and what result, headings, a row a rule."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final

import openpyxl
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from creditrules.dmn import Decision, DecisionTable, Model
from creditrules.imports.sheets.notes import RefusedError
from creditrules.imports.sheets.operands import spelling_of
from creditrules.imports.sheets.spoken import Spoken
from creditrules.imports.sheets.words import Role
from creditrules.imports.sheets.writing.placing import fill
from creditrules.imports.sheets.writing.spelling import NOTHING, Manner, Spelt, condition_cell, result_cell
from creditrules.records import dataclass

__all__ = ["fresh_book"]

_MANNER: Final = Manner(spelling_of([]))
_MARKERS: Final = {Role.ID: "Rule", Role.INPUT: "Condition", Role.OUTPUT: "Result", Role.NOTE: "Notes"}
_FIRST_RULE: Final = 5
_WIDEST: Final = 60
_NOT_IN_TITLES: Final = re.compile(r"[\[\]:*?/\\'\x00-\x1f]")


@dataclass(frozen=True, slots=True)
class _Column:
    """A column to be written. cells: what it holds, a rule each."""

    role: Role
    heading: str
    cells: list[Spelt]


def fresh_book(model: Model) -> bytes:
    """The workbook. Raises RefusedError where there is no table, and for a cell that has no business spelling."""
    tables = [one for one in model.decisions if isinstance(one.expression, DecisionTable)]
    if not tables:
        raise RefusedError("sheet.no-table", "There is no such decision table in the model.", "")
    book = openpyxl.Workbook()
    for sheet in book.worksheets:
        book.remove(sheet)
    spoken = Spoken(model)
    for one in tables:
        _write(book.create_sheet(_title(one.name, book.sheetnames)), one, spoken)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _write(sheet: Any, decision: Decision, spoken: Spoken) -> None:
    table = decision.expression
    assert isinstance(table, DecisionTable)  # noqa: S101 - it was chosen as one
    columns = list(_columns(decision, table, spoken))
    fill(sheet.cell(1, 1), decision.name)
    fill(sheet.cell(2, 1), f"Hit policy: {table.hit_policy}")
    for number, column in enumerate(columns, 1):
        begins = number == 1 or columns[number - 2].role is not column.role
        fill(sheet.cell(3, number), _MARKERS[column.role] if begins else None)
        fill(sheet.cell(4, number), column.heading)
        for row, cell in enumerate(column.cells, _FIRST_RULE):
            fill(sheet.cell(row, number), cell)
    _dress(sheet, columns)


def _columns(decision: Decision, table: DecisionTable, spoken: Spoken) -> Iterator[_Column]:
    rules = table.rules
    if any(rule.id for rule in rules):
        yield _Column(Role.ID, "Rule", [rule.id for rule in rules])
    for at, clause in enumerate(table.inputs):
        heading = _heading(clause.label, clause.expression, table, spoken)
        tests = (rule.when[at] for rule in rules)
        yield _Column(Role.INPUT, heading, _cells(condition_cell, tests, f"inputs[{at + 1}]", decision))
    yield from _results(decision, table)
    if any(rule.note for rule in rules):
        yield _Column(Role.NOTE, "Notes", [rule.note or None for rule in rules])


def _results(decision: Decision, table: DecisionTable) -> Iterator[_Column]:
    columns = []
    for at, output in enumerate(table.outputs):
        texts = (rule.then[at] for rule in table.rules)
        cells = _cells(result_cell, texts, f"outputs[{at + 1}]", decision)
        columns.append(_Column(Role.OUTPUT, output.label or output.name or decision.name, cells))
    for row in range(len(table.rules)):
        if all(column.cells[row] is None for column in columns):
            columns[0].cells[row] = NOTHING
    yield from columns


def _heading(label: str, expression: str, table: DecisionTable, spoken: Spoken) -> str:
    """The label where it leads back to what is tested, else how expressions call it."""
    for name in (label, spoken.label_of(expression)):
        if name and spoken.leads_to(name, expression, table):
            return name
    return expression


def _cells(spell: Callable[[str, Manner], Spelt], texts: Iterable[str], part: str, decision: Decision) -> list[Spelt]:
    found = []
    for row, text in enumerate(texts, 1):
        try:
            found.append(spell(text, _MANNER))
        except RefusedError as error:
            error.place = f"decisions.{decision.name}.rules[{row}].{part}"
            raise
    return found


def _title(name: str, taken: Sequence[str]) -> str:
    known = {title.casefold() for title in taken}
    base = _NOT_IN_TITLES.sub(" ", name).strip()[:31] or "Table"
    numbered = (f"{base[:27]} ({number})" for number in range(2, len(taken) + 3))
    return next(title for title in (base, *numbered) if title.casefold() not in known)


def _dress(sheet: Any, columns: Sequence[_Column]) -> None:
    shaded = PatternFill("solid", start_color="FFE7EDF5")
    line = Border(bottom=Side(style="thin"))
    sheet.cell(1, 1).font = Font(bold=True, size=14)
    for number, column in enumerate(columns, 1):
        for row in (3, 4):
            sheet.cell(row, number).font = Font(bold=True)
            sheet.cell(row, number).fill = shaded
        sheet.cell(4, number).border = line
        longest = max(len(str(text)) for text in (column.heading, *column.cells) if text is not None)
        sheet.column_dimensions[get_column_letter(number)].width = min(max(longest + 2, 10), _WIDEST)
        for row in range(4, _FIRST_RULE + len(column.cells)):
            sheet.cell(row, number).alignment = Alignment(vertical="top", wrap_text=True)
    _merge_markers(sheet, columns)
    sheet.freeze_panes = sheet.cell(_FIRST_RULE, 1)


def _merge_markers(sheet: Any, columns: Sequence[_Column]) -> None:
    for role in (Role.INPUT, Role.OUTPUT):
        numbers = [number for number, column in enumerate(columns, 1) if column.role is role]
        if len(numbers) > 1:
            sheet.merge_cells(start_row=3, start_column=numbers[0], end_row=3, end_column=numbers[-1])
