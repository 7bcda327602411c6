"""Evaluating models: hit policies, defaults, warnings with their place, missing facts, boxed expressions, services."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import pytest

from creditrules.dmn import (
    CompiledModel,
    Evaluation,
    Fired,
    NearMiss,
    TableOutcome,
    Unknown,
    check_model,
    compile_model,
    read_model,
)
from creditrules.document import read_yaml
from creditrules.feel import UTC_ZONE, Date, DateTime, Exhausted, Function, Run, Time, Value, limits

NOW = DateTime(Date(2026, 3, 20), Time(0, UTC_ZONE))
ONE, TWO, THREE = Decimal(1), Decimal(2), Decimal(3)


def compiled(text: str) -> CompiledModel:
    value = read_yaml(text).value
    assert isinstance(value, Mapping)
    read = read_model(value)
    assert read.model is not None, read.diagnostics
    return compile_model(check_model(read.model))


def evaluate(text: str, facts: Mapping[str, object], *decisions: str, trace: bool = False) -> Evaluation:
    model = compiled(text)
    read = model.read_facts(facts)
    assert not [each for each in read.diagnostics if each.severity == "ERROR"]
    return model.evaluate(read.values, NOW, decisions or model.decisions, trace)


def unknown(*facts: str) -> Unknown:
    return Unknown(frozenset(facts))


SCORE = """
facts: [{name: score, type: number}, {name: income, type: number}]
decisions:
  - name: D
    table:
      hitPolicy: %s
      inputs: [score, income]
      outputs: [{name: out, type: string, allowedValues: '"NO", "MAYBE", "YES"'%s}]
      rules:
        - {id: low,    when: ["< 600", "-"],      then: ['"NO"']}
        - {id: poor,   when: ["-",     "< 1000"], then: ['"MAYBE"']}
        - {id: rich,   when: ["-",     ">= 500"], then: ['"YES"']}
"""


@pytest.mark.parametrize(
    ("policy", "rows", "value"),
    [
        ("FIRST", [1], "NO"),
        ("UNIQUE", [], None),
        ("ANY", [], None),
        ("PRIORITY", [1], "NO"),
        ("COLLECT", [1, 2, 3], ["NO", "MAYBE", "YES"]),
        ("RULE ORDER", [1, 2, 3], ["NO", "MAYBE", "YES"]),
        ("OUTPUT ORDER", [1, 2, 3], ["NO", "MAYBE", "YES"]),
        ("C#", [1, 2, 3], THREE),
        ("C<", [1, 2, 3], "MAYBE"),
        ("C>", [1, 2, 3], "YES"),
    ],
)
def test_hit_policies_with_three_matching_rows(policy: str, rows: list[int], value: Value) -> None:
    answer = evaluate(SCORE % (policy, ""), {"score": 500, "income": 700})
    assert [each.row for each in answer.tables["D"].fired] == rows
    assert answer.values == {"D": value}


@pytest.mark.parametrize(
    ("policy", "code", "message"),
    [
        ("UNIQUE", "dmn.unique", "Rows 1, 2 and 3 match, but the table is UNIQUE."),
        ("ANY", "dmn.any", "Rows 1 and 2 match with different results, but the table is ANY."),
    ],
)
def test_a_broken_hit_policy_is_null_and_names_the_rows(policy: str, code: str, message: str) -> None:
    answer = evaluate(SCORE % (policy, ""), {"score": 500, "income": 700})
    assert [(each.code, each.message, each.place) for each in answer.warnings] == [(code, message, "decisions.D")]
    assert answer.tables["D"] == TableOutcome((), (), exclusive=True)


@pytest.mark.parametrize(
    ("policy", "default", "value"),
    [
        ("FIRST", "", None),
        ("FIRST", ", default: '\"YES\"'", "YES"),
        ("COLLECT", "", None),
        ("COLLECT", ", default: '\"YES\"'", ["YES"]),
        ("C#", "", Decimal(0)),
    ],
)
def test_no_matching_row_gives_the_default_or_null(policy: str, default: str, value: Value) -> None:
    text = (SCORE % (policy, default)).replace('">= 500"', '"> 5000"')
    answer = evaluate(text, {"score": 700, "income": 2000})
    assert answer.values == {"D": value}
    assert answer.tables["D"].fired == ((Fired(0, None, "YES", default=True),) if default else ())
    assert answer.warnings == ()


def test_what_is_missing_matters_only_where_it_can() -> None:
    text = SCORE % ("FIRST", "")
    assert evaluate(text, {"score": 500}).values == {"D": "NO"}
    answer = evaluate(text, {"score": 700})
    outcome = answer.tables["D"]
    assert answer.values == {"D": unknown("income")}
    assert outcome.fired == ()
    assert ([each.row for each in outcome.possible], set(outcome.missing)) == ([2, 3], {"income"})
    outcome = evaluate(text, {"income": 700}).tables["D"]
    assert ([each.row for each in outcome.fired], [each.row for each in outcome.possible]) == ([2], [1])
    assert outcome.missing == {"score"}


def test_rows_that_say_the_same_settle_it_whatever_is_missing() -> None:
    text = """
