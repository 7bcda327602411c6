"""Which values belong to a type, and which types to a wider one (DMN 1.5, clauses 10.3.2.9 and 10.3.2.13.4)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from creditrules.feel.temporal import Date, DateTime, DaysDuration, MonthsDuration, Time
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
)
from creditrules.feel.values.kinds import Function, Range, Value

__all__ = ["conforms", "is_instance", "is_taken"]

_CLASSES: Mapping[SimpleType, type] = {
    NUMBER: Decimal,
    STRING: str,
    BOOLEAN: bool,
    DATE: Date,
    TIME: Time,
    DATE_TIME: DateTime,
    DAYS_TIME: DaysDuration,
    YEARS_MONTHS: MonthsDuration,
    NULL: type(None),
}


def is_instance(value: Value, type_: Type) -> bool:
    """`value instance of type_`: null is of no type but Null; inside lists and contexts null is of every type."""
    return _is(value, type_, conforms)


def is_taken(value: Value, type_: Type) -> bool:
    """Whether `value` may go where a `type_` is wanted: as an instance, with functions whose types are left open.

    A function with undeclared parameters or an undeclared result may be one of the wanted type; so may any for one
    that leaves its own open. What it then gives is another question.
    """
    return _is(value, type_, _may_conform)


def _is(value: Value, type_: Type, fits: Callable[[Type, Type], bool]) -> bool:
    if isinstance(type_, SimpleType):
        return value is not None if type_ == ANY else isinstance(value, _CLASSES[type_])
    pending = _parts(value, type_, fits)
    if pending is None:
        return False
    seen: set[tuple[int, int]] = set()
    while pending:
        part, wanted = pending.pop()
        if part is None:
            continue
        if isinstance(wanted, SimpleType):
            if wanted != ANY and not isinstance(part, _CLASSES[wanted]):
                return False
        elif (id(part), id(wanted)) not in seen:
            seen.add((id(part), id(wanted)))
            inner = _parts(part, wanted, fits)
            if inner is None:
                return False
            pending += inner
    return True


def _parts(value: Value, type_: Type, fits: Callable[[Type, Type], bool]) -> list[tuple[Value, Type]] | None:
    """What must be of which type for the value to be of this one; None where it cannot be."""
    match type_:
        case ListType(item) if isinstance(value, list):
            return [(part, item) for part in value]
        case ContextType(entries) if isinstance(value, dict) and all(name in value for name, _ in entries):
            return [(value[name], entry) for name, entry in entries]
        case RangeType(item) if isinstance(value, Range):
            return [(value.low, item), (value.high, item)]
        case FunctionType() if isinstance(value, Function):
            return [] if fits(FunctionType(value.parameters, value.result), type_) else None
        case _:
            return None


def conforms(narrow: Type, wide: Type) -> bool:
    """Whether every value of `narrow` is one of `wide`; functions take wider parameters and give narrower results."""
    if wide in (narrow, ANY) or narrow == NULL:
        return True
    match narrow, wide:
        case (ListType(item), ListType(of)) | (RangeType(item), RangeType(of)):
            return conforms(item, of)
        case ContextType(entries), ContextType(required):
            there = dict(entries)
            return all(name in there and conforms(there[name], type_) for name, type_ in required)
        case FunctionType(parameters, result), FunctionType(wanted, wanted_result):
            return _take(parameters, wanted, conforms) and conforms(result, wanted_result)
        case _:
            return False


_Parameters = tuple[tuple[str, Type], ...] | None


def _may_conform(narrow: Type, wide: Type) -> bool:
    """The same where a type that is left open may be any."""
    if narrow == ANY:
        return True
    if isinstance(narrow, FunctionType) and isinstance(wide, FunctionType):
        return _take(narrow.parameters, wide.parameters, _may_conform) and _may_conform(narrow.result, wide.result)
    return conforms(narrow, wide)


def _take(parameters: _Parameters, wanted: _Parameters, fits: Callable[[Type, Type], bool]) -> bool:
    if parameters is None or wanted is None:
        return True
    return len(parameters) == len(wanted) and all(
        fits(given, taken) for (_, taken), (_, given) in zip(parameters, wanted, strict=True)
    )
