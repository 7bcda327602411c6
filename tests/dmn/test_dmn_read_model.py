"""The document form of models: what is read, what is refused, and where."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from creditrules.dmn import Aggregation, DecisionTable, HitPolicy, Model, locate, read_model
from creditrules.dmn.model.boxed import ContextBox, Iteration, LiteralExpression
from creditrules.document import read_json, read_yaml


def model_of(text: str) -> Model:
    value = read_yaml(text).value
    assert isinstance(value, Mapping)
    read = read_model(value)
    assert read.diagnostics == ()
    assert read.model is not None
    return read.model


def told(text: str) -> list[tuple[str, str, int | None]]:
    """Code, place and line of every diagnostic."""
    document = read_yaml(text)
    assert isinstance(document.value, Mapping), document.diagnostics
    read = read_model(document.value)
    assert (read.model is None) == bool(read.diagnostics)
    return [(each.code, each.place, each.line) for each in locate(read.diagnostics, read.paths, document)]


def table_of(model: Model, index: int = 0) -> DecisionTable:
    table = model.decisions[index].expression
    assert isinstance(table, DecisionTable)
    return table


ROWS = {
    "lists of when and then": '{when: ["< 18", "-"], then: [\'"NO"\', null]}',
    "one list": '["< 18", "-", \'"NO"\', null]',
    "by column": '{when: {age: "< 18"}, then: {outcome: \'"NO"\'}}',
    "by label": '{when: {Applicant age: "< 18"}, then: {outcome: \'"NO"\'}}',
    "null as anything": '["< 18", null, \'"NO"\', null]',
}


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS.keys())
def test_a_row_may_be_written_in_several_forms(row: str) -> None:
    table = table_of(
        model_of(f"""
decisions:
  - name: D
    table:
      inputs: [{{expression: age, label: Applicant age}}, score]
      outputs: [outcome, limit]
      rules:
        - {row}
""")
    )
    assert (table.rules[0].when, tuple(cell or "null" for cell in table.rules[0].then)) == (
        ("< 18", "-"),
        ('"NO"', "null"),
    )


def test_bare_numbers_and_booleans_are_feel() -> None:
    table = table_of(
        model_of("decisions: [{name: D, table: {inputs: [x], outputs: [y], rules: [[1.50, true], [no, ~]]}}]")
    )
    assert [(rule.when, rule.then) for rule in table.rules] == [(("1.5",), ("true",)), (("no",), ("",))]


@pytest.mark.parametrize(
    ("written", "policy", "aggregation"),
    [
        ("", HitPolicy.UNIQUE, None),
        ("hitPolicy: F,", HitPolicy.FIRST, None),
        ("hitPolicy: rule order,", HitPolicy.RULE_ORDER, None),
        ("hitPolicy: C+,", HitPolicy.COLLECT, Aggregation.SUM),
        ('hitPolicy: "C#",', HitPolicy.COLLECT, Aggregation.COUNT),
        ("hitPolicy: COLLECT, aggregation: max,", HitPolicy.COLLECT, Aggregation.MAX),
    ],
)
def test_hit_policies_have_names_and_letters(written: str, policy: HitPolicy, aggregation: Aggregation | None) -> None:
    table = table_of(model_of(f"decisions: [{{name: D, table: {{{written} inputs: [], outputs: [y], rules: []}}}}]"))
    assert (table.hit_policy, table.aggregation) == (policy, aggregation)


def test_boxed_expressions_nest_and_texts_stand_for_themselves() -> None:
    model = model_of("""
decisions:
  - name: D
    context:
      - {name: a, expression: 1 + 1}
      - {name: b, for: {variable: x, in: "[1, 2]", return: {conditional: {if: x > 1, then: 2, else: "null"}}}}
      - {result: "a + b[1]"}
