"""Expressions of PMML (its Transformations) as texts of FEEL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from creditrules.dmn.exchange.xml import Element
from creditrules.feel import string_literal
from creditrules.imports.pmml.elements import child, children, digits, needed, number, one_of
from creditrules.imports.pmml.fields import interval_tests
from creditrules.imports.pmml.functions import FUNCTIONS, Made
from creditrules.imports.pmml.literals import FEEL_TYPES, literal
from creditrules.imports.pmml.notes import RefusedError
from creditrules.records import dataclass

__all__ = ["EXPRESSIONS", "Scope", "expression", "expression_in"]

EXPRESSIONS = ("Constant", "FieldRef", "NormContinuous", "NormDiscrete", "Discretize", "MapValues", "Apply")
_NOT_TRANSLATED = ("NormContinuousIndex", "Aggregate", "Lag", "TextIndex")
_LONGEST = 20_000
_ENDS = 2


@dataclass(frozen=True, slots=True)
class Scope:
    """What an expression may name. fields, functions: by PMML's names. types: of the fields, as far as known."""

    fields: Mapping[str, str]
    types: Mapping[str, str]
    functions: Mapping[str, tuple[str, int]]


def expression_in(element: Element, scope: Scope) -> str:
    """The expression directly inside an element, as FEEL. Raises RefusedError."""
    inner = child(element, *EXPRESSIONS, *_NOT_TRANSLATED)
    if inner is None:
        message = f"<{element.name}> has no expression."
        raise RefusedError(element, "import.pmml.content", message, "Write a FieldRef, a Constant or an Apply into it.")
    return expression(inner, scope)


def expression(element: Element, scope: Scope) -> str:
    """An expression as FEEL. Raises RefusedError."""
    made = _MAKERS.get(element.name)
    if made is None:
        message = f"<{element.name}> has no equal here."
        raise RefusedError(
            element, "import.pmml.unsupported", message, "Derive the value before it is stated as a fact."
        )
    text = made(element, scope)
    if len(text) > _LONGEST:
        hint = "Derive its parts as fields of their own."
        raise RefusedError(element, "import.pmml.too-large", "The expression becomes too long.", hint)
    return text


def _constant(element: Element, _: Scope) -> str:
    if element.get("missing") == "true":
        return "null"
    return _value(element, element.text, _result_type(element))


def _value(element: Element, text: str, type_: str = "") -> str:
    """A constant; without a type a number where it is one, else a text."""
    if type_:
        return literal(element, text, type_).text
    try:
        return literal(element, text, "number").text
    except RefusedError:
        return string_literal(text)


def _field(element: Element, scope: Scope) -> str:
    field = _field_of(element, scope)
    return _mapped(element, field, field)


def _mapped(element: Element, field: str, text: str, type_: str = "") -> str:
    """The text, or what mapMissingTo says where the field is missing."""
    instead = element.get("mapMissingTo")
    return f"(if {field} = null then {_value(element, instead, type_)} else {text})" if instead else text


def _norm_continuous(element: Element, scope: Scope) -> str:
    field = _field_of(element, scope)
    points = [(number(one, one.get("orig")), number(one, one.get("norm"))) for one in children(element, "LinearNorm")]
    if len(points) < _ENDS or any(after[0] <= before[0] for before, after in pairwise(points)):
        message = "NormContinuous needs at least two points with growing orig."
        raise RefusedError(element, "import.pmml.content", message, "Give them in order.")
    at = [(digits(orig), digits(norm)) for orig, norm in points]
    lines = [f"{b} + ({field} - ({a})) * ({d} - ({b})) / ({c} - ({a}))" for (a, b), (c, d) in pairwise(at)]
    outliers = one_of(element, "outliers", "asIs", "asMissingValues", "asExtremeValues")
    ends = {"asIs": (lines[0], lines[-1]), "asMissingValues": ("null", "null")}
    below, above = ends.get(outliers, (at[0][1], at[-1][1]))
    steps = [f"if {field} < {at[0][0]} then {below}"]
    steps += [f"if {field} <= {end[0]} then {line}" for end, line in zip(at[1:], lines, strict=True)]
    text = f"(if {field} = null then null else " + " else ".join(steps) + f" else {above})"
    return _mapped(element, field, text, type_="number")


