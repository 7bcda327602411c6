"""Files of tables as models: workbooks and CSV in business spelling and our own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from creditrules.dmn import Model, check_model
from creditrules.dmn.exchange.files import Form, read_files
from creditrules.errors import Diagnostic, Severity
from creditrules.imports.paths import path_of
from creditrules.imports.report import Imported, ImportedModel, Source
from creditrules.imports.sheets.assembly import model_of
from creditrules.imports.sheets.blocks import Block, blocks_of
from creditrules.imports.sheets.business import read_table
from creditrules.imports.sheets.drools import is_rule_sheet, read_guided, read_rule_sheets
from creditrules.imports.sheets.layout import BusinessTable
from creditrules.imports.sheets.notes import Notes, RefusedError
from creditrules.records import replace
from creditrules.spreadsheet import Sheet, read_book, read_delimited

__all__ = ["business_tables", "is_business", "read_sheets"]

_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


def read_sheets(files: Mapping[str, bytes], source: Source = Source.AUTO) -> Imported:
    """The tables of some files, each file as one model.

    Tables in business spelling have a row of headings over rows of conditions and results; which columns are results is
    said by a row of markers, by the headings or by a double line, and refused where it cannot be known. Never raises.
    """
    models: list[ImportedModel] = []
    interpretations, diagnostics = [], []
    for file, data in files.items():
        notes = Notes(file)
        model = _read(file, data, notes)
        if model is not None and not notes.failed:
            notes.diagnostics += _wrong(model, notes)
        if model is not None and not notes.failed:
            models.append(ImportedModel(model.name, model, source, (file,)))
        interpretations += notes.interpretations
        diagnostics += notes.diagnostics
    return Imported(tuple(models), tuple(interpretations), tuple(diagnostics))


def _wrong(model: Model, notes: Notes) -> Iterator[Diagnostic]:
    return (one.at(notes.file) for one in check_model(model).diagnostics if one.severity is Severity.ERROR)


def _read(file: str, data: bytes, notes: Notes) -> Model | None:
    name = path_of(file).stem
    if data[:200].lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
        return read_guided(name, data, notes)
    is_book = data.startswith(_WORKBOOKS)
    sheets = _sheets(data, notes, is_book=is_book)
    if notes.failed:
        return None
    if any(_is_ours(sheet) for sheet in sheets):
        read = read_files({file: data}, Form.XLSX if is_book else Form.CSV)
        notes.diagnostics += (one.at(file) for one in read.diagnostics)
        return None if read.model is None else replace(read.model, name=read.model.name or name)
    if any(map(is_rule_sheet, sheets)):
        return read_rule_sheets(name, sheets, notes)
    return _business(name, sheets, notes)


def _sheets(data: bytes, notes: Notes, *, is_book: bool) -> list[Sheet]:
    if is_book:
        book = read_book(data)
        notes.diagnostics += (one.at(notes.file) for one in book.diagnostics)
        return list(book.sheets)
    text = read_delimited(data)
    notes.diagnostics += (one.at(notes.file) for one in text.diagnostics)
    return [Sheet("", text.rows)]


def _is_ours(sheet: Sheet) -> bool:
    firsts = [row[0].strip().casefold() for row in sheet.rows if row]
    return "columns" in firsts and "rules" in firsts


def _blocks(sheet: Sheet, notes: Notes) -> list[Block]:
    try:
        return blocks_of(sheet)
    except RefusedError as error:
        notes.refused(error)
        return []


def is_business(data: bytes) -> bool:
    """Whether a workbook or a CSV that can be read has business tables, and none in our own form or in Drools'."""
    sheets = _sheets(data, Notes(""), is_book=data.startswith(_WORKBOOKS))
    return bool(sheets) and not any(_is_ours(sheet) or is_rule_sheet(sheet) for sheet in sheets)


def business_tables(data: bytes, notes: Notes, typed: Mapping[str, str]) -> list[BusinessTable]:
    """The tables in business spelling of a workbook or a CSV. typed: see `read_table`."""
    sheets = _sheets(data, notes, is_book=data.startswith(_WORKBOOKS))
    return [] if notes.failed else _tables(sheets, notes, typed)


def _business(name: str, sheets: list[Sheet], notes: Notes) -> Model | None:
    tables = _tables(sheets, notes, {})
    return None if notes.failed else model_of(name, tables, notes)


def _tables(sheets: list[Sheet], notes: Notes, typed: Mapping[str, str]) -> list[BusinessTable]:
    tables = []
    for sheet in sheets:
        for block in _blocks(sheet, notes):
            box = block.box
            if box.top == box.bottom or box.left == box.right:
                why = "Cells that stand alone, in one row or one column, are remarks and no table."
                text = next((cell for cell in block.row(box.top) if cell.strip()), "")
                notes.interpreted("import.sheet.passed-over", block.place(box.top, box.left), text, "", why)
            elif sheet.hidden:
                hint = "Show the sheet, or delete it."
                message = f"The sheet {sheet.title} is hidden, and has a table."
                notes.refused(RefusedError("sheet.hidden", message, hint, sheet.title))
                break
            else:
                table = read_table(block, notes, typed)
                tables += [replace(table, title=table.title or sheet.title)] if table is not None else []
    if not tables and not notes.failed:
        hint = "A table has a row of headings over rows of conditions and results."
        notes.refused(RefusedError("import.sheet.no-table", "The file has no table of rules.", hint))
    return tables
