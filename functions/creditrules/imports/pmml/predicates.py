"""Predicates, which are true, false or unknown, as the cases in which they are each of these."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import reduce

from creditrules.dmn.exchange.xml import Element
from creditrules.imports.pmml.elements import array, child, children, needed, one_of
from creditrules.imports.pmml.literals import Literal, literal
from creditrules.imports.pmml.notes import RefusedError
from creditrules.imports.pmml.reach import (
    KNOWN,
    MISSING,
    Cases,
    Reach,
    TooManyCasesError,
    all_of,
    any_of,
)
from creditrules.records import dataclass

__all__ = ["PREDICATES", "Split", "Tested", "predicate"]

PREDICATES = ("SimplePredicate", "CompoundPredicate", "SimpleSetPredicate", "True", "False")
_ALWAYS: Cases = ({},)
_NEVER: Cases = ()


@dataclass(frozen=True, slots=True)
class Split:
    """The cases in which a predicate is true, false and unknown; no two of them meet."""

    true: Cases
    false: Cases
    unknown: Cases


@dataclass(frozen=True, slots=True)
class Tested:
    """A field that predicates may test: its type, and its values from the lowest where they are ordered texts."""

    type: str
    order: tuple[Literal, ...] = ()


def predicate(element: Element, fields: Mapping[str, Tested]) -> Split:
    """The predicate directly inside an element. Raises RefusedError."""
    inner = child(element, *PREDICATES)
    if inner is None:
        message = f"<{element.name}> has no predicate."
        raise RefusedError(element, "import.pmml.content", message, "Write <True/> where everything is meant.")
    try:
        return _split(inner, fields)
    except TooManyCasesError:
        message = "The condition would need too many rows of a table."
        raise RefusedError(inner, "import.pmml.too-large", message, "Split it into fields derived first.") from None


def _split(element: Element, fields: Mapping[str, Tested]) -> Split:
    match element.name:
        case "True":
            return Split(_ALWAYS, _NEVER, _NEVER)
        case "False":
            return Split(_NEVER, _ALWAYS, _NEVER)
        case "SimplePredicate":
            return _simple(element, fields)
        case "SimpleSetPredicate":
            return _set(element, fields)
    parts = [_split(part, fields) for part in children(element, *PREDICATES)]
    if not parts:
        raise RefusedError(
            element, "import.pmml.content", "A compound predicate has no parts.", "Give it at least one."
        )
    return reduce(_COMPOUNDS[one_of(element, "booleanOperator", "and", "or", "xor", "surrogate")], parts)


def _simple(element: Element, fields: Mapping[str, Tested]) -> Split:
    name = needed(element, "field")
    field, operator = _field(element, name, fields), needed(element, "operator")
    if operator in {"isMissing", "isNotMissing"}:
        there, gone = ({name: KNOWN},), ({name: MISSING},)
        return Split(gone, there, ()) if operator == "isMissing" else Split(there, gone, ())
    if operator not in _HOLDS:
        message = f"There is no operator “{operator}”."
        raise RefusedError(element, "import.pmml.content", message, f"It may be one of: {', '.join(_HOLDS)}.")
    value = literal(element, element.get("value"), field.type)
    if field.type in {"string", "boolean"} and operator not in {"equal", "notEqual"}:
        sides = (_ordinal(element, field, value, one) for one in (operator, _OPPOSITE[operator]))
        return _known(name, *sides)
    return _known(name, _HOLDS[operator](value), _HOLDS[_OPPOSITE[operator]](value))


def _known(name: str, holds: Reach, fails: Reach) -> Split:
    cases = [() if reach.empty else ({name: reach},) for reach in (holds, fails)]
    return Split(cases[0], cases[1], ({name: MISSING},))


_HOLDS: Mapping[str, Callable[[Literal], Reach]] = {
    "equal": lambda value: Reach(only=(value,)),
    "notEqual": lambda value: Reach(never=(value,)),
    "lessThan": lambda value: Reach(high=(value, False)),
    "lessOrEqual": lambda value: Reach(high=(value, True)),
    "greaterThan": lambda value: Reach(low=(value, False)),
    "greaterOrEqual": lambda value: Reach(low=(value, True)),
}
_OPPOSITE = {
    "equal": "notEqual",
    "notEqual": "equal",
    "lessThan": "greaterOrEqual",
    "lessOrEqual": "greaterThan",
    "greaterThan": "lessOrEqual",
    "greaterOrEqual": "lessThan",
}


def _ordinal(element: Element, field: Tested, value: Literal, operator: str) -> Reach:
    if value not in field.order:
        message = f"“{element.get('field')}” has no order in which {value.text} stands, so “{operator}” says nothing."
        hint = 'Make the field ordinal and list its values from the lowest: <Value value="…"/>.'
        raise RefusedError(element, "import.pmml.content", message, hint)
    place = field.order.index(value)
    ends = {"lessThan": (0, place), "lessOrEqual": (0, place + 1), "greaterThan": (place + 1, None)}
    start, end = ends.get(operator, (place, None))
    return Reach(only=field.order[start:end])


def _set(element: Element, fields: Mapping[str, Tested]) -> Split:
    name = needed(element, "field")
    field, listed = _field(element, name, fields), child(element, "Array")
    if listed is None:
        raise RefusedError(element, "import.pmml.content", "The set has no <Array>.", "List its values in one.")
    values = tuple(dict.fromkeys(literal(element, word, field.type) for word in array(listed)))
    inside, outside = Reach(only=values), Reach(never=values)
    if one_of(element, "booleanOperator", "isIn", "isNotIn") == "isIn":
        return _known(name, inside, outside)
    return _known(name, outside, inside)


def _field(element: Element, name: str, fields: Mapping[str, Tested]) -> Tested:
    if name not in fields:
        message = f"There is no field “{name}” here."
        raise RefusedError(element, "import.pmml.content", message, "Add it to the mining schema, or derive it.")
    return fields[name]


def _and(one: Split, two: Split) -> Split:
    unknown = any_of(all_of(one.unknown, any_of(two.true, two.unknown)), all_of(one.true, two.unknown))
    return Split(all_of(one.true, two.true), any_of(one.false, two.false), unknown)


def _or(one: Split, two: Split) -> Split:
    unknown = any_of(all_of(one.unknown, any_of(two.false, two.unknown)), all_of(one.false, two.unknown))
    return Split(any_of(one.true, two.true), all_of(one.false, two.false), unknown)


def _xor(one: Split, two: Split) -> Split:
    true = any_of(all_of(one.true, two.false), all_of(one.false, two.true))
    false = any_of(all_of(one.true, two.true), all_of(one.false, two.false))
    return Split(true, false, any_of(one.unknown, two.unknown))


def _surrogate(one: Split, two: Split) -> Split:
    return Split(
        any_of(one.true, all_of(one.unknown, two.true)),
        any_of(one.false, all_of(one.unknown, two.false)),
        all_of(one.unknown, two.unknown),
    )


_COMPOUNDS = {"and": _and, "or": _or, "xor": _xor, "surrogate": _surrogate}
