"""Test scenarios as the KIE editors write them (.scesim, for DMN)."""

from __future__ import annotations

from collections.abc import Iterator

from creditrules.dmn.exchange.xml import Element
from creditrules.errors import Diagnostic, Severity
from creditrules.feel import (
    DateTime,
    Range,
    Run,
    Value,
    check_expression,
    compile_expression,
    parse_expression,
)
from creditrules.imports.compare.recorded.asked import Asked, Recorded
from creditrules.imports.paths import path_of

__all__ = ["read_scenarios"]

_NEVER = object()


def read_scenarios(root: Element, now: DateTime) -> Recorded:
    """The scenarios; values in them are FEEL. What is no constant, as "> 5", is told and not compared."""
    columns = {
        _id(mapping): _path(mapping)
        for mapping in _under(root, "simulation", "scesimModelDescriptor", "factMappings", "FactMapping")
    }
    told: list[Diagnostic] = []
    scenarios = _under(root, "simulation", "scesimData", "Scenario")
    asked = [_scenario(scenario, columns, now, told) for scenario in scenarios]
    model = next((part.text.strip() for part in _under(root, "settings", "dmnFilePath")), "")
    return Recorded(tuple(asked), tuple(told), path_of(model).name)


def _scenario(scenario: Element, columns: dict[str, str], now: DateTime, told: list[Diagnostic]) -> Asked:
    name = ""
    sides: dict[str, dict[str, object]] = {"GIVEN": {}, "EXPECT": {}}
    for value in _under(scenario, "factMappingValues", "FactMappingValue"):
        raw = _text(value, "rawValue")
        kind = _text(value, "expressionIdentifier", "type")
        column = _id(value)
        if _text(value, "expressionIdentifier", "name") == "Description":
            name = raw
        if kind not in sides or not raw:
            continue
        constant = _constant(raw, now)
        if constant is _NEVER:
            message = f"'{raw[:60]}' is no constant, so it is not compared."
            told.append(
                Diagnostic(
                    "compare.not-constant", message, line=value.line, column=value.column, severity=Severity.WARNING
                )
            )
        else:
            sides[kind][columns.get(column, column)] = constant
    return Asked(name, sides["GIVEN"], sides["EXPECT"], scenario.line, decisions=True)


def _constant(text: str, now: DateTime) -> Value | object:
    checked = check_expression(parse_expression(text), {})
    if checked.diagnostics:
        return _NEVER
    value = compile_expression(checked)(Run(now), {})
    return _NEVER if isinstance(value, Range) else value


def _id(element: Element) -> str:
    return f"{_text(element, 'factIdentifier', 'name')}|{_text(element, 'expressionIdentifier', 'name')}"


def _path(mapping: Element) -> str:
    steps = [step.text.strip() for step in _under(mapping, "expressionElements", "ExpressionElement", "step")]
    return ".".join(steps) or _text(mapping, "factIdentifier", "name")


def _text(element: Element, *names: str) -> str:
    return next((part.text.strip() for part in _under(element, *names)), "")


def _under(element: Element, *names: str) -> Iterator[Element]:
    if not names:
        yield element
        return
    for part in element:
        if part.name == names[0]:
            yield from _under(part, *names[1:])
