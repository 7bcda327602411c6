"""A fact that one product cannot take is that product's matter alone."""

from __future__ import annotations

import pytest
from tests.desk.lenders import SHOP, Lender, refused

from creditrules import desk
from creditrules.eligibility import Origin, Outcome

YOUNG = "{name: age, type: number, allowedValues: '[0..17]'}"
GROWN = "{name: age, type: number, allowedValues: '>= 18'}"
SECRET = "{name: age, type: number, allowedValues: '>= 18', sensitive: true}"


@pytest.fixture
def lender(empty_lender: Lender) -> Lender:
    empty_lender.rule_set("school", YOUNG)
    empty_lender.rule_set("work", GROWN)
    empty_lender.rule_set("any", "{name: income, type: number}", at_least=10)
    for slug, rule_sets in (("cash", ["work", "any"]), ("pocket-money", ["school"]), ("voucher", ["any"])):
        empty_lender.product(slug, *rule_sets)
    return empty_lender


def test_of_all_products_the_one_that_cannot_take_a_fact_says_so_and_the_others_answer(lender: Lender) -> None:
    report = lender.ask({"age": 17, "income": 20})
    found = {decision.product.product: decision for decision in report.decisions}
    assert {slug: decision.outcome for slug, decision in found.items()} == {
        "cash": Outcome.REFER,
        "pocket-money": Outcome.ALLOW,
        "voucher": Outcome.ALLOW,
    }
    [reason] = found["cash"].reasons[:1]
    assert (reason.rule_set, reason.finding.origin) == ("work", Origin.NOT_EVALUABLE)
    assert reason.finding.detail == "age has a value that is not allowed."
    [problem] = found["cash"].problems
    assert (problem.place, problem.code) == ("age", "facts.not-allowed")
    assert [problem for slug in ("pocket-money", "voucher") for problem in found[slug].problems] == []
    assert [other.product.product for other in found["cash"].alternatives] == ["pocket-money", "voucher"]


def test_what_the_other_rule_sets_of_that_product_find_still_counts(lender: Lender) -> None:
    cash = lender.ask({"age": 17, "income": 5}, "cash", "pocket-money").decisions[0]
    assert (cash.outcome, [reason.code for reason in cash.reasons]) == (Outcome.DECLINE, ["POOR", "NOT_EVALUABLE"])


def test_a_product_that_cannot_take_a_fact_is_no_alternative(lender: Lender) -> None:
    [voucher] = lender.ask({"age": 17, "income": 5}, "voucher").decisions
    assert [other.product.product for other in voucher.alternatives] == ["pocket-money"]


@pytest.mark.parametrize("products", [(), ("cash",), ("cash", "pocket-money"), ("cash", "voucher")])
def test_where_no_product_asked_for_can_take_the_facts_the_question_is_refused(
    lender: Lender, products: tuple[str, ...]
) -> None:
    refusal = refused(lambda: lender.ask({"age": "x", "income": "y"}, *products))
    assert (refusal.code, refusal.field) == ("INVALID_FACT", ("facts", "age"))


def test_such_an_answer_goes_on_record_and_is_given_again(lender: Lender) -> None:
    question = desk.Question({"age": 17, "income": 20})
    deciding = desk.Deciding(question, "key", "customer 7")
    done = desk.decide_on_record(lender.catalogue, lender.recording, SHOP, deciding)
    again = desk.replay(lender.catalogue, lender.recording, SHOP, done.decision.id, desk.Other())
    assert again is not None
    assert ([answer["outcome"] for answer in again.answers], again.differences) == (["REFER", "ALLOW", "ALLOW"], ())


def test_the_value_of_a_sensitive_fact_is_not_repeated_in_the_answer(empty_lender: Lender) -> None:
    empty_lender.rule_set("work", SECRET)
    empty_lender.rule_set("any", "{name: income, type: number}")
    empty_lender.product("cash", "work")
    empty_lender.product("voucher", "any")
    cash = empty_lender.ask({"age": 13, "income": 1}).decisions[0]
    assert "13" not in repr((cash.problems, cash.reasons[0].finding, cash.warnings))
    assert cash.problems[0].place == "age"
