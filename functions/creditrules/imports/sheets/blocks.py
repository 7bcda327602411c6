"""The tables of a sheet: blocks of cells with blank rows or columns around them, and what stands over their columns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from creditrules.errors import Severity
from creditrules.imports.sheets.notes import Notes, RefusedError
from creditrules.imports.sheets.words import role_of
from creditrules.records import dataclass, replace
from creditrules.spreadsheet import Range, Sheet, Value

__all__ = ["Block", "Head", "blocks_of", "head_of", "only_block"]

_MOST_BLOCKS: Final = 200
_POLICY: Final = re.compile(r"hit ?policy\s*[:=]?\s*(?P<policy>.*)", re.IGNORECASE)
_EVIDENT: Final = re.compile(r"[<>=≤≥]|^\d|^[$€£]\s*\d|^\.?\d+%$|^-$")


@dataclass(frozen=True, slots=True)
class Block:
    """Some cells of a sheet, first and last included."""

    sheet: Sheet
    box: Range

    def row(self, number: int) -> list[str]:
        """The cells of a row, as many as the block has columns."""
        cells = self.sheet.rows[number] if number < len(self.sheet.rows) else []
        part = cells[self.box.left : self.box.right + 1]
        return [*part, *[""] * (self.box.right + 1 - self.box.left - len(part))]

    @property
    def rows(self) -> range:
        """The numbers of its rows."""
        return range(self.box.top, self.box.bottom + 1)

    def place(self, row: int, column: int) -> str:
        """What people call a cell; columns count from the sheet's first."""
        return self.sheet.place(row, column)


@dataclass(frozen=True, slots=True)
class Head:
    """What stands over the rules of a block. markers: the row that says which columns are what; None without one."""

    title: str
    policy: str
    markers: int | None
    headings: int


def blocks_of(sheet: Sheet) -> list[Block]:
    """The tables of a sheet. Rows after a blank one go on with the table above, unless they begin with headings.

    Raises RefusedError where there are too many.
    """
    found: list[Block] = []
    for first, last in _runs([any(cell.strip() for cell in row) for row in sheet.rows]):
        for left, right in _runs(_filled_columns(sheet, first, last)):
            block = _trimmed(Block(sheet, Range(first, left, last, right)))
            above = next((one for one in reversed(found) if one.box.left <= left and one.box.right >= right), None)
            if above is not None and _goes_on(block, above):
                box = above.box
                found[found.index(above)] = Block(sheet, Range(box.top, box.left, last, box.right))
            elif len(found) >= _MOST_BLOCKS:
                message = f"The sheet has more than {_MOST_BLOCKS} blocks of cells apart from each other."
                hint = "Put each table on a sheet of its own."
                raise RefusedError("import.sheet.no-table", message, hint, block.place(first, left))
            else:
                found.append(block)
    return _with_titles(found)


def only_block(block: Block, notes: Notes) -> Block:
    """The block with nothing beside it; cells of it that are in doubt are told."""
    box = block.box
    rows: list[list[str]] = [[] for _ in range(box.top)]
    rows += ([*[""] * box.left, *block.row(number)] for number in block.rows)
    for (row, column), doubt in block.sheet.doubts.items():
        if box.top <= row <= box.bottom and box.left <= column <= box.right:
            notes.diagnostics.append(doubt.at(notes.file))
    merged = tuple(
        one for one in block.sheet.merged if box.top <= one.top <= box.bottom and box.left <= one.left <= box.right
    )
    return Block(replace(block.sheet, rows=rows, merged=merged), box)


def head_of(block: Block) -> Head:
    """What stands over the rules. Raises RefusedError where there are no headings."""
    title, policy, markers = [], "", None
    for number in block.rows:
        cells = [cell for cell in block.row(number) if cell.strip()]
        asked = _POLICY.fullmatch(" ".join(" ".join(cells).split()))
        if not cells:
            continue
        if asked is not None and asked["policy"]:
            policy = asked["policy"].strip(" :")
        elif all(role_of(cell) for cell in cells) and _is_heading(block.row(min(number + 1, block.box.bottom))):
            markers = number
        elif len(cells) == 1 and markers is None:
            title.append(cells[0].strip())
        elif _is_heading(block.row(number)) and (_is_over_all(block, number) or markers is not None):
            return Head(" ".join(title), policy, markers, number)
        elif markers is not None or not _is_remark(block, cells):
            break
    message = "The table has no row of headings."
    hint = "Write over each column what it tests or gives, once, in the first row of the table."
    raise RefusedError("import.sheet.headings", message, hint, block.place(block.box.top, block.box.left))


def _is_heading(cells: Sequence[str]) -> bool:
    filled = [cell.strip() for cell in cells if cell.strip()]
    plain = not any(isinstance(cell, Value) for cell in cells) and not any(_EVIDENT.search(cell) for cell in filled)
    return len(filled) > 1 and plain and len({cell.casefold() for cell in filled}) == len(filled)


def _is_over_all(block: Block, number: int) -> bool:
    """Whether a row has something over each column that has something below it."""
    cells = block.row(number)
    below = [block.row(row) for row in block.rows if row > number]
    return all(cell.strip() or not any(row[at].strip() for row in below) for at, cell in enumerate(cells))


def _is_remark(block: Block, cells: Sequence[str]) -> bool:
    """Whether a row over the headings says something of the table: `Version | 3`, `Owner: | Jane`."""
    if len(cells) != 2 or isinstance(cells[0], Value):  # noqa: PLR2004 - a word and its value
        return False
    return block.box.right - block.box.left > 1 or cells[0].strip().endswith(":")


def _goes_on(block: Block, above: Block) -> bool:
    """Whether a block is more rows of the one above: its first row is rather rules than headings, a title or a note."""
    first = block.row(block.box.top)
    filled = [cell for cell in first if cell.strip()]
    wide = above.box.right - above.box.left > 0
    return wide and len(filled) > 1 and not _is_heading(first) and not all(role_of(cell) for cell in filled)


def _with_titles(blocks: Sequence[Block]) -> list[Block]:
    """A block of one cell, such as a title or a remark, is no table: one right above a table is its title."""
    found: list[Block] = []
    for block in blocks:
        box = block.box
        before = found[-1].box if found else None
        if (
            before is not None
            and before.top == before.bottom
            and before.left == before.right
            and box.left >= before.left
        ):
            found[-1] = Block(block.sheet, Range(before.top, min(before.left, box.left), box.bottom, box.right))
        else:
            found.append(block)
    return found


def _trimmed(block: Block) -> Block:
    filled = [number for number in block.rows if any(cell.strip() for cell in block.row(number))]
    box = block.box
    return Block(block.sheet, Range(filled[0], box.left, filled[-1], box.right)) if filled else block


def _filled_columns(sheet: Sheet, first: int, last: int) -> list[bool]:
    rows = sheet.rows[first : last + 1]
    filled = [False] * max(map(len, rows))
    for row in rows:
        for column, cell in enumerate(row):
            if cell.strip():
                filled[column] = True
    for block in sheet.merged:
        if first <= block.top <= last and block.left < len(filled) and filled[block.left]:
            for column in range(block.left, min(block.right + 1, len(filled))):
                filled[column] = True
    for (at, column), doubt in sheet.doubts.items():
        if first <= at <= last and column < len(filled) and doubt.severity is Severity.ERROR:
            filled[column] = True
    return filled


def _runs(flags: Sequence[bool]) -> Iterator[tuple[int, int]]:
    start = None
    for index, flag in enumerate([*flags, False]):
        if flag and start is None:
            start = index
        elif not flag and start is not None:
            yield start, index - 1
            start = None
