"""What is asked for and what the service makes of it: requests as they are taken, offers that nobody can state."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from creditrules.dmn.analysis import Algebra, Sampler, Witness
from creditrules.document import read_yaml
from creditrules.eligibility import AppliedVersion, CompiledRuleSet, GoverningRuleSet, compile_rule_set
from creditrules.eligibility.outcomes import ProductSide, Verdict, compare_outcomes
from creditrules.feel import from_datetime
from creditrules.rules import Category, ProductForm, check_rule_set, read_rule_set

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
ASKED = """
ruleSet: asked
category: RISK
name: {en: asked}
reasons: {MUCH: {message: {en: much}}, LONG: {message: {en: long}}, NEVER: {message: {en: never}}}
decisions:
  - name: Findings
    table:
      hitPolicy: FIRST
      inputs: [request.amount, request.termMonths, request.deposit, request.currency, request.startDate]
      outputs: [intervention, reason]
      rules:
        - ["null, <= 0", "-", "-", "-", "-", '"DECLINE"', '"NEVER"']
        - ["-", "null, < 1, > 600", "-", "-", "-", '"DECLINE"', '"NEVER"']
        - ["-", "-", "null, < 0", "-", "-", '"DECLINE"', '"NEVER"']
        - ["-", "-", "-", 'not("EUR")', "-", '"DECLINE"', '"NEVER"']
        - ["-", "-", "-", "-", "null", '"DECLINE"', '"NEVER"']
        - ["> 1000", "-", "-", "-", "-", '"DECLINE"', '"MUCH"']
        - ["-", "> 36", "-", "-", "-", '"WARN"', '"LONG"']
        - ["-", "-", "-", "-", "-", '"ALLOW"', "null"]
"""
PAYS = """
ruleSet: pays
category: RISK
name: {en: pays}
reasons: {HIGH: {message: {en: high}}}
facts: [{name: income, type: number, allowedValues: "[0..10000]"}]
decisions:
  - name: Findings
    table:
      hitPolicy: FIRST
      inputs: [offer.instalment, income]
      outputs: [intervention, reason]
      rules:
        - ["> 50", "< 2000", '"DECLINE"', '"HIGH"']
        - ["-", "-", '"ALLOW"', "null"]
"""


def side(*texts: str, pricing: dict[str, Any] | None = None) -> ProductSide:
    compiled = [rule_set(text) for text in texts]
    slugs = [each.rule_set.form.rule_set for each in compiled]
    form = {
        "product": "loan",
        "name": {"en": "loan"},
        "kind": "LOAN",
        "segment": "CONSUMER",
        "currency": "EUR",
        "ruleSets": slugs,
    }
    product = ProductForm.model_validate({**form, "pricing": pricing} if pricing else form)
    governing = [
        GoverningRuleSet(each, AppliedVersion(slug, Category.RISK, 1, "d", 1, NOW, NOW))
        for slug, each in zip(slugs, compiled, strict=True)
    ]
    return ProductSide(product, "digest", tuple(governing), NOW)


def rule_set(text: str) -> CompiledRuleSet:
    read = read_rule_set(read_yaml(text))
    assert read.rule_set is not None, read.diagnostics
    checked = check_rule_set(read.rule_set)
    assert checked.ok, [problem.render() for problem in checked.diagnostics]
    return compile_rule_set(checked)


def test_only_what_the_service_takes_is_asked_for() -> None:
    whole = side(ASKED)
    outcome = whole.outcome(Algebra(from_datetime(NOW)))
    reasons = outcome.diagram(lambda each: tuple(reason.code for reason in each.reasons))
    tried = 0
    for facts in Sampler(outcome.algebra).applicants(200):
        told, real = outcome.at(Witness(facts)), whole.answer(facts)
        assert "NEVER" not in outcome.algebra.diagrams.at(reasons, Witness(facts).position)
        if real is not None:
            tried += 1
            assert (told.outcome, [each.code for each in told.reasons]) == (
                real.outcome,
                [code for _, code in real.reasons],
            ), facts
    assert tried


def test_what_differs_by_the_amount_asked_for_is_proved_with_a_request_that_can_be_made() -> None:
    found = compare_outcomes(side(ASKED), side(ASKED.replace("> 1000", "> 900")))
    assert found.verdict is Verdict.DIFFERENT
    assert found.complete, found.not_analysed
    assert {each.proof for each in found.differences} == {"PROVED"}
    for each in found.differences:
        assert "request.amount: (900..1000]" in each.where
        assert [answered.outcome for answered in each.answers] in (["ALLOW", "DECLINE"], ["WARN", "DECLINE"])


def test_rows_for_what_nobody_can_ask_for_are_no_difference() -> None:
    fewer = "\n".join(line for line in ASKED.splitlines() if "'\"NEVER\"'" not in line)
    assert compare_outcomes(side(ASKED), side(fewer)).verdict is Verdict.EQUIVALENT


def test_what_hangs_on_an_offer_is_searched_and_no_sample_states_one() -> None:
    sides = [side(ASKED, text, pricing=price("0.06")) for text in (PAYS, PAYS.replace("< 2000", "< 3000"))]
    found = compare_outcomes(sides[0], sides[1])
    assert found.differences
    assert {each.proof for each in found.differences} == {"SEARCHED"}
    for each in found.differences:
        assert "offer" in each.where
        assert "offer" not in each.sample
        assert "request" in each.sample
        was, now = each.answers
        assert (was, now) == (sides[0].answer(each.sample), sides[1].answer(each.sample))


OPEN = """
ruleSet: open
category: PRODUCT
name: {en: open}
reasons: {}
facts: [{name: income, type: number, allowedValues: "[0..10000]"}]
decisions:
  - name: Findings
    table: {hitPolicy: FIRST, inputs: [income], outputs: [intervention], rules: [["-", '"ALLOW"']]}
"""


def test_what_guarantors_are_asked_is_not_taken_for_the_applicants_and_a_change_of_it_is_never_called_equivalent() -> (
    None
):
    of_guarantors = PAYS.replace("category: RISK", "category: RISK\nappliesTo: [GUARANTOR]").replace(
        "offer.instal", "in"
    )
    of_guarantors = of_guarantors.replace("inputs: [inment, income]", "inputs: [income, income]")
    same = compare_outcomes(side(OPEN, of_guarantors), side(OPEN, of_guarantors))
    assert (same.verdict, same.complete) == (Verdict.EQUIVALENT, True)
    found = compare_outcomes(side(OPEN, of_guarantors), side(OPEN, of_guarantors.replace("< 2000", "< 3000")))
    assert (found.verdict, found.differences) == (Verdict.NOT_PROVED, ())
    assert [each.partition(":")[0] for each in found.not_analysed] == ["pays"]
    both = of_guarantors.replace("[GUARANTOR]", "[APPLICANT, GUARANTOR]")
    moved = compare_outcomes(side(OPEN, both), side(OPEN, both.replace("< 2000", "< 3000")))
    assert [each.where for each in moved.differences] == ["income: [2000..3000)"]
    assert not moved.complete


def price(rate: str) -> dict[str, Any]:
    return {"rate": rate, "term": {"minimum": 3, "maximum": 96}}
