"""PMML read the slow and obvious way: predicates with three truth values, trees walked, scorecards summed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import reduce
from typing import Any, TypeAlias
from xml.etree.ElementTree import Element

PREDICATES = {"SimplePredicate", "CompoundPredicate", "SimpleSetPredicate", "True", "False"}
OPERATORS: Mapping[str, Callable[[Any, Any], bool]] = {
    "equal": lambda a, b: a == b,
    "notEqual": lambda a, b: a != b,
    "lessThan": lambda a, b: a < b,
    "lessOrEqual": lambda a, b: a <= b,
    "greaterThan": lambda a, b: a > b,
    "greaterOrEqual": lambda a, b: a >= b,
}
Row = Mapping[str, Any]
Truth: TypeAlias = bool | None


def truth(element: Element, row: Row) -> Truth:
    """The predicate inside an element; None is unknown."""
    return _truth(next(part for part in element if part.tag in PREDICATES), row)


def _truth(one: Element, row: Row) -> Truth:
    if one.tag in {"True", "False"}:
        return one.tag == "True"
    if one.tag == "CompoundPredicate":
        parts = [_truth(part, row) for part in one]
        return reduce(COMPOUNDS[one.attrib["booleanOperator"]], parts)
    value, operator = row.get(one.attrib["field"]), one.attrib.get("operator", "")
    if operator in {"isMissing", "isNotMissing"}:
        return (value is None) == (operator == "isMissing")
    if value is None:
        return None
    if one.tag == "SimpleSetPredicate":
        words = (one.findtext("Array") or "").split()
        inside = value in [_like(value, word) for word in words]
        return inside == (one.attrib["booleanOperator"] == "isIn")
    return OPERATORS[operator](value, _like(value, one.attrib["value"]))


def _like(value: Any, text: str) -> Any:
    return Decimal(text) if isinstance(value, Decimal) else text


def _and(a: Truth, b: Truth) -> Truth:
    return False if a is False or b is False else None if a is None or b is None else True


def _or(a: Truth, b: Truth) -> Truth:
    return True if a is True or b is True else None if a is None or b is None else False


def _xor(a: Truth, b: Truth) -> Truth:
    return None if a is None or b is None else a != b


def _surrogate(a: Truth, b: Truth) -> Truth:
    return b if a is None else a


COMPOUNDS = {"and": _and, "or": _or, "xor": _xor, "surrogate": _surrogate}


def tree_score(model: Element, row: Row) -> str | None:
    """What a TreeModel predicts."""
    node = model.find("Node")
    assert node is not None
    if truth(node, row) is not True:
        return None
    while nodes := node.findall("Node"):
        chosen: Element | None = None
        for one in nodes:
            holds = truth(one, row)
            if holds is None and model.get("missingValueStrategy", "none") != "none":
                match model.get("missingValueStrategy"):
                    case "lastPrediction":
                        return node.get("score")
                    case "nullPrediction":
                        return None
                chosen = next(other for other in nodes if other.get("id") == node.get("defaultChild"))
                break
            if holds:
                chosen = one
                break
        if chosen is None:
            return node.get("score") if model.get("noTrueChildStrategy") == "returnLastPrediction" else None
        node = chosen
    return node.get("score")


def card_score(model: Element, row: Row) -> Decimal | None:
    """What a Scorecard adds up to; None where a characteristic has no attribute that holds."""
    total = Decimal(model.get("initialScore", "0"))
    for one in model.iter("Characteristic"):
        first = next((part for part in one.findall("Attribute") if truth(part, row)), None)
        if first is None:
            return None
        total += Decimal(first.attrib["partialScore"])
    return total
