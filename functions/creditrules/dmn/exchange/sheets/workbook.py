"""Grids written as sheets of an Excel workbook, one table a sheet."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from creditrules.dmn.exchange.sheets.grid import Grid

__all__ = ["write_workbook"]

_EXACT_NUMBER: Final = re.compile(r"-?(?:0|[1-9]\d{0,14})(?:\.\d*[1-9])?")
_DIGITS_OF_A_CELL: Final = 15  # a cell holds a binary number; up to here it gives the same decimal back
_WIDEST: Final = 60
_NOT_IN_TITLES: Final = re.compile(r"[\[\]:*?/\\'\x00-\x1f]")
_LIKE_AN_ESCAPE: Final = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_NOT_IN_CELLS: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


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


def _fill(cell: Any, text: str) -> None:
    if text in {"true", "false"}:
        cell.value = text == "true"
    elif _EXACT_NUMBER.fullmatch(text) and text != "-0" and sum(map(str.isdigit, text)) <= _DIGITS_OF_A_CELL:
        cell.value = float(text) if "." in text else int(text)
    elif _NOT_IN_CELLS.search(text):
        raise ValueError(f"A cell cannot hold the control characters in {text[:40]!r}.")
    else:
        cell.value = _LIKE_AN_ESCAPE.sub("_x005F_", text).replace("\r", "_x000D_")
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
