"""Offers: priced within the terms, told to the rules that judge them, and never outside what all rule sets leave."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creditrules.document import canonical, digest_of, read_json, read_yaml
from creditrules.eligibility import (
    EVERY_PRODUCT,
    Applicant,
    AppliedVersion,
    Aspect,
    CompiledRuleSet,
    Decision,
    GoverningRuleSet,
    Outcome,
    compile_rule_set,
    differences,
    misfits,
    plain_answer,
    run_cases,
    with_alternatives,
)
from creditrules.eligibility.decide import decide
from creditrules.rules import Category, ProductForm, Request, check_rule_set, read_product, read_rule_set

NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)
SHARED = Path(__file__).parents[3] / "shared" / "cases" / "lender" / "excel" / "affordability.yaml"
TERMS = """
ruleSet: terms
category: PRODUCT
name: {en: terms}
publishes: {margin: Margin}
reasons: {SOME: {message: {en: some}}}
facts: [{name: score, type: number}]
decisions:
  - {name: Margin, type: number, expression: if score >= 700 then 0.01 else 0.03}
  - name: Findings
    table:
      hitPolicy: FIRST
      inputs: [score]
      outputs: [intervention, reason, {name: limit, type: number}, {name: rate, type: number}]
      rules:
        - ["< 500", '"DECLINE"', '"SOME"', "null", "null"]
        - ["< 700", '"LIMIT"', '"SOME"', 5000, 0.24]
        - ["-", '"ALLOW"', "null", 20000, 0.12]
"""
AFFORDABLE = """
ruleSet: affordability
category: RISK
name: {en: affordability}
reasons:
  DTI_OK: {message: {en: "Your instalments are affordable."}}
  DTI_HIGH: {message: {en: "Your instalments are high compared with your income."}}
  DTI_TOO_HIGH: {message: {en: "Your instalments are too high compared with your income."}}
facts:
  - {name: monthlyIncome, type: number}
  - {name: monthlyObligations, type: number}
decisions:
  - name: DTI
    expression: if monthlyIncome = 0 then 1 else (monthlyObligations + offer.instalment) / monthlyIncome
  - name: Findings
    table:
      hitPolicy: UNIQUE
      inputs: [DTI]
      outputs: [intervention, reason, {name: limit, type: number}]
      rules:
        - ["<= 0.36", '"ALLOW"', '"DTI_OK"', "null"]
        - ["(0.36..0.45]", '"LIMIT"', '"DTI_HIGH"', "floor(offer.amount / 2)"]
        - ["> 0.45", '"DECLINE"', '"DTI_TOO_HIGH"', "null"]
tests:
  - name: modest
    facts: {monthlyIncome: 3000, monthlyObligations: 300}
    offer: {instalment: "117.43", amount: 5000}
    expect: {outcome: ALLOW, reasons: [DTI_OK]}
  - name: no offer told
    facts: {monthlyIncome: 3000, monthlyObligations: 0}
    expect: {missing: [offer.amount, offer.instalment]}
"""
CAPS = """
ruleSet: caps
category: REGULATION
name: {en: caps}
reasons: {CAP: {message: {en: cap}}}
facts: [{name: cap, type: number, nullable: true}, {name: ceiling, type: number, nullable: true}]
decisions:
  - name: Findings
    expression: '{intervention: "LIMIT", reason: "CAP", limit: cap, rate: ceiling, restrictedFeatures: ["CASH_OUT"]}'
