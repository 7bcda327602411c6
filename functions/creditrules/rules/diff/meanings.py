"""What texts of the language say, however they are spelled: `<18` as `< 18`, `1.50` as `1.5`."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from decimal import Decimal
from typing import Final

from creditrules.dmn import Aggregation, DecisionTable, HitPolicy, Meanings, read_model
from creditrules.rules.diff.parts import ColumnRole, Section
from creditrules.rules.diff.tables import ABSENT, said
from creditrules.rules.diff.values import Plain, mark, shown

__all__ = ["POLICY_KEYS", "Sayings", "policy_of"]

POLICY_KEYS: Final = ("hitPolicy", "aggregation")
"""What a table says of its hit policy, which has several spellings."""

_FEEL: Final = (str, bool, int, Decimal)
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
        if written == said(role, ABSENT) or not isinstance(cell, _FEEL):
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
        if section not in _MODEL or not isinstance(before, _FEEL) or not isinstance(after, _FEEL):
            return False
        one, other = shown(before), shown(after)
        if key in _TESTS:
            return self._meanings.tests(one) == self._meanings.tests(other)
        return key in _EXPRESSIONS and self._meanings.expression(one) == self._meanings.expression(other)

    def _read(self, role: ColumnRole, text: str, written: Hashable) -> Hashable:
        if len(self._cells) >= _MOST_READ:
            return written
        meaning = self._meanings.condition if role is ColumnRole.INPUT else self._meanings.result
        says = meaning(text)
        return said(role, ABSENT) if says == meaning("") else ("cell", says)


def policy_of(table: Mapping[str, Plain]) -> tuple[HitPolicy, Aggregation | None] | None:
    """The hit policy of a written table, and what it aggregates by; None where they cannot be read."""
    told = {key: table[key] for key in POLICY_KEYS if key in table}
    model = read_model({"decisions": [{"name": "table", "table": {**told, "outputs": ["result"]}}]}).model
    read = model.decisions[0].expression if model is not None else None
    return (read.hit_policy, read.aggregation) if isinstance(read, DecisionTable) else None
