"""Implicit conversions of a value to the type it is wanted in (DMN 1.5, clause 10.3.2.9.4)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Final

from creditrules.feel.run.cost import weigh
from creditrules.feel.run.evaluation import Run
from creditrules.feel.run.place import Place, fail
from creditrules.feel.temporal import UTC_ZONE, Date, DaysDuration, MonthsDuration, make_date_time
from creditrules.feel.temporal.calendar import DAY
from creditrules.feel.types import (
    ANY,
    BOOLEAN,
    DATE,
    DATE_TIME,
    DAYS_TIME,
    NUMBER,
    STRING,
    YEARS_MONTHS,
    FunctionType,
    ListType,
    Type,
)
from creditrules.feel.values.display import brief
from creditrules.feel.values.instances import is_taken
from creditrules.feel.values.kinds import Function, Unknown, Value

__all__ = ["NOWHERE", "SCALAR_CLASSES", "convert", "taken"]

NOWHERE = Place("", (0, 0))


SCALAR_CLASSES: Final[Mapping[Type, type]] = {
    NUMBER: Decimal,
    STRING: str,
    BOOLEAN: bool,
    DATE: Date,
    DAYS_TIME: DaysDuration,
    YEARS_MONTHS: MonthsDuration,
}
"""Of types whose values are all of one class, of which no other type's are."""
_CLASSES: Final[Mapping[Type, type | None]] = {ANY: None, **SCALAR_CLASSES}


def taken(parameters: Iterable[tuple[str, Type]]) -> tuple[type | None, ...] | None:
    """Of each parameter the class whose values `convert` leaves as they are; None where one has none.

    Looking at them costs nothing, but at long texts.
    """
    types = [wanted for _, wanted in parameters]
    return tuple(_CLASSES[wanted] for wanted in types) if all(wanted in _CLASSES for wanted in types) else None


def convert(run: Run, value: Value, wanted: Type, what: str = "the value", place: Place = NOWHERE) -> Value:
    """`value` as a `wanted`: itself if it conforms, a singleton list's item, a list of it, a date at midnight UTC.

    Anything else is null with a warning that names `what`.
    """
    if wanted == ANY or value is None or type(value) is Unknown:
        return value
    weigh(run, value)
    if isinstance(value, Function) and isinstance(wanted, FunctionType):
        if is_taken(value, wanted):
            return _declared(value, wanted)
    elif is_taken(value, wanted):
        return value
    if isinstance(value, list) and len(value) == 1 and not isinstance(wanted, ListType):
        return convert(run, value[0], wanted, what, place)
    if isinstance(wanted, ListType) and not isinstance(value, list) and is_taken(value, wanted.item):
        return [value]
    if wanted == DATE_TIME and isinstance(value, Date):
        return make_date_time(value.key * DAY, UTC_ZONE)
    return fail(run, "feel.type", f"{brief(value)} is no {wanted}, which {what} has to be.", place)


def _declared(function: Function, wanted: FunctionType) -> Function:
    """The function as one of the declared type: where it leaves its result open, its results are converted."""
    if function.result != ANY or wanted.result == ANY:
        return function

    def body(run: Run, *arguments: Value) -> Value:
        return convert(
            run, function(run, *arguments), wanted.result, f"the result of {function.name or 'the function'}"
        )

    stands_for = function.stands_for or function
    return Function(function.parameters, wanted.result, body, function.name, stands_for)
