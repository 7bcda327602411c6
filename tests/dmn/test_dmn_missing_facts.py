"""What a model says while facts are missing still holds when they come, whatever they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from decimal import Decimal
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from creditrules.dmn import Unknown, check_model, compile_model, read_model
from creditrules.dmn.model_run import ModelRun
from creditrules.document import read_yaml
from creditrules.feel import Date, DateTime, Run, Time, Value, equal, parse_date
from creditrules.feel.temporal import UTC_ZONE

NOW = DateTime(Date(2026, 1, 1), Time(0, UTC_ZONE))
FACTS: Mapping[str, list[Value]] = {
    "age": [Decimal(17), Decimal(18), Decimal(40)],
    "income": [None, Decimal(0), Decimal(5000)],
    "tier": ["A", "B"],
    "late": [True, False],
    "since": [None, parse_date("2020-01-01"), parse_date("2025-12-31")],
}
MODEL = """
facts:
  - {name: age, type: number}
  - {name: income, type: number, nullable: true}
  - {name: tier, type: string}
  - {name: late, type: boolean}
  - {name: since, type: date, nullable: true}
functions:
  - {name: band, parameters: [x], table: {hitPolicy: FIRST, inputs: [x], outputs: [o], rules: [["< 18", 1], ["-", 2]]}}
decisions:
"""
TEXTS = [
    "age + 1", "age >= 18", "income > 100", "income = null", "late or age > 20", "late and income > 0", "not(late)",
    "if late then age else 0", 'tier = "A"', "since < date(2025, 1, 1)", "[age, income]", "{a: age, b: tier}.b",
    "band(age)", "count([age, income])", "every x in [1, age] satisfies x > 0", "some x in [age, 1] satisfies x = 1",
    "for x in [1, 2] return x + age", "[1, 20, 30][item > age]", "age between 1 and 30", "age in [18..30]",
    "min(age, 18)",
    "is defined(income)", "coalesce(income, 0)", "string(age)", "age * 0", "null", '"x" + tier', "today() - since",
    "age instance of number", "{x: 1, y: x + age}", "sum([age, 1])", "list contains([1, age], 1)", "all([late, false])",
    "any([true, late])", 'get value({a: age}, "a")', "[{a: age}, {a: 1}].a", "append([1], age)[1]",
]  # fmt: skip
CELLS = ["-", "< 18", "[18..40)", "> 100", '"A"', 'not("A")', "true", "null", "not(null)", "> D1", "D1", "? = D1"]
COLUMNS = ["age", "income", "tier", "late", "D1", "age + 1"]


@st.composite
def models(draw: st.DrawFn) -> dict[str, object]:
    """A model of two expressions, a table over them, and what is made of it."""
    value = read_yaml(MODEL).value
    assert isinstance(value, dict)
    columns = draw(st.lists(st.sampled_from(COLUMNS), min_size=1, max_size=3))
    outputs = st.sampled_from(["1", "2", "age", "D1"])
    rules = [[*(draw(st.sampled_from(CELLS)) for _ in columns), draw(outputs)] for _ in range(draw(st.integers(1, 4)))]
    policy = draw(st.sampled_from(["FIRST", "UNIQUE", "ANY", "COLLECT", "C+", "C#"]))
    table = {"hitPolicy": policy, "inputs": columns, "outputs": ["o"], "rules": rules}
    result = draw(st.sampled_from(["t", "t = 1"]))
    decisions = [
        {"name": "D1", "expression": draw(st.sampled_from(TEXTS))},
        {"name": "D2", "conditional": {"if": "late", "then": draw(st.sampled_from(TEXTS)), "else": "D1"}},
        {"name": "T", "table": table},
        {"name": "D3", "context": [{"name": "t", "expression": "T"}, {"result": result}]},
    ]
    return {**value, "decisions": decisions}


@settings(max_examples=60, deadline=None)
@given(models(), st.sets(st.sampled_from(sorted(FACTS)), min_size=1, max_size=2), st.data())
def test_known_values_stay_and_unknown_ones_name_what_they_wait_for(
    document: dict[str, object], absent: set[str], data: st.DataObject
) -> None:
    model = read_model(document).model
    assert model is not None
    compiled = compile_model(check_model(model))
    known = {name: data.draw(st.sampled_from(values)) for name, values in FACTS.items() if name not in absent}
    partial = compiled.evaluate(known, NOW, compiled.decisions)
    for value in partial.values.values():
        if isinstance(value, Unknown):
            assert value.missing
            assert value.missing <= absent
    for completion in product(*(FACTS[name] for name in sorted(absent))):
        facts = {**known, **dict(zip(sorted(absent), completion, strict=True))}
        full = compiled.evaluate(facts, NOW, compiled.decisions)
        for name, value in partial.values.items():
            assert isinstance(value, Unknown) or equal(full.values[name], value) is True, (name, completion)
            assert not isinstance(full.values[name], Unknown)


def test_a_models_run_has_all_that_feel_expects_of_a_run() -> None:
    run = ModelRun(NOW, 1)
    assert all(hasattr(run, field.name) for field in fields(Run))
