"""Amounts in several currencies: converted at a stated rate, refused with their place, never taken for another's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from creditrules.auth import Role, make_key
from creditrules.bootstrap import build_local
from creditrules.cli.local.tokens import IN_CHARGE, LocalTokens
from creditrules.cli.service.client import NoAnswerError
from creditrules.cli.service.in_process import in_process
from creditrules.cli.service.publishing import NotPublishedError, publish_content

CHANGE = """
change:
  basis: {category: RISK, citation: Committee}
  comment: First version.
  notice: {en: New.}
"""
LIMITS = """
ruleSet: limits
category: RISK
name: {en: limits}
reasons: {CLOSED: {message: {en: Closed.}}, ALL: {message: {en: All together.}}}
facts: [{name: closed, type: string, nullable: true}]
decisions:
  - name: Findings
    table:
      hitPolicy: FIRST
      inputs: [closed = product.slug]
      outputs: [intervention, reason, {name: exposureLimit, type: number}]
      rules:
        - ["true", '"DECLINE"', '"CLOSED"', "null"]
        - ["-", '"LIMIT"', '"ALL"', 10000]
"""
RATE = "parameter: usd-eur\ncategory: RISK\nname: {en: Euros for a dollar}\nvalue: 0.92\n"
PRODUCT = """
product: %s
name: {en: %s}
kind: LOAN
segment: CONSUMER
currency: %s
ruleSets: [limits]
pricing: {rate: 0.06, term: {minimum: 6, maximum: 60}}
"""
PRODUCTS = (
    PRODUCT % ("euro", "Euro", "EUR") + "exchange: {USD: usd-eur}\n",
    PRODUCT % ("euro-two", "Euro two", "EUR"),
    PRODUCT % ("yuan", "Yuan", "CNY"),
)
PARTS = """
  product { slug } outcome terms { limit } request { currency } offer { amount currency } offerNotes { code message }
  problems { place hint } missingFacts { name } appliedParameters { version { number } } warnings
