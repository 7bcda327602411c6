"""Cells as programs, compiled when first run: most cells never are, their column's index answers for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from creditrules.dmn.table.families import Family, families_of
from creditrules.dmn.table.rows import members
from creditrules.feel import Checked, TestCode, compile_unary_tests

__all__ = ["Cell", "Cells"]


class Cell:
    """One distinct text of a column."""

    __slots__ = ("_test", "checked")

    def __init__(self, checked: Checked) -> None:
        self.checked = checked
        self._test: TestCode | None = None

    @property
    def test(self) -> TestCode:
        """The compiled tests; compiling twice in two threads does no harm."""
        if self._test is None:
            self._test = compile_unary_tests(self.checked).code
        return self._test


class Cells:
    """The cells of one column by row."""

    __slots__ = ("_by_text", "_checked", "_families", "_texts")

    def __init__(self, texts: Sequence[str], checked: Mapping[str, Checked]) -> None:
        self._texts, self._checked = texts, checked
        self._by_text: dict[str, Cell] = {}
        self._families: tuple[Family, ...] | None = None

    def __len__(self) -> int:
        return len(self._texts)

    def at(self, row: int) -> Cell:
        """The cell of a row (from 1)."""
        text = self._texts[row - 1]
        cell = self._by_text.get(text)
        if cell is None:
            cell = self._by_text.setdefault(text, Cell(self._checked[text]))
        return cell

    def families(self, rows: int) -> tuple[Family, ...]:
        """The families among the cells of some rows, the same at each call; found when first asked for."""
        if self._families is None:
            count = len(self._texts)
            by_text: dict[str, list[int]] = {}
            for row in members(rows, count):
                by_text.setdefault(self._texts[row - 1], []).append(count - row)
            self._families = families_of(((self._checked[text], bits) for text, bits in by_text.items()), count)
        return self._families
