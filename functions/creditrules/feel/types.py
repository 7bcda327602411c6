"""Static types of FEEL (DMN 1.5, clause 10.3.2.9): what the checker knows about an expression."""

from __future__ import annotations

from creditrules.records import dataclass

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
]


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
        return f"list<{self.item}>"


@dataclass(frozen=True, slots=True)
class ContextType:
    """context<name: type, …>; `open` when further entries may be there."""

    entries: tuple[tuple[str, Type], ...] = ()
    open: bool = False

    def __str__(self) -> str:
        return f"context<{', '.join(f'{name}: {type_}' for name, type_ in self.entries)}>"


@dataclass(frozen=True, slots=True)
class RangeType:
    """range<item>."""

    item: Type

    def __str__(self) -> str:
        return f"range<{self.item}>"


@dataclass(frozen=True, slots=True)
class FunctionType:
    """function<parameters> -> result; `parameters` None when unknown."""

    parameters: tuple[tuple[str, Type], ...] | None
    result: Type

    def __str__(self) -> str:
        inside = ", ".join(str(type_) for _, type_ in self.parameters or ())
        return f"function<{inside}> -> {self.result}"


Type = SimpleType | ListType | ContextType | RangeType | FunctionType

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