facts: [{name: a, type: number}, {name: b, type: number}]
decisions:
  - name: D
    table: {hitPolicy: FIRST, inputs: [a, b], outputs: [o], rules: [["> 1", "-", 1], ["-", "< 5", 1], ["-", "-", 1]]}
"""
    answer = evaluate(text, {})
    assert answer.values == {"D": ONE}
    assert [each.row for each in answer.tables["D"].possible] == [1, 2]


def test_an_output_that_needs_a_missing_fact_is_unknown_alone() -> None:
    text = """
facts: [{name: a, type: number}, {name: income, type: number}]
decisions:
  - name: D
    table: {hitPolicy: FIRST, inputs: [a], outputs: [level, limit], rules: [["> 1", '"OK"', "income * 2"]]}
  - {name: Level, expression: D.level}
"""
    answer = evaluate(text, {"a": 2})
    assert answer.tables["D"].fired[0].value == {"level": "OK", "limit": unknown("income")}
    assert answer.tables["D"].missing == {"income"}
    assert answer.values == {"D": unknown("income"), "Level": unknown("income")}


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("a = 1 or missing > 5", True),
        ("a = 2 and missing > 5", False),
        ("missing > 5", unknown("missing")),
        ("if a = 1 then 2 else missing", TWO),
        ("missing + other", unknown("missing", "other")),
    ],
)
def test_expressions_are_known_where_missing_facts_do_not_matter(expression: str, value: Value) -> None:
    facts = "facts: [{name: a, type: number}, {name: missing, type: number}, {name: other, type: number}]"
    assert evaluate(f"{facts}\ndecisions: [{{name: D, expression: '{expression}'}}]", {"a": 1}).values == {"D": value}


BOXES = {
    "context": ("{name: D, context: [{name: x, expression: a}, {name: y, expression: 1}]}", unknown("a")),
    "context with result": ("{name: D, context: [{name: x, expression: a}, {result: 1}]}", ONE),
    "list": ("{name: D, list: [1, a]}", unknown("a")),
    "relation": ("{name: D, relation: {columns: [x], rows: [[a]]}}", unknown("a")),
    "conditional": ("{name: D, conditional: {if: a > 1, then: 1, else: 2}}", unknown("a")),
    "filter": ("{name: D, filter: {in: '[1, 2]', match: item > a}}", unknown("a")),
    "for": ("{name: D, for: {variable: x, in: '[1, 2]', return: x + a}}", unknown("a")),
    "some, settled": ("{name: D, some: {variable: x, in: '[1, 2]', satisfies: x > 1 or a > 1}}", True),
    "every, open": ("{name: D, every: {variable: x, in: '[1, 2]', satisfies: x > 1 or a > 1}}", unknown("a")),
    "invocation": ("{name: D, invocation: {function: f, arguments: {x: a}}}", unknown("a")),
    "invocation of what does not ask": ("{name: D, invocation: {function: g, arguments: {x: a}}}", ONE),
}


@pytest.mark.parametrize(
    ("source", "days"),
    [
        ('[@"2024-02-28"..@"2024-03-01"]', [28, 29, 1]),
        ('(@"2024-02-28"..@"2024-03-01")', [29]),
        ("[1..3)", [1, 2]),
    ],
)
def test_a_boxed_loop_goes_through_ranges_of_days_and_of_numbers(source: str, days: list[int]) -> None:
    part = "x.day" if "@" in source else "x"
    answer = evaluate(f"decisions: [{{name: D, for: {{variable: x, in: '{source}', return: {part}}}}}]", {})
    assert answer.values["D"] == days


@pytest.mark.parametrize(("decision", "value"), BOXES.values(), ids=BOXES.keys())
def test_boxed_expressions_pass_on_what_is_missing(decision: str, value: Value) -> None:
    functions = "functions: [{name: f, parameters: [x], expression: x + 1}, {name: g, parameters: [x], expression: 1}]"
    answer = evaluate(f"facts: [{{name: a, type: number}}]\n{functions}\ndecisions: [{decision}]", {})
    assert answer.values == {"D": value}


def test_decisions_that_are_not_needed_are_not_evaluated() -> None:
    text = """