"""
ASK = f"""query($input: EligibilityInput!) {{
  eligibility(input: $input) {{ decisions {{ {PARTS} alternatives {{ {PARTS} }} }} }}
}}"""
DECIDE = """mutation($input: DecideInput!) { decide(input: $input) { decision { id } userErrors { code field } } }"""
REPLAY = "query($id: ID!) { replay(input: {decision: $id}) { same differences { aspect } } }"
Answer = Callable[..., Any]


@pytest.fixture(scope="module")
def asked() -> Iterator[Answer]:
    key = make_key()
    with build_local(key=key) as service:
        tokens = LocalTokens(key, "acme")
        administrator = in_process(service.application, tokens.issue(IN_CHARGE, "ada"))
        for content in (RATE, LIMITS, *PRODUCTS):
            publish_content(administrator, content + CHANGE, create=True)
        yield in_process(service.application, tokens.issue(Role.PARTNER, "shop")).ask


def ask(asked: Answer, *products: str, **given: Any) -> list[dict[str, Any]]:
    said = {"facts": {"closed": None}, "exposures": [], **given}
    found = asked(ASK, {"input": {**said, **({"products": list(products)} if products else {})}})
    return found["eligibility"]["decisions"]  # type: ignore[no-any-return]


def owed(amount: str, currency: str | None = None, product: str = "elsewhere") -> list[dict[str, Any]]:
    return [{"product": product, "amount": amount, **({"currency": currency} if currency else {})}]


def test_what_is_owed_in_another_currency_is_converted_at_the_rate_that_the_product_names(asked: Answer) -> None:
    (decision,) = ask(asked, "euro", exposures=owed("1000", "USD") + owed("80"))
    assert decision["terms"]["limit"] == "9000.00"
    assert decision["appliedParameters"] == [{"version": {"number": 1}}]
    (plain,) = ask(asked, "euro", exposures=owed("1000", "EUR"))
    assert plain["terms"]["limit"] == "9000"


def test_without_a_rate_the_question_is_refused_at_its_place_with_advice(asked: Answer) -> None:
    with pytest.raises(NoAnswerError) as refused:
        ask(asked, "yuan", exposures=owed("5", "CNY") + owed("1000", "USD"))
    assert (refused.value.code, list(refused.value.field)) == ("INVALID_FACT", ["input", "exposures", "1", "currency"])
    assert "exposures[2] is in USD, and the product in CNY." in str(refused.value)


def test_where_another_product_can_be_answered_for_what_is_owed_is_not_known_to_the_one(asked: Answer) -> None:
    euro, two = ask(asked, "euro", "euro-two", exposures=owed("1000", "USD"))
    assert (euro["outcome"], euro["terms"]["limit"]) == ("LIMIT", "9080.00")
    assert (two["outcome"], two["missingFacts"]) == ("UNDETERMINED", [{"name": "exposures"}])
    assert two["problems"][0]["place"] == "exposures[1].currency"
    assert two["problems"][0]["hint"].startswith("Say it in EUR, or let the product name a parameter for USD")
    assert two["warnings"] == ["exposures[1] is in USD, and the product in EUR."]
    closed, _ = ask(asked, "euro-two", "euro", facts={"closed": "euro-two"}, exposures=owed("1000", "USD"))
    assert (closed["outcome"], closed["problems"]) == ("DECLINE", [])


def test_an_amount_that_may_be_in_one_or_another_currency_has_to_say_it(asked: Answer) -> None:
    def refusal(*products: str, **given: Any) -> list[object]:
        with pytest.raises(NoAnswerError) as refused:
            ask(asked, *products, **given)
        return [refused.value.code, *refused.value.field]

    request = {"amount": 1000, "termMonths": 12}
    assert refusal("euro", exposures=owed("5", product="yuan")) == [
        "INVALID_FACT",
        "input",
        "exposures",
        "0",
        "currency",
    ]
    assert refusal("euro", "yuan", exposures=owed("5")) == ["INVALID_FACT", "input", "exposures", "0", "currency"]
    assert refusal("euro", "yuan", request=request) == ["REQUEST_CURRENCY", "input", "request", "currency"]
    assert refusal(request=request) == ["REQUEST_CURRENCY", "input", "request", "currency"]
    named = [{**request, "product": "euro"}, {**request, "product": "yuan"}]
    offers = [each["offer"] for each in ask(asked, "euro", "yuan", requests=named)]
    assert [(each["amount"], each["currency"]) for each in offers] == [("1000.00", "EUR"), ("1000.00", "CNY")]
    euro, yuan = ask(asked, "euro", "yuan", request={**request, "currency": "CNY"})
    assert (euro["offer"], euro["offerNotes"][0]["code"]) == (None, "OTHER_CURRENCY")
    assert yuan["offer"]["amount"] == "1000.00"


@pytest.mark.parametrize("currency", [None, "EUR"])
def test_an_alternative_in_another_currency_does_not_take_the_request_as_its_own(
    asked: Answer, currency: str | None
) -> None:
    given = {"request": {"amount": 1000, "termMonths": 12, "currency": currency}, "facts": {"closed": "euro"}}
    (decision,) = ask(asked, "euro", **given)
    others = {each["product"]["slug"]: each for each in decision["alternatives"]}
    assert others["euro-two"]["offer"] == {"amount": "1000.00", "currency": "EUR"}
    assert others["yuan"]["offer"] is None
    assert others["yuan"]["offerNotes"] == [
        {
            "code": "OTHER_CURRENCY",
            "message": "The request is in another currency than the product, and counts as not made.",
        }
    ]
    recorded = {**given, "products": ["euro"], "exposures": owed("7"), "subject": "ann"}
    made = asked(DECIDE, {"input": {**recorded, "idempotencyKey": f"key {currency}"}})["decide"]
    assert made["userErrors"] == []
    assert asked(REPLAY, {"id": made["decision"]["id"]})["replay"] == {"same": True, "differences": []}


def test_a_product_cannot_name_a_rate_that_there_is_not(asked: Answer) -> None:
    del asked
    key = make_key()
    with build_local(key=key) as service:
        administrator = in_process(service.application, LocalTokens(key, "acme").issue(IN_CHARGE, "ada"))
        publish_content(administrator, LIMITS + CHANGE, create=True)
        with pytest.raises(NotPublishedError, match="`exchange` is for other currencies than the product's own, EUR"):
            publish_content(administrator, PRODUCTS[1] + "exchange: {EUR: usd-eur}" + CHANGE, create=True)
        with pytest.raises(NotPublishedError) as refused:
            publish_content(administrator, PRODUCTS[0] + CHANGE, create=True)
        assert [(each["code"], each["place"]) for each in refused.value.diagnostics] == [
            ("rule-set.unknown-parameter", "exchange.USD")
        ]
