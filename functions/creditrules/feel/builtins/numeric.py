"""Functions of numbers (DMN 1.5, clause 10.3.4.5)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Context,
    Decimal,
    InvalidOperation,
)

from creditrules.feel.builtins.arguments import builtin, strict
from creditrules.feel.builtins.signature import Builtin, Implementation, Parameter, Plain, Signature
from creditrules.feel.run.evaluation import Run
from creditrules.feel.temporal import DaysDuration, MonthsDuration
from creditrules.feel.types import BOOLEAN, DAYS_TIME, NUMBER, YEARS_MONTHS
from creditrules.feel.values.arithmetic import NUMBERS, ZERO
from creditrules.feel.values.display import brief
from creditrules.feel.values.kinds import Value

__all__ = ["NUMERIC"]

_LEAST_SCALE, _GREATEST_SCALE = -6111, 6176
_COSTLY = 50
"""Steps that a function of the logarithm's kind costs, so that a loop over it stays within its time."""

_N = Parameter("n", NUMBER)
_NUMBER = Parameter("number", NUMBER)
_SCALE = Parameter("scale", NUMBER)
_TWO = Decimal(2)


_QUANTA = {Decimal(places): Decimal((0, (1,), -places)) for places in range(-20, 21)}


def _rounded(number: Decimal, scale: Decimal, mode: str) -> Decimal:
    quantum = _QUANTA.get(scale) or Decimal((0, (1,), -int(scale)))
    try:
        return number.quantize(quantum, mode, NUMBERS)
    except InvalidOperation:
        # More digits than 34: the number has fewer decimals than asked for, or had too many digits from the start.
        return NUMBERS.plus(number)


def _rounding(name: str, mode: str) -> Callable[..., Value]:
    def call(run: Run, number: Decimal, scale: Decimal = ZERO) -> Value:
        if not scale:
            return number.to_integral_value(mode, NUMBERS)
        if not _LEAST_SCALE <= scale <= _GREATEST_SCALE:
            return run.null("feel.scale", f"{name}() takes a scale from -6111 to 6176, not {brief(scale)}.")
        try:
            return _rounded(number, scale, mode)
        except ArithmeticError:
            return run.null("feel.number-range", f"{brief(number)} cannot be rounded to {brief(scale)} decimals.")

    return call


def _both(name: str, mode: str) -> Builtin:
    """Of floor and ceiling: the scale may be left out."""
    call = strict(name, _rounding(name, mode), _N, _SCALE)
    plain = Plain((Decimal,), lambda number: number.to_integral_value(mode, NUMBERS))
    return builtin(name, call, Signature((_N,), NUMBER), Signature((_N, _SCALE), NUMBER), plain=plain)


def _scaled(name: str, mode: str) -> Builtin:
    return builtin(name, strict(name, _rounding(name, mode), _N, _SCALE), Signature((_N, _SCALE), NUMBER))


def _abs(run: Run, value: Value) -> Value:
    if type(value) is Decimal:
        return value.copy_abs()
    if isinstance(value, DaysDuration | MonthsDuration):
        return type(value)(abs(value.key))
    return run.null("feel.argument", f"abs() needs a number or a duration and was given {brief(value)}.")


def _modulo(run: Run, dividend: Decimal, divisor: Decimal) -> Value:
    """`dividend - divisor * floor(dividend / divisor)`, exactly."""
    if not divisor:
        return run.null("feel.division-by-zero", f"modulo({brief(dividend)}, 0) divides by zero.")
    try:
        remainder = NUMBERS.remainder(dividend, divisor)
    except InvalidOperation:
        return _long_modulo(dividend, divisor)
    if remainder and remainder.is_signed() is not divisor.is_signed():
        return NUMBERS.add(remainder, divisor)
    return remainder


def _long_modulo(dividend: Decimal, divisor: Decimal) -> Decimal:
    """For quotients of more than 34 digits, in whole numbers: the powers of ten never written out."""
    (digits, exponent), (by, by_exponent) = _whole(dividend), _whole(divisor)
    if exponent >= by_exponent:
        remainder = digits * pow(10, exponent - by_exponent, by) % by
    else:
        remainder = digits % (by * 10 ** (by_exponent - exponent))
        by_exponent = exponent
    return NUMBERS.create_decimal(Decimal(remainder).scaleb(by_exponent, _UNLIMITED))


def _whole(number: Decimal) -> tuple[int, int]:
    """The number as a whole one times a power of ten."""
    exponent = number.adjusted() - len(number.as_tuple().digits) + 1
    return int(number.scaleb(-exponent, _UNLIMITED)), exponent


_UNLIMITED = Context(prec=100_000, Emax=999_999, Emin=-999_999)


def _function_of(name: str, operation: Callable[[Decimal], Decimal], cost: int) -> Builtin:
    def call(run: Run, number: Decimal) -> Value:
        run.spend(cost)
        try:
            result = operation(number)
        except ArithmeticError:
            result = None
        if result is None or not result.is_finite():
            return run.null("feel.number-range", f"{name}({brief(number)}) is not a number FEEL can hold.")
        return result

    return builtin(name, strict(name, call, _NUMBER), Signature((_NUMBER,), NUMBER))


def _parity(remainder: Decimal) -> Implementation:
    def call(_run: Run, number: Decimal) -> Value:
        try:
            return NUMBERS.remainder(number, _TWO).copy_abs() == remainder
        except InvalidOperation:
            return remainder == ZERO  # so many digits before the point that the last ones are zero

    return call


def _numeric() -> Iterator[Builtin]:
    yield _scaled("decimal", ROUND_HALF_EVEN)
    yield _both("floor", ROUND_FLOOR)
    yield _both("ceiling", ROUND_CEILING)
    yield _scaled("round up", ROUND_UP)
    yield _scaled("round down", ROUND_DOWN)
    yield _scaled("round half up", ROUND_HALF_UP)
    yield _scaled("round half down", ROUND_HALF_DOWN)
    yield builtin(
        "abs",
        _abs,
        Signature((_N,), NUMBER),
        Signature((Parameter("n", DAYS_TIME),), DAYS_TIME),
        Signature((Parameter("n", YEARS_MONTHS),), YEARS_MONTHS),
        plain=Plain((Decimal,), Decimal.copy_abs),
    )
    modulo = Parameter("dividend", NUMBER), Parameter("divisor", NUMBER)
    yield builtin("modulo", strict("modulo", _modulo, *modulo), Signature(modulo, NUMBER))
    yield _function_of("sqrt", NUMBERS.sqrt, 1)
    yield _function_of("log", NUMBERS.ln, _COSTLY)
    yield _function_of("exp", NUMBERS.exp, _COSTLY)
    yield builtin("odd", strict("odd", _parity(Decimal(1)), _NUMBER), Signature((_NUMBER,), BOOLEAN))
    yield builtin("even", strict("even", _parity(ZERO), _NUMBER), Signature((_NUMBER,), BOOLEAN))


NUMERIC = tuple(_numeric())
