"""What a model gives besides its prediction, and what becomes of the prediction: Targets and Output."""

from __future__ import annotations

from collections.abc import Mapping

from creditrules.dmn import Decision
from creditrules.dmn.exchange.xml import Element
from creditrules.dmn.model import LiteralExpression
from creditrules.imports.names import Names
from creditrules.imports.pmml.elements import child, children, digits, needed, number, one_of
from creditrules.imports.pmml.expressions import Scope, expression_in
from creditrules.imports.pmml.literals import FEEL_TYPES, literal
from creditrules.imports.pmml.notes import Notes, RefusedError

__all__ = ["output_decisions", "targeted"]


def targeted(model: Element, value: str, type_: str, notes: Notes, place: str) -> str:
    """The predicted value after the model's <Targets>: bounded, rescaled, cast (PMML 4.4, Targets)."""
    targets = child(model, "Targets")
    target = None if targets is None else child(targets, "Target")
    if target is None:
        return value
    text = _default(target, value, type_, notes, place)
    if type_ != "number":
        return text
    for attribute, name in (("min", "max"), ("max", "min")):
        if target.get(attribute):
            text = f"{name}({text}, {digits(number(target, target.get(attribute)))})"
    factor, constant = (number(target, target.get(one, default)) for one, default in _RESCALED)
    if factor != 1:
        text = f"({text}) * {digits(factor)}"
    if constant:
        text = f"{text} + {digits(constant)}"
    cast = one_of(target, "castInteger", "", "round", "ceiling", "floor")
    if cast:
        text = f"floor({text} + 0.5)" if cast == "round" else f"{cast}({text})"
    if text != value:
        notes.interpreted(
            target, "import.pmml.target", place, value, text, "The file's Targets bound, rescale or round it."
        )
    return text


_RESCALED = (("rescaleFactor", "1"), ("rescaleConstant", "0"))


def _default(target: Element, value: str, type_: str, notes: Notes, place: str) -> str:
    for one in children(target, "TargetValue"):
        if one.get("defaultValue"):
            return f"(if {value} = null then {literal(one, one.get('defaultValue'), type_).text} else {value})"
        if one.get("priorProbability"):
            why = "Prior probabilities would stand in where the model yields nothing; here that stays null."
            notes.interpreted(one, "import.pmml.target", place, one.get("priorProbability"), "", why)
    return value


def output_decisions(
    model: Element, features: Mapping[tuple[str, str], str], scope: Scope, names: Names
) -> tuple[Decision, ...]:
    """A decision for each output field. features: what gives each feature (and value), as FEEL. Raises RefusedError."""
    found: list[Decision] = []
    fields, types = dict(scope.fields), dict(scope.types)
    for output in children(model, "Output"):
        for element in children(output, "OutputField"):
            name, type_ = needed(element, "name"), FEEL_TYPES.get(element.get("dataType"), "")
            text = _output(element, features, Scope(fields, types, scope.functions))
            if text == name and name not in scope.fields:
                fields[name] = text
                continue
            given = names.give(name, "output")
            found.append(Decision(given, LiteralExpression(text), type_))
            fields[name], types[name] = given, type_
    return tuple(found)


def _output(element: Element, features: Mapping[tuple[str, str], str], scope: Scope) -> str:
    feature = element.get("feature", "predictedValue")
    if feature in {"transformedValue", "decision"}:
        return expression_in(element, scope)
    if feature == "reasonCode" and ("reasonCode", "") in features:
        return f"{features['reasonCode', '']}[{digits(number(element, element.get('rank', '1')))}]"
    text = features.get((feature, element.get("value"))) or features.get((feature, ""))
    if text is None:
        message = f"An output of the feature “{feature}” has no equal here."
        hint = "Leave the output field out, or derive it from the prediction (transformedValue)."
        raise RefusedError(element, "import.pmml.unsupported", message, hint)
    return text
