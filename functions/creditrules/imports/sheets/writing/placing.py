"""Rows put into a sheet: cells that stay keep all they have, others take the looks of those of their column."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from datetime import date
from decimal import Decimal
from typing import Any, Final

from openpyxl.worksheet.cell_range import CellRange

from creditrules.document.canonical import number_text
from creditrules.imports.sheets.layout import Layout
from creditrules.imports.sheets.notes import RefusedError
from creditrules.imports.sheets.writing.rows import Kept, WrittenRow
from creditrules.imports.sheets.writing.spelling import Spelt
from creditrules.records import dataclass

__all__ = ["fill", "place_rows"]

_DIGITS: Final = 15
_DATES: Final = re.compile(r"[dy]", re.IGNORECASE)
_NOT_IN_CELLS: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_LIKE_AN_ESCAPE: Final = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


@dataclass(frozen=True, slots=True)
class _Look:
    """A cell as it was: what it holds and how it looks."""

    value: Any
    kind: str
    style: Any


def place_rows(sheet: Any, layout: Layout, rows: Sequence[WrittenRow]) -> None:
    """Put rows where those of a table are; further ones push down what is below.

    Raises RefusedError where something beside the table is in the way.
    """
    columns = range(layout.box.left + 1, layout.box.right + 2)
    places = [row + 1 for row in layout.rows]
    more = len(rows) - len(places)
    first, last = places[0], places[-1]
    if more > 0:
        _make_room(sheet, layout, last, more)
        places += range(last + 1, last + 1 + more)
    merged = list(_unmerged(sheet, columns, first, last))
    looks = {
        (row, column): _look(sheet, row, column, merged) for row in places[: len(layout.rows)] for column in columns
    }
    for place, row in zip(places, rows, strict=False):
        source = first if row.source is None and place > last else place if row.source is None else row.source + 1
        pattern = source if (source, columns.start) in looks else last
        for column in columns:
            _write(sheet.cell(place, column), looks[pattern, column], row.cells.get(column - 1))
    for place in places[len(rows) :]:
        for column in columns:
            sheet.cell(place, column).value = None
    _merge_again(sheet, merged, dict(zip(places, rows, strict=False)))


def _look(sheet: Any, row: int, column: int, merged: Sequence[CellRange]) -> _Look:
    """The cell; of one that is merged into another, what that holds."""
    block = next((one for one in merged if _holds(one, row, column)), None)
    own = sheet.cell(row, column)
    holder = own if block is None else sheet.cell(block.min_row, block.min_col)
    return _Look(holder.value, holder.data_type, copy(holder._style))  # noqa: SLF001 - openpyxl's way to copy all of it


def _write(cell: Any, look: _Look, content: Spelt | Kept | None) -> None:
    cell._style = copy(look.style)  # noqa: SLF001 - see above
    if isinstance(content, Kept):
        cell.value = look.value
        cell.data_type = look.kind
    else:
        fill(cell, content)


def fill(cell: Any, content: Spelt) -> None:
    """Put something into a cell, its format kept where that shows all of it. Texts stay texts: nothing is a formula.

    Raises RefusedError for characters that a cell cannot hold.
    """
    match content:
        case None | bool():
            cell.value = content
        case Decimal() if len(content.normalize().as_tuple().digits) <= _DIGITS and abs(content.adjusted()) < _DIGITS:
            cell.value = int(content) if content == content.to_integral_value() else float(content)
            _show_all(cell, content)
        case Decimal():
            _text(cell, number_text(content))
        case date():
            cell.value = content
            if not _DATES.search(cell.number_format):
                cell.number_format = "yyyy-mm-dd"
        case str():
            _text(cell, content)


def _text(cell: Any, text: str) -> None:
    if _NOT_IN_CELLS.search(text):
        hint = "Take the control characters away."
        raise RefusedError("convert.character", f"A cell cannot hold the control characters in {text[:40]!r}.", hint)
    cell.value = _LIKE_AN_ESCAPE.sub("_x005F_", text).replace("\r", "_x000D_")
    cell.data_type = "s"
    cell.quotePrefix = True


def _show_all(cell: Any, value: Decimal) -> None:
    shape = cell.number_format
    if "%" in shape:
        needed, plain = _decimals(value.scaleb(2)), "0{}%"
    elif (_DATES.search(shape) and shape != "General") or shape in {"General", "@"}:
        cell.number_format = "General"
        return
    else:
        needed, plain = _decimals(value), "#,##0{}"
    decimals = re.search(r"\.([0#]+)", shape)
    if needed > (len(decimals[1]) if decimals else 0) or "E" in shape or "?" in shape:
        cell.number_format = plain.format("." + "0" * needed if needed else "")


def _decimals(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _make_room(sheet: Any, layout: Layout, last: int, more: int) -> None:
    """Push down what stands under row `last`, unless a table beside it would be torn apart."""
    if not any(cell.value is not None for row in sheet.iter_rows(min_row=last + 1) for cell in row):
        return
    left, right = layout.box.left + 1, layout.box.right + 1
    beside = any(
        cell.value is not None
        for row in sheet.iter_rows(min_row=layout.box.top + 1, max_row=layout.box.bottom + 1)
        for cell in row
        if not left <= cell.column <= right
    )
    if beside:
        hint = "Move the other table to a sheet of its own."
        message = f"{more} rows are to be added, and something stands beside the table, which would be torn apart."
        raise RefusedError("export.sheet.room", message, hint, f"{layout.sheet}!{last}")
    _shift(sheet, last + 1, more)


def _shift(sheet: Any, start: int, more: int) -> None:
    """Move all rows from `start` on down, with their heights, what is merged, and rules of format and input."""
    merged = list(sheet.merged_cells.ranges)
    for block in merged:
        sheet.unmerge_cells(str(block))
    heights = {number: sheet.row_dimensions[number].height for number in list(sheet.row_dimensions) if number >= start}
    sheet.insert_rows(start, more)
    for number in heights:
        sheet.row_dimensions[number].height = None
    for number, height in heights.items():
        sheet.row_dimensions[number + more].height = height
    for block in merged:
        sheet.merge_cells(_moved(str(block), start, more))
    for rule in sheet.data_validations.dataValidation:
        rule.sqref = type(rule.sqref)(" ".join(_moved(str(one), start, more) for one in rule.sqref.ranges))
    for table in sheet.tables.values():
        table.ref = _moved(table.ref, start, more)
    if sheet.auto_filter.ref:
        sheet.auto_filter.ref = _moved(sheet.auto_filter.ref, start, more)


def _moved(reference: str, start: int, more: int) -> str:
    """A block as it is after the shift; one that the new rows come right under or into grows."""
    block = CellRange(reference)
    if block.min_row >= start:
        block.shift(row_shift=more)
    elif block.max_row >= start:
        block.expand(down=more)
    return str(block.coord)


def _unmerged(sheet: Any, columns: range, first: int, last: int) -> Iterator[CellRange]:
    """Blocks over rules, taken apart."""
    for block in list(sheet.merged_cells.ranges):
        if first <= block.min_row <= last and block.min_col in columns:
            kept = CellRange(block.coord)
            sheet.unmerge_cells(str(block))
            yield kept


def _merge_again(sheet: Any, merged: Sequence[CellRange], rows: Mapping[int, WrittenRow]) -> None:
    """Blocks over rules that say what they said in all of their rows are merged again; merging empties the others."""
    for block in merged:
        cells = [(row, column - 1) for row, column in block.cells]
        if all(row in rows and rows[row].stays(row - 1, column) for row, column in cells):
            sheet.merge_cells(block.coord)


def _holds(block: CellRange, row: int, column: int) -> bool:
    return block.min_row <= row <= block.max_row and block.min_col <= column <= block.max_col
