"""Ordinary Python values as FEEL values, and back: the one conversion between a program's caller and the language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from math import isfinite
from typing import Any, NoReturn, cast

from creditrules.feel import limits
from creditrules.feel.spelling import composed
from creditrules.feel.temporal import Date, DateTime, DaysDuration, MonthsDuration, Time
from creditrules.feel.temporal.moments import from_python, to_python
from creditrules.feel.values.arithmetic import exact
from creditrules.feel.values.kinds import Function, Range, Unknown, Value

__all__ = ["from_feel", "to_feel", "to_scope"]

_TEMPORAL = (Date, Time, DateTime, DaysDuration, MonthsDuration)
_SURELY_HELD = 112
"""Bits of whole numbers that 34 digits hold whatever they are."""

_ADVICE: tuple[tuple[tuple[type, ...], str], ...] = (
    ((set, frozenset), "a set has no order, give a list"),
    ((bytes, bytearray, memoryview), "decode it to a str"),
    ((complex,), "give a Decimal"),
    ((type,), "give an object, not its class"),
)
_GENERAL = (
    "give a number, str, bool, date, datetime, time, timedelta, list, dict, dataclass or pydantic model, None, "
    "or a value of FEEL"
)


def to_feel(value: object) -> Value:
    """The FEEL value of an ordinary Python value; FEEL's own values stay what they are.

    int, float and Decimal become numbers, a float by its shortest decimal: 0.1 is 0.1. A date, datetime or time
    becomes the same in FEEL, in its zone or local where it has none; a timedelta a days and time duration. A list or
    tuple becomes a list; a mapping with str keys, a dataclass, a named tuple or an object with pydantic's `model_dump`
    a context; a member of an Enum what its value is. None is null.

    Raises TypeError for any other type (set, bytes, …), and ValueError for what FEEL cannot hold: NaN and infinities,
    more than 34 digits, lists and contexts nested too deep, as those that contain themselves. Both say where, as in
    "applicants[2].income", and never repeat the value.
    """
    try:
        return _Parts().value(value, 0)
    except _Refused as refused:
        raise refused.kind(f"{_where(refused.path)} {refused.message}.") from None


def to_scope(variables: Mapping[str, object]) -> Mapping[str, Value]:
    """`to_feel` of every variable, the quick way: most are values without parts."""
    try:
        if "".join(variables).isascii():
            return {name: _READERS.get(type(value), _with_parts)(value) for name, value in variables.items()}
    except _Refused:
        pass
    return cast("Mapping[str, Value]", to_feel(variables))  # which says where one is refused


def from_feel(value: Value) -> Any:
    """The Python value of a FEEL value: Decimal, str, bool, None, date, datetime, time, timedelta, list or dict.

    Years and months durations, ranges, functions and Unknown, for which Python has nothing, stay as they are. Times are
    cut to microseconds. Lists and dicts are new ones, shared where the value's are.

    Raises ValueError for a date beyond the years 1 to 9999 or a duration beyond 999,999,999 days.
    """
    made: dict[int, Any] = {}
    waiting: list[tuple[Any, Any]] = []

    def plain(part: Value) -> Any:
        if isinstance(part, list | dict):
            if id(part) not in made:
                made[id(part)] = [] if isinstance(part, list) else {}
                waiting.append((part, made[id(part)]))
            return made[id(part)]
        return to_python(part) if isinstance(part, _TEMPORAL) else part

    whole = plain(value)
    while waiting:  # without recursion, as values may be nested deeper than Python's stack
        part, copy = waiting.pop()
        if isinstance(part, list):
            copy.extend(map(plain, part))
        else:
            copy.update((name, plain(entry)) for name, entry in part.items())
    return whole


class _Refused(Exception):
    """What cannot be a FEEL value, with the path to it, innermost step first."""

    def __init__(self, kind: type[TypeError | ValueError], message: str) -> None:
        super().__init__(message)
        self.kind, self.message = kind, message
        self.path: list[str] = []

    def within(self, step: str) -> _Refused:
        self.path.append(step)
        return self


def _where(path: list[str]) -> str:
    return "".join(reversed(path)).removeprefix(".") or "The value"


def _itself(value: Any) -> Value:
    return value


def _number(value: Decimal) -> Value:
    number = exact(value)
    return _no_number(finite=value.is_finite()) if number is None else number


def _whole(value: int) -> Value:
    if value.bit_length() <= _SURELY_HELD:
        return Decimal(value)
    return _number(Decimal(value)) if value.bit_length() <= limits.NAME_LENGTH else _no_number(finite=True)


def _float(value: float) -> Value:
    return Decimal(float.__repr__(value + 0.0)) if isfinite(value) else _no_number(finite=False)


def _no_number(*, finite: bool) -> NoReturn:
    if finite:
        raise _Refused(ValueError, "is a number that 34 digits cannot hold: round it")
    raise _Refused(ValueError, "is not a finite number: give None, or leave it out")


def _text(value: str) -> Value:
    if len(value) > limits.STRING_LENGTH:
        raise _Refused(ValueError, f"has more than {limits.STRING_LENGTH:,} characters")
    return value


def _temporal(value: date | datetime | time | timedelta) -> Value:
    try:
        return from_python(value)
    except ValueError as error:
        raise _Refused(ValueError, f"is a {type(value).__name__} that FEEL cannot hold: {error}") from None


_READERS: Mapping[type, Callable[[Any], Value]] = {
    **dict.fromkeys((bool, type(None), *_TEMPORAL, Function, Unknown), _itself),
    **dict.fromkeys((date, datetime, time, timedelta), _temporal),
    Decimal: _number,
    float: _float,
    int: _whole,
    str: _text,
}
"""For each class of values without parts; their subclasses are read by `_subclass`."""


class _Parts:
    """One reading of a value with parts, which counts them: what is shared many times over is many parts."""

    __slots__ = ("_left",)

    def __init__(self) -> None:
        self._left = limits.VALUE_PARTS

    def value(self, value: Any, depth: int) -> Value:
        kind = type(value)
        reader = _READERS.get(kind)
        if reader is not None:
            return reader(value)
        if isinstance(value, Enum):
            return self.value(value.value, depth)
        if depth >= limits.VALUE_NESTING:
            raise _Refused(ValueError, f"nests deeper than {limits.VALUE_NESTING} levels, or contains itself")
        if kind is not dict and isinstance(value, list | tuple) and not hasattr(value, "_fields"):
            return self._list(value, depth + 1)
        if kind is Range:
            low, high = self.value(value.low, depth + 1), self.value(value.high, depth + 1)
            return Range(low, high, value.low_closed, value.high_closed, value.sign)
        entries = value if kind is dict else _entries(value)
        return _subclass(value) if entries is None else self._context(entries, depth + 1)

    def _list(self, items: list[Any] | tuple[Any, ...], depth: int) -> Value:
        self._count(len(items))
        values: list[Value] = []
        try:
            for item in items:
                values.append(self.value(item, depth))  # noqa: PERF401 - the index is wanted where one is refused
        except _Refused as refused:
            raise refused.within(f"[{len(values)}]") from None
        return values

    def _context(self, entries: Mapping[Any, Any], depth: int) -> Value:
        self._count(len(entries))
        values: dict[str, Value] = {}
        name: Any = ""
        try:
            for name, entry in entries.items():
                if not isinstance(name, str):
                    break
                reader = _READERS.get(type(entry))
                values[composed(name)] = reader(entry) if reader is not None else self.value(entry, depth)
        except _Refused as refused:
            raise refused.within(f".{name}") from None
        if len(values) < len(entries) and isinstance(name, str):
            raise _Refused(ValueError, f"has a name in two spellings of the same letters: {_twin(entries)}")
        if len(values) < len(entries):
            raise _Refused(TypeError, f"has a key of type {_kind(name)}: give a str")
        return values

    def _count(self, parts: int) -> None:
        self._left -= parts
        if self._left < 0:
            raise _Refused(ValueError, f"makes more than {limits.VALUE_PARTS:,} parts of the whole")


def _twin(entries: Mapping[str, Any]) -> str:
    return next(name for name in entries if composed(name) != name and composed(name) in entries)


def _with_parts(value: Any) -> Value:
    return _Parts().value(value, 1)


def _entries(value: Any) -> Mapping[Any, Any] | None:
    """Names and values of what becomes a context; None for anything else."""
    if isinstance(value, Mapping):
        return value
    if isinstance(value, type):
        return None
    if isinstance(value, tuple):
        return dict(zip(value._fields, value, strict=True))  # type: ignore[attr-defined]
    dump = getattr(type(value), "model_dump", None)
    if dump is not None:
        dumped = dump(value)
        return dumped if isinstance(dumped, Mapping) else None
    if hasattr(type(value), "__dataclass_fields__"):
        from dataclasses import fields  # noqa: PLC0415 - slow to import, and there already where it is needed

        return {field.name: getattr(value, field.name) for field in fields(value)}
    return None


def _subclass(value: Any) -> Value:
    """What a value of the plain class would become: numpy's float64 is a float, pandas' Timestamp a datetime."""
    match value:
        case str():
            return _text(str.__str__(value))
        case int():
            return _whole(int.__int__(value))
        case float():
            return _float(value)
        case Decimal():
            return _number(Decimal(value))
        case date() | time() | timedelta():
            return _temporal(value)
    advice = next((advice for types, advice in _ADVICE if isinstance(value, types)), _GENERAL)
    if type(value).__module__ == "numpy":
        advice = "give what its .item() or .tolist() gives"
    raise _Refused(TypeError, f"is a {_kind(value)}, which is no value of FEEL: {advice}")


def _kind(value: object) -> str:
    """The type's name, with its module where that is not Python's own."""
    kind = type(value)
    return kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
