"""Applicants by columns are answered exactly as one by one."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.population.columnar.alike import answers_of, assert_alike, assessor, mapping, one_by_one

from creditrules.eligibility import Decision
from creditrules.population.columnar import ColumnarAssessor, sorting
from creditrules.population.columnar import assessor as bounds

LOAN = """
ruleSet: loan
category: RISK
name: {en: Loan}
timeZone: Asia/Shanghai
reasons:
  YOUNG: {message: {en: Too young.}}
  LATE: {message: {en: Late before.}}
  INCOME: {message: {en: Too little income.}}
  FINE: {message: {en: Fine.}}
facts:
  - {name: age, type: number, allowedValues: "[0..150]"}
  - {name: income, type: number, nullable: true}
  - {name: rent, type: number}
  - {name: home, type: string, allowedValues: '"OWN", "RENT", "OTHER"'}
  - {name: late, type: date}
  - {name: married, type: boolean}
decisions:
  - name: Left
    type: number
    expression: income - rent
  - name: Band
    table:
      hitPolicy: PRIORITY
      inputs: [Left, home]
      outputs: [{name: band, type: string, allowedValues: '"LOW", "MIDDLE", "HIGH"'}]
      rules:
        - ["< 1000", "-", '"LOW"']
        - ["[1000..3000)", '"RENT", "OTHER"', '"MIDDLE"']
        - ["[500..2000]", '"OWN"', '"MIDDLE"']
        - [">= 2000", "-", '"HIGH"']
  - name: Findings
    table:
      hitPolicy: COLLECT
      inputs: [age, Band, late, married]
      outputs: [intervention, reason, {name: limit, type: number}, until]
      rules:
        - ["< 18", "-", "-", "-", '"DECLINE"', '"YOUNG"', "null", "null"]
        - ["-", '"LOW"', "-", "-", '"LIMIT"', '"INCOME"', "max(Left, 0) * 2", "null"]
        - ["-", "-", '> today() - duration("P90D")', "-", '"PAUSE"', '"LATE"', "null", 'late + duration("P90D")']
        - ["-", '"HIGH", "MIDDLE"', "-", "true", '"ALLOW"', '"FINE"', "min(income * 3, 90000)", "null"]
        - [">= 18", '"HIGH"', "-", "not(true)", '"WARN"', '"FINE"', "if age > 60 then rent else 5000", "null"]
tests: [{name: young, facts: {age: 3}, expect: {outcome: DECLINE}}]
"""

CEILING = """
ruleSet: ceiling
category: REGULATION
name: {en: Ceiling}
reasons: {CEILING: {message: {en: Not above the ceiling.}}, OLD: {message: {en: Too old.}}}
facts: [{name: age, type: number}, {name: income, type: number}]
decisions:
  - name: Ceiling
    table:
      hitPolicy: FIRST
      inputs: [age]
      outputs: [{name: ceiling, type: number}]
      rules: [["< 30", "income * 0.5"], ["[30..70)", "income"], ["-", "0"]]
  - name: Findings
    table:
      hitPolicy: UNIQUE
      inputs: [income, age]
      outputs: [intervention, reason, {name: limit, type: number}]
      rules:
        - ["> 0", "< 70", '"ALLOW"', '"CEILING"', "Ceiling * 2"]
        - ["<= Ceiling", ">= 70", '"DECLINE"', '"OLD"', "null"]
        - ["> Ceiling", ">= 71", '"REFER"', '"OLD"', "null"]
