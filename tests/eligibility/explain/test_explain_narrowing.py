"""Decisions that lack facts: what is said to be possible and missing is what all completions of the facts show."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from itertools import product
from typing import Any

import pytest

from creditrules.document import read_yaml
from creditrules.eligibility import (
    EVERY_PRODUCT,
    AbsentRuleSet,
    Again,
    Applicant,
    AppliedVersion,
    Decision,
    GoverningRuleSet,
    Outcome,
    PossibleBasis,
    RecordedContents,
    compile_rule_set,
    plain_answer,
)
from creditrules.eligibility.decide import decide
from creditrules.eligibility.explain import Narrowing, stands_on, told_question
from creditrules.eligibility.outcomes import ProductSide
from creditrules.rules import Category, ProductForm, Request, check_rule_set, read_rule_set

NOW = datetime(2026, 11, 28, tzinfo=UTC)
GRADES = """
ruleSet: grades
category: RISK
name: {en: grades}
publishes: {grade: Grade}
reasons: {YOUNG: {message: {en: young}}, OLD: {message: {en: old}}}
facts:
  - {name: score, type: number, allowedValues: "[0..9]"}
  - {name: age, type: number, allowedValues: "[0..120]"}
decisions:
  - {name: Grade, type: string, expression: 'if score >= 7 then "A" else if score >= 4 then "B" else "C"'}
  - name: Findings
    table:
      hitPolicy: UNIQUE
      inputs: [age]
      outputs: [intervention, reason]
      rules: [["< 18", '"DECLINE"', '"YOUNG"'], ["[18..90)", '"ALLOW"', "null"], [">= 90", '"REFER"', '"OLD"']]
"""
LIMITS = """
ruleSet: limits
category: PRODUCT
name: {en: limits}
reads: {grade: string}
reasons: {LOW: {message: {en: low}}, MUCH: {message: {en: much}}}
facts: [{name: income, type: number, allowedValues: "[0..1000]"}]
decisions:
  - name: Findings
    table:
      hitPolicy: UNIQUE
      inputs: [results.grade, request.amount]
      outputs: [intervention, reason, {name: limit, type: number}]
      rules:
        - ['"A"', "-", '"ALLOW"', "null", 900]
        - ['"B"', "<= 500", '"LIMIT"', '"LOW"', income * 2]
        - ['"B"', "> 500", '"REFER"', '"MUCH"', "null"]
        - ['"C"', "-", '"DECLINE"', '"LOW"', "null"]
"""
OFFERED = """
ruleSet: offered
category: PRODUCT
name: {en: offered}
reasons: {DEAR: {message: {en: dear}}}
decisions:
  - name: Findings
    table:
      hitPolicy: FIRST
      inputs: [offer.instalment]
      outputs: [intervention, reason]
      rules: [["> 100", '"DECLINE"', '"DEAR"'], ["-", '"ALLOW"', "null"]]
"""
GUARANTEES = """
ruleSet: guarantees
category: RISK
name: {en: guarantees}
appliesTo: [APPLICANT, GUARANTOR]
reasons: {POOR: {message: {en: poor}}}
facts: [{name: income, type: number, allowedValues: "[0..1000]"}]
decisions:
  - name: Findings
    table:
      hitPolicy: UNIQUE
      inputs: [income, party.role]
      outputs: [intervention, reason]
      rules:
        - ["< 20", "-", '"PAUSE"', '"POOR"']
        - [">= 20", '"APPLICANT"', '"ALLOW"', "null"]
        - ["[20..50)", '"GUARANTOR"', '"REFER"', '"POOR"']
        - [">= 50", '"GUARANTOR"', '"ALLOW"', "null"]
