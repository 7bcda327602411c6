"""The arithmetic operators (DMN 1.5, clause 10.3.2.12) over numbers, strings, dates, times and durations.

Numbers are Decimal with 34 digits, rounded half to even, by one explicit context: never the thread's.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import (
    ROUND_DOWN,
    ROUND_HALF_EVEN,
    Context,
    Decimal,
    DivisionByZero,
    FloatOperation,
    InvalidOperation,
    Overflow,
)

from creditrules.feel import limits, temporal
from creditrules.feel.run.evaluation import Run
from creditrules.feel.temporal import Date, DateTime, DaysDuration, MonthsDuration, Temporal, Time
from creditrules.feel.values.display import brief
from creditrules.feel.values.kinds import Value

__all__ = [
    "NUMBERS",
    "ONE",
    "ZERO",
    "add",
    "divide",
    "exact",
    "multiply",
    "negate",
    "parse_number",
    "power",
    "subtract",
]

NUMBERS = Context(
    prec=34,
    rounding=ROUND_HALF_EVEN,
    Emin=-limits.EXPONENT,
    Emax=limits.EXPONENT,
    capitals=1,
    clamp=0,
    flags=[],
    traps=[InvalidOperation, DivisionByZero, Overflow, FloatOperation],
)
"""Raises a subclass of ArithmeticError where the result is no number or beyond the exponents; underflow gives zero."""

ZERO = Decimal(0)
ONE = Decimal(1)

_WIDE = Context(prec=80, rounding=ROUND_HALF_EVEN, Emin=-99_999, Emax=99_999, traps=[InvalidOperation, Overflow])
_TEMPORAL = (Date, Time, DateTime, DaysDuration, MonthsDuration)
_DURATIONS = (DaysDuration, MonthsDuration)
_COSTLY = 50
"""Steps that a power with a fraction costs, so that a loop over it stays within its time."""

_CALENDAR = 8
"""Steps that a sum or a difference of dates, times and durations costs."""

_LONGEST_DURATION = 30
"""Digits; more than any duration's nanoseconds have."""
_plus, _add, _subtract, _multiply, _divide, _power = (
    NUMBERS.plus,
    NUMBERS.add,
    NUMBERS.subtract,
    NUMBERS.multiply,
    NUMBERS.divide,
    NUMBERS.power,
)


def parse_number(text: str) -> Decimal | None:
    """The number of a literal's text, rounded to 34 digits; None for anything else or beyond the exponents."""
    try:
        number = NUMBERS.create_decimal(text)
    except ArithmeticError:
        return None
    return number if number.is_finite() else None


def exact(number: Decimal) -> Decimal | None:
    """The same number, zero without a sign; None where it is not finite, or 34 digits and the exponents do not do."""
    try:
        held = _plus(number)
    except ArithmeticError:
        return None
    return held if held == number and held.is_finite() else None


def add(run: Run, left: Value, right: Value) -> Value:
    """`left + right`: numbers, strings, a point in time or duration and a duration."""
    if type(left) is Decimal and type(right) is Decimal:
        try:
            return _add(left, right)
        except ArithmeticError:
            return _beyond(run, left, "+", right)
    if isinstance(left, str) and isinstance(right, str):
        if len(left) + len(right) > limits.STRING_LENGTH:
            return run.null("feel.string-length", f"A string of {len(left) + len(right)} characters is too long.")
        return left + right
    if isinstance(left, _TEMPORAL) and isinstance(right, _TEMPORAL):
        run.spend(_CALENDAR)
        total = temporal.add(left, right)
        return _undefined(run, left, "+", right) if total is None else total
    return _undefined(run, left, "+", right)


def subtract(run: Run, left: Value, right: Value) -> Value:
    """`left - right`: numbers, a point in time or duration less a duration, two points of one kind."""
    if type(left) is Decimal and type(right) is Decimal:
        try:
            return _subtract(left, right)
        except ArithmeticError:
            return _beyond(run, left, "-", right)
    if isinstance(left, _TEMPORAL) and isinstance(right, _TEMPORAL):
        run.spend(_CALENDAR)
        remainder = temporal.subtract(left, right)
        return _undefined(run, left, "-", right) if remainder is None else remainder
    return _undefined(run, left, "-", right)


