"""What a rule set's test cases reach: rows, the steps of the ladder that rows give, reasons of the catalogue."""

from __future__ import annotations

from datetime import UTC, datetime

from creditrules.document import read_yaml
from creditrules.eligibility import Coverage, Outcome, compile_rule_set, covered
from creditrules.rules import check_rule_set, read_rule_set

NOW = datetime(2026, 1, 1, tzinfo=UTC)
RULES = """
ruleSet: score
category: RISK
name: {en: Score}
facts: [{name: score, type: number}]
decisions:
  - name: Findings
    table:
      hitPolicy: FIRST
      inputs: [score]
      outputs: [intervention, reason]
      rules:
        - {id: low, when: ["< 600"], then: ['"DECLINE"', '"LOW"']}
        - {id: middle, when: ["< PARAM"], then: ['"REFER"', '"MIDDLE"']}
        - {id: high, when: ["-"], then: ['"ALLOW"', "null"]}
reasons:
  LOW: {message: {en: Your score is below 600.}}
  MIDDLE: {message: {en: Your score is below 700.}}
"""


def coverage(tests: str, limit: str = "700") -> Coverage:
    read = read_rule_set(read_yaml(RULES.replace("PARAM", limit) + tests))
    assert read.rule_set is not None, read.diagnostics
    return covered(compile_rule_set(check_rule_set(read.rule_set)), NOW)


def test_cases_are_counted_by_row_outcome_and_reason() -> None:
    found = coverage("""
tests:
  - {name: low, facts: {score: 500}, expect: {outcome: DECLINE}}
  - {name: high, facts: {score: 800}, expect: {outcome: ALLOW}}
  - {name: unknown, facts: {}, expect: {missing: [score]}}
""")
    assert found.cases == ("low", "high", "unknown")
    assert (found.rows, found.rows_covered, found.cells, found.cells_covered) == (3, 2, 2, 1)
    assert found.outcomes == {
        Outcome.ALLOW: (1,), Outcome.REFER: (), Outcome.DECLINE: (0,), Outcome.UNDETERMINED: (2,)
    }  # fmt: skip
    assert found.reasons == {"LOW": (0,), "MIDDLE": ()}


def test_without_cases_nothing_is_reached() -> None:
    found = coverage("")
    assert (found.rows, found.rows_covered, found.cells_covered) == (3, 0, 0)
    assert set(found.outcomes) == {Outcome.ALLOW, Outcome.REFER, Outcome.DECLINE}


def test_a_case_that_cannot_be_evaluated_reaches_nothing() -> None:
    found = coverage("tests: [{name: any, facts: {score: 1}, expect: {outcome: DECLINE}}]", "param.middle")
    assert (found.rows_covered, any(found.outcomes.values()), any(found.reasons.values())) == (0, False, False)
