"""Arithmetic is that of 34-digit decimals whatever the thread's own decimal context says, and is bounded."""

from __future__ import annotations

import decimal
import time
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from creditrules.feel import limits
from creditrules.feel.builtins import BUILTINS
from creditrules.feel.run.evaluation import Run
from creditrules.feel.temporal import UTC_ZONE, Date, DateTime, DaysDuration, MonthsDuration, Time
from creditrules.feel.values import arithmetic as numbers
from creditrules.feel.values import path

UNTIMED = settings(deadline=None, database=None)
NOW = DateTime(Date(2026, 1, 1), Time(0, UTC_ZONE))
NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**18), max_value=10**18, places=12)


def run() -> Run:
    return Run(NOW, 10**6)


def exactly(value: Fraction) -> Decimal:
    """34 digits, half to even, by whole-number arithmetic alone."""
    if value == 0:
        return Decimal(0)
    sign, value = (-1 if value < 0 else 1), abs(value)
    exponent = len(str(value.numerator)) - len(str(value.denominator)) - 33
    while value / Fraction(10) ** exponent >= 10**34:
        exponent += 1
    while value / Fraction(10) ** exponent < 10**33:
        exponent -= 1
    return Decimal(sign * round(value / Fraction(10) ** exponent)).scaleb(exponent, Context(prec=40))


@UNTIMED
@given(NUMBERS, NUMBERS)
def test_the_operators_round_half_to_even_at_34_digits(left: Decimal, right: Decimal) -> None:
    assert numbers.add(run(), left, right) == exactly(Fraction(left) + Fraction(right))
    assert numbers.subtract(run(), left, right) == exactly(Fraction(left) - Fraction(right))
    assert numbers.multiply(run(), left, right) == exactly(Fraction(left) * Fraction(right))
    assume(right)
    assert numbers.divide(run(), left, right) == exactly(Fraction(left) / Fraction(right))


@UNTIMED
@given(NUMBERS, NUMBERS.filter(bool))
def test_modulo_is_exact_and_has_the_divisors_sign(dividend: Decimal, divisor: Decimal) -> None:
    result = BUILTINS["modulo"].call(run(), dividend, divisor)
    assert result == Fraction(dividend) % Fraction(divisor)


@UNTIMED
@given(NUMBERS, st.integers(-3, 8))
def test_rounding_agrees_with_whole_numbers(number: Decimal, scale: int) -> None:
    shifted = Fraction(number) * Fraction(10) ** scale
    back = Fraction(10) ** -scale
    answers = {
        "decimal": round(shifted),
        "floor": shifted.__floor__(),
        "ceiling": shifted.__ceil__(),
        "round down": int(shifted),
        "round up": shifted.__floor__() if shifted < 0 else shifted.__ceil__(),
    }
    for name, expected in answers.items():
        assert BUILTINS[name].call(run(), number, Decimal(scale)) == expected * back


def test_the_threads_decimal_context_does_not_matter() -> None:
    with decimal.localcontext(Context(prec=3, rounding=decimal.ROUND_UP, Emax=10, Emin=-10)):
        third = numbers.divide(run(), Decimal(1), Decimal(3))
        mean = BUILTINS["mean"].call(run(), [Decimal(1), Decimal("0.123456789")])
        root = BUILTINS["sqrt"].call(run(), Decimal(2))
        rounded = BUILTINS["round half up"].call(run(), Decimal("1234567.125"), Decimal(2))
        remainder = BUILTINS["modulo"].call(run(), Decimal("1E6000"), Decimal(7))
        half = numbers.multiply(run(), DaysDuration(10**18 + 1), Decimal("0.5"))
        part = path(run(), Time(1_123_456_789), "second")
        rest = path(run(), DaysDuration(-1_123_456_789), "seconds")
        second = BUILTINS["time"].call(run(), Decimal(1), Decimal(1), Decimal("1.123456789"))
    assert str(third) == "0." + "3" * 34
    assert str(mean) == "0.5617283945"
    assert str(root) == "1.414213562373095048801688724209698"
    assert str(rounded) == "1234567.13"
    assert remainder == 1
    assert half == DaysDuration(5 * 10**17)
    assert str(part) == "1.123456789"
    assert str(rest) == "-1.123456789"
    assert isinstance(second, Time)
    assert second.fraction == 123456789


def test_modulo_of_numbers_far_apart_is_exact_and_quick() -> None:
    started = time.process_time()
    for dividend, divisor in [
        ("7E6144", "1E-6144"),
        ("7E6144", "3.333333333"),
        ("-1E6000", "7"),
        ("1E6144", "-9.1E-6000"),
    ]:
        result = BUILTINS["modulo"].call(run(), Decimal(dividend), Decimal(divisor))
        assert result == Fraction(dividend) % Fraction(divisor)
    assert time.process_time() - started < 1


def test_towers_of_powers_are_null_at_once() -> None:
    started = time.process_time()
    for left, right in [
        ("9", "387420489"),
        ("1.0000001", "1E40"),
        ("-9", "387420489"),
        ("1E6144", "2"),
        ("0.1", "-1E9"),
    ]:
        ran = run()
        assert numbers.power(ran, Decimal(left), Decimal(right)) is None
        assert ran.warnings[0].code == "feel.number-range"
    assert time.process_time() - started < 0.5


@pytest.mark.parametrize("exponent", [limits.EXPONENT, -limits.EXPONENT])
def test_numbers_at_the_bound_of_exponents_are_numbers(exponent: int) -> None:
    number = numbers.parse_number(f"1E{exponent}")
    assert number is not None
    assert numbers.add(run(), number, Decimal(0)) == number


def test_what_is_no_number_is_not_read_as_one() -> None:
    for text in ("NaN", "sNaN", "Infinity", "-inf", "1E99999", "", "x", "1E999999999999999999999"):
        assert numbers.parse_number(text) is None


def test_literals_are_rounded_to_34_digits() -> None:
    assert numbers.parse_number("1" * 34 + "5") == Decimal("1" * 33 + "20")
    assert Context(prec=34, rounding=ROUND_HALF_EVEN).create_decimal("2" * 34 + "5") == numbers.parse_number(
        "2" * 34 + "5"
    )


def test_an_error_says_which_values_it_is_about() -> None:
    ran = run()
    assert numbers.add(ran, Decimal(1), "a") is None
    assert numbers.divide(ran, Decimal(1), Decimal(0)) is None
    assert numbers.multiply(ran, None, Decimal(2)) is None
    assert [warning.message for warning in ran.warnings] == [
        '1 + "a" has no meaning for these types or values.',
        "1 is divided by zero.",
        "null * 2 is null because an operand is.",
    ]


def test_strings_grow_no_longer_than_they_may() -> None:
    ran = run()
    long = "x" * (limits.STRING_LENGTH // 2)
    assert numbers.add(ran, long, long) == long * 2
    assert numbers.add(ran, long + "x", long) is None
    assert ran.warnings[0].code == "feel.string-length"


@UNTIMED
@given(st.integers(-(10**9), 10**9), st.decimals(-10_000, 10_000, places=12))
def test_months_are_cut_to_whole_ones(months: int, factor: Decimal) -> None:
    assert numbers.multiply(run(), MonthsDuration(months), factor) == MonthsDuration(
        int(Fraction(months) * Fraction(factor))
    )


def test_a_power_with_a_fraction_is_paid_for() -> None:
    ran = run()
    numbers.power(ran, Decimal(2), Decimal("0.5"))
    assert ran.steps < 10**6 - 10
