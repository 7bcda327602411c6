"""Equality and order of values (DMN 1.5, clauses 10.3.2.13 and 10.3.2.14): three-valued, None where undefined."""

from __future__ import annotations

from decimal import Decimal

from creditrules.feel.temporal import Date, DateTime, DaysDuration, MonthsDuration, Time
from creditrules.feel.value_kinds import Range, Value

__all__ = ["compare", "equal", "identity", "includes", "same"]

_PLAIN = frozenset((Decimal, str, bool, Date, Time, DateTime, DaysDuration, MonthsDuration))
_ORDERED = frozenset((Decimal, str, Date, DaysDuration, MonthsDuration))
_ZONED = frozenset((Time, DateTime))
_DEEPEST = 200


def equal(left: Value, right: Value) -> bool | None:
    """`left = right`; None where the types differ. Inside lists and contexts what cannot be compared is not equal.

    Times are compared as moments, whatever their zones; a local time never equals one in a zone.
    """
    kind = type(left)
    if kind is type(right):
        return left == right if kind in _PLAIN else _equal_parts(left, right)
    if left is None or right is None:
        return False
    return None


def _equal_parts(left: Value, right: Value) -> bool:
    """Without recursion: values may be nested deeper than Python's stack."""
    pairs: list[tuple[Value, Value]] = [(left, right)]
    while pairs:
        one, other = pairs.pop()
        if one is other:
            continue
        if type(one) is not type(other):
            return False
        if isinstance(one, list) and isinstance(other, list):
            if len(one) != len(other):
                return False
            pairs.extend(zip(one, other, strict=True))
        elif isinstance(one, dict) and isinstance(other, dict):
            if one.keys() != other.keys():
                return False
            pairs.extend((value, other[name]) for name, value in one.items())
        elif isinstance(one, Range) and isinstance(other, Range):
            if (one.low_closed, one.high_closed) != (other.low_closed, other.high_closed):
                return False
            pairs += [(one.low, other.low), (one.high, other.high)]
        elif one != other:
            return False
    return True


def compare(left: Value, right: Value) -> int | None:
    """-1, 0 or 1 as `left` comes before, with or after `right`; None where their types have no order between them."""
    kind = type(left)
    if kind is not type(right):
        return None
    if kind in _ORDERED or (kind in _ZONED and left.zoned is right.zoned):  # type: ignore[attr-defined]
        return -1 if left < right else int(left > right)  # type: ignore[operator]
    return None


def includes(interval: Range, value: Value) -> bool | None:
    """`value in interval`; None where they cannot be compared."""
    if interval.low is not None:
        above = compare(value, interval.low)
        if above is None:
            return None
        if above < 0 or (above == 0 and not interval.low_closed):
            return False
    if interval.high is not None:
        below = compare(value, interval.high)
        if below is None:
            return None
        return below < 0 or (below == 0 and interval.high_closed)
    return None if interval.low is None else True


def same(left: Value, right: Value) -> bool:
    """`is(left, right)`: equal and alike in every component, zones included."""
    if isinstance(left, Time) and isinstance(right, Time):
        return (left.nanos, left.zone) == (right.nanos, right.zone)
    if isinstance(left, DateTime) and isinstance(right, DateTime):
        return left.date == right.date and same(left.time, right.time)
    return equal(left, right) is True


def identity(value: Value, depth: int = 0) -> object:
    """A hashable stand-in: two values are equal as parts of lists exactly when their identities are.

    Beyond 200 levels a list or context stands for itself only.
    """
    if isinstance(value, bool):
        return bool, value
    if isinstance(value, list | dict | Range):
        if depth >= _DEEPEST:
            return list, id(value)
        if isinstance(value, list):
            return list, tuple(identity(item, depth + 1) for item in value)
        if isinstance(value, dict):
            return dict, frozenset((name, identity(item, depth + 1)) for name, item in value.items())
        ends = identity(value.low, depth + 1), identity(value.high, depth + 1)
        return Range, ends, value.low_closed, value.high_closed
    return value
