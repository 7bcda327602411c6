"""Rows that match whatever facts are missing are found without the long way: the same answers, at the same cost."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creditrules.dmn import CompiledModel, Evaluation, check_model, compile_model, read_model
from creditrules.dmn.compile import steps
from creditrules.dmn.table.walk import Walk
from creditrules.feel import Date, DateTime, RequestBudget, Time
from creditrules.feel.temporal import UTC_ZONE

NOW = DateTime(Date(2026, 1, 1), Time(0, UTC_ZONE))
POLICIES = ("FIRST", "FIRST", "COLLECT", "UNIQUE", "ANY", "PRIORITY", "RULE ORDER")
INPUTS = ("v", "v", "w", "w", "c.x", "c.y", "a", "v + 1")
CELLS = ("-", "-", "-", "> 2", "[1..5)", "not(3)", "null", "not(null)", "> a", "<= a * 2", "? > a / 0")
OUTPUTS = ("1", "2", "3", "null", "a", "a / 0", "[1, 2]")
NUMBERS = tuple(map(Decimal, ("-1", "1", "3.0", "7")))
VALUE = st.sampled_from([*NUMBERS, *NUMBERS, *NUMBERS, None, "x", True, [Decimal(2)], []])
CONTEXT = st.sampled_from([None, {"x": Decimal(3)}, {"x": Decimal(1), "y": Decimal(2)}, [], [{"x": Decimal(3)}], "no"])


@st.composite
def models(draw: st.DrawFn) -> CompiledModel:
    """A table of facts and parts of them, and one that reads it."""
    policy = draw(st.sampled_from(POLICIES))
    outputs: list[dict[str, Any]] = [{"name": "one", "type": draw(st.sampled_from(["number", "Any", "list<number>"]))}]
    if policy == "PRIORITY":
        outputs[0] |= {"type": "number", "allowedValues": "3, 2, 1"}
    if draw(st.booleans()):
        outputs.append({"name": "other", "type": "Any", "default": draw(st.sampled_from(["9", "a"]))})
    inputs = draw(st.lists(st.sampled_from(INPUTS), min_size=2, max_size=3))
    rules = [
        {
            "when": [draw(st.sampled_from(CELLS)) for _ in inputs],
            "then": [draw(st.sampled_from(OUTPUTS)) for _ in outputs],
        }
        for _ in range(draw(st.integers(2, 5)))
    ]
    kind = draw(st.sampled_from(["number", "number", "Any"]))
    facts = [{"name": name, "type": kind, "nullable": True} for name in "vwa"]
    facts += [{"name": "c", "type": "Any", "nullable": True}]
    table = {"hitPolicy": policy, "inputs": inputs, "outputs": outputs, "rules": rules}
    first = {"name": "T", "table": table, **draw(st.sampled_from([{}, {"type": "number"}]))}
    rest = {
        "hitPolicy": "FIRST",
        "inputs": ["w", "v"],
        "outputs": ["out"],
        "rules": [["> 0", "-", "T"], ["-", "> 1", 2]],
    }
    model = read_model({"facts": facts, "decisions": [first, {"name": "Rest", "table": rest}]}).model
    assert model is not None
    return compile_model(check_model(model))


def answered(compiled: CompiledModel, facts: Mapping[str, object], left: int) -> tuple[Evaluation, int, int, bool]:
    budget = RequestBudget(left, 10**8)
    found = compiled.evaluate(facts, NOW, ("T", "Rest"), budget=budget)
    return found, max(0, budget.steps), budget.memory, budget.spent


@settings(max_examples=200, deadline=None)
@given(models(), st.data())
def test_what_is_sure_is_what_the_long_way_finds(compiled: CompiledModel, data: st.DataObject) -> None:
    questions = []
    for left in (10**7,) * 6 + (data.draw(st.integers(1, 30)),):
        given = data.draw(st.sets(st.sampled_from("vwac"), min_size=2, max_size=4))
        questions.append(({name: data.draw(CONTEXT if name == "c" else VALUE) for name in given}, left))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Walk, "sure", lambda *_, **__: -1)
        patch.setattr(steps.Step, "known", None)
        long = [answered(compiled, *question) for question in questions]
    assert [answered(compiled, *question) for question in questions] == long
