"""Arithmetic, comparison and logic as closures: a short path for numbers and strings, a slow one for the rest."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final

from creditrules.feel.run.cost import made, weigh
from creditrules.feel.run.evaluation import Run
from creditrules.feel.run.place import Place, fail, locate
from creditrules.feel.temporal import Date, DaysDuration, MonthsDuration
from creditrules.feel.values import arithmetic as numbers
from creditrules.feel.values import brief, compare, equal
from creditrules.feel.values.kinds import Unknown, Value
from creditrules.feel.values.partial import unknown_among

__all__ = [
    "ARITHMETIC",
    "ORDER",
    "PLAIN",
    "SHORT",
    "Code",
    "Scope",
    "against_constant",
    "arithmetic",
    "arithmetic_with_constant",
    "between",
    "calculated",
    "chain",
    "compared",
    "comparison",
    "conjunction",
    "disjunction",
    "negation",
]

Scope = Mapping[str, Value]
Code = Callable[[Run, Scope], Value]
_Operation = Callable[[Run, Value, Value], Value]

ARITHMETIC: Mapping[str, tuple[Callable[[Decimal, Decimal], Decimal] | None, _Operation]] = {
    "+": (numbers.NUMBERS.add, numbers.add),
    "-": (numbers.NUMBERS.subtract, numbers.subtract),
    "*": (numbers.NUMBERS.multiply, numbers.multiply),
    "/": (numbers.NUMBERS.divide, numbers.divide),
    "**": (None, numbers.power),
}
ORDER: Mapping[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "!=": operator.ne,
}
_BY_SIGN: Mapping[str, frozenset[int]] = {
    "<": frozenset({-1}),
    "<=": frozenset({-1, 0}),
    ">": frozenset({1}),
    ">=": frozenset({0, 1}),
}
SHORT: Final = 256
"""Characters of a text: looking at fewer costs nothing."""
PLAIN = frozenset((Decimal, str, Date, DaysDuration, MonthsDuration))
"""Types whose values Python's own operators compare as FEEL does; times are not, as some have zones and some none."""


def chain(first: Code, rest: tuple[tuple[str, Code, Place], ...]) -> Code:
    """`first sign right sign right …` from left to right: as flat as it is written, however long."""
    steps = tuple((*ARITHMETIC[sign], right, place) for sign, right, place in rest)

    def evaluate(run: Run, scope: Scope) -> Value:
        one = first(run, scope)
        for fast, operation, right, place in steps:
            other = right(run, scope)
            if fast is not None and type(one) is Decimal and type(other) is Decimal:
                try:
                    one = fast(one, other)
                except ArithmeticError:
                    one = calculated(run, operation, one, other, place)
            else:
                one = calculated(run, operation, one, other, place)
        return one

    return evaluate


def arithmetic(sign: str, left: Code, right: Code, place: Place) -> Code:
    """`left sign right`."""
    fast, operation = ARITHMETIC[sign]
    if fast is None:
        return lambda run, scope: calculated(run, operation, left(run, scope), right(run, scope), place)

    def evaluate(run: Run, scope: Scope) -> Value:
        one, other = left(run, scope), right(run, scope)
        if type(one) is Decimal and type(other) is Decimal:
            try:
                return fast(one, other)
            except ArithmeticError:
                pass
        return calculated(run, operation, one, other, place)

    return evaluate


def arithmetic_with_constant(sign: str, left: Code, constant: Decimal, place: Place) -> Code:
    """`left sign constant`."""
    fast, operation = ARITHMETIC[sign]

    def evaluate(run: Run, scope: Scope) -> Value:
        one = left(run, scope)
        if type(one) is Decimal and fast is not None:
            try:
                return fast(one, constant)
            except ArithmeticError:
                pass
        return calculated(run, operation, one, constant, place)

    return evaluate


def calculated(run: Run, operation: _Operation, one: Value, other: Value, place: Place) -> Value:
    """What the operation comes to for any values."""
    unknown = unknown_among((one, other))
    if unknown is not None:
        return unknown
    result = operation(run, one, other)
    if type(result) is str:
        weigh(run, result)
        made(run, result)
    return locate(run, place) if result is None else result


