"""What a traced evaluation tells: inputs of every decision, matching rows, nearest misses, tables inside of others."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from creditrules.dmn import CompiledModel, NearMiss, check_model, compile_model, read_model
from creditrules.document import read_yaml
from creditrules.feel import from_datetime

MODEL = """
facts: [{name: age, type: number}, {name: region, type: string}]
functions: [{name: plus, parameters: [a], expression: "a + 1"}]
decisions:
  - name: Rate
    context:
      - {name: next, expression: "plus(age)"}
      - {name: step, table: {inputs: [next], outputs: [o], rules: [["< 18", "1"], [">= 18", "2"]]}}
  - {name: Sum, expression: "Rate.step + age"}
  - name: Answer
    table:
      hitPolicy: FIRST
      inputs: [Sum, region]
      outputs: [o]
      rules:
        - {id: young, when: ["< 18", "-"], then: ["1"]}
        - {id: north, when: [">= 18", '"N"'], then: ["2"]}
        - ["< 10", '"N"', "3"]
        - ["-", "-", "4"]
"""
NOW = from_datetime(datetime(2026, 3, 1, tzinfo=UTC))


def compiled() -> CompiledModel:
    document = read_yaml(MODEL).value
    assert isinstance(document, dict)
    read = read_model(document)
    assert read.model is not None
    return compile_model(check_model(read.model))


def test_every_decision_on_the_way_tells_what_it_was_given() -> None:
    told = compiled().evaluate({"age": Decimal(20), "region": "S"}, NOW, ["Answer"], trace=True)
    rate = {"next": Decimal(21), "step": Decimal(2)}
    assert told.inputs == {
        "Rate": {"age": Decimal(20)},
        "Sum": {"Rate": rate, "age": Decimal(20)},
        "Answer": {"Sum": Decimal(22), "region": "S"},
    }


def test_a_table_tells_tested_values_matches_and_nearest_misses_but_no_farther_ones() -> None:
    told = compiled().evaluate({"age": Decimal(20), "region": "S"}, NOW, ["Answer"], trace=True)
    assert told.trace is not None
    answer = told.trace["Answer"]
    assert answer.inputs == (Decimal(22), "S")
    assert answer.matched == (4,)
    assert answer.near_misses == (NearMiss(1, "young", 1, "< 18"), NearMiss(2, "north", 2, '"N"'))


def test_a_table_inside_another_expression_is_told_by_its_place() -> None:
    told = compiled().evaluate({"age": Decimal(20), "region": "S"}, NOW, ["Rate"], trace=True)
    assert told.trace is not None
    assert told.trace["decisions.Rate.step"].matched == (2,)


def test_without_a_trace_none_is_kept_and_the_answers_are_the_same() -> None:
    model, facts = compiled(), {"age": Decimal(20), "region": "S"}
    plain, traced = (model.evaluate(facts, NOW, ["Answer"], trace=trace) for trace in (False, True))
    assert (plain.trace, plain.inputs) == (None, None)
    assert plain.values == traced.values
    assert plain.tables == traced.tables
