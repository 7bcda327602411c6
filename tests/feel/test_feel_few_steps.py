"""An expression with hardly any steps left is null with a warning, whatever it is made of; nothing is raised."""

from __future__ import annotations

from typing import Any

import pytest

from creditrules.feel import (
    ANY,
    Date,
    DateTime,
    Run,
    Time,
    check_expression,
    check_unary_tests,
    compile_expression,
    compile_unary_tests,
    parse_expression,
    parse_unary_tests,
    to_feel,
)

NOW = DateTime(Date(2026, 1, 1), Time(0, None))
VALUES: dict[str, object] = {
    "number": "1.5",
    "list": "[1, [2, {a: 3}]]",
    "context": "{a: 1, b: [2]}",
    "date": 'date("2026-01-01")',
    "days": 'duration("P1D")',
    "months": 'duration("P1M")',
    "range": "[1..2]",
    "text": '"abc"',
    "nothing": "null",
}
OPERATORS = ("a + b", "a - b", "a * b", "a / b", "a ** b", "a = b", "a != b", "a < b", "a in b", "a in (b, b)")
OTHERS = ("a between b and b", "if a = b then a else b", "[a, b]", "-a", "{x: a, y: x = b}.y", "a.a", "a = b and b = a")
TESTS = ("b", "= b", "!= b", "not(b)", "[b..b]", "? = b", "b, b", "? + b = b")


def value(text: str) -> Any:
    return compile_expression(check_expression(parse_expression(text), {}))(Run(NOW, 10_000), {})


SCOPES = [{"a": value(str(one)), "b": value(str(other))} for one in VALUES.values() for other in VALUES.values()]


@pytest.mark.parametrize("text", [*OPERATORS, *OTHERS])
def test_an_expression_with_few_steps_left(text: str) -> None:
    program = compile_expression(check_expression(parse_expression(text), {"a": ANY, "b": ANY}))
    for scope in SCOPES:
        full = Run(NOW, 10_000)
        told = program(full, scope)
        for steps in (0, 1, 2, 7, 49):
            run = Run(NOW, steps)
            found = program(run, scope)
            ended = [warning.code for warning in run.warnings if warning.code == "feel.too-many-steps"]
            assert (found, ended) == (None, ["feel.too-many-steps"]) or (found == told and not ended), (scope, steps)


@pytest.mark.parametrize("text", TESTS)
def test_a_cell_with_few_steps_left(text: str) -> None:
    test = compile_unary_tests(check_unary_tests(parse_unary_tests(text), {"b": ANY}, ANY))
    for scope in SCOPES:
        told = test(Run(NOW, 10_000), scope, to_feel(scope["a"]))
        for steps in (0, 1, 2, 7, 49):
            run = Run(NOW, steps)
            found = test(run, scope, scope["a"])
            ended = any(warning.code == "feel.too-many-steps" for warning in run.warnings)
            assert found is None if ended else found == told, (scope, steps)
