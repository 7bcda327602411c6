"""A request, and values that pass between the rule sets of a product: read, missing, passed on, and never guessed."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from creditrules.document import read_yaml
from creditrules.eligibility import (
    EVERY_PRODUCT,
    Applicant,
    AppliedVersion,
    CompiledRuleSet,
    Decision,
    GoverningRuleSet,
    Origin,
    Outcome,
    compile_rule_set,
    plain_requests,
    read_requests,
    run_cases,
)
from creditrules.eligibility.decide import decide
from creditrules.eligibility.fit import misfits
from creditrules.rules import Category, ProductForm, Request, check_rule_set, check_stored_rule_set, read_rule_set

NOW = datetime(2026, 1, 15, 23, 30, tzinfo=UTC)
GRADES = """
ruleSet: grades
category: RISK
name: {en: grades}
publishes: {grade: Grade}
facts: [{name: score, type: number}]
decisions:
  - {name: Grade, type: string, expression: 'if score >= 700 then "A" else "B"'}
  - {name: Findings, table: {inputs: [score], outputs: [intervention], rules: [["-", '"ALLOW"']]}}
"""
GRADE = 'type: string, expression: \'if score >= 700 then "A" else "B"\''
LIMITS = """
ruleSet: limits
category: PRODUCT
name: {en: limits}
reads: {grade: string}
reasons: {LOW: {message: {en: low}}}
decisions:
  - name: Findings
    table:
      hitPolicy: FIRST
      inputs: [results.grade]
      outputs: [intervention, reason, {name: limit, type: number}]
      rules: [['"A"', '"ALLOW"', "null", 9000], ["-", '"LIMIT"', '"LOW"', 500]]
tests:
  - {name: an A, results: {grade: A}, expect: {outcome: ALLOW, limit: 9000}}
  - {name: not told, expect: {missing: [results.grade]}}
"""
ASKED = """
ruleSet: asked
category: RISK
name: {en: asked}
reasons: {MUCH: {message: {en: much}}}
decisions:
  - name: Financed
    expression: request.amount - request.deposit
  - name: Findings
    table:
      hitPolicy: FIRST
      inputs: [Financed]
      outputs: [intervention, reason]
      rules: [["> 1000", '"DECLINE"', '"MUCH"'], ["-", '"ALLOW"', "null"]]
tests:
  - {name: more than is lent, request: {amount: 1500, deposit: 100}, expect: {outcome: DECLINE}}
  - {name: nothing asked, expect: {missing: [request.amount, request.deposit]}}
"""


def rule_set(text: str) -> CompiledRuleSet:
    read = read_rule_set(read_yaml(text))
    assert read.rule_set is not None, read.diagnostics
    checked = check_rule_set(read.rule_set)
    assert checked.ok, [problem.render() for problem in checked.diagnostics]
    return compile_rule_set(checked)


GRADES_SET, LIMITS_SET, ASKED_SET = map(rule_set, (GRADES, LIMITS, ASKED))


def product(*slugs: str) -> ProductForm:
    return ProductForm.model_validate(
        {
            "product": "loan",
            "name": {"en": "loan"},
            "kind": "LOAN",
            "segment": "CONSUMER",
            "currency": "EUR",
            "ruleSets": list(slugs),
        }
    )


def ask(facts: dict[str, object], *compiled: CompiledRuleSet, **request: Any) -> Decision:
    form = product(*(each.rule_set.form.rule_set for each in compiled))
    governing = [
        GoverningRuleSet(each, AppliedVersion(each.rule_set.form.rule_set, Category.RISK, 1, "d", 1, NOW, NOW))
        for each in compiled
    ]
    requests = {EVERY_PRODUCT: Request.model_validate(request)} if request else {}
    return decide(form, "digest", governing, Applicant(facts, requests), NOW)


@pytest.mark.parametrize("compiled", [LIMITS_SET, ASKED_SET])
def test_test_cases_say_what_is_given(compiled: CompiledRuleSet) -> None:
    assert run_cases(compiled, NOW) == ()


def test_a_case_whose_results_are_of_another_type_is_told() -> None:
    wrong = rule_set(LIMITS.replace("{grade: A}", "{grade: 7, grad: A}"))
    assert [(d.code, d.place) for d in run_cases(wrong, NOW)][:2] == [
        ("facts.unknown", "tests[1].results.grad"),
        ("facts.type", "tests[1].results.grade"),
    ]


def test_a_later_rule_set_reads_what_an_earlier_one_published() -> None:
    decision = ask({"score": Decimal(720)}, GRADES_SET, LIMITS_SET)
    assert decision.terms is not None
    assert (decision.outcome, decision.terms.limit) == (Outcome.ALLOW, Decimal(9000))
    assert ask({"score": Decimal(600)}, GRADES_SET, LIMITS_SET).outcome is Outcome.LIMIT


def test_what_is_not_known_passes_on_with_the_facts_that_it_waits_for() -> None:
    decision = ask({}, GRADES_SET, LIMITS_SET)
    assert decision.outcome is Outcome.UNDETERMINED
    assert [fact.name for fact in decision.missing_facts] == ["score"]
    assert set(decision.possible_outcomes) == {Outcome.ALLOW, Outcome.LIMIT}


def test_a_value_that_nobody_gave_before_is_no_pass() -> None:
    decision = ask({"score": Decimal(720)}, LIMITS_SET, GRADES_SET)
    assert decision.outcome is Outcome.REFER
    (told,) = [reason.finding for reason in decision.reasons if reason.finding.origin is Origin.NOT_EVALUABLE]
    assert told.detail == "No rule set before it gave 'results.grade'."


def test_a_value_of_another_type_is_no_pass() -> None:
    numbers = rule_set(GRADES.replace(GRADE, "expression: score"))
    decision = ask({"score": Decimal(720)}, numbers, LIMITS_SET)
    assert decision.outcome is Outcome.REFER
    assert decision.warnings == ("limits: 'results.grade' is no string, as which it is read.",)


def test_an_earlier_rule_set_that_cannot_be_evaluated_gives_nothing() -> None:
    broken = rule_set(GRADES.replace("if score >= 700 then", "if 1 / score >= 1 then"))
    decision = ask({"score": Decimal(0)}, broken, LIMITS_SET)
    assert [reason.rule_set for reason in decision.reasons] == ["grades", "limits"]
    assert decision.outcome is Outcome.REFER


def test_a_part_that_is_not_asked_for_is_a_missing_fact_by_its_name() -> None:
    decision = ask({}, ASKED_SET)
    assert decision.outcome is Outcome.UNDETERMINED
    assert [fact.name for fact in decision.missing_facts] == ["request.amount", "request.deposit"]
    assert [fact.name for fact in ask({}, ASKED_SET, termMonths=12).missing_facts] == ["request.amount"]


def test_a_request_is_read_and_leaving_the_deposit_out_means_none() -> None:
    assert ask({}, ASKED_SET, amount=1001).outcome is Outcome.DECLINE
    assert ask({}, ASKED_SET, amount=1001, deposit=1).outcome is Outcome.ALLOW


def test_a_request_in_another_currency_counts_as_not_made() -> None:
    assert ask({}, ASKED_SET, amount=5, currency="CNY").outcome is Outcome.UNDETERMINED
    assert ask({}, ASKED_SET, amount=5, currency="EUR").outcome is Outcome.ALLOW


def test_a_loan_starts_on_the_day_of_the_valid_time_unless_said() -> None:
    test = 'if request.startDate = date("2026-01-15") then 0 else 5000'
    body = ASKED.replace("request.amount - request.deposit", test)
    compiled = rule_set(body[: body.index("tests:")])
    assert ask({}, compiled, amount=1).outcome is Outcome.ALLOW
    assert ask({}, compiled, startDate="2026-02-01").outcome is Outcome.DECLINE


def test_a_rule_set_with_its_own_fact_called_request_keeps_it() -> None:
    own = """
