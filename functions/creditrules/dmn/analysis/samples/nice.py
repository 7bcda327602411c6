"""Values of a set that people like to read: a border, a whole number, few digits, today."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from itertools import islice
from typing import Final

from creditrules.dmn.analysis.space.axis import Axis
from creditrules.dmn.analysis.space.lines import WHOLE, Border, Line, stretches, within
from creditrules.dmn.analysis.values.numbers import DAY, value_on
from creditrules.dmn.table.region import Region
from creditrules.feel import DateTime, Value

__all__ = ["PRESENT", "nice", "nice_number", "values_in"]

PRESENT: Final = object()
"""Stands for a context that is there, whatever its entries."""

_WORDS: Final = ("other", "OTHER", "", "A", "M", "a", "z", "~")
_DAYS_A_YEAR: Final = 365


def nice(axis: Axis, region: Region, now: DateTime) -> Value:
    """One value of a set that is not empty. Raises ValueError where none is known."""
    found = next(values_in(axis, region, now), _NONE)
    if found is _NONE:
        raise ValueError(f"no value of {axis.name} is known there")
    return found


_NONE: Final = object()


def values_in(axis: Axis, region: Region, now: DateTime) -> Iterator[Value]:
    """Some values of a set, the nicest of each stretch first."""
    each = [_of_stretch(axis, low, high, region, now) for low, high in stretches(region)]
    waiting = [iter(values) for values in each]
    while waiting:
        for values in list(waiting):
            found = next(values, _NONE)
            if found is _NONE:
                waiting.remove(values)
            else:
                yield found


def _of_stretch(axis: Axis, low: Border, high: Border, region: Region, now: DateTime) -> Iterator[Value]:
    line = Line(low[0])
    if line in {Line.NULL, Line.FAILED}:
        yield None
    elif line is Line.OTHER:
        yield from axis.examples
    elif line is Line.BOOLEAN:
        yield from (value for value in (False, True) if within(region, value))
    elif line is Line.TEXT:
        yield from _texts(low, high, region)
    elif line in WHOLE:
        yield from (value_on(line, key) for key in _whole(line, low, high, now))
    else:
        yield from _numbers(low, high)


def _texts(low: Border, high: Border, region: Region) -> Iterator[str]:
    if len(low) > 1 and not low[2]:
        yield low[1]
    if len(high) > 1 and high[2] and (len(low) == 1 or high[1] != low[1]):
        yield high[1]
    if len(low) > 1 and len(high) > 1 and low[1] == high[1]:
        return
    for word in _WORDS:
        if low < (int(Line.TEXT), word, False) < high and within(region, word):
            yield word
    start = low[1] if len(low) > 1 else ""
    for tail in (" 2", "-", "!", " ", "\t"):
        if low < (int(Line.TEXT), start + tail, False) < high:
            yield start + tail


def _whole(line: Line, low: Border, high: Border, now: DateTime) -> Iterator[int]:
    first = low[1] if len(low) > 1 else None
    last = high[1] - 1 if len(high) > 1 else None
    unit = DAY if line in {Line.MOMENT, Line.ZONED_MOMENT, Line.DAYS} else 1
    here = now.key if line in {Line.MOMENT, Line.ZONED_MOMENT} else now.date.key if line is Line.DATE else 0
    seen = set()
    ends = [end for end in (first, last) if end is not None and abs(end - here) < unit * 200 * _DAYS_A_YEAR]
    middle = (first + last) // 2 if first is not None and last is not None else None
    guesses = [*ends, here, here + unit, here - unit, middle, first, last]
    guesses += [end + step for end in (first, last) if end is not None for step in (1, -1, unit, -unit)]
    for guess in guesses:
        if (
            guess is None
            or guess in seen
            or (first is not None and guess < first)
            or (last is not None and guess > last)
        ):
            continue
        seen.add(guess)
        yield guess


def _numbers(low: Border, high: Border) -> Iterator[Decimal]:
    seen: set[Decimal] = set()
    for number in islice(_guesses(low, high), 12):
        if number not in seen:
            seen.add(number)
            yield number


def _guesses(low: Border, high: Border) -> Iterator[Decimal]:
    first = Fraction(low[1]) if len(low) > 1 else None
    last = Fraction(high[1]) if len(high) > 1 else None
    first_open, last_open = len(low) > 1 and bool(low[2]), not (len(high) > 1 and high[2])
    if first is not None and not first_open:
        yield _decimal(first)
    if last is not None and not last_open:
        yield _decimal(last)
    inside = nice_number(first, last, first_open=first_open, last_open=last_open)
    if inside is not None:
        yield inside
    if first is not None and last is not None:
        yield from _further(first, last)
    elif first is not None:
        yield from (_decimal(first + step) for step in (1, 10, 1000))
    elif last is not None:
        yield from (_decimal(last - step) for step in (1, 10, 1000))
    else:
        yield from map(Decimal, (1, -1, 1000))


def _further(first: Fraction, last: Fraction) -> Iterator[Decimal]:
    """Numbers in the middle, at the quarters and near the ends."""
    width = last - first
    near = min(width / 2, Fraction(1))
    around = [(first + width * part, width / 8) for part in (Fraction(1, 2), Fraction(1, 4), Fraction(3, 4))]
    around += [(first + near / 2, near / 2), (last - near / 2, near / 2)]
    for middle, half in around if width > 0 else ():
        found = nice_number(middle - half, middle + half, first_open=True, last_open=True)
        if found is not None:
            yield found


def nice_number(first: Fraction | None, last: Fraction | None, *, first_open: bool, last_open: bool) -> Decimal | None:
    """The number with the fewest digits between two ends, the smallest in size of these; None where there is none."""
    for digits in range(-12, 31):
        unit = Fraction(10) ** -digits
        found = _multiple(unit, first, last, first_open=first_open, last_open=last_open)
        above = first is None or found > first or (found == first and not first_open)
        below = last is None or found < last or (found == last and not last_open)
        size = max(abs(first or Fraction(0)), abs(last or Fraction(0)), Fraction(1))
        if above and below and abs(found) <= 10 * size:
            return _decimal(found)
    return None


def _multiple(
    unit: Fraction, first: Fraction | None, last: Fraction | None, *, first_open: bool, last_open: bool
) -> Fraction:
    """The multiple of a unit nearest to zero that the ends allow, if any does."""
    if first is not None and (first > 0 or (first == 0 and first_open)):
        found = -(-first // unit) * unit
        return found + unit if first_open and found == first else found
    if last is not None and (last < 0 or (last == 0 and last_open)):
        found = last // unit * unit
        return found - unit if last_open and found == last else found
    return Fraction(0)


def _decimal(number: Fraction) -> Decimal:
    return Decimal(number.numerator) / Decimal(number.denominator)
