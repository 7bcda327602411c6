"""Static typing without exceptions to learn by heart: what may stand where, and what comes out of it."""

from __future__ import annotations

from collections.abc import Mapping

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
    FunctionType,
    ListType,
    RangeType,
    SimpleType,
    Type,
    context_type,
)

__all__ = ["BUILT_IN_TYPES", "arithmetic_type", "assignable", "comparable", "join", "ordered", "part_type", "parts_of"]

BUILT_IN_TYPES: Mapping[str, Type] = {
    **{
        str(type_): type_
        for type_ in (ANY, NULL, NUMBER, STRING, BOOLEAN, DATE, TIME, DATE_TIME, DAYS_TIME, YEARS_MONTHS)
    },
    "list": ListType(ANY),
    "context": ContextType(open=True),
    "range": RangeType(ANY),
    "function": FunctionType(None, ANY),
}
"""The types that every text may name; the bare names of the generic ones mean "of anything"."""

_ORDERED = frozenset({NUMBER, STRING, DATE, TIME, DATE_TIME, DAYS_TIME, YEARS_MONTHS})
_POINTS = (DATE, DATE_TIME, TIME)
_SUMS: list[tuple[str, Type, Type, Type]] = [
    *((sign, NUMBER, NUMBER, NUMBER) for sign in ("+", "-", "*", "/", "**")),
    ("+", STRING, STRING, STRING),
    *((sign, kind, kind, kind) for kind in (DAYS_TIME, YEARS_MONTHS) for sign in ("+", "-")),
    *((sign, point, DAYS_TIME, point) for point in _POINTS for sign in ("+", "-")),
    *((sign, point, YEARS_MONTHS, point) for point in _POINTS[:2] for sign in ("+", "-")),
    *(("+", DAYS_TIME, point, point) for point in _POINTS),
    *(("+", YEARS_MONTHS, point, point) for point in _POINTS[:2]),
    *(("-", one, other, DAYS_TIME) for one in _POINTS[:2] for other in _POINTS[:2]),
    ("-", TIME, TIME, DAYS_TIME),
    *(("*", kind, NUMBER, kind) for kind in (DAYS_TIME, YEARS_MONTHS)),
    *(("*", NUMBER, kind, kind) for kind in (DAYS_TIME, YEARS_MONTHS)),
    *(("/", kind, NUMBER, kind) for kind in (DAYS_TIME, YEARS_MONTHS)),
    *(("/", kind, kind, NUMBER) for kind in (DAYS_TIME, YEARS_MONTHS)),
]
_NUMBER_PARTS = {
    DATE: ("year", "month", "day", "weekday"),
    TIME: ("hour", "minute", "second"),
    DATE_TIME: ("year", "month", "day", "weekday", "hour", "minute", "second"),
    DAYS_TIME: ("days", "hours", "minutes", "seconds"),
    YEARS_MONTHS: ("years", "months"),
}
_PARTS: Mapping[Type, Mapping[str, Type]] = {
    kind: {
        **dict.fromkeys(parts, NUMBER),
        **({"timezone": STRING, "time offset": DAYS_TIME} if kind in (TIME, DATE_TIME) else {}),
    }
    for kind, parts in _NUMBER_PARTS.items()
}


def arithmetic_type(sign: str, left: Type, right: Type) -> Type | None:
    """What `left sign right` gives: None where it is never anything but null, Any where it depends."""
    if left == NUMBER and right == NUMBER:
        return NUMBER
    results = {
        result
        for operator, one, other, result in _SUMS
        if operator == sign and left in (one, ANY) and right in (other, ANY)
    }
    if len(results) == 1:
        return results.pop()
    return ANY if results else None


def ordered(left: Type, right: Type) -> bool:
    """Whether `<` can have another answer than null."""
    if ANY in (left, right):
        other = right if left == ANY else left
        return other == ANY or other in _ORDERED
    return left == right and left in _ORDERED


def comparable(left: Type, right: Type) -> bool:
    """Whether `=` can have another answer than null."""
    if left == right or ANY in (left, right) or NULL in (left, right):
        return True
    match left, right:
        case (ListType(one), ListType(other)) | (RangeType(one), RangeType(other)):
            return comparable(one, other)
        case (ContextType(), ContextType()) | (FunctionType(), FunctionType()):
            return True
        case _:
            return False


def assignable(given: Type, wanted: Type) -> bool:
    """Whether a value of `given` may be what is `wanted`, implicit conversions included (clause 10.3.2.9.4)."""
    if given in (wanted, NULL, ANY) or wanted == ANY:
        return True
    match given, wanted:
        case (ListType(one), ListType(other)) | (RangeType(one), RangeType(other)):
            return assignable(one, other)
        case _, ListType(item):
            return assignable(given, item)
        case ListType(item), _:
            return assignable(item, wanted)
        case ContextType(entries, open_), ContextType(required):
            there = dict(entries)
            return all(assignable(there[name], type_) if name in there else open_ for name, type_ in required)
        case FunctionType(parameters), FunctionType(expected):
            return _callable_as(parameters, expected) and assignable(given.result, wanted.result)
        case _:
            return given == DATE and wanted == DATE_TIME


_Parameters = tuple[tuple[str, Type], ...] | None


def _callable_as(parameters: _Parameters, expected: _Parameters) -> bool:
    """Whether a function may be called with what is expected: as many arguments, each of which it may take."""
    if parameters is None or expected is None:
        return True
    return len(parameters) == len(expected) and all(
        assignable(given, taken) for (_, taken), (_, given) in zip(parameters, expected, strict=True)
    )


def join(one: Type, other: Type) -> Type:
    """The narrowest type that both are of."""
    if other in (one, NULL):
        return one
    if one == NULL:
        return other
    match one, other:
        case ListType(left), ListType(right):
            return ListType(join(left, right))
        case RangeType(left), RangeType(right):
            return RangeType(join(left, right))
        case ContextType(entries), ContextType(others):
            known = dict(others)
            shared = tuple((name, join(type_, known[name])) for name, type_ in entries if name in known)
            return context_type(shared, open_=True)
        case _:
            return ANY


def parts_of(base: Type) -> list[str]:
    """The names that may stand after a dot behind a value of that type, as far as the type tells."""
    while isinstance(base, ListType):
        base = base.item
    if isinstance(base, ContextType):
        return list(dict(base.entries))
    if isinstance(base, RangeType):
        return ["start", "end", "start included", "end included"]
    return list(_PARTS.get(base, ()))


def part_type(base: Type, name: str) -> Type | None:
    """The type of `base.name`; None where there is no such entry or part."""
    match base:
        case ContextType(entries, open_):
            return dict(entries).get(name, ANY if open_ else None)
        case ListType(item):
            found = part_type(item, name)
            return None if found is None else ListType(found)
        case RangeType(item):
            return {"start": item, "end": item, "start included": BOOLEAN, "end included": BOOLEAN}.get(name)
        case SimpleType():
            return ANY if base == ANY else _PARTS.get(base, {}).get(name)
        case FunctionType():
            return None
