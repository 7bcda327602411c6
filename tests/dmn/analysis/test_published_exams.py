"""The findings that a published check of DMN tables has for its own exams, one by one, beside ours."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from creditrules.dmn import CheckedModel, Flaw, check_model
from creditrules.dmn.analysis import verify_model
from creditrules.dmn.exchange.xml import read_models
from creditrules.feel import (
    ANY,
    UTC_ZONE,
    Date,
    DateTime,
    Names,
    Run,
    Time,
    Value,
    check_expression,
    compile_expression,
    parse_expression,
    to_feel,
)

SHARED = Path(__file__).parents[4] / "shared"
EXAMS = SHARED / "data" / "rules" / "dmn" / "jdmn"
CASES = SHARED / "cases"
NOW = DateTime(Date(2026, 1, 1), Time(0, UTC_ZONE))
COLUMNS = {
    "loan-grade-with-boolean.dmn": ("Input 1", "Input 2", "input-3"),
    "loan-grade-with-enumeration.dmn": ("Input 1", "Input 2", "input-3"),
    "loan-grade-with-intervals-1.dmn": ("Annual Income", "Loan Size"),
}

pytestmark = pytest.mark.shared("data/rules/dmn/jdmn")


def _expected(check: str, file: str) -> list[str]:
    with (EXAMS / "loan-grade-expected-findings.csv").open(encoding="utf-8") as lines:
        rows = [row for row in csv.DictReader(lines) if (row["check"], row["file"]) == (check, file)]
    return [row["expected_finding"] for row in rows if row["expected_finding"] != "(none expected)"]


def _flaws(file: str) -> list[Flaw]:
    read = read_models({file: (EXAMS / file).read_bytes()})
    assert read.model is not None
    checked: CheckedModel = check_model(read.model)
    return [flaw for flaw in verify_model(checked, nulls=False).flaws if flaw.code in {"table.gap", "table.overlap"}]


def _points(region: str) -> Iterator[tuple[object, ...]]:
    """The middle, and a point near either end, of a box as the exams write it: "[(0, 250), {"A", "B"}]"."""
    parts = re.findall(r"[\[(][\d., ]+[\])]|\{[^}]*\}", region[1:-1])
    choices: list[list[object]] = []
    for part in parts:
        if part.startswith("{"):
            choices.append([*re.findall(r'"(\w+)"', part)])
        else:
            low, high = (int(end) for end in part[1:-1].split(","))
            choices.append([low + 1, (low + high) // 2, high - 1])
    return iter((one, *rest) for one in choices[0] for rest in _crossed(choices[1:]))


def _crossed(choices: list[list[object]]) -> list[tuple[object, ...]]:
    found: list[tuple[object, ...]] = [()]
    for values in choices:
        found = [(*point, value) for point in found for value in values]
    return found


def _within(region: str, names: tuple[str, ...], point: tuple[object, ...]) -> bool:
    facts: dict[str, Value] = {name: to_feel(value) for name, value in zip(names, point, strict=True)}
    parsed = parse_expression(region, Names(variables=frozenset(names)))
    checked = check_expression(parsed, dict.fromkeys(names, ANY))
    assert checked.ok, region
    return compile_expression(checked)(Run(NOW), facts) is True


@pytest.mark.parametrize("file", COLUMNS)
def test_the_overlaps_are_those_of_the_exam(file: str) -> None:
    ours = {flaw.rows for flaw in _flaws(file) if flaw.code == "table.overlap"}
    theirs = {tuple(int(row) for row in re.findall(r"\d+", text.split("'")[1])) for text in _expected("overlap", file)}
    assert ours == theirs


@pytest.mark.parametrize("check", ["missing_rule", "missing_rule_merged"])
@pytest.mark.parametrize("file", COLUMNS)
def test_every_missing_rule_of_the_exam_lies_in_one_of_our_gaps(file: str, check: str) -> None:
    gaps = [flaw.region for flaw in _flaws(file) if flaw.code == "table.gap"]
    for text in _expected(check, file):
        points = list(_points(text.split("'")[1]))
        assert any(all(_within(gap, COLUMNS[file], point) for point in points) for gap in gaps), text


def test_where_the_exam_expects_no_missing_rule_there_is_no_gap() -> None:
    assert _expected("missing_rule", "loan-grade-with-boolean.dmn") == []
    assert [flaw for flaw in _flaws("loan-grade-with-boolean.dmn") if flaw.code == "table.gap"] == []


def test_an_interval_that_no_cell_of_a_column_covers_is_a_gap_of_its_own() -> None:
    gaps = {flaw.region for flaw in _flaws("loan-grade-with-intervals-1.dmn") if flaw.code == "table.gap"}
    assert {"Annual Income in (1500..2000)", "Loan Size in (3000..4000)"} <= gaps
