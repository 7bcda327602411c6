"""Rows whose cells or outputs are run: a few are tried at once, with the answers and at the cost of the long way."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creditrules.dmn import CompiledModel, Evaluation, check_model, compile_model, read_model
from creditrules.dmn.table.compiled import CompiledTable
from creditrules.dmn.table.few import FewRows
from creditrules.dmn.table.results import KnownResults
from creditrules.feel import Date, DateTime, RequestBudget, Time
from creditrules.feel.temporal import UTC_ZONE

NOW = DateTime(Date(2026, 1, 1), Time(0, UTC_ZONE))
POLICIES = ("COLLECT", "UNIQUE", "ANY", "PRIORITY", "RULE ORDER", "OUTPUT ORDER")
CELLS = (
    "-", "> 2", "[1..5)", "not(3)", "> a", "<= a * 2", "(a..10]", "[a..b]", "not(a)", "? + a > 3", "a", "f(?) > b",
    "> a / 0", "null", "not(null)", "? in [a..b]", "every i in [1, a] satisfies ? > i",
)  # fmt: skip
OUTPUTS = ("1", "2", "3", "null", "a", "a + b", "f(a)", "a / 0", '"x"', "[1, 2]")
NUMBER = st.sampled_from([Decimal(text) for text in ("-1", "0", "1", "2", "3.0", "7")])
VALUE = NUMBER | st.sampled_from([None, "x", True, [Decimal(2)], [Decimal(1), Decimal(2)]])


@st.composite
def models(draw: st.DrawFn) -> CompiledModel:
    """A table of few rows, and one that reads it."""
    policy, several = draw(st.sampled_from(POLICIES)), draw(st.booleans())
    constant = draw(st.booleans())
    outputs: list[dict[str, Any]] = [{"name": "one", "type": draw(st.sampled_from(["number", "Any", "list<number>"]))}]
    if policy in {"PRIORITY", "OUTPUT ORDER"} or draw(st.booleans()):
        outputs[0] |= {"type": "number", "allowedValues": "3, 2, 1"}
    if draw(st.booleans()):
        outputs[0]["default"] = draw(st.sampled_from(["9", "a"]))
    outputs += [{"name": "other", "type": draw(st.sampled_from(["number", "string"]))}] if several else []
    cells, results = st.sampled_from(CELLS), st.sampled_from(OUTPUTS[:3] if constant else OUTPUTS)
    rules = [
        {"when": [draw(cells), draw(cells)], "then": [draw(results) for _ in outputs]}
        for _ in range(draw(st.integers(1, 9)))
    ]
    table: dict[str, Any] = {"hitPolicy": policy, "inputs": ["v", "w"], "outputs": outputs, "rules": rules}
    if policy == "COLLECT" and not several and draw(st.booleans()):
        table["aggregation"] = draw(st.sampled_from(["SUM", "MIN", "MAX", "COUNT"]))
    facts = [{"name": name, "type": draw(st.sampled_from(["number", "Any"])), "nullable": True} for name in "vwab"]
    double = {"name": "f", "parameters": [{"name": "n", "type": "number"}], "type": "number", "expression": "n * 2"}
    decisions = [{"name": "T", "table": table}, {"name": "All", "expression": "[T, T]"}]
    model = read_model({"facts": facts, "functions": [double], "decisions": decisions}).model
    assert model is not None
    return compile_model(check_model(model))


Answer = tuple[Evaluation, int, int, bool]


def answered(compiled: CompiledModel, facts: Mapping[str, object], steps: int) -> list[Answer]:
    """By the table alone, and by what reads it."""
    found = []
    for decisions in (("T",), ("All",)):
        budget = RequestBudget(steps, 10**8)
        told = compiled.evaluate(facts, NOW, decisions, budget=budget)
        found.append((told, budget.steps, budget.memory, budget.spent))
    return found


@settings(max_examples=150, deadline=None)
@given(models(), st.data())
def test_few_rows_answer_as_the_long_way_does(compiled: CompiledModel, data: st.DataObject) -> None:
    questions = [
        ({name: data.draw(NUMBER | VALUE) for name in data.draw(st.sampled_from(["vwab", "vwab", "vab", "vw"]))}, steps)
        for steps in (10**7, 10**7, data.draw(st.integers(1, 40)))
    ]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(FewRows, "matching", lambda *_: -1)
        patch.setattr(KnownResults, "keep", lambda *_: None)
        patch.setattr(CompiledTable, "known", lambda *_: None)
        long = [answered(compiled, *question) for question in questions]
    for _ in range(2):  # the second time what the first has kept
        assert [answered(compiled, *question) for question in questions] == long


@pytest.mark.parametrize("policy", POLICIES)
def test_what_rows_came_to_is_not_what_those_come_to_of_which_a_cell_says_no(policy: str) -> None:
    rules = [{"when": ["> 2"], "then": ["1"]}, {"when": ["? + a > 3"], "then": ["1"]}, {"when": ["-"], "then": ["1"]}]
    if policy == "UNIQUE":
        rules = rules[1:2]
    outputs = [{"name": "one", "type": "number", "allowedValues": "1, 2"}]
    table = {"hitPolicy": policy, "inputs": ["v"], "outputs": outputs, "rules": rules}
    facts = [{"name": name, "type": "number"} for name in "va"]
    model = read_model({"facts": facts, "decisions": [{"name": "T", "table": table}]}).model
    assert model is not None
    compiled = compile_model(check_model(model))
    found = [
        [fired.row for fired in compiled.evaluate({"v": Decimal(3), "a": Decimal(a)}, NOW, ("T",)).tables["T"].fired]
        for a in (1, 1, -9, 1)
    ]
    matching, fewer = [list(range(1, len(rules) + 1)), [row for row in (1, 3) if len(rules) == 3]]
    if policy in {"ANY", "PRIORITY"}:
        matching, fewer = matching[:1], fewer[:1]
    assert found == [matching, matching, fewer, matching]


def test_rows_whose_entries_are_run_are_no_other_when_they_are_run_again() -> None:
    """What one applicant's row came to is never another's."""
    rules = [{"when": [">= 0"], "then": ["v * 2", '"x"']}, {"when": ["-"], "then": ["0", '"y"']}]
    outputs = [{"name": "amount", "type": "number"}, {"name": "word", "type": "string"}]
    table = {"hitPolicy": "FIRST", "inputs": ["v"], "outputs": outputs, "rules": rules}
    model = read_model({"facts": [{"name": "v", "type": "number"}], "decisions": [{"name": "T", "table": table}]}).model
    assert model is not None
    compiled = compile_model(check_model(model))
    found = [compiled.evaluate({"v": Decimal(number)}, NOW, ("T",)) for number in (1, 2, -1, 1)]
    assert [each.values["T"] for each in found] == [
        {"amount": Decimal(2), "word": "x"},
        {"amount": Decimal(4), "word": "x"},
        {"amount": Decimal(0), "word": "y"},
        {"amount": Decimal(2), "word": "x"},
    ]
