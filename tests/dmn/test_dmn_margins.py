"""How far a row is from not holding any more, on its own conditions."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from creditrules.dmn import CompiledModel, check_model, compile_model, read_model
from creditrules.document import read_yaml
from creditrules.feel import Date, DateTime, Time

NOW = DateTime(Date(2026, 1, 15), Time(0))
MODEL = """
facts:
  - {{name: score, type: number, allowedValues: "[300..900]"}}
  - {{name: income, type: number}}
  - {{name: seen, type: date}}
  - {{name: paid, type: date, nullable: true}}
  - {{name: waited, type: days and time duration}}
  - {{name: cap, type: number}}
  - {{name: kind, type: string}}
  - {{name: student, type: boolean}}
functions:
  - {{name: double, parameters: [{{name: n, type: number}}], type: number, expression: n * 2}}
decisions:
  - {{name: Ratio, type: number, expression: income / 1000}}
  - name: Findings
    table:
      hitPolicy: FIRST
      inputs: [{columns}]
      outputs: [answer]
      rules:
        - {{when: [{cells}], then: ['"YES"']}}
        - {{then: ['"NO"']}}
"""
FACTS = {
    "score": 450,
    "income": 800,
    "seen": "2026-01-10",
    "paid": None,
    "waited": "P3D",
    "cap": 1000,
    "kind": "LINE",
    "student": True,
}


def model(columns: str, cells: str) -> CompiledModel:
    written: Any = read_yaml(MODEL.format(columns=columns, cells=cells)).value
    read = read_model(written)
    assert read.model is not None, read.diagnostics
    checked = check_model(read.model)
    assert checked.ok, checked.diagnostics
    return compile_model(checked)


def measured(columns: str, cells: str, **facts: object) -> list[tuple[int, Decimal | None]]:
    compiled = model(columns, cells)
    given = compiled.read_facts(FACTS | facts).values
    return [(each.column, each.distance) for each in compiled.margins(given, NOW, "Findings", [1])[1]]


@pytest.mark.parametrize(
    ("column", "cell", "distance"),
    [
        ("score", "< 600", "0.25"),  # 150 of the 600 that a score may span
        ("score", "[400..600)", "0.083333"),  # 50 to the nearer end
        ("score", ">= 300", None),  # no score that is allowed is lower: no condition
        ("score", "[300..600)", "0.25"),  # nor is the lower end one
        ("score", "450", "0"),
        ("score", "not(500)", "0.083333"),
        ("income", "< 1000", "0.2"),  # 200 of the larger of value and boundary
        ("income", "> 0", "1"),
        ("Ratio", "< 1", "0.2"),
        ("income", "< cap", "0.2"),
        ("income", "< double(cap)", "0.6"),
        ("seen", '> today() - duration("P30D")', "0.068493"),  # 25 days of a year
        ("waited", '< duration("P6D")', "0.5"),
        ("kind", '"LINE"', "1"),
        ("student", "true", "1"),
        ("paid", "null", "1"),
    ],
)
def test_a_condition_is_as_far_from_ending_as_the_nearest_value_that_it_does_not_admit(
    column: str, cell: str, distance: str | None
) -> None:
    assert measured(column, f"'{cell}'") == ([] if distance is None else [(1, Decimal(distance))])


def test_a_cell_that_asks_a_function_of_the_value_is_not_measured_and_one_that_admits_everything_is_no_condition() -> (
    None
):
    assert measured("kind, score, income", """'-', 'double(?) > 10', '< 1000'""") == [(2, None), (3, Decimal("0.2"))]


def test_a_row_that_does_not_hold_has_no_conditions() -> None:
    compiled = model("score", "'< 400'")
    given = compiled.read_facts(FACTS).values
    assert compiled.margins(given, NOW, "Findings", [1, 2]) == {1: (), 2: ()}
    assert compiled.margins(given, NOW, "Ratio", [1]) == {}
