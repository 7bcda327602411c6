"""Grids as CSV that spreadsheet programs open without running anything in it, or making something else of it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from typing import Final

from creditrules.dmn.exchange.sheets.doubts import Kept, Spelling, altered_by_programs
from creditrules.dmn.exchange.sheets.grid import Grid
from creditrules.errors import Diagnostic
from creditrules.spreadsheet import read_delimited

__all__ = ["CsvRead", "read_csv", "write_csv"]

_RUNS: Final = re.compile(r"[=+@'\t\r]|-(?!$|\d+(?:\.\d+)?$)")


class CsvRead:
    """The grid of a CSV text, with how its cells are spelt, or why there is none."""

    __slots__ = ("diagnostics", "grid", "spelling")

    def __init__(self, grid: Grid, *diagnostics: Diagnostic, spelling: Spelling | None = None) -> None:
        self.grid, self.diagnostics = grid, diagnostics
        self.spelling = spelling or Spelling(text=True)


def write_csv(grid: Sequence[Sequence[str]]) -> str:
    """CSV (RFC 4180). A cell that a spreadsheet program would run, or alter, gets an apostrophe before it."""
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\r\n")
    writer.writerows([f"'{cell}" if _marked(cell) else cell for cell in row] for row in grid)
    return target.getvalue()


def read_csv(data: bytes) -> CsvRead:
    """The grid of a CSV text in UTF-8 or UTF-16, with commas, semicolons or tabs between the cells."""
    read = read_delimited(data)
    grid = [[Kept(cell[1:]) if cell.startswith("'") else cell for cell in row] for row in read.rows]
    return CsvRead(grid, *read.diagnostics, spelling=Spelling(text=True, comma=read.delimiter != ","))


def _marked(cell: str) -> bool:
    return bool(_RUNS.match(cell)) or altered_by_programs(cell)
