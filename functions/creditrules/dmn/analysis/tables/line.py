"""The values of one kind as a line of stretches: which are empty, a value of each, and how FEEL writes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import ROUND_FLOOR, Context, Decimal
from itertools import pairwise
from typing import Final

from creditrules.dmn.table.region import Cut, Key, Kind
from creditrules.feel import (
    UTC_ZONE,
    Date,
    DateTime,
    DaysDuration,
    MonthsDuration,
    Time,
    Value,
    civil,
    literal,
)

__all__ = ["KNOWN", "Stretch", "condition", "is_empty", "is_point", "merged", "plainest", "value_in"]

Stretch = tuple[Cut | None, Cut | None]
"""The keys between two cuts; None where there is no end."""

_DAY: Final = 86_400 * 10**9
_EXACT: Final = Context(prec=34)
_LONGEST: Final = 200
_OTHER: Final = "other"


def _moment(key: int, zoned: bool) -> DateTime:  # noqa: FBT001
    return DateTime(Date(*civil(key // _DAY)), Time(key % _DAY, UTC_ZONE if zoned else None))


_VALUES: Final[Mapping[Kind, Callable[[Key], Value]]] = {
    (Decimal, False): lambda key: key,
    (str, False): lambda key: key,
    (bool, False): lambda key: key,
    (Date, False): lambda key: Date(*civil(key)),
    (Time, False): Time,
    (DateTime, False): lambda key: _moment(key, False),
    (DateTime, True): lambda key: _moment(key, True),
    (DaysDuration, False): DaysDuration,
    (MonthsDuration, False): MonthsDuration,
}
KNOWN: Final = frozenset(_VALUES)
"""Kinds whose lines are known; of zoned times of day the ends hang on the zone."""
_WHOLE: Final = frozenset((Date, Time, DateTime, DaysDuration, MonthsDuration))


def is_empty(kind: Kind, stretch: Stretch) -> bool:
    """Whether no value lies in it."""
    class_ = kind[0]
    if class_ is Decimal:
        return False
    if class_ is bool:
        return not is_point(stretch)
    if class_ is str:
        return _is_empty_text(stretch)
    first, last = _first(stretch[0]), _last(stretch[1])
    if class_ is Time:
        first, last = max(first or 0, 0), min(_DAY - 1 if last is None else last, _DAY - 1)
    return first is not None and last is not None and first > last


def is_point(stretch: Stretch) -> bool:
    """Whether it is one key."""
    low, high = stretch
    return low is not None and high is not None and bool(low[0] == high[0])


def _first(cut: Cut | None) -> int | None:
    return None if cut is None else cut[0] + cut[1]


def _last(cut: Cut | None) -> int | None:
    return None if cut is None else cut[0] - (not cut[1])


def _is_empty_text(stretch: Stretch) -> bool:
    low, high = stretch
    if high is None or is_point(stretch):
        return False
    lowest = "" if low is None else low[0] + "\0" if low[1] else low[0]
    return bool(lowest > high[0] or (lowest == high[0] and not high[1]))


def value_in(kind: Kind, stretch: Stretch) -> Value:
    """A value of a stretch that is not empty; a plain one where there is such."""
    low, high = stretch
    if low is not None and not low[1]:
        return _VALUES[kind](low[0])
    if high is not None and high[1]:
        return _VALUES[kind](high[0])
    if kind[0] is Decimal:
        return _number(low, high)
    if kind[0] is str:
        return _text(low, high)
    first, last = _first(low), _last(high)
    return _VALUES[kind](first if first is not None else last if last is not None else 0)


def plainest(kind: Kind, stretches: Sequence[Stretch]) -> Stretch:
    """Of some stretches the one whose value says most: of texts one that is named, or else any other."""
    if kind[0] is not str:
        return stretches[0]
    named = (stretch for stretch in stretches if is_point(stretch))
    other = (stretch for stretch in stretches if _text(*stretch) == _OTHER)
    return next(named, None) or next(other, stretches[0])


def _number(low: Cut | None, high: Cut | None) -> Decimal:
    """Inside an open stretch: of the shortest ones, the least."""
    if low is None or high is None:
        end = low or high
        if end is None:
            return Decimal(0)
        return _EXACT.add(end[0], Decimal(1 if high is None else -1))
    for exponent in range(high[0].adjusted() + 1, low[0].adjusted() - _EXACT.prec, -1):
        step = Decimal(1).scaleb(exponent)
        found = _EXACT.multiply(_EXACT.add(_floor(low[0], step), Decimal(1)), step)
        if found < high[0]:
            return found.quantize(Decimal(1)) if exponent > 0 else found
    return _EXACT.divide(_EXACT.add(low[0], high[0]), Decimal(2))


def _floor(number: Decimal, step: Decimal) -> Decimal:
    return _EXACT.divide(number, step).to_integral_value(ROUND_FLOOR)


def _text(low: Cut | None, high: Cut | None) -> str:
    lowest = "" if low is None else low[0]
    tries = (_OTHER, "", "A", f"{lowest} ", f"{lowest}A", f"{lowest}~", f"{lowest}\0")
    return next(text for text in tries if (low is None or text > low[0]) and (high is None or text < high[0]))


def merged(stretches: Sequence[Stretch]) -> list[Stretch]:
    """Ascending stretches, those that meet made one."""
    found: list[Stretch] = []
    for low, high in stretches:
        if found and found[-1][1] == low:
            found[-1] = (found[-1][0], high)
        else:
            found.append((low, high))
    return found


def condition(name: str, kind: Kind, stretches: Sequence[Stretch], *, null: bool, nullable: bool) -> str:
    """That `name` lies in one of some ascending stretches, or is null where `null` says so, as FEEL says it.

    nullable: whether it may be null.
    """
    parts = merged(stretches)
    holes = _holes(parts)
    if holes is not None:
        shown = [_written(kind, hole[0]) for hole in holes] + (["null"] if nullable and not null else [])
        return f"{name} != {shown[0]}" if len(shown) == 1 else f"not({name} in ({', '.join(shown)}))"
    tests = [_test(kind, part) for part in parts] + (["null"] if null else [])
    if len(tests) > 1:
        return f"{name} in ({', '.join(tests)})"
    sign = "" if tests[0].startswith(("<", ">")) else " in" if tests[0][0] in "[(" else " ="
    return f"{name}{sign} {tests[0]}"


def _holes(parts: Sequence[Stretch]) -> list[Cut] | None:
    """The keys that the parts leave out, where they leave out a few keys and nothing else."""
    if not parts or parts[0][0] is not None or parts[-1][1] is not None:
        return None
    holes = [(one[1], other[0]) for one, other in pairwise(parts)]
    if all(low is not None and high is not None and low[0] == high[0] for low, high in holes):
        return [low for low, _ in holes if low is not None]
    return None


def _test(kind: Kind, part: Stretch) -> str:
    low, high = part
    if is_point(part) and low is not None:
        return _written(kind, low[0])
    if low is None or high is None:
        end, sign = (low, (">", ">=")[not low[1]]) if low is not None else (high, ("<", "<=")[high[1]])  # type: ignore[index]
        return f"{sign} {_written(kind, end[0])}"  # type: ignore[index]
    return f"{'(' if low[1] else '['}{_written(kind, low[0])}..{_written(kind, high[0])}{']' if high[1] else ')'}"


def _written(kind: Kind, key: Key) -> str:
    return literal(_VALUES[kind](key), _LONGEST) or "…"
