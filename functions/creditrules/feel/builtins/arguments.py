"""Checking arguments once for all built-ins, and saying what was wrong with one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from creditrules.feel import limits
from creditrules.feel.builtins.signature import Builtin, Implementation, Parameter, Plain, Signature
from creditrules.feel.run.evaluation import Run
from creditrules.feel.temporal import Date, DateTime, DaysDuration, MonthsDuration, Time
from creditrules.feel.types import (
    BOOLEAN,
    DATE,
    DATE_TIME,
    DAYS_TIME,
    NUMBER,
    STRING,
    TIME,
    YEARS_MONTHS,
    ContextType,
    FunctionType,
    ListType,
    RangeType,
    Type,
)
from creditrules.feel.values.display import brief
from creditrules.feel.values.kinds import Function, Range, Value

__all__ = ["bounded_list", "bounded_text", "builtin", "pay", "spread", "strict", "wrong"]

_SIMPLE: dict[Type, type] = {
    NUMBER: Decimal,
    STRING: str,
    BOOLEAN: bool,
    DATE: Date,
    TIME: Time,
    DATE_TIME: DateTime,
    DAYS_TIME: DaysDuration,
    YEARS_MONTHS: MonthsDuration,
}
_COMPOUND: dict[type[Type], type] = {ListType: list, ContextType: dict, FunctionType: Function, RangeType: Range}
_CHARACTERS_A_STEP = 256


def builtin(name: str, call: Implementation, *signatures: Signature, plain: Plain | None = None) -> Builtin:
    """The built-in of that name."""
    return Builtin(name, signatures, call, plain)


def strict(name: str, function: Callable[..., Value], *parameters: Parameter) -> Implementation:
    """`function` behind a check of its arguments' types: null where one is of another, and the first is named.

    Long strings and lists are paid for here. Arguments left out at the end are not passed.
    """
    classes = tuple(_class(parameter.type) for parameter in parameters)
    if len(parameters) == 1 and classes[0] is not None:
        return _strict_one(name, function, parameters[0], classes[0])
    if classes == (Decimal, Decimal):
        return _strict_numbers(name, function, parameters)

    def call(run: Run, *arguments: Value) -> Value:
        for index, value in enumerate(arguments):
            wanted = classes[index]
            given = type(value)
            if given is not wanted and wanted is not None and not (value is None and parameters[index].optional):
                return wrong(run, name, parameters[index], value)
            if isinstance(value, list | str):
                pay(run, value)
        return function(run, *arguments)

    return call


def _strict_one(name: str, function: Callable[..., Value], parameter: Parameter, wanted: type) -> Implementation:
    def call(run: Run, value: Value) -> Value:
        if type(value) is not wanted:
            return wrong(run, name, parameter, value)
        if isinstance(value, list | str):
            pay(run, value)
        return function(run, value)

    return call


def _strict_numbers(name: str, function: Callable[..., Value], parameters: tuple[Parameter, ...]) -> Implementation:
    def call(run: Run, first: Value, *second: Value) -> Value:
        if type(first) is not Decimal:
            return wrong(run, name, parameters[0], first)
        if not second:
            return function(run, first)
        if type(second[0]) is not Decimal:
            return wrong(run, name, parameters[1], second[0])
        return function(run, first, second[0])

    return call


def spread(name: str, function: Callable[[Run, list[Value]], Value]) -> Implementation:
    """`function` of a list that may also be given item by item, as `min(1, 2, 3)`."""

    def call(run: Run, *arguments: Value) -> Value:
        items = _items_of(arguments)
        if items is None:
            return run.null(
                "feel.argument", f"{name}() needs a list and was given {'null' if arguments else 'nothing'}."
            )
        pay(run, items)
        return function(run, items)

    return call


def _items_of(arguments: Sequence[Value]) -> list[Value] | None:
    """One list given, or the arguments themselves as one; None for a lone null and for none at all."""
    if len(arguments) == 1:
        only = arguments[0]
        return only if isinstance(only, list) else None if only is None else [only]
    return list(arguments) or None


def _class(type_: Type) -> type | None:
    return _SIMPLE.get(type_) or _COMPOUND.get(type(type_))


def pay(run: Run, value: list[Value] | str) -> None:
    """Take the cost of looking at every part of a list or string from the run, which ends when nothing is left."""
    run.spend(len(value) if isinstance(value, list) else len(value) // _CHARACTERS_A_STEP)


def wrong(run: Run, name: str, parameter: Parameter, value: Value) -> Value:
    """Null, as an argument is not of its parameter's type."""
    return run.null(
        "feel.argument", f"{name}() needs a {parameter.type} as '{parameter.name}' and was given {brief(value)}."
    )


def bounded_text(run: Run, name: str, text: str) -> Value:
    """The text, or null where it is longer than a string may be."""
    if len(text) <= limits.STRING_LENGTH:
        return text
    return run.null("feel.string-length", f"{name}() would give a string of {len(text)} characters, which is too long.")


def bounded_list(run: Run, name: str, items: list[Value]) -> Value:
    """The list, or null where it is longer than a list may be."""
    if len(items) <= limits.LIST_LENGTH:
        return items
    return run.null("feel.list-length", f"{name}() would give a list of {len(items)} items, which is too long.")
