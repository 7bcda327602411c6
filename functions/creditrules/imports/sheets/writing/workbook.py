"""Tables of a model as a workbook that people write: in the manner of one that is there, or a plain new one.

What is written is read back; where that would not say the same as the model, nothing is written.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import openpyxl

from creditrules.dmn import DecisionTable, Model
from creditrules.errors import Diagnostic, Severity
from creditrules.feel import Type
from creditrules.imports.business import BusinessBook
from creditrules.imports.report import Interpretation
from creditrules.imports.sheets.columns import Column
from creditrules.imports.sheets.notes import RefusedError
from creditrules.imports.sheets.onto import NOTHING_GIVEN, Onto, Placed, pairs_of_rows, read_onto
from creditrules.imports.sheets.writing.fresh import fresh_book
from creditrules.imports.sheets.writing.placing import place_rows
from creditrules.imports.sheets.writing.rows import written_rows
from creditrules.imports.sheets.writing.spelling import Manner, manner_of

__all__ = ["write_business", "write_like"]

_SHEET = "workbook"


def write_business(model: Model, given: Mapping[str, Type] = NOTHING_GIVEN) -> BusinessBook:
    """A new workbook, a sheet for each table: labels over columns, blanks as any, no quotes. Never raises.

    given: see `check_model`.
    """
    try:
        data = fresh_book(model)
    except RefusedError as error:
        return BusinessBook(None, (_diagnostic(error),))
    return _proved(model, data, given)


def write_like(model: Model, data: bytes, given: Mapping[str, Type] = NOTHING_GIVEN) -> BusinessBook:
    """The workbook with the rules of the model's tables in place of its own; all else in it stays. Never raises.

    Rules that say the same keep their cells as they are; others are spelt and dressed as the cells of their column are.
    given: see `check_model`.
    """
    there = read_onto(_SHEET, data, model, given)
    if there.model is None:
        return BusinessBook(None, there.diagnostics, there.interpretations)
    try:
        book = openpyxl.load_workbook(io.BytesIO(data))
        for placed in _from_below(there):
            _place(book, placed, _table(model, placed))
        target = io.BytesIO()
        book.save(target)
    except RefusedError as error:
        return BusinessBook(None, (_diagnostic(error),), there.interpretations)
    told = (*_missing(model, there), *_lost(data, target.getvalue()))
    return _proved(model, target.getvalue(), given, told, there.interpretations)


def _from_below(there: Onto) -> list[Placed]:
    """The tables, the lowest of a sheet first, so that rows which are added move none that is still to be written."""
    return sorted(there.placed, key=lambda one: -one.layout.headings)


def _table(model: Model, placed: Placed) -> DecisionTable:
    decision = next(one for one in model.decisions if one.name == placed.decision)
    assert isinstance(decision.expression, DecisionTable)  # noqa: S101 - it was placed as one
    return decision.expression


def _place(book: Any, placed: Placed, wanted: DecisionTable) -> None:
    _refuse_other_columns(placed, wanted)
    sheet = book[placed.layout.sheet]
    manners = {one.number: _manner(sheet, placed, one) for one in placed.layout.columns}
    rows = list(written_rows(placed, wanted, manners))
    place_rows(sheet, placed.layout, rows)


def _refuse_other_columns(placed: Placed, wanted: DecisionTable) -> None:
    there = [one.expression for one in placed.table.inputs], [one.name for one in placed.table.outputs]
    asked = [one.expression for one in wanted.inputs], [one.name for one in wanted.outputs]
    if there != asked:
        names = sorted({*there[0], *there[1]} ^ {*asked[0], *asked[1]})
        message = f"The table {placed.decision} of the model and its sheet have other columns: {', '.join(names)}."
        hint = "Add or take away the columns in the sheet first, or write a new workbook."
        raise RefusedError("export.sheet.columns", message, hint, f"decisions.{placed.decision}")
    if placed.layout.policy and placed.table.hit_policy != wanted.hit_policy:
        message = f"The sheet says that the hit policy is {placed.layout.policy}; the model's is {wanted.hit_policy}."
        hint = "Write the model's hit policy over the table first."
        raise RefusedError("export.sheet.policy", message, hint, f"decisions.{placed.decision}")


def _manner(sheet: Any, placed: Placed, column: Column) -> Manner:
    layout = placed.layout
    cells = [sheet.cell(row + 1, column.number + 1) for row in layout.rows]
    return manner_of(
        (cell.value for cell in cells if isinstance(cell.value, str)),
        layout.spelling,
        percent=any("%" in cell.number_format for cell in cells if cell.value is not None),
        cells=any(isinstance(cell.value, bool) for cell in cells),
    )


def _proved(
    model: Model,
    data: bytes,
    given: Mapping[str, Type],
    told: Iterable[Diagnostic] = (),
    interpretations: tuple[Interpretation, ...] = (),
) -> BusinessBook:
    """The workbook, if reading it gives the model again."""
    back = read_onto(_SHEET, data, model, given)
    if back.model is None:
        return BusinessBook(None, back.diagnostics, interpretations)
    odd = tuple(_differing(model, back))
    return BusinessBook(None if odd else data, (*told, *odd), interpretations)


def _differing(model: Model, back: Onto) -> Iterator[Diagnostic]:
    for placed in back.placed:
        wanted = _table(model, placed)
        same = placed.table.hit_policy == wanted.hit_policy and placed.table.inputs == wanted.inputs
        if not same or not all(equal for *_, equal in pairs_of_rows(wanted, placed.table)):
            message = f"The table {placed.decision} would be read otherwise than the model says."
            hint = "Write it in the form that `convert --to xlsx` has without a manner."
            yield Diagnostic("export.sheet.read-back", message, hint, f"decisions.{placed.decision}")


def _missing(model: Model, there: Onto) -> Iterator[Diagnostic]:
    known = {one.decision for one in there.placed}
    for one in model.decisions:
        if isinstance(one.expression, DecisionTable) and one.name not in known:
            message = "The workbook has no such table; it is left out."
            hint = "Draw a table with its name and headings in the workbook first, or write a new workbook."
            yield Diagnostic("convert.left-out", message, hint, f"decisions.{one.name}", severity=Severity.WARNING)


def _lost(before: bytes, after: bytes) -> Iterator[Diagnostic]:
    """A warning for parts of the workbook that its writer does not know, such as drawings and macros."""
    old, new = (_parts(data) for data in (before, after))
    for folder in sorted(old - new):
        message = f"The workbook has {folder}, which is not kept."
        yield Diagnostic(
            "export.sheet.lost", message, "Copy the cells into the old workbook.", severity=Severity.WARNING
        )


def _parts(data: bytes) -> set[str]:
    """The folders and files in a package that hold more than cells and their looks."""
    known = ("worksheets/sheet", "worksheets/_rels", "theme", "styles", "sharedStr", "workbook", "_rels", "calcChain")
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = (name.removeprefix("xl/") for name in package.namelist() if name.startswith("xl/"))
        return {part.partition("/")[0] for part in parts if not part.startswith(known)}


def _diagnostic(error: RefusedError) -> Diagnostic:
    return Diagnostic(error.code, error.message, error.hint, error.place)
