"""The answers of a decision model as plain data for JSON: results, and how they came about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from creditrules.dmn import CompiledModel, DecisionTable, Evaluation, NearMiss, PlacedWarning, TableTrace, Unknown
from creditrules.document import Plain
from creditrules.feel import Value, literal

__all__ = ["missing_of", "plain_value", "results_of", "trace_of"]

_LONGEST = 1_000_000


def plain_value(value: Value) -> Plain:
    """Numbers, texts, booleans, lists and contexts as such; what JSON has no form for as its FEEL text.

    Dates, times and durations lose their `@""`. What is unknown is null.
    """
    match value:
        case None | bool() | str() | Decimal():
            return value
        case list():
            return [plain_value(item) for item in value]
        case dict():
            return {name: plain_value(entry) for name, entry in value.items()}
        case Unknown():
            return None
    text = literal(value, _LONGEST) or "…"
    return text[2:-1] if text.startswith('@"') else text


def results_of(told: Evaluation, decisions: Sequence[str]) -> dict[str, Plain]:
    """Decisions by name."""
    return {name: plain_value(told.values[name]) for name in decisions}


def missing_of(told: Evaluation, name: str) -> list[str]:
    """The facts for want of which a decision, or a part of it, is unknown."""
    outcome = told.tables.get(name)
    found = set(outcome.missing) if outcome is not None else set()
    waiting = [told.values[name]]
    while waiting:
        value = waiting.pop()
        if isinstance(value, Unknown):
            found |= value.missing
        elif isinstance(value, list):
            waiting += value
        elif isinstance(value, dict):
            waiting += value.values()
    return sorted(found)


def trace_of(model: CompiledModel, told: Evaluation) -> dict[str, Plain]:
    """By decision in order of evaluation: inputs, value, tables with matching rows and nearest misses, warnings."""
    tables = {
        decision.name: decision.expression
        for decision in model.checked.model.decisions
        if isinstance(decision.expression, DecisionTable)
    }
    traces, inputs = told.trace or {}, told.inputs or {}
    warnings = _by_decision(told)
    trace: dict[str, Plain] = {}
    for name in told.values:
        entry: dict[str, Plain] = {
            "inputs": {given: plain_value(value) for given, value in inputs.get(name, {}).items()},
            "value": plain_value(told.values[name]),
        }
        if name in traces:
            entry["table"] = _table(traces[name], tables.get(name))
        inside = {place: _table(trace, None) for place, trace in traces.items() if _is_inside(place, name)}
        if inside:
            entry["tablesInside"] = {**inside}
        if missing := missing_of(told, name):
            entry["missingFacts"] = [*missing]
        if name in warnings:
            entry["warnings"] = [_warning(warning) for warning in warnings[name]]
        trace[name] = entry
    elsewhere: dict[str, Plain] = {
        place: _table(trace, None) for place, trace in traces.items() if place.startswith(("functions.", "services."))
    }
    if elsewhere:
        trace[""] = {"tablesInside": elsewhere}
    return trace


def _is_inside(place: str, name: str) -> bool:
    whole = f"decisions.{name}"
    return place.startswith(whole) and place[len(whole) : len(whole) + 1] in {".", "["}


def _by_decision(told: Evaluation) -> Mapping[str, list[PlacedWarning]]:
    """Warnings by the decision they arose in; those of functions and services are told with the last that could."""
    found: dict[str, list[PlacedWarning]] = {}
    names = sorted(told.values, key=len, reverse=True)
    for warning in told.warnings:
        own = [name for name in names if warning.place == f"decisions.{name}" or _is_inside(warning.place, name)]
        found.setdefault(next(iter((*own, *reversed(list(told.values)))), ""), []).append(warning)
    return found


def _warning(warning: PlacedWarning) -> Plain:
    told: dict[str, Plain] = {"code": warning.code, "message": warning.message, "place": warning.place}
    if warning.source:
        told["source"] = warning.source
    if warning.span is not None:
        told["span"] = [Decimal(end) for end in warning.span]
    return told


def _table(trace: TableTrace, table: DecisionTable | None) -> dict[str, Plain]:
    tested: list[Plain] = []
    for at, value in enumerate(trace.inputs):
        named: dict[str, Plain] = {} if table is None else {"expression": table.inputs[at].expression}
        tested.append({**named, "value": plain_value(value)})
    return {
        "tested": tested,
        "matched": [_row(row, table) for row in trace.matched],
        "nearMisses": [_near(miss, trace, table) for miss in trace.near_misses],
    }


def _row(row: int, table: DecisionTable | None) -> Plain:
    told: dict[str, Plain] = {"row": Decimal(row)}
    if table is not None:
        rule = table.rules[row - 1]
        told |= {} if rule.id is None else {"id": rule.id}
        told |= {"when": [*rule.when], "then": [*rule.then]}
    return told


def _near(miss: NearMiss, trace: TableTrace, table: DecisionTable | None) -> Plain:
    told: dict[str, Plain] = {"row": Decimal(miss.row)}
    told |= {} if miss.rule_id is None else {"id": miss.rule_id}
    told["column"] = Decimal(miss.column)
    if table is not None:
        told["input"] = table.inputs[miss.column - 1].expression
    return told | {"failed": miss.cell, "value": plain_value(trace.inputs[miss.column - 1])}
