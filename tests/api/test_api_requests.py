"""What an applicant asks for through the API, and rule sets that pass values on: taken, or refused with their place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from tests.api.conftest import ADMINISTRATOR, CHANGE, build_service

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
LIMITS = """
ruleSet: limits
category: PRODUCT
name: {en: limits}
reads: {grade: string}
reasons: {MUCH: {message: {en: That is more than we lend.}}}
decisions:
  - name: Findings
    table:
      hitPolicy: FIRST
      inputs: [results.grade, request.amount]
      outputs: [intervention, reason, {name: limit, type: number}]
      rules: [['"A"', "<= 9000", '"ALLOW"', "null", 9000], ["-", "> 500", '"DECLINE"', '"MUCH"', "null"],
              ["-", "-", '"ALLOW"', "null", 500]]
"""
PRODUCT = """
product: loan
name: {en: Loan}
kind: LOAN
segment: CONSUMER
currency: EUR
ruleSets: [grades, limits]
"""
ASK = """
query($input: EligibilityInput!) { eligibility(input: $input) { decisions {
  outcome terms { limit } missingFacts { name ruleSets } reasons { code } } } }
"""


@pytest.fixture(scope="module")
def shop() -> Iterator[Any]:
    for service in build_service():
        for slug, category, content in (("grades", "RISK", GRADES), ("limits", "PRODUCT", LIMITS)):
            given: dict[str, Any] = {"slug": slug, "name": [{"language": "en", "text": slug}], "category": category}
            assert service.mutate("createRuleSet", given)["userErrors"] == []
            assert service.publish(slug, content)["userErrors"] == []
        given = {"slug": "loan", "content": PRODUCT, "change": CHANGE}
        assert service.mutate("createProduct", given)["userErrors"] == []
        yield service


def decided(shop: Any, **given: Any) -> dict[str, Any]:
    (decision,) = shop.data(ASK, {"input": {"facts": {"score": 710}, **given}})["eligibility"]["decisions"]
    return dict(decision)


def test_rules_read_what_is_asked_for(shop: Any) -> None:
    assert decided(shop, request={"amount": "8000.50"})["terms"] == {"limit": "9000"}
    assert decided(shop, request={"amount": 9001})["outcome"] == "DECLINE"


def test_what_is_asked_of_one_product_stands_in_place_of_what_is_asked_of_all(shop: Any) -> None:
    asked = {"request": {"amount": 9001}, "requests": [{"product": "loan", "amount": 1, "startDate": "2026-02-01"}]}
    assert decided(shop, **asked)["outcome"] == "ALLOW"


def test_an_amount_that_is_not_asked_for_is_missing_and_says_who_waits(shop: Any) -> None:
    decision = decided(shop)
    assert decision["outcome"] == "UNDETERMINED"
    assert decision["missingFacts"] == [{"name": "request.amount", "ruleSets": ["limits"]}]


@pytest.mark.parametrize(
    ("asked", "code", "field"),
    [
        ({"request": {"amount": 0}}, "INVALID_REQUEST", ["input", "request", "amount"]),
        ({"request": {"amount": "1.1234567"}}, "INVALID_REQUEST", ["input", "request", "amount"]),
        ({"request": {"termMonths": 601}}, "INVALID_REQUEST", ["input", "request", "termMonths"]),
        ({"request": {"currency": "euro"}}, "INVALID_REQUEST", ["input", "request", "currency"]),
        ({"request": {"deposit": -1}}, "INVALID_REQUEST", ["input", "request", "deposit"]),
        ({"requests": [{"product": "lone", "amount": 1}]}, "UNKNOWN_PRODUCT", ["input", "requests", "0", "product"]),
        (
            {"requests": [{"product": "loan", "amount": 1, "currency": "CNY"}]},
            "REQUEST_CURRENCY",
            ["input", "requests", "0", "currency"],
        ),
        (
            {"requests": [{"product": "loan", "amount": 1}, {"product": "loan", "amount": 2}]},
            "REQUESTED_TWICE",
            ["input", "requests", "1"],
        ),
    ],
)
def test_a_request_that_cannot_be_is_refused_with_its_place(
    shop: Any, asked: dict[str, Any], code: str, field: list[str]
) -> None:
    told = shop.error(ASK, {"input": {"facts": {"score": 710}, **asked}})["extensions"]
    assert (told["code"], told["field"]) == (code, field)


def test_a_day_that_is_none_is_the_callers_mistake(shop: Any) -> None:
    response = shop.post({"query": ASK, "variables": {"input": {"facts": {}, "request": {"startDate": "31.12."}}}})
    assert b"BAD_USER_INPUT" in response.body


def refused(payload: dict[str, Any]) -> str:
    assert payload["version"] is None
    assert [error["code"] for error in payload["userErrors"]] == ["CONTENT_REFUSED"]
    return str(payload["userErrors"][0]["message"])


def test_rule_sets_and_products_that_do_not_fit_are_not_published(shop: Any) -> None:
    content = PRODUCT.replace("[grades, limits]", "[limits, grades]")
    turned = shop.mutate("publishProductVersion", {"slug": "loan", "content": content, "change": CHANGE})
    assert "'limits' reads 'results.grade', which no rule set before it publishes." in refused(turned)
    silent = shop.publish("grades", GRADES.replace("publishes: {grade: Grade}\n", ""), ADMINISTRATOR)
    assert "In the product 'loan': 'limits' reads 'results.grade'" in refused(silent)
    number = shop.publish("limits", LIMITS.replace("grade: string", "grade: number").replace("'\"A\"'", "'1'"))
    assert "'grades' publishes 'grade' as string, and 'limits' reads it as number." in refused(number)