"""
PRICING = {"rate": "0.06", "term": {"minimum": 3, "maximum": 96}}
POINTS: Mapping[str, list[Any]] = {
    "score": [Decimal(each) for each in (0, 3, 4, 6, 7, 9)],
    "age": [Decimal(each) for each in (17, 18, 89, 90)],
    "income": [Decimal(each) for each in (0, 19, 20, 400)],
    "request.amount": [Decimal(each) for each in (1, 500, 501)],
}


def side(*texts: str) -> ProductSide:
    governing = []
    for text in texts:
        read = read_rule_set(read_yaml(text.encode()))
        assert read.rule_set is not None, read.diagnostics
        compiled = compile_rule_set(check_rule_set(read.rule_set))
        slug, digest = compiled.rule_set.form.rule_set, compiled.rule_set.digest
        applied = AppliedVersion(slug, Category.RISK, 1, digest, 1, NOW, NOW)
        governing.append(GoverningRuleSet(compiled, applied))
    form = ProductForm.model_validate(
        {"product": "loan", "name": {"en": "Loan"}, "kind": "LOAN", "segment": "CONSUMER", "currency": "EUR"}
        | {"ruleSets": [each.applied.rule_set for each in governing], "pricing": PRICING}
    )
    return ProductSide(form, "of-the-product", tuple(governing), NOW)


def applicant(facts: Mapping[str, Any], **beside: Any) -> Applicant:
    own = {name: value for name, value in facts.items() if name != "request.amount"}
    amount = facts.get("request.amount")
    requests = {} if amount is None else {EVERY_PRODUCT: Request.model_validate({"amount": amount, "termMonths": 12})}
    return Applicant(own | beside, requests)


def decided(asked: ProductSide, who: Applicant, narrowing: Narrowing | None = None) -> Decision:
    given = asked.product, asked.digest, asked.governing, who, asked.now, asked.absent, asked.parameters
    return decide(*given, narrowing.narrowed if narrowing else None)


@pytest.fixture(scope="module")
def lending() -> tuple[ProductSide, Narrowing]:
    asked = side(GRADES, LIMITS, GUARANTEES)
    return asked, Narrowing(asked)


PARTIAL = [
    dict(zip(POINTS, values, strict=True))
    for values in product((None, Decimal(3), Decimal(6)), (None, Decimal(50)), (None, Decimal(400)), (None, Decimal(2)))
]


def test_possible_and_missing_are_what_all_completions_show(lending: tuple[ProductSide, Narrowing]) -> None:
    asked, narrowing = lending
    every = {
        values: decided(asked, applicant(dict(zip(POINTS, values, strict=True))))
        for values in product(*POINTS.values())
    }
    for partial in PARTIAL:
        known = {name: value for name, value in partial.items() if value is not None}
        told = decided(asked, applicant(known), narrowing)
        points = [[known[name]] if name in known else values for name, values in POINTS.items()]
        answers = {
            values: every.get(values) or decided(asked, applicant(dict(zip(POINTS, values, strict=True))))
            for values in product(*points)
        }
        assert told.possible_basis is PossibleBasis.PROVED
        assert set(told.possible_outcomes) == {each.outcome for each in answers.values()}
        matter = {
            name
            for at, name in enumerate(POINTS)
            for values, one in answers.items()
            for other in POINTS[name]
            if name not in known
            and (one.outcome, one.terms)
            != ((two := answers[(*values[:at], other, *values[at + 1 :])]).outcome, two.terms)
        }
        assert {fact.name for fact in told.missing_facts} == matter
        assert (told.outcome is Outcome.UNDETERMINED) == bool(matter)
        if not matter:
            assert told.terms == next(iter(answers.values())).terms


def test_other_parties_and_offers_leave_it_as_each_rule_set_says(lending: tuple[ProductSide, Narrowing]) -> None:
    asked, narrowing = lending
    guarantor = {"name": "g", "role": "GUARANTOR", "facts": {"income": 60}}
    told = decided(asked, applicant({"age": 50}, parties=[guarantor]), narrowing)
    assert (told.possible_basis, told.narrowed) == (PossibleBasis.SUPPOSED, False)
    offering = side(GRADES, OFFERED)
    narrowing = Narrowing(offering)
    assert decided(offering, applicant({"age": 50}), narrowing).possible_basis is PossibleBasis.SUPPOSED
    assert decided(offering, applicant({"age": 5}), narrowing).possible_outcomes == (Outcome.DECLINE,)


def test_an_amount_without_a_term_is_asked_for_as_before(lending: tuple[ProductSide, Narrowing]) -> None:
    asked, narrowing = lending
    who = Applicant({"score": 5, "age": 50}, {EVERY_PRODUCT: Request.model_validate({"termMonths": 12})})
    told = decided(asked, who, narrowing)
    assert not told.narrowed
    assert "request.amount" in {fact.name for fact in told.missing_facts}


def again(asked: ProductSide, recorded: Mapping[str, Any], facts: Mapping[str, Any]) -> Mapping[str, Any]:
    rule_sets = {each.applied.digest: each.compiled for each in asked.governing}
    contents = RecordedContents({asked.digest: asked.product}, rule_sets, {})

    def absent(_: object, slug: str) -> AbsentRuleSet:
        raise AssertionError(slug)

    (found,) = Again(contents, applicant(facts), NOW, absent).answers([recorded])
    return found.answer


def test_what_is_on_record_is_answered_again_as_it_was(lending: tuple[ProductSide, Narrowing]) -> None:
    asked, narrowing = lending
    facts = {"age": Decimal(50), "request.amount": Decimal(2), "income": Decimal(400)}
    old, new = (plain_answer(decided(asked, applicant(facts), how)) for how in (None, narrowing))
    assert old["possibleOutcomes"] != new["possibleOutcomes"]
    assert again(asked, old, facts) == old
    assert again(asked, new, facts) == new


def test_ranges_are_told_only_where_nothing_unpublished_can_have_made_them() -> None:
    def ranges(*texts: str, policy: bool = False) -> dict[str, tuple[str, ...]]:
        asked = side(*texts)
        told = decided(asked, applicant({"score": 5}), Narrowing(asked))
        found = told_question(told, sees_policy=policy).questions
        assert {each.fact.name for each in found} == {fact.name for fact in told.missing_facts}
        return {each.fact.name: each.decides[0].ranges if each.decides else () for each in found}

    open_, closed = "publishThresholds: true\n", "publishThresholds: false\n"
    ages, incomes = ("< 18", "[18..90)", ">= 90"), ("< 20", ">= 20")
    told = ranges(GRADES + open_, GUARANTEES + open_)
    assert told == ranges(GRADES + closed, GUARANTEES + closed, policy=True) == {"age": ages, "income": incomes}
    assert ranges(GRADES + open_, GUARANTEES + closed) == {"age": ages, "income": ()}
    assert ranges(GRADES + closed, GUARANTEES + closed) == {"age": (), "income": ()}
    assert not any(ranges(GRADES + open_, GUARANTEES + open_, LIMITS + closed).values())


def test_what_it_stands_on_tells_it_from_others() -> None:
    asked = side(GRADES)
    later = replace_now(asked, datetime(2027, 1, 1, tzinfo=UTC))
    assert stands_on(asked) == stands_on(later) != stands_on(side(GRADES, LIMITS))
    by_day = side(GRADES.replace("expression: 'if", 'expression: \'if today() = @"2026-11-28" then "B" else if'))
    assert stands_on(by_day) is not None
    assert stands_on(by_day) != stands_on(replace_now(by_day, later.now))
    assert stands_on(side(GRADES.replace("if score", 'if now() = null then "B" else if score'))) is None


def replace_now(asked: ProductSide, now: datetime) -> ProductSide:
    return ProductSide(asked.product, asked.digest, asked.governing, now)
