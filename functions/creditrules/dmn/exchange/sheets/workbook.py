"""Grids as sheets of an Excel workbook, one table a sheet."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from itertools import islice
from typing import Any, Final
from zipfile import BadZipFile, ZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from creditrules.dmn.exchange.sheets.grid import Grid
from creditrules.document import canonical
from creditrules.errors import Diagnostic

__all__ = ["WorkbookRead", "read_workbook", "write_workbook"]

_MAX_BYTES: Final = 16 * 1024 * 1024
_MAX_UNPACKED: Final = 256 * 1024 * 1024
_MAX_SHEETS: Final = 256
_MAX_ROWS: Final = 100_000
_MAX_COLUMNS: Final = 1_000
_EXACT_NUMBER: Final = re.compile(r"-?(?:0|[1-9]\d{0,14})(?:\.\d*[1-9])?")
_DIGITS_OF_A_CELL: Final = 15  # a cell holds a binary number; up to here it gives the same decimal back
_WIDEST: Final = 60
_NOT_IN_TITLES: Final = re.compile(r"[\[\]:*?/\\'\x00-\x1f]")
_NOT_IN_CELLS: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class WorkbookRead:
    """Grids by the title of their sheet, or why there are none."""

    __slots__ = ("diagnostics", "grids")

    def __init__(self, grids: Mapping[str, Grid], diagnostics: Sequence[Diagnostic] = ()) -> None:
        self.grids, self.diagnostics = grids, tuple(diagnostics)


def write_workbook(grids: Mapping[str, Grid]) -> bytes:
    """A workbook with a sheet for each grid. Texts stay texts: nothing in a cell is a formula.

    Numbers of up to 15 digits become numbers, which is as far as Excel keeps them; longer ones are written as text.
    Raises ValueError for a text with control characters, which a cell cannot hold.
    """
    workbook = Workbook()
    for sheet in workbook.worksheets:
        workbook.remove(sheet)
    for title, grid in grids.items():
        sheet = workbook.create_sheet(_title(title, workbook.sheetnames))
        for number, row in enumerate(grid, 1):
            for column, text in enumerate(row, 1):
                if text:
                    _fill(sheet.cell(number, column), text)
        _dress(sheet, grid)
    target = io.BytesIO()
    workbook.save(target)
    return target.getvalue()


def read_workbook(data: bytes) -> WorkbookRead:
    """The sheets of a workbook as grids of FEEL texts; sheets without a "columns" row are passed over.

    Numbers, truth values and dates of cells become FEEL. Formulas are refused: their value depends on Excel.
    """
    problem = _unsafe(data)
    if problem is not None:
        return WorkbookRead({}, (problem,))
    try:
        workbook = load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
        return _grids(workbook)
    except (InvalidFileException, BadZipFile, KeyError, ValueError, TypeError, AttributeError, SyntaxError) as error:
        return WorkbookRead({}, (Diagnostic("document.syntax", f"This is no Excel workbook: {error}."),))


def _unsafe(data: bytes) -> Diagnostic | None:
    if len(data) > _MAX_BYTES:
        return Diagnostic("document.too-large", f"The file is larger than {_MAX_BYTES} bytes.")
    try:
        with ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except (BadZipFile, ValueError, OSError):
        return Diagnostic("document.syntax", "This is no Excel workbook.", "Save it as .xlsx.")
    if unpacked > _MAX_UNPACKED:
        return Diagnostic("document.too-large", f"Unpacked, the file has more than {_MAX_UNPACKED} bytes.")
    return None


def _grids(workbook: Any) -> WorkbookRead:
    grids: dict[str, Grid] = {}
    problems: list[Diagnostic] = []
    for sheet in workbook.worksheets[:_MAX_SHEETS]:
        sheet.reset_dimensions()
        grid: Grid = []
        for row in islice(sheet.iter_rows(), _MAX_ROWS + 1):
            texts = [_read_cell(cell, sheet.title, problems) for cell in row[: _MAX_COLUMNS + 1]]
            while texts and not texts[-1]:
                texts.pop()
            grid.append(texts)
        while grid and not grid[-1]:
            grid.pop()
        if any(row and row[0].strip().lower() == "columns" for row in grid):
            grids[sheet.title] = grid
    if not grids:
        hint = "A table's sheet has a row that begins with the word columns."
        problems.append(Diagnostic("sheet.no-table", "No sheet of the workbook is a decision table.", hint))
    return WorkbookRead(grids, problems)


def _read_cell(cell: Any, title: str, problems: list[Diagnostic]) -> str:
    value = cell.value
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case int() | float():
            return canonical(Decimal(repr(value))).decode()
        case datetime() if value.time() == time():
            return f'date("{value.date().isoformat()}")'
        case datetime():
            return f'date and time("{value.isoformat()}")'
        case date():
            return f'date("{value.isoformat()}")'
        case time():
            return f'time("{value.isoformat()}")'
    if cell.data_type in {"f", "e"}:
        place = f"{title}!{cell.coordinate}"
        hint = "Write the value itself."
        problems.append(Diagnostic("sheet.formula", f"{place} is a formula or an error: {value}.", hint, place))
    return str(value)


def _fill(cell: Any, text: str) -> None:
    if text in {"true", "false"}:
        cell.value = text == "true"
    elif _EXACT_NUMBER.fullmatch(text) and text != "-0" and sum(map(str.isdigit, text)) <= _DIGITS_OF_A_CELL:
        cell.value = float(text) if "." in text else int(text)
    elif _NOT_IN_CELLS.search(text):
        raise ValueError(f"A cell cannot hold the control characters in {text[:40]!r}.")
    else:
        cell.value = text
        cell.data_type = "s"
        cell.quotePrefix = True


def _title(name: str, taken: Sequence[str]) -> str:
    known = {title.casefold() for title in taken}
    base = _NOT_IN_TITLES.sub(" ", name).strip()[:31] or "Table"
    numbered = (f"{base[:27]} ({number})" for number in range(2, len(taken) + 3))
    return next(title for title in (base, *numbered) if title.casefold() not in known)


def _dress(sheet: Any, grid: Grid) -> None:
    """Bold heads, shaded columns, widths that show the cells, rules that scroll under their columns."""
    shaded = PatternFill("solid", start_color="FFEFEFEF")
    rules = next((number for number, row in enumerate(grid, 1) if row[0] == "rules"), 0)
    columns = next((number for number, row in enumerate(grid, 1) if row[0] == "columns"), 0)
    for number in range(1, rules + 1):
        sheet.cell(number, 1).font = Font(bold=True)
        for column in range(1, len(grid[columns - 1]) + 1) if number >= columns else ():
            sheet.cell(number, column).fill = shaded
    for column, width in enumerate(_widths(grid), 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    for row in sheet.iter_rows(min_row=columns):
        for cell in row:
            cell.alignment = Alignment(vertical="top", wrap_text=isinstance(cell.value, str) and "\n" in cell.value)
    sheet.freeze_panes = sheet.cell(rules + 1, 2)


def _widths(grid: Grid) -> Iterable[int]:
    for column in zip(*grid, strict=True):
        longest = max((len(line) for text in column for line in text.split("\n")), default=0)
        yield min(max(longest + 2, 10), _WIDEST)