def _norm_discrete(element: Element, scope: Scope) -> str:
    field, type_ = _field_of(element, scope), scope.types.get(element.get("field"), "string")
    value = literal(element, needed(element, "value"), type_).text
    text = f"(if {field} = null then null else if {field} = {value} then 1 else 0)"
    return _mapped(element, field, text, type_="number")


def _discretize(element: Element, scope: Scope) -> str:
    field, type_ = _field_of(element, scope), _result_type(element)
    steps = []
    for one in children(element, "DiscretizeBin"):
        interval = child(one, "Interval")
        if interval is None:
            raise RefusedError(one, "import.pmml.content", "The bin has no <Interval>.", "Give it one.")
        test = interval_tests(interval, scope.types.get(element.get("field"), "number"))
        steps.append(f"if {field} in ({test}) then {_value(one, needed(one, 'binValue'), type_)}")
    otherwise = _value(element, element.get("defaultValue"), type_) if element.get("defaultValue") else "null"
    text = " else ".join((f"(if {field} = null then null", *steps, otherwise)) + ")"
    return _mapped(element, field, text, type_=type_)


def _map_values(element: Element, scope: Scope) -> str:
    pairs = [_pair(one, scope) for one in children(element, "FieldColumnPair")]
    output, type_ = needed(element, "outputColumn"), _result_type(element)
    table = child(element, "InlineTable")
    if table is None or not pairs:
        message = "MapValues needs fields and an <InlineTable>."
        raise RefusedError(element, "import.pmml.content", message, "Tables in other files are not read.")
    steps = []
    for row in children(table, "row"):
        cells = {one.name: one.text.strip() for one in row}
        tests = [f"{field} = {_value(row, cells.get(column, ''), kind)}" for field, column, kind in pairs]
        steps.append(f"if {' and '.join(tests)} then {_value(row, cells.get(output, ''), type_)}")
    missing = " or ".join(f"{field} = null" for field, _, _ in pairs)
    instead = _value(element, element.get("mapMissingTo"), type_) if element.get("mapMissingTo") else "null"
    otherwise = _value(element, element.get("defaultValue"), type_) if element.get("defaultValue") else "null"
    return " else ".join((f"(if {missing} then {instead}", *steps, otherwise)) + ")"


def _pair(element: Element, scope: Scope) -> tuple[str, str, str]:
    return _field_of(element, scope), needed(element, "column"), scope.types.get(element.get("field"), "")


def _apply(element: Element, scope: Scope) -> str:
    name = needed(element, "function")
    arguments = [expression(one, scope) for one in children(element, *EXPRESSIONS, *_NOT_TRANSLATED)]
    text = _called(element, name, arguments, scope)
    if element.get("defaultValue"):
        text = f"(if {text} = null then {_value(element, element.get('defaultValue'))} else {text})"
    if element.get("mapMissingTo"):
        missing = " or ".join(f"{one} = null" for one in arguments)
        text = f"(if {missing} then {_value(element, element.get('mapMissingTo'))} else {text})"
    return text


def _called(element: Element, name: str, arguments: Sequence[str], scope: Scope) -> str:
    if name in scope.functions:
        called, least = scope.functions[name]
        most, made = least, _calling(called)
    elif name in FUNCTIONS:
        (least, most), made = FUNCTIONS[name]
    else:
        message = f"The function “{name}” has no equal here."
        raise RefusedError(
            element, "import.pmml.unsupported", message, "Derive the value before it is stated as a fact."
        )
    if not least <= len(arguments) <= most:
        takes = str(least) if least == most else f"{least} to {most}"
        message = f"“{name}” takes {takes} arguments; here are {len(arguments)}."
        raise RefusedError(element, "import.pmml.content", message, "Give it as many as it takes.")
    return made(arguments)


def _calling(name: str) -> Made:
    return lambda arguments: f"{name}({', '.join(arguments)})"


def _field_of(element: Element, scope: Scope) -> str:
    name = needed(element, "field")
    if name not in scope.fields:
        message = f"There is no field “{name}” here."
        raise RefusedError(element, "import.pmml.content", message, "Add it to the mining schema, or derive it.")
    return scope.fields[name]


def _result_type(element: Element) -> str:
    return FEEL_TYPES.get(element.get("dataType"), "")


_MAKERS = {
    "Constant": _constant,
    "FieldRef": _field,
    "NormContinuous": _norm_continuous,
    "NormDiscrete": _norm_discrete,
    "Discretize": _discretize,
    "MapValues": _map_values,
    "Apply": _apply,
}