facts: [{name: a, type: number}]
decisions:
  - {name: Unused, expression: "1 / 0"}
  - {name: Base, expression: a + 1}
  - {name: D, expression: Base * 2}
"""
    answer = evaluate(text, {"a": 1}, "D")
    assert answer.values == {"Base": TWO, "D": Decimal(4)}
    assert answer.warnings == ()
    assert compiled(text).needed_facts(("D",)) == {"a"}
    with pytest.raises(KeyError):
        evaluate(text, {"a": 1}, "Nope")


def test_warnings_say_in_which_decision_row_and_column_they_arose() -> None:
    text = """
facts: [{name: a, type: number}]
functions: [{name: f, parameters: [x], table: {inputs: [x], outputs: [o], rules: [["-", "x / 0"]]}}]
decisions:
  - {name: Ratio, expression: a / 0}
  - name: D
    table:
      hitPolicy: COLLECT
      inputs: [a]
      outputs: [o]
      rules: [["< 5", "f(a)"], ["> a / 0", "1"]]
"""
    answer = evaluate(text, {"a": 1})
    assert list(dict.fromkeys((each.place, each.source) for each in answer.warnings)) == [
        ("decisions.Ratio", "a / 0"),
        ("decisions.D.rules[2].inputs[1]", "> a / 0"),
        ("functions.f.rules[1].outputs[1]", "x / 0"),
    ]


@pytest.mark.parametrize("cell", ["income * 0.3", "= income * 0.3", "? = income * 0.3", "not(income * 0.3)", "1 / 0"])
@pytest.mark.parametrize(("policy", "value"), [("FIRST", "REFER"), ("UNIQUE", "REFER"), ("COLLECT", ["REFER"])])
def test_a_cell_that_goes_wrong_does_not_match_what_is_missing(policy: str, value: Value, cell: str) -> None:
    model = f"""
facts: [{{name: limit, type: number, nullable: true}}, {{name: income, type: number, nullable: true}}]
decisions:
  - name: D
    table:
      hitPolicy: {policy}
      inputs: [limit]
      outputs: [out]
      rules:
        - [{cell!r}, '"APPROVE"']
        - ["null", '"REFER"']
"""
    answer = evaluate(model, {"limit": None, "income": None})
    assert answer.values == {"D": value}
    assert [one.place for one in answer.warnings] == ["decisions.D.rules[1].inputs[1]"]
    assert evaluate(model, {"limit": None, "income": None}, trace=True).trace["D"].matched == (2,)  # type: ignore[index]


def test_a_value_that_may_not_stand_in_a_column_leaves_the_table_without_result() -> None:
    text = """
facts: [{name: a, type: number}]
decisions:
  - name: D
    table:
      hitPolicy: FIRST
      inputs: [{expression: a, type: number, allowedValues: "[0..10]"}]
      outputs: [o]
      rules: [["-", 1]]
