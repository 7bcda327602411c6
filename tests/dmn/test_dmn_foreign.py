"""Java functions of the closed table as FEEL, against what Java's functions are defined to give."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from creditrules.dmn import Decision, Model, check_model, compile_model
from creditrules.dmn.model.boxed import ContextBox, ContextEntry, FunctionBox, LiteralExpression, Parameter
from creditrules.dmn.model.definitions import BusinessKnowledgeModel
from creditrules.dmn.model.foreign import feel_equivalent, foreign_name
from creditrules.feel import from_datetime

NOW = from_datetime(datetime(2026, 1, 1, tzinfo=UTC))


def java(class_: str, signature: str, *parameters: str, kind: str = "JAVA") -> FunctionBox:
    entries = (
        ContextEntry("class", LiteralExpression(f'"{class_}"')),
        ContextEntry("method signature", LiteralExpression(f'"{signature}"')),
    )
    return FunctionBox(tuple(Parameter(name) for name in parameters), ContextBox(entries), "", kind)


def called(function: FunctionBox, call: str) -> Any:
    equivalent = feel_equivalent(function)
    assert equivalent is not None
    model = Model(
        functions=(BusinessKnowledgeModel("f", equivalent),), decisions=(Decision("d", LiteralExpression(call)),)
    )
    checked = check_model(model)
    assert checked.diagnostics == ()
    return compile_model(checked).evaluate({}, NOW, ["d"]).values["d"]


@pytest.mark.parametrize(
    ("signature", "call", "expected"),
    [
        ("max(double,double)", "f(1.5, 2.5)", "2.5"),
        ("max(int, int)", "f(3, -4)", "3"),
        ("min(long,long)", "f(3, -4)", "-4"),
        ("abs(float)", "f(-0.1)", "0.1"),
        ("round(double)", "f(2.5)", "3"),
        ("round(double)", "f(-2.5)", "-2"),
        ("rint(double)", "f(2.5)", "2"),
        ("pow(double,double)", "f(2, 10)", "1024"),
        ("floorMod(int,int)", "f(-7, 3)", "2"),
        ("floorDiv(int,int)", "f(-7, 2)", "-4"),
        ("signum(double)", "f(-3)", "-1"),
    ],
)
def test_arithmetic_is_exact(signature: str, call: str, expected: str) -> None:
    names = ("x", "y")[: signature.count(",") + 1]
    assert called(java("java.lang.Math", signature, *names), call) == Decimal(expected)


@pytest.mark.parametrize("name", ["cos", "sin", "tan"])
@pytest.mark.parametrize("angle", ["0", "1", "-1", "3.14159", "123", "-4567.89"])
def test_circular_functions(name: str, angle: str) -> None:
    got = called(java("java.lang.Math", f"{name}(double)", "angle"), f"f({angle})")
    assert float(got) == pytest.approx(getattr(math, name)(float(angle)), abs=1e-11)


@pytest.mark.parametrize("name", ["exp", "log", "sqrt", "log10"])
def test_exponentials(name: str) -> None:
    got = called(java("java.lang.Math", f"{name}(double)", "x"), "f(2.5)")
    assert float(got) == pytest.approx(getattr(math, name)(2.5), abs=1e-12)


@pytest.mark.parametrize(
    ("class_", "signature", "call", "expected"),
    [
        ("String", "format(java.lang.String, [Ljava.lang.Object;)", 'f("a %s and %d.", ["b", 3])', "a b and 3."),
        ("String", "format(java.lang.String, [Ljava.lang.Object;)", 'f("plain", [])', "plain"),
        ("String", "format(java.lang.String, [Ljava.lang.Object;)", 'f("%.2f", [1])', None),
        ("String", "valueOf(double)", "f(1.5)", "1.5"),
        ("Integer", "valueOf(java.lang.String)", 'f("123")', Decimal(123)),
        ("Integer", "valueOf(java.lang.String)", 'f("1.5")', None),
        ("Double", "parseDouble(java.lang.String)", 'f(" 1.5 ")', Decimal("1.5")),
        ("Boolean", "parseBoolean(java.lang.String)", 'f("TRUE")', True),
    ],
)
def test_texts(class_: str, signature: str, call: str, expected: object) -> None:
    names = ("mask", "values")[: signature.count(",") + 1]
    assert called(java(f"java.lang.{class_}", signature, *names), call) == expected


@pytest.mark.parametrize(
    "function",
    [
        java("java.lang.Runtime", "exec(java.lang.String)", "x"),
        java("java.lang.System", "getenv(java.lang.String)", "x"),
        java("java.lang.Math", "random()", "x"),
        java("java.lang.Math", "max(double,double)", "x"),
        java("java.lang.Math", "cos(double)", "x", kind="PMML"),
        FunctionBox((), LiteralExpression("1"), "", "JAVA"),
    ],
)
def test_nothing_else_has_an_equivalent(function: FunctionBox) -> None:
    assert feel_equivalent(function) is None


def test_what_is_refused_is_named() -> None:
    assert foreign_name(java("java.lang.Runtime", "exec(java.lang.String)")) == "java.lang.Runtime.exec(String)"
    pmml = ContextBox(
        (ContextEntry("document", LiteralExpression('"d"')), ContextEntry("model", LiteralExpression('"m"')))
    )
    assert foreign_name(FunctionBox((), pmml, "", "PMML")) == "PMML model m of d"


@pytest.mark.parametrize(
    ("signature", "parameters", "hint"),
    [
        ("max(java.lang.String,java.lang.String)", ("a", "b"), "There is max(int,int), max(long,long), "),
        ("cos(int)", ("a",), "There is cos(double); "),
        ("cos(double)", ("a", "b"), "There is cos(double); "),
        ("nowhere(double)", ("a",), "Only FEEL is evaluated, "),
    ],
)
def test_a_function_under_another_signature_is_null_and_told_with_those_there_are(
    signature: str, parameters: tuple[str, ...], hint: str
) -> None:
    function = java("java.lang.Math", signature, *parameters)
    call = Decision("d", LiteralExpression(f"f({', '.join('1' for _ in parameters)})"))
    checked = check_model(Model(functions=(BusinessKnowledgeModel("f", function),), decisions=(call,)))
    (told,) = checked.diagnostics
    assert (told.code, told.place) == ("dmn.foreign-function", "functions.f")
    assert told.hint.startswith(hint)
    answer = compile_model(checked).evaluate({}, NOW, ["d"])
    assert answer.values["d"] is None
    assert answer.warnings != ()
