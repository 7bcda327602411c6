"""Rule sets that use parameters: the value in force decides, none in force is never a pass, and the version is told."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from creditrules.document import read_yaml
from creditrules.eligibility import (
    Applicant,
    AppliedVersion,
    CompiledRuleSet,
    Decision,
    GoverningRuleSet,
    Origin,
    Outcome,
    Parameters,
    ParametersGiven,
    cases_moved,
    changed_cases,
    compile_rule_set,
    differences,
    plain_answer,
    run_cases,
    summary_of,
)
from creditrules.eligibility.answers import applied_in, parameters_in
from creditrules.eligibility.decide import decide
from creditrules.rules import Category, Parameter, ProductForm, check_rule_set, read_parameter, read_rule_set

NOW = datetime(2026, 6, 1, tzinfo=UTC)
RULES = """
ruleSet: cap
category: REGULATION
name: {en: Cap}
reasons: {CAP: {message: {en: All costs stay within the cap.}}}
facts: [{name: age, type: number}]
decisions:
  - name: Findings
    table:
      hitPolicy: FIRST
      inputs: [age]
      outputs: [intervention, reason, rate]
      rules: [[">= param.adult age", '"ALLOW"', '"CAP"', "4 * param.lpr 1y"], ["-", '"DECLINE"', '"CAP"', "null"]]
tests:
"""
CASE = "  - {{name: grown, facts: {{age: 20}}, {more}expect: {{outcome: ALLOW, rate: {rate}}}}}\n"
LPR = (
    "{parameter: lpr-1y, category: REGULATION, name: {en: LPR},"
    " values: {2026-01-01: {value: 0.03}, 2026-07-01: {value: 0.05}, 2027-01-01: {value: null}}}"
)
ADULT = "{parameter: adult-age, category: REGULATION, name: {en: Adult}, value: 18}"
PRODUCT = ProductForm.model_validate(
    {"product": "loan", "name": {"en": "Loan"}, "kind": "LOAN", "segment": "CONSUMER", "currency": "CNY"}
    | {"ruleSets": ["cap"]}
)


def parameter(text: str) -> Parameter:
    read = read_parameter(read_yaml(text))
    assert read.parameter is not None
    return read.parameter


def compiled(*cases: str) -> CompiledRuleSet:
    read = read_rule_set(read_yaml(RULES + ("".join(cases) or "  []\n")))
    assert read.rule_set is not None, read.diagnostics
    return compile_rule_set(check_rule_set(read.rule_set))


GIVEN = ParametersGiven((parameter(LPR), parameter(ADULT)))
CAP = compiled()


def asked(now: datetime = NOW, given: ParametersGiven = GIVEN, **facts: Any) -> Decision:
    applied = AppliedVersion("cap", Category.REGULATION, 1, "d", 1, NOW, NOW)
    parameters: Parameters = given.at(now, CAP.parameters)
    governing = [GoverningRuleSet(CAP, applied)]
    return decide(PRODUCT, "p", governing, Applicant(facts), now, parameters=parameters)


@pytest.mark.parametrize(("month", "rate"), [(6, "0.12"), (7, "0.20")])
def test_the_value_at_the_valid_time_decides(month: int, rate: str) -> None:
    decision = asked(datetime(2026, month, 1, tzinfo=UTC), age=Decimal(20))
    assert decision.outcome is Outcome.ALLOW
    assert decision.terms is not None
    assert decision.terms.rate == Decimal(rate)
    assert asked(age=Decimal(17)).outcome is Outcome.DECLINE


@pytest.mark.parametrize(
    ("now", "given"),
    [
        (datetime(2025, 6, 1, tzinfo=UTC), GIVEN),
        (datetime(2027, 6, 1, tzinfo=UTC), GIVEN),
        (NOW, ParametersGiven((parameter(ADULT),))),
    ],
    ids=["before the first day", "after the last", "never made"],
)
def test_without_a_value_a_person_decides_and_the_reason_names_the_parameter(
    now: datetime, given: ParametersGiven
) -> None:
    decision = asked(now, given, age=Decimal(20))
    assert decision.outcome is Outcome.REFER
    [reason] = decision.reasons
    assert reason.finding.origin is Origin.NOT_EVALUABLE
    assert "'lpr 1y' has no value" in reason.finding.detail


def test_the_versions_used_are_told_recorded_and_compared() -> None:
    decision = asked(age=Decimal(20))
    assert [applied.parameter for applied in decision.parameters] == ["adult-age", "lpr-1y"]
    plain = plain_answer(decision)
    assert parameters_in(plain) == decision.parameters
    assert [applied.rule_set for applied in applied_in(plain)] == ["cap"]
    assert "0.03" not in str(plain["parameters"]), "what it says is the lender's to tell"
    assert summary_of(plain)["parameters"] == plain["parameters"]
    other = ParametersGiven((parameter(LPR.replace("0.05", "0.06")), parameter(ADULT)))
    [difference] = differences([plain], [plain_answer(asked(given=other, age=Decimal(20)))])
    assert difference.aspect == "VERSIONS"


def test_an_answer_without_parameters_is_recorded_as_it_always_was() -> None:
    read = read_rule_set(read_yaml(RULES.replace("param.adult age", "18").replace("4 * param.lpr 1y", "1") + "  []\n"))
    assert read.rule_set is not None
    plain_rules = compile_rule_set(check_rule_set(read.rule_set))
    applied = AppliedVersion("cap", Category.REGULATION, 1, "d", 1, NOW, NOW)
    decision = decide(PRODUCT, "p", [GoverningRuleSet(plain_rules, applied)], Applicant({}), NOW)
    assert "parameters" not in plain_answer(decision)


def codes(*cases: str, given: ParametersGiven | None = GIVEN) -> list[str]:
    rules = compiled(*cases)
    return [one.code for one in (run_cases(rules, NOW, given.at) if given else run_cases(rules, NOW))]


def test_a_case_gives_values_or_fixes_a_moment_or_is_told_that_it_moves() -> None:
    own = CASE.format(more="params: {lpr 1y: 0.01, adult age: 18}, ", rate="0.04")
    fixed = CASE.format(more="validAt: 2026-08-01T00:00:00Z, ", rate="0.20")
    moving = CASE.format(more="params: {lpr 1y: 0.01}, ", rate="0.04")
    assert codes(own, given=None) == []
    assert codes(fixed) == []
    assert codes(moving) == ["cases.parameter-moves"]
    assert codes(moving, given=None) == ["cases.parameter-moves", "cases.no-parameter"]
    assert codes(CASE.format(more="params: {lpr 1y: 0.01, adult age: 18, lpr 5y: 1}, ", rate="0.04")) == [
        "cases.unused-parameter"
    ]


def test_cases_that_another_value_changes_are_found_and_those_that_give_it_are_not_among_them() -> None:
    own = CASE.format(more="params: {lpr 1y: 0.01, adult age: 18}, ", rate="0.04")
    moving = CASE.format(more="validAt: 2026-06-02T00:00:00Z, ", rate="0.12").replace("grown", "moving")
    rules = compiled(own, moving)
    other = ParametersGiven((parameter(LPR.replace("0.03", "0.02")), parameter(ADULT)))
    assert cases_moved(rules, NOW, GIVEN.at, other.at) == (2, ("moving",))
    assert changed_cases(rules, rules, NOW, GIVEN.at) == (2, ())