"""
    assert evaluate(text, {"a": 5}).values == {"D": ONE}
    answer = evaluate(text, {"a": 11})
    assert answer.values == {"D": None}
    assert [(each.code, each.place) for each in answer.warnings] == [("dmn.input", "decisions.D.inputs[1]")]
    model = compiled(text)
    answer = model.evaluate({"a": "text"}, NOW, ("D",))
    assert (answer.values["D"], answer.tables["D"].fired) == (None, ())
    assert [each.code for each in answer.warnings] == ["dmn.input"]


def test_results_that_are_not_allowed_are_null_with_a_warning() -> None:
    text = """
types: [{name: Tier, type: string, allowedValues: '"A", "B"'}]
facts: [{name: t, type: string}]
decisions:
  - {name: Plain, type: Tier, expression: t}
  - {name: D, table: {inputs: ["1"], outputs: [{name: o, type: Tier}], rules: [["-", t]]}}
"""
    assert evaluate(text, {"t": "A"}).values == {"Plain": "A", "D": "A"}
    answer = evaluate(text, {"t": "C"})
    assert answer.values == {"Plain": None, "D": None}
    assert [(each.code, each.place) for each in answer.warnings] == [
        ("dmn.type", "decisions.Plain"),
        ("dmn.not-allowed", "decisions.D.rules[1].outputs[1]"),
    ]


def test_declared_types_convert_as_the_specification_says() -> None:
    text = """
facts: [{name: a, type: number}, {name: on, type: date}]
decisions:
  - {name: List, type: list<number>, expression: a}
  - {name: One, type: number, list: [a]}
  - {name: At, type: date and time, expression: on}
  - {name: Wrong, type: string, list: [a, a]}
"""
    answer = evaluate(text, {"a": 1, "on": "2026-01-01"})
    assert (answer.values["List"], answer.values["One"], answer.values["Wrong"]) == ([ONE], ONE, None)
    assert isinstance(answer.values["At"], DateTime)
    assert [each.place for each in answer.warnings] == ["decisions.Wrong"]


def test_decision_services_are_functions_of_their_inputs() -> None:
    text = """
facts: [{name: a, type: number}]
services:
  - {name: S, outputs: [Double], inputs: [a]}
  - {name: Two, outputs: [Double, Base], inputDecisions: [Base]}
decisions:
  - {name: Base, expression: a + 1}
  - {name: Double, expression: Base * 2}
  - {name: D, expression: "[S(10), Two(5).Double]"}
"""
    assert evaluate(text, {"a": 1}, "D").values["D"] == [Decimal(22), Decimal(10)]


def test_some_functions_of_java_have_an_equivalent() -> None:
    text = """
functions:
  - name: larger
    kind: JAVA
    parameters: [{name: x, type: number}, {name: y, type: number}]
    context: [{name: class, expression: '"java.lang.Math"'}, {name: method signature, expression: '"max(int,int)"'}]
decisions: [{name: D, expression: "larger(1, 3)"}]
"""
    assert evaluate(text, {}).values == {"D": THREE}


def test_a_circle_of_decisions_is_an_error_and_still_ends() -> None:
    text = "decisions: [{name: A, expression: B}, {name: B, expression: A}]"
    model = compiled(text)
    assert not model.checked.ok
    assert set(model.evaluate({}, NOW, ("A", "B")).values) == {"A", "B"}


def test_functions_that_call_what_they_are_given_end_with_a_warning() -> None:
    text = """
functions: [{name: f, parameters: [g], expression: g(g)}]
decisions: [{name: D, expression: f(f)}]
"""
    answer = evaluate(text, {})
    assert answer.values == {"D": None}
    assert answer.warnings


FUNCTIONS = """
types: [{name: Small, type: number, allowedValues: "[0..9]"}]
functions:
  - name: twice
    parameters: [{name: x, type: Small}]
    table: {hitPolicy: FIRST, inputs: [x], outputs: [o], rules: [["-", "2 * x"]]}