tests: [{name: any, facts: {age: 30, income: 1}, expect: {outcome: ALLOW}}]
"""

NUMBERS = st.sampled_from(
    [
        "0",
        "1",
        "17",
        "18",
        "18.0",
        "29.999",
        "30",
        "61",
        "69",
        "70",
        "71",
        "499",
        "500",
        "1000",
        "1000.00",
        "2999.99",
        "3000",
        "151",
    ]
).map(Decimal)
APPLICANTS = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            "age": NUMBERS | st.none() | st.just("old"),
            "income": NUMBERS | st.none(),
            "rent": NUMBERS | st.just("12.50"),
            "home": st.sampled_from(["OWN", "RENT", "OTHER", "TENT"]) | st.none(),
            "late": st.sampled_from(["2026-02-27", "2026-01-01", "2025-12-01", "2025-11-30", "2019-02-29", ""]),
            "married": st.booleans() | st.none(),
            "strange": st.sampled_from([1, None]),
        },
    ),
    max_size=40,
)


@given(rows=APPLICANTS, batch=st.integers(1, 40))
def test_rows_of_all_kinds(rows: list[dict[str, Any]], batch: int) -> None:
    assert_alike([assessor(LOAN), assessor(LOAN, CEILING)], None, rows, batch)


def test_what_is_remembered_of_one_batch_holds_in_the_next() -> None:
    rows = [
        {"age": Decimal(age), "income": Decimal(income), "rent": Decimal(rent), "home": "OWN", "married": age % 2 == 0}
        for age in range(10, 80)
        for income in (0, 900, 2000, 4000)
        for rent in (0, 100)
    ]
    answers = assert_alike([assessor(LOAN, CEILING)], None, rows, batch=37)[0]
    assert len({id(answer) for answer in answers}) < len(rows)


def many_rows() -> list[dict[str, Any]]:
    homes = ("OWN", "RENT", "TENT")
    return [
        {"age": Decimal(age), "income": Decimal(income), "rent": Decimal(100), "home": homes[age % 3], "married": True}
        for age in range(10, 80, 3)
        for income in (0, 900, 2000, 4000)
    ]


def test_what_is_forgotten_is_worked_out_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "_MOST_REMEMBERED", 30)
    assert_alike([assessor(LOAN, CEILING)], None, many_rows(), batch=7)


def test_where_steps_could_run_out_each_tuple_of_values_is_decided(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sorting, "STEPS", 1)
    assert_alike([assessor(LOAN, CEILING)], None, many_rows(), batch=20)


LOOPS = """
ruleSet: loops
category: RISK
name: {en: Loops}
reasons: {FEW: {message: {en: Few.}}, MANY: {message: {en: Many.}}}
facts: [{name: age, type: number}]
decisions:
  - {name: Turns, expression: "count(for turn in 1..age return turn) > 8"}
  - name: Findings
    table:
      hitPolicy: FIRST
      inputs: [Turns]
      outputs: [intervention, reason]
      rules: [["true", '"DECLINE"', '"MANY"'], ["-", '"ALLOW"', '"FEW"']]
"""


def test_classes_of_earlier_batches_are_not_mixed_up_with_tuples_of_later_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sorting, "STEPS", 300)
    rows = [{"age": Decimal(age)} for age in (3, 9, 900, 4, 5, 12, 7)]
    (answers,) = assert_alike([assessor(LOOPS)], None, rows, batch=2)
    assert len({answer.outcome for answer in answers if isinstance(answer, Decision)}) > 1


MAPPED = """
columns:
  years: {blank: {}, number: {fact: age, max: 200}, values: {unknown: {}}}
  pay: {blank: {income: null}, values: {none: {income: 0}}, number: {fact: income, multiply: 12}}
  house: {text: {fact: home}}
  last: {blank: {late: "1999-01-01"}, date: {fact: late, format: "%d.%m.%Y"}}
constants: {married: true, rent: 100}
"""
CELLS = {
    "years": ["", "17", "18", " 18 ", "unknown", "151", "201", "old"],
    "pay": ["", "none", "10", "100.5", "1000", "x"],
    "house": ["OWN", "RENT", "TENT", ""],
    "last": ["", "01.02.2026", "31.12.2025", "2026-01-01"],
    "more": ["a", "b"],
}


@given(
    rows=st.lists(
        st.fixed_dictionaries({name: st.sampled_from(cells) for name, cells in CELLS.items()}), min_size=1, max_size=60
    )
)
def test_mapped_columns_of_texts(rows: list[dict[str, str]]) -> None:
    read, asked = mapping(MAPPED), assessor(LOAN, CEILING)
    assert_alike([asked], read, rows, 25)
    assessed = ColumnarAssessor([asked], read).assess(pa.RecordBatch.from_pylist(rows))[0]
    assert answers_of(assessed) == one_by_one(asked, read, rows)


def test_a_batch_without_rows_has_no_answers() -> None:
    batch = pa.RecordBatch.from_pydict({"age": pa.array([], pa.string())})
    assert [len(assessed) for assessed in ColumnarAssessor([assessor(LOAN)]).assess(batch)] == [0]


def test_classes_hold_no_single_applicants_facts() -> None:
    (assessed,) = ColumnarAssessor([assessor(LOAN)]).assess_rows([{"age": Decimal(3)}])
    (answer,) = assessed.classes
    assert isinstance(answer, Decision)
    assert [reason.ground for reason in answer.reasons] == [None] * len(answer.reasons)


SHARED = LOOPS.replace(
    "decisions:\n",
    'decisions:\n  - {name: Shared, expression: "(for j in 1..40 return if j = 1 then [age, age] '
    'else [partial[-1], partial[-1]])[-1]"}\n',
).replace("return turn) > 8", "return turn) > 8 or count(Shared) > 2")


def test_a_value_that_shares_its_parts_without_end_is_a_class_of_its_own() -> None:
    assert_alike([assessor(SHARED)], None, [{"age": Decimal(age)} for age in range(12)], batch=5)
