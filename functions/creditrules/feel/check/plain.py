"""Cells of literals that are right for their column: nothing is wrong with them, and every type is at hand."""

from __future__ import annotations

from decimal import Decimal

from creditrules.feel.checked import Checked
from creditrules.feel.tree import ast
from creditrules.feel.tree.parsed import Parsed
from creditrules.feel.types import BOOLEAN, NUMBER, STRING, RangeType, Type

__all__ = ["plain_cell"]

_CLASSES: dict[Type, type] = {NUMBER: Decimal, STRING: str}
_NUMBERS = RangeType(NUMBER)


def plain_cell(parsed: Parsed, input_type: Type) -> Checked | None:
    """What the checker finds of tests that compare with literals of the column's own type; None for all others.

    Those are nearly all cells of large tables. Whatever might be wrong is left to the checker: ranges of texts, and
    those that run down.
    """
    class_, cell = _CLASSES.get(input_type), parsed.expr
    if class_ is None or type(cell) is not ast.UnaryTests or parsed.diagnostics or "..." in parsed.text:
        return None
    types: dict[ast.Node, Type] = {}
    for test in cell.tests:
        if not _typed(test, class_, input_type, types):
            return None
    return Checked(parsed.text, cell, BOOLEAN, (), types, {}, input_type)


def _typed(test: ast.Expr, class_: type, type_: Type, types: dict[ast.Node, Type]) -> bool:
    """Note the types of a test of literals; False where it is any other."""
    kind = type(test)
    if kind is ast.Literal:
        types[test] = type_
        return type(test.value) is class_  # type: ignore[attr-defined]
    if kind is ast.OperatorTest:
        operand = test.operand  # type: ignore[attr-defined]
        types[operand], types[test] = type_, BOOLEAN
        return type(operand) is ast.Literal and type(operand.value) is class_
    if kind is ast.Interval and class_ is Decimal:
        low, high = test.low, test.high  # type: ignore[attr-defined]
        types[low] = types[high] = type_
        types[test] = _NUMBERS
        numbers = type(low) is ast.Literal and type(high) is ast.Literal
        return numbers and type(low.value) is type(high.value) is Decimal and low.value <= high.value
    return False
