"""Names of every kind (DMN 1.5, clauses 10.3.1.2 to 10.3.1.5), wherever a name may stand, boxed and literal."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal

import pytest

from creditrules.dmn import check_model, compile_model, read_model
from creditrules.dmn.model.boxed import FunctionBox, LiteralExpression, Parameter
from creditrules.dmn.model.definitions import BusinessKnowledgeModel, FactDefinition, ItemDefinition, Model
from creditrules.document import read_yaml
from creditrules.feel import UTC_ZONE, Date, DateTime, Time, Value

NOW = DateTime(Date(2026, 3, 20), Time(0, UTC_ZONE))
SPOKEN = [
    *("a.b", "a-b", "a/b", "a*b", "a+b", "a.b.c", "client's age", "x and y", "if true", "date of birth", "every day"),
    *(
        "date",
        "time",
        "list",
        "function",
        "string",
        "not",
        "is",
        "item",
        "for sale",
        "true name",
        "null value",
        "_x",
        "?y",
    ),
    *("größe", "月收入", "🐎 races", "الدخل", "доход в месяц", "α β", "e\u0301te\u0301", "rate 2", "between 1"),
]
"""Names that may be written in every form, literal ones as well."""

GIVEN = [
    "1st name",
    "2nd",
    "rate in percent",
    "☀ rate",
    "n°",
    "α²",
    "x!",
    "a=b",
    "p(q)",
    "[x]",
    "v 1.2",
    "€ amount",
    "a  b",
]
"""Names that a model may have, and that literal contexts, loops and arguments by name cannot."""


def quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def value_of(parts: str, facts: Mapping[str, object], decision: str) -> Value:
    value = read_yaml(parts).value
    assert isinstance(value, Mapping)
    read = read_model(value)
    assert read.model is not None, read.diagnostics
    checked = check_model(read.model)
    assert checked.diagnostics == ()
    compiled = compile_model(checked)
    answer = compiled.evaluate(compiled.read_facts(facts).values, NOW, (decision,))
    assert answer.warnings == ()
    return answer.values[decision]


@pytest.mark.parametrize("name", [*SPOKEN, *GIVEN])
def test_a_name_may_be_that_of_anything_a_model_has(name: str) -> None:
    q, plus, part = quoted(name), quoted(f"{name} + 1"), quoted(f"t.{name} + ts[{name} = 2][1].{name}")
    parts = f"""
types: [{{name: T, type: context, entries: [{{name: {q}, type: number}}]}}]
facts: [{{name: {q}, type: number}}, {{name: t, type: T}}, {{name: ts, type: list<T>}}]
functions: [{{name: f, parameters: [{{name: {q}, type: number}}], expression: {plus}}}]
decisions:
  - {{name: fact, expression: {plus}}}
  - {{name: component, expression: {part}, requires: [t, ts]}}
  - {{name: called, expression: "f(5)"}}
  - {{name: invoked, invocation: {{function: f, arguments: {{{q}: "5"}}}}}}
  - {{name: entry, context: [{{name: {q}, expression: "7"}}, {{result: {plus}}}]}}
  - {{name: looped, for: {{variable: {q}, in: "[8]", return: {plus}}}}}
  - {{name: boxed, filter: {{in: ts, match: {quoted(f"{name} = 2")}}}}}
  - {{name: relation, relation: {{columns: [{q}], rows: [["9"]]}}}}
  - {{name: column, expression: {quoted(f"relation[1].{name}")}}}
  - name: table
    table: {{inputs: [{q}], outputs: [{{name: {q}, type: number}}, b], rules: [["3", {plus}, 0]]}}
  - {{name: output, expression: {quoted(f"table.{name}")}}}
"""
    facts = {name: 3, "t": {name: 1}, "ts": [{name: 1}, {name: 2}]}
    expected = {
        "fact": 4,
        "component": 3,
        "called": 6,
        "invoked": 6,
        "entry": 8,
        "column": 9,
        "output": 4,
        "looped": [Decimal(9)],
    }
    assert {decision: value_of(parts, facts, decision) for decision in expected} == expected
    found = value_of(parts, facts, "boxed")
    assert isinstance(found, list)
    assert len(found) == 1


@pytest.mark.parametrize("name", SPOKEN)
def test_a_name_may_stand_in_every_literal_form(name: str) -> None:
    texts = {
        "context": f"{{{name}: 1, z: {name} + 1}}.z",
        "path": f"{{{name}: 2}}.{name}",
        "loop": f"(for {name} in [2] return {name})[1]",
        "some": f"if some {name} in [2] satisfies {name} = 2 then 2 else 0",
        "function": f"(function({name}) {name} + 1)(1)",
        "typed": f"(function({name}: number) {name} + 1)(1)",
        "named": f"(function({name}: number) {name} + 1)({name}: 1)",
        "quoted": f"{{{quoted(name)}: 2}}.{name}",
        "filter": f"[{{{name}: 2}}][{name} = 2][1].{name}",
    }
    parts = "decisions:\n" + "".join(
        f"  - {{name: {form}, expression: {quoted(text)}}}\n" for form, text in texts.items()
    )
    assert {form: value_of(parts, {}, form) for form in texts} == dict.fromkeys(texts, Decimal(2))


@pytest.mark.parametrize("name", ["in", "if", "return", "null", "true", "2024", "#", "%", '"q"', "1.5", "some"])
def test_what_no_expression_can_name_is_told_where_it_is_declared(name: str) -> None:
    model = Model(
        facts=(FactDefinition(ItemDefinition(name, "number")),),
        functions=(BusinessKnowledgeModel("f", FunctionBox((Parameter(name),), LiteralExpression("1"))),),
    )
    told = check_model(model).diagnostics
    expected = [("dmn.unspeakable-name", f"facts.{name}"), ("dmn.unspeakable-name", "functions.f")]
    assert [(one.code, one.place) for one in told] == expected


@pytest.mark.parametrize("name", [*SPOKEN, *GIVEN])
def test_what_an_expression_can_name_is_not(name: str) -> None:
    assert check_model(Model(facts=(FactDefinition(ItemDefinition(name, "number")),))).diagnostics == ()
