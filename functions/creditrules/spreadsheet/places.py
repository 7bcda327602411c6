"""Where cells are: `B7` and `B7:C8`, as people call them, and rows and columns from 0."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from creditrules.records import dataclass

__all__ = ["Range", "cell_name", "column_name", "position", "range_of"]

_CELL: Final = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9]\d{0,6})")
_LETTERS: Final = 26


@dataclass(frozen=True, slots=True)
class Range:
    """A block of cells, first and last included, counted from 0."""

    top: int
    left: int
    bottom: int
    right: int

    def __str__(self) -> str:
        return f"{cell_name(self.top, self.left)}:{cell_name(self.bottom, self.right)}"


def cell_name(row: int, column: int) -> str:
    """What people call the cell of a row and a column: (6, 1) is B7."""
    return f"{column_name(column)}{row + 1}"


@lru_cache(maxsize=2048)
def column_name(column: int) -> str:
    """The letters over a column: 0 is A, 26 is AA."""
    letters = ""
    column += 1
    while column:
        column, letter = divmod(column - 1, _LETTERS)
        letters = chr(ord("A") + letter) + letters
    return letters


def position(name: str) -> tuple[int, int] | None:
    """The row and column that a cell's name means."""
    found = _CELL.fullmatch(name)
    return None if found is None else (int(found[2]) - 1, column_of(found[1]))


@lru_cache(maxsize=2048)
def column_of(letters: str) -> int:
    """The column under these letters."""
    number = 0
    for letter in letters.upper():
        number = number * _LETTERS + ord(letter) - ord("A") + 1
    return number - 1


def range_of(name: str) -> Range | None:
    """The block that `B7:C8`, or one cell's name, means."""
    first, _, last = name.partition(":")
    start, end = position(first), position(last or first)
    return None if start is None or end is None else Range(*start, *end)