ruleSet: old
category: RISK
name: {en: old}
facts: [{name: request, type: number}]
decisions: [{name: Findings, table: {inputs: [request], outputs: [intervention], rules: [["> 5", '"ALLOW"']]}}]
"""
    read = read_rule_set(read_yaml(own)).rule_set
    assert read is not None
    refused = [d.code for d in check_rule_set(read).diagnostics if d.place == "facts.request"]
    assert refused == ["rule-set.reserved-fact"]
    compiled = compile_rule_set(check_stored_rule_set(read))
    assert ask({"request": Decimal(6)}, compiled, amount=1).outcome is Outcome.ALLOW
    assert [fact.name for fact in ask({}, compiled, amount=1).missing_facts] == ["request"]


def test_requests_come_back_from_the_record_as_they_were() -> None:
    asked = {"loan": Request.model_validate({"amount": "10.50", "startDate": "2026-03-01"}), EVERY_PRODUCT: Request()}
    assert read_requests(plain_requests(asked)) == asked
    assert plain_requests(asked)["loan"] == {"amount": Decimal("10.50"), "startDate": "2026-03-01"}


def fit(*compiled: CompiledRuleSet) -> list[tuple[str, str, str]]:
    sets = {each.rule_set.form.rule_set: each for each in compiled}
    found = misfits(product(*sets), sets)
    return [(each.in_product.code, each.in_product.place, each.in_rule_set.place) for each in found]


def test_rule_sets_that_do_not_fit_are_told_at_both_places() -> None:
    assert fit(GRADES_SET, LIMITS_SET) == []
    assert fit(LIMITS_SET, GRADES_SET) == [("product.unknown-result", "ruleSets[1]", "reads.grade")]
    assert fit(LIMITS_SET) == [("product.unknown-result", "ruleSets[1]", "reads.grade")]
    other = LIMITS[: LIMITS.index("tests:")].replace("grade: string", "grade: number").replace("'\"A\"'", "'7'")
    number = rule_set(other)
    assert fit(GRADES_SET, number) == [("product.result-type", "ruleSets[2]", "reads.grade")]
    twice = rule_set(GRADES.replace("ruleSet: grades", "ruleSet: more-grades"))
    assert fit(GRADES_SET, twice) == [("product.result-twice", "ruleSets[2]", "publishes.grade")]


def test_what_is_published_has_to_be_a_decision_and_what_is_read_a_type() -> None:
    read = read_rule_set(read_yaml(GRADES.replace("grade: Grade", "grade: Grad"))).rule_set
    assert read is not None
    told = [d for d in check_rule_set(read).diagnostics if d.code == "publishes.no-decision"]
    assert [(d.place, d.hint) for d in told] == [("publishes.grade", "Did you mean 'Grade'?")]
    (problem,) = read_rule_set(read_yaml(LIMITS.replace("{grade: string}", "{grade: strng}"))).diagnostics
    assert (problem.code, problem.place) == ("document.value", "reads.grade")


def test_what_is_not_named_under_reads_cannot_be_read() -> None:
    read = read_rule_set(read_yaml(LIMITS.replace("{grade: string}", "{score: number}"))).rule_set
    assert read is not None
    assert not check_rule_set(read).ok
