"""Functions as values (DMN 1.5, clauses 10.3.2.13.2 and 10.4): knowledge models and services given, kept, returned."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import pytest

from creditrules.dmn import CheckedModel, Evaluation, check_model, compile_model, read_model
from creditrules.document import read_yaml
from creditrules.feel import UTC_ZONE, Date, DateTime, Function, Time, Value

NOW = DateTime(Date(2026, 3, 20), Time(0, UTC_ZONE))
MODEL = """
types:
  - {name: Sum, type: "function<number, number> -> number"}
facts: [{name: x, type: number}, {name: y, type: string}]
functions:
  - {name: add, parameters: [{name: a, type: number}, {name: b, type: number}], type: number, expression: a + b}
  - {name: open add, parameters: [a, b], expression: a + b}
  - {name: one, parameters: [{name: a, type: number}], expression: a}
  - {name: join, parameters: [{name: a, type: string}, {name: b, type: string}], expression: a + b}
  - {name: more than, parameters: [{name: n, type: number}], expression: "function(a: number) a + n"}
  - {name: pick, parameters: [{name: first, type: boolean}], expression: "if first then add else open add"}
  - {name: in Sum, parameters: [{name: f, type: Sum}, {name: v, type: number}], expression: "f(v, 10)"}
  - {name: in open, parameters: [f, v], expression: "f(v, 10)"}
  - {name: in any, parameters: [{name: f, type: "function<Any, Any> -> Any"}, v], expression: "f(v, 10)"}
  - {name: in named, parameters: [f, v], expression: "f(b: 10, a: v)"}
  - {name: in list, parameters: [{name: fs, type: list<Sum>}, v], expression: "for f in fs return f(v, 10)"}
  - {name: in box, parameters: [{name: f, type: Sum}, v], invocation: {function: f, arguments: {a: v, b: "10"}}}
  - {name: use text, parameters: [{name: f, type: "function<number, string> -> string"}], expression: 'f(21, "a")'}
services:
  - {name: twice, outputs: [double], inputs: [x]}
  - {name: label, outputs: [text], encapsulated: [double], inputs: [x, y]}
  - {name: told, outputs: [text], inputs: [y], inputDecisions: [double]}
  - {name: both, outputs: [double, text], inputs: [x, y]}
decisions:
  - {name: double, type: number, expression: x * 2}
  - {name: text, type: string, expression: y + string(double)}
"""


def checked(text: str, type_: str) -> CheckedModel:
    declared = f", type: {type_!r}" if type_ else ""
    value = read_yaml(f"{MODEL}  - {{name: D, expression: {text!r}{declared}}}\n").value
    assert isinstance(value, Mapping)
    model = read_model(value).model
    assert model is not None
    return check_model(model)


def evaluation(model: CheckedModel) -> Evaluation:
    return compile_model(model).evaluate({"x": Decimal(1), "y": "z"}, NOW, ("D",))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *((f"in {kind}({given}, 1)", 11) for kind in ("Sum", "open", "any") for given in ("add", "open add")),
        *((f"in {kind}(function(a, b) a * b, 1)", 10) for kind in ("Sum", "open", "any", "named", "box")),
        *((f"in {kind}(function(a: number, b: number) a * b, 1)", 10) for kind in ("Sum", "open", "any", "named")),
        *((f"in {kind}(max, 1)", 10) for kind in ("Sum", "open", "any")),
        ("in named(add, 1)", 11),
        ("in box(add, 1)", 11),
        ("in list([add, open add, function(a, b) b], 1)", [11, 11, 10]),
        ("in list(add, 1)", [11]),
        ("in Sum([add], 1)", 11),
        ("in Sum(pick(true), 1) + in Sum(pick(false), 1)", 22),
        ("more than(3)(4)", 7),
        ("[one, more than(2)][2](4)", 6),
        ("{f: one}.f(3)", 3),
        ("{f: function(n) more than(n)(1), g: f(2)}.g", 3),
        ("for f in [one, more than(2), twice] return f(5)", [5, 7, 10]),
        ("twice(4)", 8),
        ("twice(x: [4])", 8),
        ('label(3, "b")', "b6"),
        ('label(y: "b", x: 3)', "b6"),
        ('told("b", 3)', "b3"),
        ('told(double: 3, y: "b")', "b3"),
        ('both(1, "b").text', "b2"),
        ("use text(label)", "a42"),
        ("{s: label}.s(3, y)", "z6"),
        ("(if x > 0 then twice else one)(4)", 8),
        ("label instance of function<number, string> -> string", True),
        ("open add instance of function<number, number> -> number", False),
        ("add = add and add != open add and twice = twice", True),
        ("in Sum(function(a, b) (if a = 0 then true else a + b), 1)", 11),
    ],
)
def test_a_function_is_called_wherever_it_went(text: str, value: object) -> None:
    model = checked(text, "")
    assert model.diagnostics == ()
    answer = evaluation(model)
    assert answer.warnings == ()
    assert answer.values["D"] == decimals(value)


def decimals(value: object) -> Value:
    if isinstance(value, list):
        return [decimals(part) for part in value]
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value


@pytest.mark.parametrize(
    ("text", "told", "warned"),
    [
        ("in Sum(one, 1)", "feel.argument", "feel.type"),
        ("in any(one, 1)", "feel.argument", "feel.type"),
        ("in open(one, 1)", "", "feel.arguments"),
        ("in named(one, 1)", "", "feel.arguments"),
        ("in Sum(join, 1)", "feel.argument", "feel.type"),
        ("in open(join, 1)", "", "feel.type"),
        ("in list([add, join], 1)", "", "feel.type"),
        ('in Sum(function(a, b) "s", 1)', "feel.argument", "feel.type"),
        ("in Sum(function(a, b) (if a = 1 then true else a + b), 1)", "", "feel.type"),
        ("in Sum(5, 1)", "feel.argument", "feel.type"),
        ("in Sum(null, 1)", "", "feel.not-a-function"),
        ("use text(told)", "feel.argument", "feel.type"),
        ("use text(twice)", "feel.argument", "feel.type"),
        ("twice()", "feel.arguments", "feel.arguments"),
        ("twice(1, 2)", "feel.arguments", "feel.arguments"),
        ('twice("a")', "feel.argument", "feel.type"),
        ("label(z: 1, x: 2)", "feel.arguments", "feel.arguments"),
        ('told(3, "b")', "feel.argument", "feel.type"),
    ],
)
def test_a_function_that_does_not_fit_is_null_and_told(text: str, told: str, warned: str) -> None:
    model = checked(text, "")
    assert {one.code for one in model.diagnostics} == ({told} if told else set())
    answer = evaluation(model)
    assert answer.values["D"] is None
    assert {one.code for one in answer.warnings} == {warned}


@pytest.mark.parametrize("text", ["add", "open add", "function(a, b) a - b"])
def test_a_decision_may_yield_a_function_of_a_declared_type(text: str) -> None:
    model = checked(text, "Sum")
    assert model.diagnostics == ()
    assert isinstance(evaluation(model).values["D"], Function)


@pytest.mark.parametrize("text", ["one", "join", "5", "label"])
def test_a_decision_yields_no_function_of_another_type(text: str) -> None:
    model = checked(text, "Sum")
    assert [one.code for one in model.diagnostics] == ["feel.type"]
    assert evaluation(model).values["D"] is None
