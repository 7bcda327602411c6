"""PMML's values, which are texts in attributes, as values that can be compared and as FEEL literals."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from typing import TypeAlias

from creditrules.dmn.exchange.xml import Element
from creditrules.feel import string_literal
from creditrules.imports.pmml.elements import digits, number
from creditrules.imports.pmml.notes import RefusedError
from creditrules.records import dataclass

__all__ = ["FEEL_TYPES", "Literal", "literal"]

FEEL_TYPES = {
    "string": "string",
    "integer": "number",
    "float": "number",
    "double": "number",
    "boolean": "boolean",
    "date": "date",
    "time": "time",
    "dateTime": "date and time",
}
"""Types of FEEL by PMML's dataType; the others count days or seconds since a moment and are numbers."""

Comparable: TypeAlias = Decimal | str | bool | date | datetime | time


@dataclass(frozen=True, slots=True)
class Literal:
    """One constant. value: what is compared, of one Python type for all of a field. text: its FEEL literal."""

    value: Comparable
    text: str


def literal(element: Element, text: str, type_: str) -> Literal:
    """A constant of a FEEL type. Raises RefusedError where the text is none of it."""
    match type_:
        case "number":
            value = number(element, text)
            return Literal(value, digits(value))
        case "boolean":
            return _boolean(element, text)
        case "date" | "time" | "date and time":
            return _moment(element, text.strip(), type_)
    return Literal(text, string_literal(text))


_READERS: dict[str, Callable[[str], date | datetime | time]] = {
    "date": date.fromisoformat,
    "time": time.fromisoformat,
    "date and time": datetime.fromisoformat,
}


def _boolean(element: Element, text: str) -> Literal:
    word = text.strip().lower()
    if word not in {"true", "false", "1", "0"}:
        raise RefusedError(element, "import.pmml.content", f"“{text}” is no boolean.", "Write true or false.")
    value = word in {"true", "1"}
    return Literal(value, "true" if value else "false")


def _moment(element: Element, text: str, type_: str) -> Literal:
    try:
        value = _READERS[type_](text)
    except ValueError:
        value = None
    if value is None or getattr(value, "tzinfo", None) is not None:
        message = f"“{text}” is no {type_} in local time."
        raise RefusedError(element, "import.pmml.content", message, "Write it as 2024-01-31, 10:30:00, or both with T.")
    return Literal(value, f"{type_}({string_literal(value.isoformat())})")