def multiply(run: Run, left: Value, right: Value) -> Value:
    """`left * right`: numbers, a number and a duration."""
    if type(left) is Decimal and type(right) is Decimal:
        try:
            return _multiply(left, right)
        except ArithmeticError:
            return _beyond(run, left, "*", right)
    if isinstance(left, _DURATIONS) and isinstance(right, Decimal):
        product = _scaled(left, right, _WIDE.multiply)
        return _beyond(run, left, "*", right) if product is None else product
    if isinstance(left, Decimal) and isinstance(right, _DURATIONS):
        product = _scaled(right, left, _WIDE.multiply)
        return _beyond(run, left, "*", right) if product is None else product
    return _undefined(run, left, "*", right)


def divide(run: Run, left: Value, right: Value) -> Value:
    """`left / right`: numbers, a duration by a number, two durations of one kind."""
    if type(left) is Decimal and type(right) is Decimal:
        try:
            return _divide(left, right)
        except ArithmeticError:
            return _beyond(run, left, "/", right) if right else _by_zero(run, left)
    if isinstance(left, _DURATIONS):
        if type(left) is type(right):
            return divide(run, Decimal(left.key), Decimal(right.key))
        if isinstance(right, Decimal):
            quotient = _scaled(left, right, _WIDE.divide) if right else None
            if quotient is None:
                return _beyond(run, left, "/", right) if right else _by_zero(run, left)
            return quotient
    return _undefined(run, left, "/", right)


def power(run: Run, left: Value, right: Value) -> Value:
    """`left ** right` of numbers; `0 ** 0` is 1."""
    if type(left) is not Decimal or type(right) is not Decimal:
        return _undefined(run, left, "**", right)
    if right != right.to_integral_value():
        run.spend(_COSTLY)
    try:
        result = _power(left, right) if right else ONE
    except ArithmeticError:
        return _beyond(run, left, "**", right)
    return result if result.is_finite() else _beyond(run, left, "**", right)


def negate(run: Run, value: Value) -> Value:
    """`-value` of a number or a duration."""
    if type(value) is Decimal:
        return value.copy_negate() if value else value
    if isinstance(value, _DURATIONS):
        return temporal.negate(value)
    return run.null("feel.operand", f"-{brief(value)} has no meaning: only numbers and durations can be negated.")


def _scaled(
    duration: DaysDuration | MonthsDuration, factor: Decimal, operation: Callable[[Decimal, Decimal], Decimal]
) -> DaysDuration | MonthsDuration | None:
    """A duration times or by a number: months cut to whole ones, nanoseconds rounded half to even."""
    try:
        exact = operation(Decimal(duration.key), factor)
    except ArithmeticError:
        return None
    if exact.adjusted() > _LONGEST_DURATION:
        return None
    if isinstance(duration, MonthsDuration):
        return temporal.make_months(int(exact.to_integral_value(ROUND_DOWN, _WIDE)))
    return temporal.make_days(int(exact.to_integral_value(ROUND_HALF_EVEN, _WIDE)))


def _undefined(run: Run, left: Value, sign: str, right: Value) -> Value:
    if left is None or right is None:
        return run.null("feel.null-operand", f"{brief(left)} {sign} {brief(right)} is null because an operand is.")
    return run.null("feel.operand", f"{brief(left)} {sign} {brief(right)} has no meaning for these types or values.")


def _beyond(run: Run, left: Temporal | Decimal, sign: str, right: Temporal | Decimal) -> Value:
    return run.null("feel.number-range", f"{brief(left)} {sign} {brief(right)} is not a number FEEL can hold.")


def _by_zero(run: Run, left: Value) -> Value:
    return run.null("feel.division-by-zero", f"{brief(left)} is divided by zero.")
