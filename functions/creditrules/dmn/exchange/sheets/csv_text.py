"""Grids as CSV that spreadsheet programs open without running anything in it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from typing import Final

from creditrules.dmn.exchange.sheets.grid import Grid
from creditrules.errors import Diagnostic

__all__ = ["CsvRead", "read_csv", "write_csv"]

_MAX_BYTES: Final = 4 * 1024 * 1024
_RUNS: Final = re.compile(r"[=+@'\t\r]|-(?!$|\d+(?:\.\d+)?$)")


class CsvRead:
    """The grid of a CSV text, or why there is none."""

    __slots__ = ("diagnostics", "grid")

    def __init__(self, grid: Grid, *diagnostics: Diagnostic) -> None:
        self.grid, self.diagnostics = grid, diagnostics


def write_csv(grid: Sequence[Sequence[str]]) -> str:
    """CSV (RFC 4180). A cell that a spreadsheet program would take for a formula gets an apostrophe before it."""
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\r\n")
    writer.writerows([f"'{cell}" if _RUNS.match(cell) else cell for cell in row] for row in grid)
    return target.getvalue()


def read_csv(data: bytes) -> CsvRead:
    """The grid of a CSV text in UTF-8, with commas, semicolons or tabs between the cells."""
    if len(data) > _MAX_BYTES:
        return CsvRead([], Diagnostic("document.too-large", f"The file is larger than {_MAX_BYTES} bytes."))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = f"The text is not UTF-8 (at {error.start})."
        return CsvRead([], Diagnostic("document.encoding", message, "Save it as CSV UTF-8."))
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        return CsvRead([], Diagnostic("document.syntax", f"This is no CSV: {error}."))
    return CsvRead([[cell.removeprefix("'") for cell in row] for row in rows])
