"""What the unit of a parameter says that its value is: part of a whole, per cent, or money."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from enum import StrEnum
from typing import Final

from creditrules.feel import ast
from creditrules.rules.content.parameter_names import PARAM

__all__ = ["Measure", "carried", "measure_of"]


class Measure(StrEnum):
    """How a unit is called in messages."""

    FRACTION = "a fraction"
    PERCENT = "per cent"
    MONEY = "money"


_CALLED: Final = {
    "/1": Measure.FRACTION,
    "1": Measure.FRACTION,
    "fraction": Measure.FRACTION,
    "%": Measure.PERCENT,
    "percent": Measure.PERCENT,
    "per cent": Measure.PERCENT,
    "percentage": Measure.PERCENT,
    "pct": Measure.PERCENT,
    "currency": Measure.MONEY,
}
_MONEY: Final = re.compile(r"(?:currency[-:])?[A-Z]{3}(?:/.+)?")
_OF_SAME: Final = frozenset(("min", "max", "abs"))


def measure_of(unit: str | None) -> Measure | None:
    """What a unit such as `/1`, `%`, `CNY` or `currency-EUR` says; None where nobody can tell."""
    if unit is None:
        return None
    if _MONEY.fullmatch(unit.strip()):
        return Measure.MONEY
    return _CALLED.get(unit.strip().lower())


def carried(expr: ast.Expr) -> Iterator[tuple[str, ast.Expr]]:
    """The parameters in whose unit an expression's value is, by name and where they stand."""
    match expr:
        case ast.Path(base=ast.Name(name=name), name=parameter) if name == PARAM:
            yield parameter, expr
        case ast.Negate(operand=operand):
            yield from carried(operand)
        case ast.Arithmetic(operator="+" | "-", left=left, right=right):
            yield from carried(left)
            yield from carried(right)
        case ast.Arithmetic(operator="*", left=left, right=right):
            factors = [(left, right), (right, left)]
            yield from (found for factor, other in factors if _is_times(factor) for found in carried(other))
        case ast.If(then=then, otherwise=otherwise):
            yield from carried(then)
            yield from carried(otherwise)
        case ast.Call(function=ast.Name(name=name), arguments=arguments) if name in _OF_SAME:
            yield from (found for argument in arguments for found in carried(argument))


def _is_times(factor: ast.Expr) -> bool:
    """Whether something is multiplied, and not turned from per cent into a fraction."""
    return isinstance(factor, ast.Literal) and isinstance(factor.value, Decimal) and factor.value >= 1
