"""One sheet of a workbook (ISO/IEC 29500-1, clause 18.3): its cells, what is merged, what is out of sight."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final
from xml.etree.ElementTree import Element

from creditrules.errors import Diagnostic, Severity
from creditrules.records import dataclass, field
from creditrules.spreadsheet.content import Doubt, Kind, Value
from creditrules.spreadsheet.package import Package, UnreadableError, local
from creditrules.spreadsheet.places import Range, cell_name, column_name, column_of, range_of
from creditrules.spreadsheet.strings import rich_text
from creditrules.spreadsheet.styles import PLAIN, Style, on
from creditrules.spreadsheet.values import number_value

__all__ = ["Setting", "Sheet", "read_sheet"]

_MAX_ROWS: Final = 100_000
_MAX_COLUMNS: Final = 1_000
_MAX_CELLS: Final = 4_000_000
_MAX_MERGED: Final = 100_000
_VOLATILE: Final = re.compile(r"\b(?:TODAY|NOW|RAND\w*|OFFSET|INDIRECT|CELL|INFO)\s*\(", re.IGNORECASE)
_ISO_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d")
_ISO_MOMENT: Final = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?")
_INSTEAD: Final = "Write the value itself."


@dataclass(frozen=True, slots=True)
class Sheet:
    """The cells of a sheet, without blank ones at the end of rows and of the sheet; rows and columns count from 0.

    doubts: by cell, why it cannot be taken at its word, where its text is ""; or a warning.
    merged: blocks that show the content of their first cell. hidden: the sheet is out of sight. double_lines: cells
    that have a double line at their left.
    """

    title: str
    rows: list[list[str]]
    doubts: Mapping[tuple[int, int], Diagnostic] = field(default_factory=dict)
    merged: tuple[Range, ...] = ()
    hidden: bool = False
    double_lines: frozenset[tuple[int, int]] = frozenset()

    def place(self, row: int, column: int) -> str:
        """What people call a cell of this sheet: Rates!B7, or B7 where it has no title."""
        return f"{self.title}!{cell_name(row, column)}" if self.title else cell_name(row, column)


@dataclass(frozen=True, slots=True)
class Setting:
    """What a workbook says for all of its sheets. stale: formulas wait to be calculated, their values are old."""

    styles: Sequence[Style]
    strings: Sequence[str | Doubt]
    since_1904: bool
    stale: bool


def read_sheet(package: Package, part: str, title: str, setting: Setting, *, hidden: bool) -> Sheet:
    """The sheet in a part of the package."""
    return _Reading(title, setting, hidden=hidden).read(package.events(part))


class _Reading:
    def __init__(self, title: str, setting: Setting, *, hidden: bool) -> None:
        self._setting = setting
        self._cells: list[list[str]] = []
        self._sheet = Sheet(title, self._cells, {}, hidden=hidden)
        self._doubts: dict[tuple[int, int], Diagnostic] = {}
        self._merged: list[Range] = []
        self._lines: set[tuple[int, int]] = set()
        self._hidden_rows: list[int] = []
        self._hidden_columns: list[Range] = []
        self._volatile: set[str] = set()
        self._size = 0
        self._next_row = 0

    def read(self, elements: Iterator[Element]) -> Sheet:
        for element in elements:
            match local(element):
                case "row":
                    self._row(element)
                    element.clear()
                case "col":
                    self._column(element)
                case "mergeCell":
                    self._merge(element)
        while self._cells and not self._cells[-1]:
            self._cells.pop()
        self._out_of_sight()
        sheet = self._sheet
        lines = frozenset(self._lines)
        return Sheet(sheet.title, self._cells, self._doubts, tuple(self._merged), sheet.hidden, lines)

    def _merge(self, element: Element) -> None:
        block = range_of(element.get("ref", ""))
        if block is not None:
            self._merged.append(block)
        if len(self._merged) > _MAX_MERGED:
            raise self._too_large()

    def _column(self, element: Element) -> None:
        if on(element, "hidden") or element.get("width") == "0":
            first, last = int(element.get("min", "1")), int(element.get("max", "1"))
            self._hidden_columns.append(Range(0, first - 1, 0, last - 1))

    def _row(self, element: Element) -> None:
        number = int(element.get("r", self._next_row + 1)) - 1
        self._next_row = number + 1
        texts: list[str] = []
        for cell in element:
            reference = cell.get("r")
            column = len(texts) if reference is None else column_of(reference.rstrip("0123456789"))
            text = self._cell(cell, number, column)
            if text or (self._doubts and (number, column) in self._doubts):
                if column >= _MAX_COLUMNS or column < len(texts):
                    raise self._too_large()
                texts += [""] * (column - len(texts))
                texts.append(text)
        if not texts:
            return
        self._size += len(texts)
        if number >= _MAX_ROWS or number < len(self._cells) or self._size > _MAX_CELLS:
            raise self._too_large()
        self._cells.extend([] for _ in range(number - len(self._cells)))
        self._cells.append(texts)
        if on(element, "hidden") or element.get("ht") == "0":
            self._hidden_rows.append(number)

    def _too_large(self) -> UnreadableError:
        limits = f"{_MAX_ROWS} rows or {_MAX_COLUMNS} columns"
        message = f"The sheet {self._sheet.title} has more than {limits}, or cells out of order."
        return UnreadableError(Diagnostic("document.too-large", message))

    def _cell(self, cell: Element, row: int, column: int) -> str:
        stored, formula, inline = _parts(cell)
        if stored is None and inline is None and formula is None:
            return ""
        style = self._style(cell.get("s"))
        if style.double_left or style.double_right:
            self._lines.add((row, column if style.double_left else column + 1))
        if formula is not None and not self._calculated(formula, cell.get("t"), stored, row, column):
            return ""
        found = self._content(cell.get("t"), stored or "", inline, style, computed=formula is not None)
        if isinstance(found, Doubt):
            code = "sheet.error" if cell.get("t") == "e" else "sheet.shown"
            return self._doubt(row, column, code, found)
        if style.struck and found.strip():
            return self._doubt(row, column, "sheet.shown", "is struck out")
        if formula is not None:
            place = self._sheet.place(row, column)
            message = f"The cell is a formula; its last value is read: {found[:60]}."
            self._doubts[row, column] = Diagnostic("sheet.formula", message, _INSTEAD, place, severity=Severity.WARNING)
        return found

    def _doubt(self, row: int, column: int, code: str, why: str) -> str:
        place = self._sheet.place(row, column)
        hint = _HINTS.get(code, _INSTEAD)
        self._doubts[row, column] = Diagnostic(code, f"The cell {why}.", hint, place)
        return ""

    def _style(self, number: str | None) -> Style:
        index = int(number) if number is not None and number.isdigit() else 0
        return self._setting.styles[index] if index < len(self._setting.styles) else PLAIN

    def _calculated(self, formula: Element, kind: str | None, stored: str | None, row: int, column: int) -> bool:
        """Whether a formula has a value that can be read; else the doubt is noted."""
        group = formula.get("si", "") if formula.get("t") == "shared" else ""
        volatile = bool(_VOLATILE.search(formula.text or "")) or (group in self._volatile and bool(group))
        if group and volatile:
            self._volatile.add(group)
        if not stored:
            why = "is a formula without a value" if kind != "str" else "is a formula that shows nothing"
        elif volatile:
            why = "is a formula that gives another value another day or place"
        elif self._setting.stale:
            why = "is a formula, and the workbook is to be calculated anew, so that the value it holds may be old"
        else:
            return True
        self._doubt(row, column, "sheet.formula", why)
        return False

    def _content(
        self, kind: str | None, stored: str, inline: Element | None, style: Style, *, computed: bool
    ) -> str | Doubt:
        match kind:
            case None | "n":
                since_1904 = self._setting.since_1904
                return number_value(stored, style.sections, computed=computed, since_1904=since_1904) if stored else ""
            case "s":
                number = int(stored) if stored.isdigit() else -1
                strings = self._setting.strings
                return strings[number] if 0 <= number < len(strings) else Doubt("names a text that is not there")
            case "inlineStr":
                return "" if inline is None else rich_text(inline)
            case "b":
                return Value("true" if stored.strip() == "1" else "false", Kind.TRUTH)
            case "e":
                return Doubt(f"is an error: {stored}")
            case "d":
                return _iso(stored.strip())
            case _:
                return stored

    def _out_of_sight(self) -> None:
        """A doubt for each run of rows and of columns that are hidden and not blank, at the first cell of it."""
        for first, last in _runs(self._hidden_rows):
            column = next(
                index for index, text in enumerate(self._cells[first]) if text or (first, index) in self._doubts
            )
            rows = f"row {first + 1} is" if first == last else f"rows {first + 1} to {last + 1} are"
            self._unseen(first, column, rows)
        for block in self._hidden_columns:
            row = next((row for row, texts in enumerate(self._cells) if any(texts[block.left : block.right + 1])), None)
            if row is not None:
                one = block.left == block.right
                names = column_name(block.left) if one else f"{column_name(block.left)} to {column_name(block.right)}"
                self._unseen(row, block.left, f"column {names} is" if one else f"columns {names} are")

    def _unseen(self, row: int, column: int, what: str) -> None:
        place = self._sheet.place(row, column)
        message = f"In {self._sheet.title}, {what} hidden, and not blank."
        hint = "Show it, clearing filters and groups too, or delete it."
        self._doubts[row, column] = Diagnostic("sheet.hidden", message, hint, place)


_HINTS: Final = {
    "sheet.shown": "Let the cell show all of what it stores (format General), or store what it shows.",
    "sheet.error": "Mend the formula, or write the value itself.",
    "sheet.formula": "Write the value itself, or calculate and save the workbook in Excel first.",
}


def _parts(cell: Element) -> tuple[str | None, Element | None, Element | None]:
    """What a cell stores, its formula and the text that is in it."""
    stored = formula = inline = None
    for child in cell:
        tag = child.tag
        if tag.endswith("}v"):
            stored = child.text
        elif tag.endswith("}f"):
            formula = child
        elif tag.endswith("}is"):
            inline = child
    return stored, formula, inline


def _runs(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    start = last = None
    for number in numbers:
        if last is None or number != last + 1:
            if start is not None and last is not None:
                yield start, last
            start = number
        last = number
    if start is not None and last is not None:
        yield start, last


def _iso(stored: str) -> Value | Doubt:
    moment = _ISO_MOMENT.fullmatch(stored)
    if _ISO_DATE.fullmatch(stored):
        return Value(f'date("{stored}")', Kind.DATE)
    if moment is not None:
        return Value(f'date and time("{stored}")', Kind.MOMENT)
    return Doubt(f"holds no date: {stored[:40]}")
