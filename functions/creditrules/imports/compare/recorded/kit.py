"""Test cases as the DMN conformance kit writes them."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from creditrules.dmn.exchange.xml import Element
from creditrules.feel import Value, exact, parse_date, parse_date_time, parse_duration, parse_time
from creditrules.imports.compare.recorded.asked import Asked, Recorded, Written

__all__ = ["read_kit"]

_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_NUMBERS = frozenset({"decimal", "double", "integer", "int", "float", "long", "short", "byte"})


def read_kit(root: Element) -> Recorded:
    """The cases below <testCases>."""
    model = next((part.text.strip() for part in root if part.name == "modelName"), "")
    return Recorded(tuple(_case(part) for part in root if part.name == "testCase"), model=model)


def _case(case: Element) -> Asked:
    results = [part for part in case if part.name == "resultNode"]
    return Asked(
        case.get("id") or next((part.text.strip() for part in case if part.name == "description"), ""),
        {part.get("name"): _value(part) for part in case if part.name == "inputNode"},
        {part.get("name"): _expected(part) for part in results},
        case.line,
        case.get("invocableName") if case.get("type") == "decisionService" else "",
        decisions=True,
    )


def _expected(result: Element) -> object:
    return next((_value(part) for part in result if part.name == "expected"), None)


def _value(element: Element) -> object:
    if _is_nil(element):
        return None
    parts = [part for part in element if part.name in {"value", "list", "component"}]
    if any(part.name == "component" for part in parts):
        return {part.get("name"): _value(part) for part in parts}
    if not parts:
        return None
    part = parts[0]
    if _is_nil(part):
        return None
    if part.name == "list":
        return [_value(item) for item in _items(part)]
    kind = part.attributes.get((_XSI, "type"))
    return Written(part.text) if kind is None else _scalar(kind.rpartition(":")[2], part.text)


def _items(element: Element) -> Iterator[Element]:
    return (item for item in element if item.name == "item")


def _is_nil(element: Element) -> bool:
    return element.attributes.get((_XSI, "nil")) == "true"


def _scalar(kind: str, text: str) -> Value:
    """A value of an XML Schema type; a text where it is none of its type."""
    stripped = text.strip()
    match kind:
        case "boolean":
            return stripped in {"true", "1"}
        case "date":
            return parse_date(stripped)
        case "time":
            return parse_time(stripped)
        case "dateTime":
            return parse_date_time(stripped)
        case "duration" | "dayTimeDuration" | "yearMonthDuration":
            return parse_duration(stripped)
    if kind in _NUMBERS:
        number = Written(text).number
        return text if number is None else _kept(number)
    return text


def _kept(number: Decimal) -> Decimal:
    rounded = exact(number)
    return number if rounded is None else rounded
