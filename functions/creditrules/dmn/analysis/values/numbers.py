"""Between exact fractions, the keys of lines, and values."""

from __future__ import annotations

from decimal import ROUND_FLOOR, ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from typing import Final

from creditrules.dmn.analysis.space.lines import WHOLE, Border, Line, border
from creditrules.dmn.table.region import Key
from creditrules.feel import UTC_ZONE, Date, DateTime, DaysDuration, MonthsDuration, Time, Value, civil

__all__ = ["DAY", "MILLISECOND", "border_of", "is_decimal", "key_on", "nearest", "value_on"]

DAY: Final = 86_400 * 10**9
"""Nanoseconds."""

MILLISECOND: Final = 10**6
"""Nanoseconds: what times are compared to."""

_NEAREST: Final = Context(prec=34, rounding=ROUND_HALF_EVEN)
_DOWN: Final = Context(prec=34, rounding=ROUND_FLOOR)


def is_decimal(number: Fraction) -> bool:
    """Whether 34 digits hold it."""
    return Fraction(_floor(number)) == number


def _floor(number: Fraction) -> Decimal:
    """The number, or the next below it of 34 digits."""
    return _DOWN.divide(Decimal(number.numerator), Decimal(number.denominator))


def border_of(line: Line, number: Fraction, *, after: bool) -> Border:
    """The border before or after a number among the keys of a line, whether or not it is one of them."""
    if line in WHOLE:
        whole = number.numerator // number.denominator
        return border(line, whole, after=after or whole != number)
    held = _floor(number)
    return border(line, held, after=after or Fraction(held) != number)


def key_on(line: Line, number: Fraction) -> Key | None:
    """The key that a number is on a line; None where it is none."""
    if line in WHOLE:
        return number.numerator if number.denominator == 1 else None
    return _floor(number) if is_decimal(number) else None


def nearest(line: Line, number: Fraction) -> Key:
    """The key that a number is on a line, rounded where it has too many digits."""
    if line in WHOLE:
        return round(number)
    return _NEAREST.divide(Decimal(number.numerator), Decimal(number.denominator))


def value_on(line: Line, key: Key) -> Value:
    """The value with a key."""
    match line:
        case Line.NULL | Line.FAILED:
            return None
        case Line.DATE:
            return Date(*civil(key))
        case Line.TIME:
            return Time(key)
        case Line.ZONED_TIME:
            return Time(key % DAY, UTC_ZONE)
        case Line.MOMENT | Line.ZONED_MOMENT:
            day, of_day = divmod(key, DAY)
            return DateTime(Date(*civil(day)), Time(of_day, UTC_ZONE if line is Line.ZONED_MOMENT else None))
        case Line.DAYS:
            return DaysDuration(key)
        case Line.MONTHS:
            return MonthsDuration(key)
    return key
