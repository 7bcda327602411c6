"""Where a box ends: the values at its borders, and those just beyond."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from creditrules.dmn.analysis import Box, Part, box_parts
from creditrules.feel import Date, DaysDuration, MonthsDuration, Value, civil

__all__ = ["Side", "sides_of"]

_DAY: Final = 86_400 * 10**9
_MOST_PARTS: Final = 3
_SMALL: Final = Decimal(1)

Side = tuple[tuple[str, ...], Value]
"""The path of a fact, and a value of it at a border or just beyond."""


def sides_of(box: Box) -> Iterator[Side]:
    """The values at the ends of a box, inside and just outside, fact by fact; nothing where a fact's own values end.

    Just beyond is one unit of the digits that the border has, a day or a month.
    """
    for axis, parts in box_parts(box):
        if axis.form is not None or not axis.path:
            continue
        [(_, whole)] = box_parts(Box(((axis, axis.domain),), None))
        ends = {part.low for part in whole}, {part.high for part in whole}
        for part in parts[:_MOST_PARTS]:
            yield from ((axis.path, value) for value in _of_part(part, *ends))


def _of_part(part: Part, lowest: set[Value], highest: set[Value]) -> Iterator[Value]:
    if part.null:
        yield None
    elif isinstance(part.low, str | bool) or isinstance(part.high, str | bool):
        yield from (value for value in dict.fromkeys((part.low, part.high)) if value is not None)
    else:
        for end, closed, outwards, last in (
            (part.low, part.low_closed, -1, lowest),
            (part.high, part.high_closed, 1, highest),
        ):
            if end is not None and end not in last:
                yield from _around(end, outwards if closed else -outwards)


def _around(end: Value, other: int) -> Iterator[Value]:
    """A border's own value, and its neighbour on the other side of the border."""
    yield end
    match end:
        case Decimal():
            exponent = end.as_tuple().exponent
            yield end + other * (_SMALL.scaleb(exponent) if isinstance(exponent, int) and exponent < 0 else _SMALL)
        case Date():
            yield Date(*civil(end.key + other))
        case DaysDuration():
            yield DaysDuration(end.key + other * _DAY)
        case MonthsDuration():
            yield MonthsDuration(end.key + other)