def negation(operand: Code, place: Place) -> Code:
    """`-operand`."""

    def evaluate(run: Run, scope: Scope) -> Value:
        value = operand(run, scope)
        if type(value) is Unknown:
            return value
        result = numbers.negate(run, value)
        return locate(run, place) if result is None else result

    return evaluate


def compared(run: Run, sign: str, one: Value, other: Value, place: Place) -> Value:
    """`one sign other` for any values; null and a warning where they cannot be compared."""
    unknown = unknown_among((one, other))
    if unknown is not None:
        return unknown
    if sign in ("=", "!="):
        weigh(run, one)
        same = equal(one, other)
        if same is not None:
            return same if sign == "=" else not same
    else:
        order = compare(one, other)
        if order is not None:
            return order in _BY_SIGN[sign]
    if one is None or other is None:
        return fail(run, "feel.null-operand", f"{brief(one)} {sign} {brief(other)} is null.", place)
    return fail(run, "feel.comparison", f"{brief(one)} and {brief(other)} cannot be compared with '{sign}'.", place)


def between(run: Run, value: Value, low: tuple[str, Value], high: tuple[str, Value], place: Place) -> Value:
    """Whether `value` stands to both bounds as their signs say; false if it does not to one, whatever the other."""
    above = compared(run, low[0], value, low[1], place)
    if above is False:
        return False
    below = compared(run, high[0], value, high[1], place)
    if below is False:
        return False
    unknown = unknown_among((above, below))
    if unknown is not None:
        return unknown
    return None if above is None or below is None else True


def comparison(sign: str, left: Code, right: Code, place: Place) -> Code:
    """`left sign right`."""
    order = ORDER[sign]

    def evaluate(run: Run, scope: Scope) -> Value:
        one, other = left(run, scope), right(run, scope)
        kind = type(one)
        if kind is type(other) and kind in PLAIN:
            if kind is str:
                weigh(run, one)
            return order(one, other)
        return compared(run, sign, one, other, place)

    return evaluate


def against_constant(sign: str, left: Code, constant: Value, place: Place) -> Code:
    """`left sign constant`."""
    order = ORDER[sign]
    kind = type(constant)

    def evaluate(run: Run, scope: Scope) -> Value:
        value = left(run, scope)
        if type(value) is kind:
            return order(value, constant)
        return compared(run, sign, value, constant, place)

    return evaluate


def conjunction(operands: tuple[Code, ...], places: tuple[Place, ...]) -> Code:
    """`and`: false if any is, whatever the others (clause 10.3.2.10, table 50)."""

    def evaluate(run: Run, scope: Scope) -> Value:
        for operand in operands:
            value = operand(run, scope)
            if value is False:
                return False
            if value is not True:
                return _undecided(run, scope, value, operands, places, operands.index(operand), decisive=False)
        return True

    return evaluate


def disjunction(operands: tuple[Code, ...], places: tuple[Place, ...]) -> Code:
    """`or`: true if any is, whatever the others."""

    def evaluate(run: Run, scope: Scope) -> Value:
        for operand in operands:
            value = operand(run, scope)
            if value is True:
                return True
            if value is not False:
                return _undecided(run, scope, value, operands, places, operands.index(operand), decisive=True)
        return False

    return evaluate


def _undecided(
    run: Run,
    scope: Scope,
    value: Value,
    operands: tuple[Code, ...],
    places: tuple[Place, ...],
    index: int,
    *,
    decisive: bool,
) -> Value:
    """After an operand that is neither true nor false: a later one may still decide."""
    seen = [value]
    doubtful = [(index, value)]
    for later in range(index + 1, len(operands)):
        value = operands[later](run, scope)
        if value is decisive:
            return decisive
        if type(value) is not bool:
            seen.append(value)
            doubtful.append((later, value))
    unknown = unknown_among(seen)
    if unknown is not None:
        return unknown
    for at, value in doubtful:
        if value is not None:
            fail(run, "feel.not-boolean", f"{brief(value)} is neither true nor false.", places[at])
    return None
