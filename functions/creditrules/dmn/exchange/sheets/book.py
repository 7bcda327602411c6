"""The tables of a workbook: each sheet with a row "columns" is one, every cell taken as it is shown and stored."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from creditrules.dmn.exchange.sheets.grid import GridRead, grid_kinds, grid_row, read_grid
from creditrules.errors import Diagnostic, Severity
from creditrules.records import dataclass, replace
from creditrules.spreadsheet import Regions, Sheet, read_book, spread

__all__ = ["BookRead", "named_cells", "read_tables"]


@dataclass(frozen=True, slots=True)
class BookRead:
    """The tables of a workbook in the order of their sheets, or why there are none. Places are cells: Rates!B7."""

    tables: tuple[GridRead, ...]
    diagnostics: tuple[Diagnostic, ...] = ()


def read_tables(data: bytes) -> BookRead:
    """The tables in a workbook (.xlsx, .xlsm); sheets without a "columns" row are passed over."""
    book = read_book(data)
    sheets = [sheet for sheet in book.sheets if grid_row(sheet.rows, "columns") is not None]
    if not sheets and not book.diagnostics:
        hint = "A table's sheet has a row that begins with the word columns; creditrules import reads others."
        problem = Diagnostic("sheet.no-table", "No sheet of the workbook is a decision table.", hint)
        return BookRead((), (problem,))
    return BookRead(tuple(map(_table, sheets)), book.diagnostics)


def _table(sheet: Sheet) -> GridRead:
    problems = list(sheet.doubts.values())
    rows = sheet.rows
    if sheet.hidden:
        hint = "Show the sheet, or delete it."
        problems.append(
            Diagnostic("sheet.hidden", f"The sheet {sheet.title} is hidden, and is a table.", hint, sheet.title)
        )
    start, rules = grid_row(rows, "columns"), grid_row(rows, "rules")
    if start is not None and rules is not None:
        kinds = enumerate(grid_kinds(rows[start]), 1)
        notes = frozenset(column for column, kind in kinds if kind == "note")
        rows, found = spread(sheet, Regions(start, rules, notes))
        problems += found
    if any(one.severity is Severity.ERROR for one in problems):
        return GridRead(None, tuple(problems))
    read = read_grid(rows, place=sheet.place)
    return replace(read, diagnostics=(*problems, *read.diagnostics))


def named_cells(
    tables: Iterable[GridRead],
) -> Callable[[Iterable[Diagnostic]], tuple[Diagnostic, ...]]:
    """What gives diagnostics about a model the cells that they are about, where a table has them."""
    places = {place: cell for table in tables for place, cell in table.places.items()}

    def named(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
        return tuple(replace(one, place=places.get(one.place, one.place)) for one in diagnostics)

    return named
