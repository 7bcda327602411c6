"""A table that was read in business spelling, and where it stands in its sheet."""

from __future__ import annotations

from creditrules.dmn import DecisionTable
from creditrules.imports.sheets.columns import Column
from creditrules.imports.sheets.operands import Spelling
from creditrules.records import dataclass
from creditrules.spreadsheet import Range

__all__ = ["BusinessTable", "Layout"]


@dataclass(frozen=True, slots=True)
class Layout:
    """Where a table stands in its sheet: the block with all of it, its row of headings, its columns, a row a rule.

    columns: those of no part left out. spelling: of its texts. policy: the hit policy as written, "" where it is not.
    """

    sheet: str
    box: Range
    headings: int
    columns: tuple[Column, ...]
    rows: tuple[int, ...]
    spelling: Spelling
    policy: str = ""


@dataclass(frozen=True, slots=True)
class BusinessTable:
    """A table that was read. title: what stands over it; place: its first heading."""

    title: str
    table: DecisionTable
    place: str
    layout: Layout
