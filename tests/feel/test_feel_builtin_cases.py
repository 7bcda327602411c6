"""The case table `builtin_cases.txt`: an expression a line and what it is equal to."""

from __future__ import annotations

from decimal import ROUND_UP, Context, Inexact, Rounded, localcontext
from pathlib import Path

import pytest

from creditrules.feel import Run, check_expression, compile_expression, parse_date_time, parse_expression
from creditrules.feel.temporal import DateTime
from creditrules.feel.values import Value, brief, kind, same

_NOW = parse_date_time("2026-11-23T16:30:00@Europe/Paris")
_TABLE = Path(__file__).with_name("builtin_cases.txt").read_text(encoding="utf-8")
CASES = [line.rsplit(" => ", 1) for line in _TABLE.splitlines() if " => " in line and not line.startswith("#")]


def evaluate(text: str) -> tuple[Value, list[str]]:
    """The value and everything that was said about it, when it was checked and when it was evaluated."""
    assert isinstance(_NOW, DateTime)
    checked = check_expression(parse_expression(text), {})
    run = Run(_NOW)
    value = compile_expression(checked)(run, {})
    return value, [warning.message for warning in run.warnings] + [found.message for found in checked.diagnostics]


@pytest.mark.parametrize(("expression", "expected"), CASES, ids=[case[0] for case in CASES])
def test_case(expression: str, expected: str) -> None:
    value, said = evaluate(expression)
    if expected == "null!":
        assert value is None
        assert said, "null came without a reason"
        return
    wanted, _ = evaluate(expected)
    assert kind(value) == kind(wanted), f"{brief(value)}; {said}"
    assert same(value, wanted), f"{brief(value)}; {said}"
    assert expected != "null" or not said


def test_the_table_is_there() -> None:
    assert len(CASES) > 500


def test_the_whole_table_holds_whatever_the_threads_decimal_context() -> None:
    with localcontext(Context(prec=3, rounding=ROUND_UP, Emax=9, Emin=-9, traps=[Inexact, Rounded])):
        for expression, expected in CASES:
            test_case(expression, expected)