"""
PRICING: dict[str, Any] = {"rate": "0.06", "term": {"minimum": 3, "maximum": 96}}


def rule_set(text: str) -> CompiledRuleSet:
    read = read_rule_set(read_yaml(text))
    assert read.rule_set is not None, read.diagnostics
    checked = check_rule_set(read.rule_set)
    assert checked.ok, [problem.render() for problem in checked.diagnostics]
    return compile_rule_set(checked)


TERMS_SET = rule_set(TERMS)
CAPS_SET = rule_set(CAPS)
AFFORDABLE_SET = rule_set(AFFORDABLE.replace('"117.43"', "117.43"))
GOOD: dict[str, object] = {"score": Decimal(720)}


def product(pricing: dict[str, Any] | None, *slugs: str, slug: str = "loan") -> ProductForm:
    form: dict[str, Any] = {
        "product": slug,
        "name": {"en": slug},
        "kind": "LOAN",
        "segment": "CONSUMER",
        "currency": "EUR",
        "ruleSets": list(slugs),
    }
    return ProductForm.model_validate(form if pricing is None else {**form, "pricing": pricing})


def ask(
    facts: dict[str, object],
    *compiled: CompiledRuleSet,
    pricing: dict[str, Any] | None = PRICING,
    slug: str = "loan",
    **request: Any,
) -> Decision:
    form = product(pricing, *(each.rule_set.form.rule_set for each in compiled), slug=slug)
    governing = [
        GoverningRuleSet(each, AppliedVersion(each.rule_set.form.rule_set, Category.RISK, 1, "d", 1, NOW, NOW))
        for each in compiled
    ]
    requests = {EVERY_PRODUCT: Request.model_validate(request)} if request else {}
    return decide(form, "digest", governing, Applicant(facts, requests), NOW)


def notes(decision: Decision) -> list[str]:
    return [note.code.value for note in decision.offer_notes]


def test_an_open_product_offers_what_is_asked_for_at_its_rate() -> None:
    decision = ask(GOOD, TERMS_SET, amount=12000, termMonths=24)
    offer = decision.offer
    assert offer is not None
    assert notes(decision) == []
    assert (offer.amount, offer.rate, offer.start) == (Decimal(12000), Decimal("0.06"), date(2026, 1, 15))
    assert (len(offer.schedule.instalments), offer.schedule.instalment) == (24, Decimal("531.85"))
    assert offer.schedule.instalments[-1].balance == 0


def test_more_than_the_limit_is_offered_up_to_it_and_told() -> None:
    decision = ask(GOOD, TERMS_SET, amount=25000, termMonths=24)
    assert decision.offer is not None
    assert decision.offer.amount == Decimal(20000)
    (note,) = decision.offer_notes
    assert note.message() == "25000 is asked for; the terms leave 20000.00."
    assert note.message("zh").startswith("申请金额为25000")


@pytest.mark.parametrize(
    ("pricing", "request_", "code"),
    [
        ({}, {"amount": 5, "termMonths": 97}, "TERM_NOT_OFFERED"),
        ({"term": {"minimum": 6, "maximum": 36, "step": 6}}, {"amount": 5, "termMonths": 7}, "TERM_NOT_OFFERED"),
        ({"amount": {"minimum": 100}}, {"amount": 99, "termMonths": 12}, "AMOUNT_BELOW_MINIMUM"),
        ({"amount": {"minimum": 30000}}, {"amount": 40000, "termMonths": 12}, "LIMIT_BELOW_MINIMUM"),
        ({"deposit": "SUBTRACTED"}, {"amount": 9, "deposit": 9, "termMonths": 12}, "DEPOSIT_COVERS"),
        ({}, {"amount": 5, "termMonths": 12, "currency": "CNY"}, "OTHER_CURRENCY"),
        ({}, {"amount": 5}, "REQUEST_INCOMPLETE"),
        ({"rate": "results.nothing"}, {"amount": 5, "termMonths": 12}, "RATE_UNKNOWN"),
        ({"rate": "11"}, {"amount": 5, "termMonths": 12}, "RATE_UNKNOWN"),
        ({"interval": {"count": 3}}, {"amount": 5, "termMonths": 13}, "NOT_LENDABLE"),
        (None, {"amount": 5, "termMonths": 12}, "NOT_PRICED"),
    ],
)
def test_where_there_is_no_offer_the_answer_says_why(
    pricing: dict[str, Any] | None, request_: dict[str, Any], code: str
) -> None:
    decision = ask(GOOD, TERMS_SET, pricing=None if pricing is None else PRICING | pricing, **request_)
    assert decision.outcome is Outcome.ALLOW
    assert decision.offer is None
    assert notes(decision) == [code]
    assert all(note.message() and note.message("zh") for note in decision.offer_notes)


def test_without_a_request_nothing_is_offered_and_nothing_said() -> None:
    decision = ask(GOOD, TERMS_SET)
    assert (decision.offer, decision.offer_notes, decision.request) == (None, (), None)
    assert not {"offer", "offerNotes", "request"} & plain_answer(decision).keys()


def test_a_closed_product_and_one_that_is_not_known_offer_nothing() -> None:
    assert ask({"score": Decimal(400)}, TERMS_SET, amount=5, termMonths=12).offer is None
    assert ask({}, TERMS_SET, amount=5, termMonths=12).offer is None


def test_affordability_needs_no_rate_in_the_rules() -> None:
    assert run_cases(AFFORDABLE_SET, NOW) == ()


@pytest.mark.shared("cases")
def test_the_shared_affordability_case_is_answered_the_same_without_its_rate() -> None:
    written = rule_set(SHARED.read_text("utf-8"))
    for income, obligations, amount, months in ((3000, 300, 5000, 48), (3000, 1300, 20000, 48), (3000, 800, 15000, 60)):
        facts: dict[str, object] = {"monthlyIncome": Decimal(income), "monthlyObligations": Decimal(obligations)}
        old = ask({**facts, "amount": Decimal(amount), "termMonths": Decimal(months)}, written, pricing=None)
        new = ask(facts, AFFORDABLE_SET, amount=amount, termMonths=months)
        assert (new.outcome, [r.code for r in new.reasons]) == (old.outcome, [r.code for r in old.reasons])


def test_the_price_feeds_affordability_and_the_final_offer_lies_within_what_it_leaves() -> None:
    facts = {**GOOD, "monthlyIncome": Decimal(1300), "monthlyObligations": Decimal(0)}
    decision = ask(facts, AFFORDABLE_SET, TERMS_SET, amount=12000, termMonths=24)
    assert decision.outcome is Outcome.LIMIT
    assert decision.offer is not None
    assert decision.offer.amount == Decimal(6000)
    assert notes(decision) == ["AMOUNT_ABOVE_LIMIT"]


def test_affordability_waits_for_the_facts_that_the_price_waits_for() -> None:
    facts: dict[str, object] = {"monthlyIncome": Decimal(1300), "monthlyObligations": Decimal(0)}
    decision = ask(facts, TERMS_SET, AFFORDABLE_SET, amount=12000, termMonths=24)
    assert decision.outcome is Outcome.UNDETERMINED
    assert [fact.name for fact in decision.missing_facts] == ["score"]
    asked = ask({**GOOD, **facts}, TERMS_SET, AFFORDABLE_SET)
    assert [fact.name for fact in asked.missing_facts] == ["request.amount", "request.termMonths"]


def test_a_term_that_is_not_lent_is_asked_for_anew() -> None:
    facts = {**GOOD, "monthlyIncome": Decimal(9000), "monthlyObligations": Decimal(0)}
    decision = ask(facts, TERMS_SET, AFFORDABLE_SET, amount=12000, termMonths=2)
    assert decision.outcome is Outcome.UNDETERMINED
    assert [fact.name for fact in decision.missing_facts] == ["request.termMonths"]
    assert notes(decision) == ["TERM_NOT_OFFERED"]


@pytest.mark.parametrize(
    ("pricing", "told"),
    [
        (None, "There is no offer to judge. The product states no prices, so there is no offer."),
        (PRICING | {"amount": {"minimum": 30000}}, "There is no offer to judge. The terms leave 20000; the product"),
    ],
)
def test_where_there_can_be_no_offer_it_is_not_judged_and_never_passed(
    pricing: dict[str, Any] | None, told: str
) -> None:
    facts = {**GOOD, "monthlyIncome": Decimal(9000), "monthlyObligations": Decimal(0)}
    decision = ask(facts, TERMS_SET, AFFORDABLE_SET, pricing=pricing, amount=40000, termMonths=24)
    assert decision.outcome is Outcome.REFER
    assert told in decision.reasons[0].finding.detail


def test_the_rate_may_come_from_the_terms_or_from_what_a_rule_set_published() -> None:
    asked: dict[str, Any] = {"amount": 1000, "termMonths": 12}
    bound = ask(GOOD, TERMS_SET, pricing=PRICING | {"rate": "terms.rate - 0.02"}, **asked).offer
    margin = ask({"score": Decimal(600)}, TERMS_SET, pricing=PRICING | {"rate": "0.02 + results.margin"}, **asked).offer
    assert bound is not None
    assert margin is not None
    assert (bound.rate, margin.rate) == (Decimal("0.10"), Decimal("0.05"))


def test_a_rate_above_the_terms_is_lowered_and_told() -> None:
    decision = ask(GOOD, TERMS_SET, pricing=PRICING | {"rate": 0.30}, amount=1000, termMonths=12)
    assert decision.offer is not None
    assert decision.offer.rate == Decimal("0.12")
    assert notes(decision) == ["RATE_LOWERED"]


def test_a_product_may_have_a_day_of_payments_and_say_who_pays_for_the_days_before() -> None:
    """From 15 January to 1 March are 46 days of 360: 16 more than a month, and 26.67 of interest on 10,000 at 6 %."""
    monthly = ask(GOOD, TERMS_SET, amount=10000, termMonths=24).offer
    pricing = PRICING | {"paymentDay": 1}
    level = ask(GOOD, TERMS_SET, pricing=pricing, amount=10000, termMonths=24).offer
    first = ask(GOOD, TERMS_SET, pricing=pricing | {"oddDays": "FIRST"}, amount=10000, termMonths=24).offer
    assert monthly
    assert level
    assert first
    assert [each.due for each in level.schedule.instalments[:2]] == [date(2026, 3, 1), date(2026, 4, 1)]
    assert {each.payment for each in level.schedule.instalments[:-1]} == {
        Decimal("444.38")
    }  # 443.2061 * (1 + 46 * 0.06 / 360) / 1.005
    payments = [each.payment for each in first.schedule.instalments]
    usual = [each.payment for each in monthly.schedule.instalments]
    assert payments == [usual[0] + Decimal("26.67"), *usual[1:]]


def test_a_car_loan_with_a_balloon_of_the_price_keeps_it_where_less_is_lent() -> None:
    """Of a price of 30,000 only 20,000 may be lent; the balloon stays at 12,000."""
    pricing = PRICING | {"balloon": {"share": 0.4, "of": "PRICE"}, "deposit": "SUBTRACTED", "apr": "UK_CONSUMER_CREDIT"}
    decision = ask(GOOD, TERMS_SET, pricing=pricing, amount=30000, deposit=5000, termMonths=36)
    offer = decision.offer
    assert offer
    assert offer.apr
    assert notes(decision) == ["AMOUNT_ABOVE_LIMIT"]
    assert (offer.amount, offer.schedule.balloon, offer.apr.rate) == (Decimal(20000), Decimal(12000), Decimal("0.062"))
    assert plain_answer(decision)["offer"]["balloon"] == Decimal(12000)
    deposit = ask(GOOD, TERMS_SET, pricing=pricing, amount=30000, deposit=19000, termMonths=36)
    assert notes(deposit) == ["NOT_LENDABLE"]
    assert deposit.offer_notes[0].message().endswith("The balloon, 12000.00, is more than the amount.")


def test_interest_that_is_capitalised_is_owed_and_so_kept_inside_the_limit() -> None:
    grace = {"intervals": 2, "kind": "CAPITALISED"}
    decision = ask(GOOD, TERMS_SET, pricing=PRICING | {"grace": grace}, amount=20000, termMonths=24)
    offer = decision.offer
    assert offer
    assert offer.schedule.principal == 20_000
    assert offer.schedule.capitalised == offer.schedule.principal - offer.amount > 0
    assert (len(offer.schedule.instalments), notes(decision)) == (22, ["AMOUNT_ABOVE_LIMIT"])
    plain = plain_answer(decision)["offer"]
    assert (plain["grace"], plain["capitalised"]) == (grace, offer.schedule.capitalised)


def test_fees_and_interest_as_high_as_the_limit_leave_what_they_are_added_to() -> None:
    """As much again for a fee, and twenty months of 11 %: 20,000 / 2 / (1 + 0.11 / 12)²⁰ is 8,331.86."""
    pricing = PRICING | {
        "rate": "0.11",
        "apr": "US_REGULATION_Z",
        "fees": [{"name": "f", "timing": "FINANCED", "share": 1, "charge": False}],
        "grace": {"intervals": 20, "kind": "CAPITALISED"},
        "term": {"minimum": 24, "maximum": 36},
    }
    decision = ask(GOOD, TERMS_SET, pricing=pricing, amount=20000, termMonths=36)
    assert decision.offer
    assert notes(decision) == ["AMOUNT_ABOVE_LIMIT"]
    assert 19_999 < decision.offer.schedule.principal <= 20_000
    assert decision.offer.amount == Decimal("8331.86")


FEES = {
    "apr": "EU_CONSUMER_CREDIT",
    "fees": [{"name": "arrangement", "timing": "FINANCED", "share": 0.01, "fixed": 5}],
}


def test_with_fees_the_whole_cost_stays_within_the_terms() -> None:
    decision = ask(GOOD, TERMS_SET, pricing=PRICING | FEES | {"rate": "terms.rate"}, amount=20000, termMonths=36)
    offer = decision.offer
    assert offer is not None
    assert offer.apr is not None
    assert offer.schedule.principal <= 20000
    assert offer.apr.rate == Decimal("0.120")
    assert offer.rate < Decimal("0.12")
    assert notes(decision) == ["AMOUNT_ABOVE_LIMIT", "RATE_LOWERED"]


def test_the_one_decimal_that_the_law_asks_for_hides_no_cost_above_the_terms() -> None:
    """A cap of 12 % is kept to the hundredth, though a rate is told as 12.0 % from 11.95 to 12.05."""
    pricing = PRICING | FEES | {"rate": "terms.rate"}
    for amount in range(1000, 5000, 500):
        offer = ask(GOOD, TERMS_SET, pricing=pricing, amount=amount, termMonths=24).offer
        assert offer is not None
        assert offer.apr is not None
        assert Decimal("0.1195") < offer.apr.high < Decimal("0.12005")


def test_where_fees_alone_cost_more_than_the_terms_allow_nothing_is_offered() -> None:
    fees = {"apr": "US_REGULATION_Z", "fees": [{"name": "f", "timing": "DEDUCTED", "share": 0.5}]}
    decision = ask(GOOD, TERMS_SET, pricing=PRICING | fees, amount=1000, termMonths=12)
    assert decision.offer is None
    assert notes(decision) == ["COST_ABOVE_TERMS"]


def test_alternatives_carry_their_offers_and_records_keep_them_without_their_rows() -> None:
    closed = ask({"score": Decimal(400)}, TERMS_SET, amount=500, termMonths=12)
    other = ask(GOOD, TERMS_SET, slug="other", amount=500, termMonths=12)
    answer = plain_answer(with_alternatives(closed, [other]))
    (kept,) = answer["alternatives"]
    assert kept["offer"]["instalment"] == Decimal("43.03")
    assert "schedule" not in kept["offer"]
    assert canonical(answer)


def test_a_record_has_the_offer_with_its_schedule_and_a_change_of_it_is_one_aspect() -> None:
    before, after = (plain_answer(ask(GOOD, TERMS_SET, amount=amount, termMonths=12)) for amount in (500, 600))
    assert before["offer"]["schedule"][0] == ["2026-02-15", *map(Decimal, ("43.03", "2.50", "40.53", "0.00", "459.47"))]
    assert before["request"] == {"amount": Decimal(500), "termMonths": 12}
    assert [each.aspect for each in differences([before], [after])] == [Aspect.OFFER]
    without = plain_answer(ask(GOOD, TERMS_SET))
    assert [each.aspect for each in differences([without], [before])] == [Aspect.OFFER]


FAST = settings(max_examples=60, deadline=None)


@FAST
@given(
    amount=st.decimals(1, 60000, places=2),
    months=st.integers(1, 60),
    score=st.integers(500, 900),
    income=st.integers(1, 20000),
    caps=st.tuples(st.none() | st.decimals(0, 30000, places=2), st.none() | st.decimals(0, 1, places=4)),
    rate=st.sampled_from(["0.06", "0.3", "terms.rate", "results.margin * 9"]),
    extra=st.sampled_from(
        [
            {},
            FEES,
            {"apr": "US_REGULATION_Z", "dayCount": "ACTUAL_365", "amount": {"step": 50}},
            {"apr": "EU_CONSUMER_CREDIT", "method": "BULLET", "fees": [{"name": "f", "timing": "UPFRONT", "fixed": 9}]},
            {"balloon": {"fixed": 50, "share": 0.2}, "apr": "UK_MORTGAGE", "paymentDay": 31, "oddDays": "FIRST"},
            {"promotion": {"intervals": 6, "rate": "0.019"}, "apr": "UK_CONSUMER_CREDIT"},
            {**FEES, "balloon": {"share": 0.9}, "grace": {"intervals": 2, "kind": "CAPITALISED"}},
            {"grace": {"intervals": 5, "kind": "CHARGED"}, "apr": "US_REGULATION_Z", "interval": {"unit": "WEEK"}},
        ]
    ),
)
def test_an_offer_lies_inside_the_terms_and_is_paid_to_nothing(
    amount: Decimal,
    months: int,
    score: int,
    income: int,
    caps: tuple[Decimal | None, Decimal | None],
    rate: str,
    extra: dict[str, Any],
) -> None:
    cap, ceiling = caps
    facts: dict[str, object] = {
        "score": Decimal(score),
        "monthlyIncome": Decimal(income),
        "monthlyObligations": Decimal(0),
        "cap": cap,
        "ceiling": ceiling,
    }
    pricing = {**PRICING, **extra, "rate": rate, "term": {"minimum": 3, "maximum": 60}}
    decision = ask(facts, TERMS_SET, AFFORDABLE_SET, CAPS_SET, pricing=pricing, amount=amount, termMonths=months)
    offer, terms = decision.offer, decision.terms
    if offer is None:
        assert not decision.outcome.is_open or decision.offer_notes
        return
    assert terms is not None
    assert terms.restricted_features == ("CASH_OUT",)
    assert offer.amount <= amount
    assert cap is None or offer.schedule.principal <= cap
    assert ceiling is None or offer.cost <= ceiling
    assert terms.limit is None or offer.schedule.principal <= terms.limit
    assert terms.rate is None or (offer.rate <= terms.rate and offer.cost <= terms.rate)
    assert offer.schedule.instalments[-1].balance == 0
    assert sum(each.principal for each in offer.schedule.instalments) == offer.schedule.principal


def fit(pricing: dict[str, Any] | None, *compiled: CompiledRuleSet) -> list[tuple[str, str]]:
    sets = {each.rule_set.form.rule_set: each for each in compiled}
    return [(each.in_product.code, each.in_product.place) for each in misfits(product(pricing, *sets), sets)]


def test_rule_sets_that_judge_an_offer_need_a_product_that_makes_one() -> None:
    assert fit(PRICING, AFFORDABLE_SET, TERMS_SET) == []
    assert fit(None, TERMS_SET, AFFORDABLE_SET) == [("product.no-pricing", "ruleSets[2]")]


def test_a_rate_reads_what_is_published_before_there_is_an_offer() -> None:
    assert fit(PRICING | {"rate": "results.margin"}, TERMS_SET) == []
    assert fit(PRICING | {"rate": "results.margins"}, TERMS_SET) == [("product.unknown-result", "pricing.rate")]


def test_a_product_that_was_published_without_prices_keeps_its_digest() -> None:
    text = b'{"product":"p","name":{"en":"p"},"kind":"K","segment":"CONSUMER","currency":"EUR","ruleSets":["a"]}'
    read = read_product(read_json(text))
    assert read.product is not None
    assert read.product.pricing is None
    assert read.digest == digest_of(canonical(read_json(text).value))


@pytest.mark.parametrize(
    "wrong",
    [
        {"rate": "term.rate"},
        {"rate": '"high"'},
        {"rate": "0.06", "fees": [{"name": "f", "timing": "UPFRONT", "fixed": 1}]},
        {"rate": "0.06", "amount": {"step": "0.005"}},
        {"rate": "0.06", "term": {"minimum": 9, "maximum": 3}},
        {"rate": "0.06", "rounding": {"unit": 0}},
        {"rate": "0.06", "timeZone": "Mars"},
        {"rate": "0.06", "paymentDay": 1, "interval": {"unit": "WEEK"}},
        {"rate": "0.06", "balloon": {"share": "0.3"}, "method": "BULLET"},
        {"rate": "0.06", "balloon": {"of": "PRICE"}},
        {"rate": "0.06", "grace": {"intervals": 3, "kind": "FREE"}},
    ],
)
def test_prices_that_cannot_be_are_refused(wrong: dict[str, Any]) -> None:
    form = product(None, "a").model_dump(by_alias=True, exclude_none=True, mode="json")
    written = {**form, "pricing": {"term": {"minimum": 3, "maximum": 9}, **wrong}}
    read = read_product(read_json(canonical({**written, "features": [], "ruleSets": ["a"]})))
    assert read.product is None
    assert all(diagnostic.place.startswith("pricing") for diagnostic in read.diagnostics)
    assert "Decimal(" not in str(read.diagnostics)
