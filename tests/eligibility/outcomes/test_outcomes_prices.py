"""Offers of two products: where rates agree they are proved to be the same, elsewhere regions are told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from creditrules.dmn.analysis import Facts, Witness
from creditrules.document import read_yaml
from creditrules.eligibility import AppliedVersion, CompiledRuleSet, GoverningRuleSet, compile_rule_set
from creditrules.eligibility.outcomes import OutcomeComparison, ProductSide, Verdict, compare_outcomes
from creditrules.feel import Date
from creditrules.rules import Category, ProductForm, check_rule_set, read_rule_set

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
LIMITS = """
ruleSet: limits
category: RISK
name: {en: limits}
reasons: {YOUNG: {message: {en: young}}, FINE: {message: {en: fine}}}
facts:
  - {name: age, type: number, allowedValues: "[0..130]"}
  - {name: income, type: number, allowedValues: "[0..10000]"}
publishes: {grade: Grade}
decisions:
  - name: Grade
    expression: if income >= 3000 then 1 else 2
  - name: Findings
    table:
      hitPolicy: FIRST
      inputs: [age]
      outputs: [intervention, reason, limit]
      rules:
        - ["< 18", '"DECLINE"', '"YOUNG"', "null"]
        - ["-", '"LIMIT"', '"FINE"', "income * 2"]
"""
JUDGES = """
ruleSet: judges
category: RISK
name: {en: judges}
reasons: {HIGH: {message: {en: high}}}
decisions:
  - name: Findings
    table:
      hitPolicy: FIRST
      inputs: [offer.rate]
      outputs: [intervention, reason]
      rules: [["> 0.15", '"DECLINE"', '"HIGH"'], ["-", '"ALLOW"', "null"]]
