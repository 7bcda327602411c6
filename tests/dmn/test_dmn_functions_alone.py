"""A function of a model that sees its parameters alone is run without other names, to the same answers and costs."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

from creditrules.dmn import CompiledModel, check_model, compile_model, read_model
from creditrules.dmn.compile import functions
from creditrules.feel import (
    ANY,
    Date,
    DateTime,
    RequestBudget,
    Time,
    check_expression,
    parse_expression,
    sees_only,
)
from creditrules.feel.temporal import UTC_ZONE

NOW = DateTime(Date(2026, 1, 1), Time(0, UTC_ZONE))
FUNCTIONS: tuple[Mapping[str, Any], ...] = (
    {"parameters": [{"name": "x", "type": "number"}], "type": "number", "expression": "floor(x / 100) * 100"},
    {"parameters": [{"name": "x"}], "type": "number", "expression": "x / 0"},
    {"parameters": [{"name": "x"}], "type": "string", "expression": "x"},
    {"parameters": [{"name": "x", "type": "Small"}], "expression": "x + 1"},
    {"parameters": [{"name": "x"}], "type": "Small", "expression": "x + 1"},
    {"parameters": [{"name": "x"}], "expression": "x + other"},
    {"parameters": [{"name": "x"}], "expression": "for i in [1, 2] return i + x"},
    {"parameters": [{"name": "x", "type": "number"}], "expression": "if x < 1 then 0 else called(x - 1) + 1"},
    {"parameters": [{"name": "x"}], "expression": "if x = null then null else helped(x)"},
    {"parameters": [{"name": "x"}], "expression": "matches(x, y)"},
    {"parameters": [{"name": "called"}], "expression": "called * 2"},
    {"parameters": [{"name": "other"}], "expression": "other + 1"},
)
VALUES = (None, Decimal(7), Decimal(250), "a", True, [Decimal(2)], [Decimal(1), Decimal(2)], Decimal("1E6144"))


def compiled(function: Mapping[str, Any]) -> CompiledModel:
    helped = {"name": "helped", "parameters": [{"name": "n", "type": "number"}], "expression": "n * n"}
    decisions = [{"name": "D", "expression": "[called(a), called(a + 0), for i in [a, 1] return called(i)]"}]
    facts = [{"name": name, "type": "Any", "nullable": True} for name in ("a", "other")]
    types = [{"name": "Small", "type": "number", "allowedValues": "[0..9]"}]
    document = {
        "types": types,
        "facts": facts,
        "functions": [helped, {"name": "called", **function}],
        "decisions": decisions,
    }
    model = read_model(document).model
    assert model is not None
    return compile_model(check_model(model))


def told(model: CompiledModel, facts: Mapping[str, object], steps: int) -> tuple[object, ...]:
    budget = RequestBudget(steps, 10**8)
    found = model.evaluate(facts, NOW, ("D",), budget=budget)
    return repr(found.values), found.warnings, budget.steps, budget.memory, budget.spent


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda each: each["expression"])
def test_what_sees_its_parameters_alone_answers_as_all_others(function: Mapping[str, Any]) -> None:
    alone = compiled(function)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(functions, "sees_only", lambda *_: False)
        patch.setattr(functions, "class_within", lambda _domain: None)
        within = compiled(function)
    for given in ({}, *({"a": value, "other": Decimal(1)} for value in VALUES)):
        for steps in (10**6, 12, 5):
            assert told(alone, given, steps) == told(within, given, steps)


@pytest.mark.parametrize(
    ("text", "alone"),
    [
        ("floor(x / 100) * 100", True),
        ("if x = null then 1 else x ** 2", True),
        ("x + other", False),
        ("helped(x)", False),
        ("sum([x, 1])", False),
        ("for i in [x] return i", False),
        ("{y: x}.y", False),
    ],
)
def test_what_sees_more_than_its_parameters_is_told_apart(text: str, *, alone: bool) -> None:
    checked = check_expression(parse_expression(text), {"x": ANY, "other": ANY, "helped": ANY})
    assert sees_only(checked, ("x",)) is alone
