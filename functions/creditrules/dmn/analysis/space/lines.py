"""All values on one line: null first, then kind after kind, each in its own order; sets of values as stretches of it.

Dates, durations and booleans are discrete: the border after one is the border before the next, so that nothing lies
between neighbours. Borders are tuples `(line,)`, where a kind begins, and `(line, key, after)`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from decimal import Decimal
from enum import IntEnum
from typing import Any, Final

from creditrules.dmn.table.region import NOTHING, Key, Kind, Region, key_of, kind_of
from creditrules.feel import (
    BOOLEAN,
    DATE,
    DATE_TIME,
    DAYS_TIME,
    NUMBER,
    STRING,
    TIME,
    YEARS_MONTHS,
    Date,
    DateTime,
    DaysDuration,
    MonthsDuration,
    Time,
    Type,
    Value,
)

__all__ = [
    "KINDS",
    "WHOLE",
    "Border",
    "Line",
    "between",
    "border",
    "lifted",
    "line_of",
    "lines_of_type",
    "on_line",
    "point",
    "position",
    "stretches",
    "within",
]

Border = tuple[Any, ...]
"""`(line,)` or `(line, key, after)`; compared as tuples are."""

Stretch = tuple[Border, Border]
"""From a border to the next."""


class Line(IntEnum):
    """Where values of a kind stand. OTHER: lists, contexts, ranges, functions. FAILED: null with a warning."""

    NULL = 0
    BOOLEAN = 1
    NUMBER = 2
    TEXT = 3
    DATE = 4
    TIME = 5
    ZONED_TIME = 6
    MOMENT = 7
    ZONED_MOMENT = 8
    DAYS = 9
    MONTHS = 10
    OTHER = 11
    FAILED = 12


KINDS: Final[dict[Line, Kind]] = {
    Line.BOOLEAN: (bool, False),
    Line.NUMBER: (Decimal, False),
    Line.TEXT: (str, False),
    Line.DATE: (Date, False),
    Line.TIME: (Time, False),
    Line.ZONED_TIME: (Time, True),
    Line.MOMENT: (DateTime, False),
    Line.ZONED_MOMENT: (DateTime, True),
    Line.DAYS: (DaysDuration, False),
    Line.MONTHS: (MonthsDuration, False),
}
_LINES: Final = {kind: line for line, kind in KINDS.items()}
WHOLE: Final = frozenset(
    {Line.DATE, Line.TIME, Line.ZONED_TIME, Line.MOMENT, Line.ZONED_MOMENT, Line.DAYS, Line.MONTHS}
)
"""Lines whose keys are whole numbers."""

_TYPES: Final[dict[Type, tuple[Line, ...]]] = {
    NUMBER: (Line.NUMBER,),
    STRING: (Line.TEXT,),
    BOOLEAN: (Line.BOOLEAN,),
    DATE: (Line.DATE,),
    TIME: (Line.TIME, Line.ZONED_TIME),
    DATE_TIME: (Line.MOMENT, Line.ZONED_MOMENT),
    DAYS_TIME: (Line.DAYS,),
    YEARS_MONTHS: (Line.MONTHS,),
}


def line_of(value: Value) -> Line:
    """The line that a value stands on."""
    if value is None:
        return Line.NULL
    kind = kind_of(value)
    return Line.OTHER if kind is None else _LINES[kind]


def lines_of_type(type_: Type) -> tuple[Line, ...]:
    """The lines of a type's values but null; OTHER of one that is not ordered."""
    return _TYPES.get(type_, (Line.OTHER,))


def border(line: Line, key: Key, *, after: bool) -> Border:
    """The border before or after a key, spelt in the one way."""
    if line in WHOLE:
        return (int(line), key + 1 if after else key, False)
    if line is Line.BOOLEAN:
        if key is not after:
            return (int(line), True, False)
        return (int(line) + 1,) if key else (int(line),)
    return (int(line), key, after)


def on_line(line: Line) -> Region:
    """All values of a line."""
    return Region(starts=False, cuts=((int(line),), (int(line) + 1,)))


def lifted(region: Region, line: Line) -> Region:
    """A set of keys as a set of values on a line."""
    found: list[Border] = [(int(line),)] if region.starts else []
    for key, after in region.cuts:
        cut = border(line, key, after=after)
        if found and found[-1] == cut:
            found.pop()
        else:
            found.append(cut)
    if region.starts ^ (len(region.cuts) % 2 == 1):
        end = (int(line) + 1,)
        if found and found[-1] == end:
            found.pop()
        else:
            found.append(end)
    return Region(starts=False, cuts=tuple(found)) if found else NOTHING


def point(value: Value) -> Region:
    """The one value."""
    line = line_of(value)
    if line in {Line.NULL, Line.OTHER}:
        return on_line(line)
    key = key_of(value)
    return Region(starts=False, cuts=(border(line, key, after=False), border(line, key, after=True)))


def between(low: Value, high: Value) -> Region:
    """The values of one line from one to another, both included."""
    first, last = (line_of(low), key_of(low)), (line_of(high), key_of(high))
    return Region(starts=False, cuts=(border(*first, after=False), border(*last, after=True)))


def position(value: Value) -> Border:
    """The border before a value."""
    line = line_of(value)
    return (int(line),) if line in {Line.NULL, Line.OTHER} else border(line, key_of(value), after=False)


def within(region: Region, value: Value) -> bool:
    """Whether a value is in a set."""
    return region.starts ^ (bisect_right(region.cuts, position(value)) % 2 == 1)


def stretches(region: Region) -> Iterator[Stretch]:
    """The parts of a set, each without gaps and of one kind."""
    cuts = iter(region.cuts)
    for low, high in zip(cuts, cuts, strict=True):
        start = low
        while start[0] + 1 < high[0] or (start[0] < high[0] and len(high) > 1):
            yield start, (start[0] + 1,)
            start = (start[0] + 1,)
        yield start, high
