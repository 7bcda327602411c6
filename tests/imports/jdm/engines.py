"""A graph asked here and in the engine that it was written for, and their answers made comparable."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from creditrules.dmn import CompiledModel, Model, check_model, compile_model
from creditrules.dmn.model import ItemDefinition
from creditrules.feel import Unknown, from_datetime, from_feel
from creditrules.imports import Imported, Source
from creditrules.imports.jdm import read_jdm

Given = Mapping[str, Any]
STOPPED = "stopped"
"""What stands for an answer where the engine gives an error."""


def read_one(graph: Mapping[str, Any], **others: Mapping[str, Any]) -> Imported:
    """A graph, and those that it calls, each by its name without ending."""
    files = {"graph": graph, **others}
    return read_jdm({f"{name}.json": json.dumps(each).encode() for name, each in files.items()}, Source.GORULES)


class Here:
    """A model that came of a graph."""

    def __init__(self, model: Model, now: datetime | None = None) -> None:
        self.model = model
        self.now = from_datetime(now or datetime.now(UTC))
        self.compiled: CompiledModel = compile_model(check_model(model))
        self.warnings: tuple[str, ...] = ()

    def answer(self, given: Given) -> Any:
        """The result, without what is null; what is not given is null where null is a value."""
        stated = {fact.name: _stated(fact.item, given.get(fact.name)) for fact in self.model.facts}
        nullable = {fact.name for fact in self.model.facts if fact.nullable}
        read = self.compiled.read_facts(
            {name: value for name, value in stated.items() if value is not None or name in nullable}
        )
        assert read.ok, read.diagnostics
        last = self.model.decisions[-1].name
        evaluation = self.compiled.evaluate(read.values, self.now, [last])
        self.warnings = tuple(warning.code for warning in evaluation.warnings)
        return comparable(_plain(evaluation.values[last])) or {}


def there(graph: Mapping[str, Any] | str, given: Given, others: Mapping[str, str] | None = None) -> Any:
    """What the engine answers, without what is null."""
    import zen  # noqa: PLC0415 - only where it is installed

    text = graph if isinstance(graph, str) else json.dumps(graph)
    engine = zen.ZenEngine({"loader": lambda key: (others or {})[key]})
    try:
        return comparable(engine.create_decision(text).evaluate(dict(given))["result"])
    except RuntimeError:
        return STOPPED


def comparable(value: Any) -> Any:
    """Without nulls and objects that have nothing, numbers to nine places."""
    match value:
        case dict():
            kept = {name: comparable(part) for name, part in value.items()}
            return {name: part for name, part in kept.items() if part is not None and part != {}}
        case list() | tuple():
            return [comparable(part) for part in value]
        case bool():
            return value
        case int() | float() | Decimal():
            return round(float(value), 9)
    return value


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_plain(part) for part in value]
    return f"unknown: {sorted(value.missing)}" if isinstance(value, Unknown) else from_feel(value)


def _stated(item: ItemDefinition, value: Any) -> Any:
    """A value with every entry that its type has, and no other."""
    if item.is_list and isinstance(value, list):
        one = ItemDefinition(item.name, item.type, item.entries)
        return [_stated(one, part) for part in value]
    if item.entries and not item.is_list and (value is None or isinstance(value, dict)):
        return {entry.name: _stated(entry, (value or {}).get(entry.name)) for entry in item.entries}
    return _exact(value)


def _exact(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _exact(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_exact(part) for part in value]
    return Decimal(repr(value)) if isinstance(value, float) else value
