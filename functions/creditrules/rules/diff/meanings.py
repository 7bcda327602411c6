"""What texts of the language say, however they are spelled: `<18` as `< 18`, `1.50` as `1.5`."""

from __future__ import annotations

from collections.abc import Hashable
from decimal import Decimal
from typing import Final

from creditrules.dmn import Meanings
from creditrules.rules.diff.parts import ColumnRole, Section
from creditrules.rules.diff.tables import ABSENT, said
from creditrules.rules.diff.values import Plain, mark, shown

__all__ = ["Sayings"]

_MOST_READ: Final = 50_000
_MODEL: Final = frozenset({Section.FACTS, Section.TYPES, Section.FUNCTIONS, Section.SERVICES, Section.DECISIONS})
_TESTS: Final = frozenset({"allowedValues", "typeConstraint"})
_EXPRESSIONS: Final = frozenset(
    {"expression", "if", "then", "else", "in", "match", "return", "satisfies", "function", "body", "result", "default"}
)


class Sayings:
    """Whether two parts of a rule set say the same; each distinct text is read once, and so many in all.

    Which of its words are names, a text does not tell: where that could matter, and beyond the bound, another spelling
    counts as saying something else. Rather a change too many than one that was not told.
    """

    def __init__(self) -> None:
        self._meanings = Meanings()
        self._cells: dict[tuple[ColumnRole, Hashable], Hashable] = {}

    def cell(self, role: ColumnRole, cell: Plain) -> Hashable:
        """What a cell says, to be compared."""
        written = said(role, cell)
        if written == said(role, ABSENT) or not isinstance(cell, str | bool | int | Decimal):
            return written
        found = self._cells.get((role, written))
        if found is None:
            found = self._cells[role, written] = self._read(role, shown(cell), written)
        return found

    def same_cell(self, role: ColumnRole, before: Plain, after: Plain) -> bool:
        """Whether two cells say the same."""
        return said(role, before) == said(role, after) or self.cell(role, before) == self.cell(role, after)

    def expression(self, text: str) -> Hashable:
        """What an expression says, to be compared; None where it says nothing."""
        return self._meanings.expression(text) if text.strip() else None

    def same(self, section: Section, key: str, before: Plain, after: Plain) -> bool:
        """Whether two values that stand under `key` in a part of a rule set say the same."""
        if mark(before) == mark(after):
            return True
        if section not in _MODEL or not isinstance(before, str) or not isinstance(after, str):
            return False
        if key in _TESTS:
            return self._meanings.tests(before) == self._meanings.tests(after)
        return key in _EXPRESSIONS and self._meanings.expression(before) == self._meanings.expression(after)

    def _read(self, role: ColumnRole, text: str, written: Hashable) -> Hashable:
        if len(self._cells) >= _MOST_READ:
            return written
        meaning = self._meanings.condition if role is ColumnRole.INPUT else self._meanings.result
        says = meaning(text)
        return said(role, ABSENT) if says == meaning("") else ("cell", says)
