"""Versions asked by columns and row by row say the same, and each is asked only for the facts that it knows."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from creditrules.document import read_yaml
from creditrules.eligibility import compile_rule_set
from creditrules.errors import Diagnostic
from creditrules.population import Assessor, MappingForm, read_mapping, stand_in_product
from creditrules.population.impact import (
    Answer,
    Bands,
    Comparison,
    Figures,
    ImpactPlan,
    Jury,
    Margins,
    RowJury,
    jury_of,
)
from creditrules.population.impact.by_columns import ColumnJury
from creditrules.population.impact.texts import TextRow
from creditrules.rules import check_rule_set, read_rule_set

RULES = """
ruleSet: income
category: RISK
name: {en: Income}
reasons: {ENOUGH: {message: {en: Enough.}}, LITTLE: {message: {en: Too little.}}}
facts: [{name: income, type: number, allowedValues: "[0..1000]"}, {name: since, type: date, nullable: true}]
decisions:
  - name: Findings
    table:
      hitPolicy: FIRST
      inputs: [income, since]
      outputs: [intervention, reason, limit, rate]
      rules:
        - [">= 30", "<= today()", '"ALLOW"', '"ENOUGH"', "income * 2", "0.1"]
        - [">= 30", "-", '"LIMIT"', '"ENOUGH"', "100", "0.2"]
        - ["-", "-", '"DECLINE"', '"LITTLE"', "null", "null"]
"""
MAPPING = """
columns:
  income: {blank: {}, number: {fact: income}}
  since: {blank: {since: null}, date: {fact: since}}
"""
PLAN = ImpactPlan(protected=(Bands("sex"),), scores=("income",))


def version(text: str) -> Assessor:
    read = read_rule_set(read_yaml(text))
    assert read.rule_set is not None, read.diagnostics
    compiled = compile_rule_set(check_rule_set(read.rule_set))
    return Assessor(stand_in_product([compiled]), "", [compiled], datetime(2026, 1, 1, tzinfo=UTC))


BEFORE, AFTER, OTHER = (version(RULES.replace(">= 30", f">= {limit}")) for limit in (30, 41, 35))


def mapping() -> MappingForm:
    read = read_mapping(read_yaml(MAPPING))
    assert read.mapping is not None
    return read.mapping


def cells(rows: int) -> list[dict[str, Any]]:
    drawn = random.Random(11)  # noqa: S311
    incomes = [*(str(n) for n in range(60)), "", "none", "2000", "40.5"]
    dates = ["2020-01-01", "2027-01-01", "", "31.12.2020"]
    return [
        {"income": drawn.choice(incomes), "since": drawn.choice(dates), "sex": drawn.choice("fm")} for _ in range(rows)
    ]


def figures(jury: Jury, rows: Sequence[dict[str, Any]], size: int) -> tuple[Figures, object]:
    comparison = Comparison(PLAN, ["other"])
    numbered = [TextRow(number, row) for number, row in enumerate(rows, 1)]
    numbered.append(TextRow(len(rows) + 1, {}, "The row has 2 cells where the header has 3."))
    for start in range(0, len(numbered), size):
        comparison.add(numbered[start : start + size], jury)
    return comparison.figures(), comparison.alternatives(Margins())


def test_by_columns_and_row_by_row_come_to_the_same_figures() -> None:
    pytest.importorskip("numpy")
    versions, rows = [BEFORE, AFTER, OTHER], cells(700)
    by_columns = jury_of(versions, mapping())
    assert isinstance(by_columns, ColumnJury)
    slow = figures(RowJury(versions, mapping()), rows, 100)
    assert figures(by_columns, rows, 130) == slow
    assert slow[0].rows == 701
    assert {fault.code for fault in slow[0].faults} >= {"row.cells", "mapping.unknown-value", "facts.not-allowed"}


def test_rows_that_name_facts_are_asked_without_what_no_version_knows() -> None:
    pytest.importorskip("numpy")
    rows = [{"income": n % 60, "since": None, "sex": "fm"[n % 2]} for n in range(200)]
    versions = [BEFORE, AFTER, OTHER]
    assert figures(jury_of(versions, None), rows, 64) == figures(RowJury(versions, None), rows, 200)
    assert figures(jury_of(versions, None), rows, 64)[0].faults[0].rows == 1


WITH_SEX = """
      inputs: [sex, income, since]
      outputs: [intervention, reason, limit, rate]
      rules:
        - ['"f"', ">= 35", "-", '"ALLOW"', '"ENOUGH"', "income * 2", "0.1"]
        - ["-", "-", "-", '"DECLINE"', '"LITTLE"', "null", "null"]
"""


@pytest.mark.parametrize("mapped", ["mapped", "by name"])
def test_versions_that_ask_for_different_facts_are_asked_for_their_own(mapped: str) -> None:
    pytest.importorskip("numpy")
    more = RULES.replace("facts: [", "facts: [{name: sex, type: string}, ").partition("      inputs:")[0] + WITH_SEX[1:]
    versions = [BEFORE, version(more), AFTER]
    by_name = [{"income": n % 60, "since": "2020-01-01", "sex": "fm"[n % 2]} for n in range(300)]
    plain = read_mapping(read_yaml(f"{MAPPING}  sex: {{text: {{fact: sex}}}}")).mapping
    rows, columns = (cells(300), plain) if mapped == "mapped" else (by_name, None)
    slow = figures(RowJury(versions, columns), rows, 300)
    quick = jury_of(versions, columns)
    assert isinstance(quick, ColumnJury)
    assert figures(quick, rows, 77) == slow
    assert slow[0].changed


def test_a_column_of_which_a_version_asks_only_for_some_facts_is_read_row_by_row() -> None:
    more = RULES.replace("facts: [", "facts: [{name: region, type: string}, ")
    both = read_mapping(read_yaml("columns: {income: {number: {fact: income, set: {region: north}}}}")).mapping
    jury = jury_of([BEFORE, version(more)], both)
    assert isinstance(jury, RowJury)
    before, after = jury.judge([{"income": "40"}])
    assert [type(side.values[0]) for side in (before, after)] == [Answer, Answer]
    strange, _ = jury.judge([{"income": "much"}])
    assert isinstance(strange.values[0], tuple)
    assert isinstance(strange.values[0][0], Diagnostic)
