"""Every line of tests/feel/cases holds: expression => value."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from creditrules.feel import (
    ANY,
    Date,
    DateTime,
    Run,
    Time,
    Value,
    brief,
    check_expression,
    check_unary_tests,
    compile_expression,
    compile_unary_tests,
    parse_expression,
    parse_unary_tests,
)

FILES = sorted((Path(__file__).parent / "cases").glob("*.txt"))
BECAUSE = "null because "


class Case(NamedTuple):
    place: str
    text: str
    expected: str
    lets: tuple[str, ...]


def cases() -> Iterator[Case]:
    for file in FILES:
        lets: list[str] = []
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            if line.startswith("let "):
                lets.append(line.removeprefix("let "))
            elif line.strip() and not line.startswith("#"):
                text, _, expected = line.rpartition(" => ")
                yield Case(f"{file.name}:{number}", text, expected, tuple(lets))


def new_run() -> Run:
    return Run(DateTime(Date(2026, 1, 1), Time(0, None)), 100_000)


def evaluate(text: str, scope: dict[str, Value], run: Run) -> Value:
    checked = check_expression(parse_expression(text, {*scope, *entries(scope)}), dict.fromkeys(scope, ANY))
    return compile_expression(checked)(run, scope)


def entries(value: Value) -> set[str]:
    if isinstance(value, dict):
        return set(value).union(*map(entries, value.values()))
    return set().union(*map(entries, value)) if isinstance(value, list) else set()


def scope_of(lets: tuple[str, ...]) -> dict[str, Value]:
    scope: dict[str, Value] = {}
    for let in lets:
        name, _, text = let.partition(" = ")
        scope[name] = evaluate(text, scope, new_run())
    return scope


def answer_of_cell(text: str, scope: dict[str, Value], run: Run) -> Value:
    value_text, _, cell = text.partition(" | ")
    value = evaluate(value_text, scope, new_run())
    checked = check_unary_tests(parse_unary_tests(cell, frozenset(scope)), dict.fromkeys(scope, ANY), ANY)
    return compile_unary_tests(checked)(run, scope, value)


@pytest.mark.parametrize("case", list(cases()), ids=lambda case: f"{case.place} {case.text}")
def test_the_case_holds(case: Case) -> None:
    run = new_run()
    scope = scope_of(case.lets)
    value = (answer_of_cell if case.place.startswith("cells") else evaluate)(case.text, scope, run)
    codes = [warning.code for warning in run.warnings]
    if case.expected.startswith(BECAUSE):
        assert value is None
        assert case.expected.removeprefix(BECAUSE) in codes
    else:
        expected_run = new_run()
        expected = evaluate(case.expected, {}, expected_run)
        assert not expected_run.warnings
        assert (type(value), value) == (type(expected), expected), (brief(value), codes)


def test_every_file_has_cases() -> None:
    assert {case.place.partition(":")[0] for case in cases()} == {file.name for file in FILES}
