"""Equality and order of values (DMN 1.5, clauses 10.3.2.13 and 10.3.2.14): three-valued, None where undefined."""

from __future__ import annotations

from decimal import Decimal

from creditrules.feel.run.evaluation import Run
from creditrules.feel.temporal import Date, DateTime, DaysDuration, MonthsDuration, Time
from creditrules.feel.values.kinds import Function, Range, Value

__all__ = ["Identities", "compare", "equal", "includes", "same"]

_PLAIN = frozenset((Decimal, str, bool, Date, Time, DateTime, DaysDuration, MonthsDuration))
_ORDERED = frozenset((Decimal, str, Date, DaysDuration, MonthsDuration))
_ZONED = frozenset((Time, DateTime))
_DEEPEST = 200


def equal(left: Value, right: Value, run: Run | None = None) -> bool | None:
    """`left = right`; None where the types differ. Inside lists and contexts what cannot be compared is not equal.

    Times are compared as moments, whatever their zones; a local time never equals one in a zone. Looking into lists
    and contexts costs the run one step a part.
    """
    kind = type(left)
    if kind is type(right):
        return left == right if kind in _PLAIN else _equal_parts(left, right, run)
    if left is None or right is None:
        return False
    return None


def _equal_parts(left: Value, right: Value, run: Run | None) -> bool:
    """Without recursion, as values may be nested deeper than Python's stack; each pair once, as parts may be shared."""
    pairs: list[tuple[Value, Value]] = [(left, right)]
    seen: set[tuple[int, int]] = set()
    while pairs:
        if run is not None:
            run.spend()
        one, other = pairs.pop()
        if one is other or (id(one), id(other)) in seen:
            continue
        seen.add((id(one), id(other)))
        inner = _pairs(one, other)
        if inner is None:
            return False
        pairs += inner
    return True


def _pairs(one: Value, other: Value) -> list[tuple[Value, Value]] | None:
    """The parts that have to be equal for the two to be; None where they are not whatever their parts."""
    if type(one) is not type(other):
        return None
    if isinstance(one, list) and isinstance(other, list):
        return list(zip(one, other, strict=True)) if len(one) == len(other) else None
    if isinstance(one, dict) and isinstance(other, dict):
        return [(value, other[name]) for name, value in one.items()] if one.keys() == other.keys() else None
    if isinstance(one, Range) and isinstance(other, Range):
        alike = (one.low_closed, one.high_closed, one.sign) == (other.low_closed, other.high_closed, other.sign)
        return [(one.low, other.low), (one.high, other.high)] if alike else None
    if isinstance(one, Function) and isinstance(other, Function):
        return [] if (one.stands_for or one) is (other.stands_for or other) else None
    return [] if one == other else None


def compare(left: Value, right: Value) -> int | None:
    """-1, 0 or 1 as `left` comes before, with or after `right`; None where their types have no order between them.

    A local time beside one in a zone is taken to be in that zone (table 54), so what their clocks show decides.
    """
    kind = type(left)
    if kind is not type(right):
        return None
    if kind in _ORDERED or (kind in _ZONED and left.zoned is right.zoned):  # type: ignore[attr-defined]
        return -1 if left < right else int(left > right)  # type: ignore[operator]
    if kind in _ZONED:
        one, other = left.clock, right.clock  # type: ignore[attr-defined]
        return -1 if one < other else int(one > other)
    return None


def includes(interval: Range, value: Value) -> bool | None:
    """`value in interval`; None where they cannot be compared."""
    if interval.sign:
        same = equal(value, interval.low)
        return same if interval.sign == "=" or same is None else not same
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


def same(left: Value, right: Value, run: Run | None = None) -> bool:
    """`is(left, right)`: equal and alike in every component, zones included. run: see `equal`."""
    if isinstance(left, Time) and isinstance(right, Time):
        return (left.nanos, left.zone) == (right.nanos, right.zone)
    if isinstance(left, DateTime) and isinstance(right, DateTime):
        return left.key == right.key and left.date == right.date and same(left.time, right.time)
    return equal(left, right, run) is True


class Identities:
    """Hashable stand-ins: two values are equal as parts of lists exactly when their stand-ins are.

    Every distinct list, context and range gets one number, so that parts shared many times over are looked at once.
    Beyond 200 levels a list or context stands for itself only. The values must outlive the object.
    """

    __slots__ = ("_by_content", "_by_object", "_parts")

    def __init__(self) -> None:
        self._by_content: dict[object, tuple[str, int]] = {}
        self._by_object: dict[int, tuple[str, int]] = {}
        self._parts = 0

    def of(self, value: Value, depth: int = 0) -> object:
        """The value's stand-in, good beside others of this object only."""
        if isinstance(value, bool):
            return bool, value
        if not isinstance(value, list | dict | Range):
            return value
        known = self._by_object.get(id(value))
        if known is None:
            content: object = id(value) if depth >= _DEEPEST else self._content(value, depth + 1)
            known = self._by_content.setdefault(content, ("part", len(self._by_content)))
            self._by_object[id(value)] = known
        return known

    def taken_parts(self) -> int:
        """How many parts of lists and contexts were looked at since this was asked last."""
        parts, self._parts = self._parts, 0
        return parts

    def _content(self, value: list[Value] | dict[str, Value] | Range, depth: int) -> object:
        self._parts += 2 if isinstance(value, Range) else len(value)
        if isinstance(value, list):
            return list, tuple(self.of(item, depth) for item in value)
        if isinstance(value, dict):
            return dict, frozenset((name, self.of(item, depth)) for name, item in value.items())
        return (
            Range,
            self.of(value.low, depth),
            self.of(value.high, depth),
            value.low_closed,
            value.high_closed,
            value.sign,
        )