""")
    box = model.decisions[0].expression
    assert isinstance(box, ContextBox)
    assert box.entries[0].value == LiteralExpression("1 + 1")
    assert isinstance(box.entries[1].value, Iteration)
    assert box.result == LiteralExpression("a + b[1]")


def test_names_have_their_blanks_normalised() -> None:
    model = model_of('facts: [{name: "monthly   income", type: number}]')
    assert model.facts[0].name == "monthly income"


def test_other_owners_keys_are_left_alone_but_slips_are_told() -> None:
    assert model_of("{ruleSet: x, category: RISK, reasons: {A: b}, tests: []}") == Model()
    assert told("decision: []") == [("document.unknown-key", "decision", 1)]


REFUSED = {
    "facts: {a: 1}": ("document.shape", "facts", 1),
    "facts:\n  - 5": ("document.shape", "facts[1]", 2),
    "facts:\n  - {type: number}": ("document.missing-key", "facts[1]", 2),
    "facts:\n  - {name: a, tpye: number}": ("document.unknown-key", "facts.a.tpye", 2),
    "facts:\n  - {name: a, type: string, of: number}": ("dmn.two-types", "facts.a", 2),
    "decisions:\n  - name: D": ("dmn.no-expression", "decisions.D", 2),
    "decisions:\n  - {name: D, expresion: x}": ("document.unknown-key", "decisions.D.expresion", 2),
    "decisions:\n  - {name: D, expression: x, list: []}": ("dmn.two-expressions", "decisions.D", 2),
    "decisions:\n  - {name: D, expression: [1]}": ("document.shape", "decisions.D", 2),
    "decisions:\n  - {name: D, table: {inputs: [a]}}": ("document.missing-key", "decisions.D", 2),
    "decisions:\n  - {name: D, table: {outputs: [a], hitPolicy: LAST}}": (
        "dmn.hit-policy",
        "decisions.D.hitPolicy",
        2,
    ),
    "decisions:\n  - {name: D, table: {outputs: [a], aggregation: SUM}}": (
        "dmn.aggregation",
        "decisions.D.aggregation",
        2,
    ),
    "decisions:\n  - name: D\n    table:\n      inputs: [a]\n      outputs: [b]\n      rules:\n        - [1]": (
        "dmn.row-width",
        "decisions.D.rules[1]",
        7,
    ),
    "decisions:\n  - name: D\n    table:\n      outputs: [b]\n      rules:\n        - {then: {c: 1}}": (
        "dmn.unknown-column",
        "decisions.D.rules[1].then.c",
        6,
    ),
    "decisions:\n  - name: D\n    table:\n      outputs: [b]\n      rules:\n        - then: [[1]]": (
        "document.shape",
        "decisions.D.rules[1].outputs[1]",
        6,
    ),
    "services:\n  - {name: S}": ("document.missing-key", "services.S", 2),
    "functions:\n  - {name: f, parameters: [a, a], expression: a}": (
        "dmn.duplicate-name",
        "functions.f.parameters",
        2,
    ),
}


@pytest.mark.parametrize(("text", "diagnostic"), REFUSED.items())
def test_what_is_wrong_is_told_with_code_place_and_line(text: str, diagnostic: tuple[str, str, int]) -> None:
    assert diagnostic in told(text)


def test_facts_functions_services_and_decisions_share_one_set_of_names() -> None:
    assert [code for code, _, _ in told("facts: [{name: a}]\ndecisions: [{name: a, expression: 1}]")] == [
        "dmn.duplicate-name"
    ]


def test_every_problem_is_told_not_only_the_first() -> None:
    codes = [code for code, _, _ in told("facts: [5, {name: a, x: 1}]\ndecisions: [{name: D}, {name: E, list: x}]")]
    assert codes == ["document.shape", "document.unknown-key", "dmn.no-expression", "document.shape"]


def test_slips_get_a_hint() -> None:
    read = read_model({"decisions": [{"name": "D", "table": {"outptus": ["a"]}}]})
    assert read.diagnostics[0].hint == "Did you mean 'outputs'?"


def test_deep_nesting_is_refused_not_crashed() -> None:
    box: object = "1"
    for _ in range(60):
        box = {"list": [box]}
    read = read_model({"decisions": [{"name": "D", "list": [box]}]})
    assert [each.code for each in read.diagnostics] == ["dmn.too-deep"]


def test_json_and_yaml_give_the_same_model() -> None:
    yaml = model_of("decisions: [{name: D, table: {inputs: [a], outputs: [b], rules: [['< 1', 2]]}}]")
    value = read_json(
        '{"decisions": [{"name": "D", "table": {"inputs": ["a"], "outputs": ["b"], "rules": [["< 1", 2]]}}]}'
    ).value
    assert isinstance(value, Mapping)
    assert read_model(value).model == yaml


def test_places_go_under_the_callers_place() -> None:
    read = read_model({"facts": [{"name": "a", "x": 1}]}, "content")
    assert [each.place for each in read.diagnostics] == ["content.facts.a.x"]
