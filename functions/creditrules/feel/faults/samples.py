"""Values of each type to try a function on: for every built-in some of them are what it takes."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cache

from creditrules.feel import temporal
from creditrules.feel.types import (
    ANY,
    BOOLEAN,
    DATE,
    DATE_TIME,
    DAYS_TIME,
    NULL,
    NUMBER,
    STRING,
    TIME,
    YEARS_MONTHS,
    ContextType,
    ListType,
    RangeType,
    Type,
)
from creditrules.feel.values.kinds import Range, Value

__all__ = ["LONGEST", "samples"]

LONGEST = 1_000
"""Characters of the longest string, and items of the longest list, that are tried."""

_DATES = ("2024-02-29", "2023-01-31")
_SIMPLE: Mapping[Type, tuple[Value, ...]] = {
    NULL: (None,),
    NUMBER: tuple(map(Decimal, ("1", "2024", "0", "-1", "0.5", "12", "10000"))),
    STRING: (
        *("a", "x" * LONGEST, "1", "", ",", ".", " ", "i", "[1..2]"),
        *(*_DATES, "08:30:00", "2024-02-29T08:30:00", "P1D", "P1Y"),
    ),
    BOOLEAN: (True, False),
    DATE: tuple(map(temporal.parse_date, _DATES)),
    TIME: (temporal.parse_time("08:30:00"), temporal.parse_time("08:30:00Z")),
    DATE_TIME: (temporal.parse_date_time("2024-02-29T08:30:00"), temporal.parse_date_time("2024-02-29T08:30:00Z")),
    DAYS_TIME: (temporal.parse_duration("P1D"), temporal.parse_duration("-PT1H")),
    YEARS_MONTHS: (temporal.parse_duration("P1Y"), temporal.parse_duration("-P1M")),
}
_ENTRY: Value = {"key": "a", "value": Decimal(1)}
_DEEPEST = 4


@cache
def samples(type_: Type, depth: int = 0) -> tuple[Value, ...]:
    """Values of the type, the most usual first; none where it has functions in it or is nested deep."""
    if depth > _DEEPEST:
        return ()
    match type_:
        case ListType(item):
            return _lists(item, depth)
        case RangeType(item):
            kinds = _ordered() if item == ANY else (samples(item, depth + 1),)
            return tuple(Range(kind[0], kind[0]) for kind in kinds if kind)
        case ContextType(entries):
            return _contexts(entries, depth)
        case _ if type_ == ANY:
            simple = tuple(value for kind in _SIMPLE for value in _SIMPLE[kind] if value is not None)
            return (*simple, _ENTRY, *samples(RangeType(ANY), depth), *(_lists(ANY, depth) if depth < 1 else ()))
        case _:
            return _SIMPLE.get(type_, ())


def _ordered() -> tuple[tuple[Value, ...], ...]:
    return tuple(values for kind, values in _SIMPLE.items() if kind not in (NULL, BOOLEAN))


def _lists(item: Type, depth: int) -> tuple[Value, ...]:
    """Short ones, the empty one and a long one; of anything, one list of each kind."""
    if item == ANY:
        kinds = [values[:2] for values in _SIMPLE.values() if values != (None,)]
        many = [list(values) for values in kinds] + [[_ENTRY], list(samples(RangeType(ANY), depth + 1))]
        return (*many, [kinds[0][0]] * LONGEST, [], *([one] for one in many))
    of = samples(item, depth + 1)
    return ([of[0]], [*of[:2]], [of[0]] * LONGEST, [], *([one] for one in of[1:])) if of else ([],)


def _contexts(entries: tuple[tuple[str, Type], ...], depth: int) -> tuple[Value, ...]:
    filled = {name: samples(type_, depth + 1) for name, type_ in entries}
    if not all(filled.values()):
        return ()
    first = {name: values[0] for name, values in filled.items()}
    return (first,) if entries else (first, _ENTRY)
