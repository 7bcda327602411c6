"""Whether no two rules can match the same facts, as far as comparisons with values tell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal, InvalidOperation
from itertools import combinations
from typing import Final

from creditrules.imports.sheets.drools.conditions import Constraint
from creditrules.imports.sheets.drools.parts import Path, Rule

__all__ = ["all_apart"]

_MOST: Final = 600  # pairs grow with the square
Bound = tuple[Decimal, bool]


class _Reach:
    """The values of one field that a rule takes: a range of numbers, some values only, all but some values."""

    __slots__ = ("above", "below", "not_", "only")

    def __init__(self) -> None:
        self.above: Bound | None = None
        self.below: Bound | None = None
        self.only: set[str] | None = None
        self.not_: set[str] = set()

    def narrow(self, constraint: Constraint) -> None:
        """Take only what the constraint takes too, where that can be told."""
        signs = {sign for sign, _ in constraint.tests}
        values = {operand.feel for _, operand in constraint.tests}
        if signs == {"=="}:
            if constraint.negated:
                self.not_ |= values
            else:
                self.only = values if self.only is None else self.only & values
        elif len(constraint.tests) == 1 and not constraint.negated:
            ((sign, operand),) = constraint.tests
            try:
                limit = Decimal(operand.feel)
            except InvalidOperation:
                return
            if sign in {">", ">="}:
                bound = (limit, sign == ">")
                self.above = bound if self.above is None else max(self.above, bound)
            elif sign in {"<", "<="}:
                bound = (limit, sign == "<=")
                self.below = bound if self.below is None else min(self.below, bound)

    def misses(self, other: _Reach) -> bool:
        """Whether no value is in both."""
        if self.only is not None and other.only is not None and not self.only & other.only:
            return True
        if self.only is not None and not any(other.takes(value) for value in self.only):
            return True
        if other.only is not None and not any(self.takes(value) for value in other.only):
            return True
        return _empty(self.above, other.below) or _empty(other.above, self.below)

    def takes(self, value: str) -> bool:
        """Whether a value may be one of these."""
        if value in self.not_ or (self.only is not None and value not in self.only):
            return False
        try:
            number = Decimal(value)
        except InvalidOperation:
            return True
        return not _empty(self.above, (number, True)) and not _empty((number, False), self.below)


def _empty(above: Bound | None, below: Bound | None) -> bool:
    """Whether nothing is above the one limit and below the other."""
    if above is None or below is None:
        return False
    return above[0] > below[0] or (above[0] == below[0] and (above[1] or not below[1]))


def all_apart(rules: Sequence[Rule]) -> bool:
    """Whether each two rules differ in a field that no value suits both."""
    if len(rules) > _MOST:
        return False
    reaches = [_reaches(rule.tests.values()) for rule in rules]
    return all(_apart(one, other) for one, other in combinations(reaches, 2))


def _reaches(constraints: Iterable[Constraint]) -> dict[Path, _Reach]:
    found: dict[Path, _Reach] = {}
    for one in constraints:
        found.setdefault(one.path, _Reach()).narrow(one)
    return found


def _apart(one: dict[Path, _Reach], other: dict[Path, _Reach]) -> bool:
    return any(reach.misses(other[path]) for path, reach in one.items() if path in other)
