"""Operators on names, the commonest conditions of all: a name is looked up where it is needed, without a call."""

from __future__ import annotations

from decimal import Decimal

from creditrules.feel.compile.operators import ARITHMETIC, ORDER, SHORT, Code, Scope, calculated, compared
from creditrules.feel.run.evaluation import Run
from creditrules.feel.run.place import Place
from creditrules.feel.temporal import Date, DateTime, DaysDuration, MonthsDuration, Time
from creditrules.feel.values.kinds import Value

__all__ = ["name_against_constant", "name_against_null", "names_calculated"]

_LIGHT = frozenset((Decimal, bool, Date, Time, DateTime, DaysDuration, MonthsDuration))
"""Types of values that cost nothing to look at."""


def name_against_constant(sign: str, name: str, constant: Value, absent: Code, place: Place) -> Code:
    """`name sign constant`."""
    order = ORDER[sign]
    kind = type(constant)

    def evaluate(run: Run, scope: Scope) -> Value:
        try:
            value = scope[name]
        except KeyError:
            value = absent(run, scope)
        if type(value) is kind:
            return order(value, constant)
        return compared(run, sign, value, constant, place)

    return evaluate


def name_against_null(sign: str, name: str, absent: Code, place: Place) -> Code:
    """`name = null` and `name != null`. Values of many parts are weighed by the way that all others go."""
    is_null, is_other = sign == "=", sign == "!="

    def evaluate(run: Run, scope: Scope) -> Value:
        try:
            value = scope[name]
        except KeyError:
            value = absent(run, scope)
        if value is None:
            return is_null
        kind = type(value)
        if kind in _LIGHT or (kind is str and len(value) < SHORT):  # type: ignore[arg-type]
            return is_other
        return compared(run, sign, value, None, place)

    return evaluate


def names_calculated(sign: str, names: tuple[str, str], general: Code, place: Place) -> Code:
    """`name sign name`. general: the whole of it, where one of them has no value."""
    left, right = names
    fast, operation = ARITHMETIC[sign]
    if fast is None:
        return general

    def evaluate(run: Run, scope: Scope) -> Value:
        try:
            one, other = scope[left], scope[right]
        except KeyError:
            return general(run, scope)
        if type(one) is Decimal and type(other) is Decimal:
            try:
                return fast(one, other)
            except ArithmeticError:
                pass
        return calculated(run, operation, one, other, place)

    return evaluate
