"""Static types of FEEL (DMN 1.5, clause 10.3.2.9): what the checker knows about an expression."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from creditrules.records import dataclass, field

__all__ = [
    "ANY",
    "BOOLEAN",
    "DATE",
    "DATE_TIME",
    "DAYS_TIME",
    "NULL",
    "NUMBER",
    "STRING",
    "TIME",
    "YEARS_MONTHS",
    "ContextType",
    "FunctionType",
    "ListType",
    "RangeType",
    "SimpleType",
    "Type",
    "context_type",
]

_PARTS: Final = 5_000
_PARTS_TOLD: Final = 200


@dataclass(frozen=True, slots=True)
class SimpleType:
    """A named type without parts: number, string, boolean, the temporal types, Any and Null."""

    name: str

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class ListType:
    """list<item>."""

    item: Type

    def __str__(self) -> str:
        return _spelled(self, iter(range(_PARTS_TOLD)))


@dataclass(frozen=True, slots=True)
class ContextType:
    """context<name: type, …>; `open` when further entries may be there.

    parts: of how many types it is, those inside of others counted as often as they stand there.
    """

    entries: tuple[tuple[str, Type], ...] = ()
    open: bool = False
    parts: int = field(default=1, compare=False)

    def __str__(self) -> str:
        return _spelled(self, iter(range(_PARTS_TOLD)))


@dataclass(frozen=True, slots=True)
class RangeType:
    """range<item>."""

    item: Type

    def __str__(self) -> str:
        return _spelled(self, iter(range(_PARTS_TOLD)))


@dataclass(frozen=True, slots=True)
class FunctionType:
    """function<parameters> -> result; `parameters` None when unknown."""

    parameters: tuple[tuple[str, Type], ...] | None
    result: Type

    def __str__(self) -> str:
        return _spelled(self, iter(range(_PARTS_TOLD)))


Type = SimpleType | ListType | ContextType | RangeType | FunctionType


def context_type(entries: Iterable[tuple[str, Type]], *, open_: bool = False) -> Type:
    """The type of a context; ANY where it has too many parts, as where each of many has the one before in it twice."""
    named = tuple(entries)
    parts = 1 + sum(_parts_of(type_) for _, type_ in named)
    return ContextType(named, open_, parts) if parts <= _PARTS else ANY


def _parts_of(type_: Type) -> int:
    match type_:
        case ContextType(parts=parts):
            return parts
        case ListType(item=inner) | RangeType(item=inner):
            return 1 + _parts_of(inner)
        case FunctionType(parameters=parameters, result=result):
            return 1 + sum(_parts_of(part) for _, part in parameters or ()) + _parts_of(result)
    return 1


def _spelled(type_: Type, room: Iterator[int]) -> str:
    """A type of so many parts at most, "…" for the others: one that has itself in it twice doubles at every step."""
    if next(room, None) is None:
        return "…"
    match type_:
        case SimpleType(name=name):
            return name
        case ListType(item=item):
            return f"list<{_spelled(item, room)}>"
        case RangeType(item=item):
            return f"range<{_spelled(item, room)}>"
        case ContextType(entries=entries):
            return f"context<{', '.join(f'{name}: {_spelled(part, room)}' for name, part in entries)}>"
        case FunctionType(parameters=parameters, result=result):
            inside = ", ".join(_spelled(part, room) for _, part in parameters or ())
            return f"function<{inside}> -> {_spelled(result, room)}"


ANY = SimpleType("Any")
NULL = SimpleType("Null")
NUMBER = SimpleType("number")
STRING = SimpleType("string")
BOOLEAN = SimpleType("boolean")
DATE = SimpleType("date")
TIME = SimpleType("time")
DATE_TIME = SimpleType("date and time")
DAYS_TIME = SimpleType("days and time duration")
YEARS_MONTHS = SimpleType("years and months duration")