services: [{name: Offer, outputs: [Sum], inputs: [a]}]
facts: [{name: a, type: Small}]
decisions: [{name: Sum, requires: [a], expression: a + 1}, {name: F, expression: twice}, {name: S, expression: Offer}]
"""


@pytest.mark.parametrize(("decision", "value"), [("F", Decimal(8)), ("S", Decimal(5))])
def test_a_function_that_a_decision_gives_can_be_called_by_feel_alone(decision: str, value: Value) -> None:
    function = evaluate(FUNCTIONS, {}, decision).values[decision]
    assert isinstance(function, Function)
    run = Run(NOW, 100)
    assert function(run, Decimal(4)) == value
    assert run.warnings == []
    function(run, Decimal(12))
    assert [warning.code for warning in run.warnings][:1] == ["dmn.not-allowed"]


def test_a_function_that_feel_calls_alone_is_paid_for_by_the_run_of_the_caller() -> None:
    function = evaluate(FUNCTIONS, {}, "F").values["F"]
    assert isinstance(function, Function)
    run = Run(NOW, 3)
    with pytest.raises(Exhausted):
        [function(run, Decimal(4)) for _ in range(5)]
    assert run.steps < 0


@pytest.mark.parametrize("given", [Decimal(4), Decimal("1e40"), None, "four", [Decimal(4)], Unknown(frozenset({"a"}))])
def test_a_function_of_one_parameter_takes_what_one_of_two_takes(given: Value) -> None:
    text = """
functions:
  - {name: one, parameters: [x], type: number, expression: x * 2}
  - {name: two, parameters: [x, y], type: number, expression: x * 2}
decisions: [{name: D, expression: "[one, two, one(1), two(1, 1)]"}]
"""
    values = evaluate(text, {}).values["D"]
    assert isinstance(values, list)
    first, second, *both = values
    assert both == [Decimal(2), Decimal(2)]
    runs = [Run(NOW, 40), Run(NOW, 40)]
    for _ in range(3):
        assert first(runs[0], given) == second(runs[1], given, Decimal(1))
        assert [(each.steps, each.memory, each.depth) for each in runs[:1]] == [
            (each.steps, each.memory, each.depth) for each in runs[1:]
        ]
    assert [each.code for each in runs[0].warnings] == [each.code for each in runs[1].warnings]
    for function, arguments in ((first, [given]), (second, [given, Decimal(1)])):
        run = Run(NOW, 40)
        run.depth = limits.CALL_DEPTH + 1
        assert function(run, *arguments) is None
        assert [each.code for each in run.warnings] == ["feel.too-deep"]


def test_an_endless_table_of_work_ends_with_null() -> None:
    text = """
functions:
  - {name: f, parameters: [x], table: {hitPolicy: FIRST, inputs: ["1"], outputs: [o], rules: [["x", 1], ["-", 2]]}}
decisions: [{name: D, expression: "count(for i in 1..10000000 return f(i))"}]
"""
    answer = evaluate(text, {})
    assert answer.values == {"D": None}
    assert "feel.too-many-steps" in [each.code for each in answer.warnings]


def test_the_trace_names_what_matched_and_what_nearly_did() -> None:
    answer = evaluate(SCORE % ("FIRST", ""), {"score": 600, "income": 2000}, trace=True)
    assert answer.trace is not None
    trace = answer.trace["D"]
    assert (trace.inputs, trace.matched) == ((Decimal(600), Decimal(2000)), (3,))
    assert trace.near_misses == (NearMiss(1, "low", 1, "< 600"), NearMiss(2, "poor", 2, "< 1000"))
    assert evaluate(SCORE % ("FIRST", ""), {"score": 600, "income": 2000}).trace is None


def test_today_is_what_the_caller_says() -> None:
    assert evaluate("decisions: [{name: D, expression: today()}]", {}).values == {"D": Date(2026, 3, 20)}


@pytest.mark.parametrize("rule", ["['-', 1]", "['> 0', 1]", "['number(\"1\") + 0', 1]"])
def test_what_is_wrong_after_the_first_hit_is_nobodys_business(rule: str) -> None:
    text = f"""
facts: [{{name: a, type: number}}]
decisions:
  - {{name: D, table: {{hitPolicy: FIRST, inputs: [a], outputs: [o], rules: [{rule}, ["> a / 0", "2 / 0"]]}}}}
"""
    answer = evaluate(text, {"a": 1})
    assert (answer.values, answer.warnings) == ({"D": ONE}, ())
