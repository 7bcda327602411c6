"""Rule sets that are told what others say, or who is asked, are sorted by columns as well."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.population.columnar.alike import assert_alike, assessor

from creditrules.population import Assessor
from creditrules.population.columnar import ColumnarAssessor

HEAD = """
category: RISK
name: {en: Told}
reasons: {R: {message: {en: R.}}, S: {message: {en: S.}}}
"""
GRADES = f"""
ruleSet: grades
{HEAD}
publishes: {{grade: Grade, room: Room}}
facts: [{{name: n, type: number}}, {{name: m, type: number, nullable: true}}]
decisions:
  - name: Grade
    table: {{hitPolicy: FIRST, inputs: [n], outputs: [grade], rules: [['< 10', '"C"'], ['< 50', '"B"'], ["-", '"A"']]}}
  - {{name: Room, expression: 100 / m}}
  - name: Findings
    table:
      hitPolicy: FIRST
      inputs: [n]
      outputs: [intervention, reason]
      rules: [["< 3", '"DECLINE"', '"R"'], ["-", '"ALLOW"', '"S"']]
"""
LINES = f"""
ruleSet: lines
{HEAD}
reads: {{grade: string, room: number}}
publishes: {{line: Line}}
facts: [{{name: k, type: number}}]
decisions:
  - {{name: Line, expression: 'if results.grade = "A" then k else results.room'}}
  - name: Findings
    table:
      hitPolicy: FIRST
      inputs: [results.grade, results.room, k]
      outputs: [intervention, reason, limit]
      rules:
        - ['"C"', "-", "-", '"DECLINE"', '"R"', "null"]
        - ["-", "> k", "< 40", '"LIMIT"', '"S"', "Line"]
        - ["-", "-", "-", '"ALLOW"', '"S"', "null"]
"""
LAST = f"""
ruleSet: last
{HEAD}
reads: {{line: number}}
facts: [{{name: n, type: number}}]
decisions:
  - name: Findings
    table:
      hitPolicy: FIRST
      inputs: [results.line, n, party.role, count(parties)]
      outputs: [intervention, reason]
      rules: [["> 30", "< 60", '"APPLICANT"', "0", '"PAUSE"', '"R"'], ["-", "-", "-", "-", '"ALLOW"', '"S"']]
"""
NUMBERS = st.sampled_from([None, 0, 2, 5, 20, 49, 50, 80, "x"])
ROWS = st.lists(
    st.dictionaries(st.sampled_from(["n", "m", "k", "parties"]), NUMBERS).map(
        lambda row: row | ({"parties": [{"name": "P", "role": "GUARANTOR", "facts": {}}]} if "parties" in row else {})
    ),
    max_size=40,
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ROWS, st.permutations([GRADES, LINES, LAST]), st.integers(1, 20))
def test_what_is_told_makes_no_difference_to_the_answers(
    rows: list[dict[str, Any]], texts: list[str], batch: int
) -> None:
    assert_alike([assessor(*texts)], None, rows, batch)


def test_applicants_to_whom_the_same_is_said_are_decided_once(monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(5)  # noqa: S311 - applicants, not keys
    rows = [{"n": chance.randrange(2000), "m": chance.choice([5, 10]), "k": chance.randrange(1000)} for _ in range(900)]
    decided, decide = 0, Assessor.assess

    def counted(asked: Assessor, facts: Mapping[str, object]) -> Any:
        nonlocal decided
        decided += 1
        return decide(asked, facts)

    asked = assessor(GRADES, LINES.replace("then k", "then 7"), LAST)
    monkeypatch.setattr(Assessor, "assess", counted)
    ColumnarAssessor([asked]).assess_rows(rows)
    assert decided < 60