"""


def rule_set(text: str) -> CompiledRuleSet:
    read = read_rule_set(read_yaml(text))
    assert read.rule_set is not None, read.diagnostics
    checked = check_rule_set(read.rule_set)
    assert checked.ok, [problem.render() for problem in checked.diagnostics]
    return compile_rule_set(checked)


COMPILED = {"limits": rule_set(LIMITS), "judges": rule_set(JUDGES)}


def side(rate: str | None, *more: str, now: datetime = NOW, slug: str = "loan", **others: Any) -> ProductSide:
    slugs = ["limits", *more]
    form: dict[str, Any] = {
        "product": slug,
        "name": {"en": slug},
        "kind": "LOAN",
        "segment": "CONSUMER",
        "currency": "EUR",
        "ruleSets": slugs,
    }
    if rate is not None:
        form["pricing"] = {"rate": rate, "term": {"minimum": 3, "maximum": 96}, **others}
    governing = [
        GoverningRuleSet(COMPILED[each], AppliedVersion(each, Category.RISK, 1, "d", 1, NOW, NOW)) for each in slugs
    ]
    return ProductSide(ProductForm.model_validate(form), "digest", tuple(governing), now)


def regions(found: OutcomeComparison) -> list[tuple[str, str, str]]:
    for each in found.differences:
        assert [part.part for part in each.changed] == ["OFFER"]
        assert (each.proof, each.answers[0].offer == each.answers[1].offer) == ("SEARCHED", False)
    return [(each.where, each.changed[0].before, each.changed[0].after) for each in found.differences]


ASKED = "request.amount: >= 0.01, request.termMonths: [3..96]"


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("0.12", "0.24 / 2"),
        ("if terms.limit > 500 then 0.1 else 0.2", "if terms.limit <= 500 then 0.2 else 0.1"),
        ("0.1 + results.grade / 100", "if results.grade = 1 then 0.11 else 0.12"),
        ("request.termMonths / 1000", "(request.termMonths + request.termMonths) / 2000"),
        ("null", "if request.amount > 500 then 12 else -1"),
        ('if product.slug = "loan" then 0.1 else 0.3', "0.1"),
    ],
)
def test_rates_that_come_to_the_same_are_proved_equivalent_though_written_otherwise(was: str, now: str) -> None:
    found = compare_outcomes(side(was), side(now))
    assert (found.verdict, found.not_analysed) == (Verdict.EQUIVALENT, ())


def test_two_products_at_one_price_are_proved_equivalent() -> None:
    assert compare_outcomes(side("0.12"), side("0.12", slug="credit")).verdict is Verdict.EQUIVALENT


@pytest.mark.parametrize(
    ("was", "now", "expected"),
    [
        ("0.12", "0.18", [(f"age: >= 18, {ASKED}", "rate 0.12", "rate 0.18")]),
        (
            "if request.amount > 5000 then 0.1 else 0.2",
            "if request.amount > 4000 then 0.1 else 0.2",
            [("age: >= 18, request.amount: (4000..5000], request.termMonths: [3..96]", "rate 0.2", "rate 0.1")],
        ),
        (
            "if terms.limit > 5000 then 0.1 else 0.2",
            "if terms.limit > 4000 then 0.1 else 0.2",
            [(f"age: >= 18, income: (2000..2500], {ASKED}", "rate 0.2", "rate 0.1")],
        ),
        (
            "0.1",
            "if results.grade = 1 then 0.1 else 0.2",
            [(f"age: >= 18, income: < 3000, {ASKED}", "rate 0.1", "rate 0.2")],
        ),
    ],
)
def test_regions_of_other_rates_are_told_completely(was: str, now: str, expected: list[tuple[str, str, str]]) -> None:
    found = compare_outcomes(side(was), side(now))
    assert found.complete, found.not_analysed
    assert regions(found) == expected


def test_a_rate_that_asks_for_the_day_is_compared_at_both_moments() -> None:
    rate = 'if today() < date("2027-01-01") then 0.1 else 0.2'
    later = datetime(2027, 2, 1, tzinfo=UTC)
    assert compare_outcomes(side(rate), side(rate)).verdict is Verdict.EQUIVALENT
    found = compare_outcomes(side(rate), side(rate, now=later))
    assert regions(found) == [(f"age: >= 18, {ASKED}", "rate 0.1", "rate 0.2")]


def test_whatever_else_of_a_price_differs_does_so_for_everybody_who_is_offered_something() -> None:
    found = compare_outcomes(side("0.12"), side("0.12", method="EQUAL_PRINCIPAL"))
    assert found.complete, found.not_analysed
    assert regions(found) == [(f"age: >= 18, {ASKED}", "method ANNUITY", "method EQUAL_PRINCIPAL")]
    unpriced = compare_outcomes(side("0.12"), side(None))
    assert regions(unpriced) == [("age: >= 18", "rate 0.12", "")]


def test_what_no_sample_shows_is_not_called_proved() -> None:
    """Terms lower no rate here, so that the steps in which that is done show nowhere: found by nobody, not proved."""
    found = compare_outcomes(side("0.12"), side("0.12", rateStep="0.0002"))
    assert (found.verdict, found.differences) == (Verdict.NOT_PROVED, ())


def test_what_rules_say_of_other_offers_is_searched_and_not_claimed_to_be_complete() -> None:
    found = compare_outcomes(side("0.12", "judges"), side("0.18", "judges"))
    assert (found.verdict, found.complete) == (Verdict.DIFFERENT, False)
    assert [[part.part for part in each.changed] for each in found.differences] == [["OUTCOME", "REASONS", "OFFER"]]
    by_terms = [f"if terms.limit {bound} then 0.1 else 0.2" for bound in ("> 500", "> 600", "in (500..900000]")]
    sides = [side(rate, "judges") for rate in by_terms]
    assert not compare_outcomes(sides[0], sides[1]).complete
    assert compare_outcomes(sides[0], sides[2]).verdict is Verdict.EQUIVALENT
    assert compare_outcomes(side("0.12", "judges"), side("0.24 / 2", "judges")).verdict is Verdict.EQUIVALENT


def test_whoever_is_offered_something_else_is_in_a_region_that_is_told() -> None:
    rates = (
        "if terms.limit > 5000 and request.termMonths < 24 then 0.1 else 0.2",
        "if results.grade = 1 and request.amount >= 1000 then 0.1 else 0.2",
    )
    before, after = (side(rate, amount={"minimum": "500"}) for rate in rates)
    found = compare_outcomes(before, after)
    assert found.complete, found.not_analysed
    boxes = [each.box for each in found.differences if each.box]
    chance = Random(7)  # noqa: S311 - the same applicants every time
    differing = 0
    for _ in range(150):
        facts = _applicant(chance)
        was, now = before.answer(facts), after.answer(facts)
        assert was is not None
        assert now is not None
        if was.offer != now.offer:
            differing += 1
            assert any(box.has(Witness(facts).position) for box in boxes), facts
        elif (was.offer or {}).get("offer") is not None:
            assert not any(box.has(Witness(facts).position) for box in boxes), facts
    assert differing


def _applicant(chance: Random) -> Facts:
    request: Mapping[str, Any] = {
        "amount": Decimal(chance.choice([499, 500, 999, 1000, 4000])),
        "termMonths": Decimal(chance.choice([2, 3, 23, 24])),
        "deposit": Decimal(0),
        "purpose": None,
        "startDate": Date(2027, 1, 1),
    }
    income = Decimal(chance.choice([0, 2500, 2501, 2999, 3000]))
    return {"age": Decimal(chance.choice([17, 18])), "income": income, "request": dict(request)}
