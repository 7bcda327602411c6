"""Offers through the whole service: answered, kept on record, read back, replayed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest

from creditrules.api import Request
from creditrules.auth import Role, make_key
from creditrules.bootstrap import build_local
from creditrules.cli.demo.lender import SetClock
from creditrules.cli.local.tokens import IN_CHARGE, LocalTokens
from creditrules.cli.service.in_process import in_process
from creditrules.cli.service.publishing import publish_content

CHANGE = """
change:
  basis: {category: RISK, citation: Committee}
  comment: First version.
  notice: {en: New.}
"""
AFFORDABLE = """
ruleSet: affordability
category: RISK
name: {en: affordability}
reasons: {MUCH: {message: {en: The instalments are too much.}}, HALF: {message: {en: Half of it is affordable.}}}
facts: [{name: income, type: number}]
decisions:
  - name: Findings
    table:
      hitPolicy: FIRST
      inputs: [offer.instalment / income]
      outputs: [intervention, reason, {name: limit, type: number}]
      rules:
        - ["<= 0.3", '"ALLOW"', "null", "null"]
        - ["<= 0.5", '"LIMIT"', '"HALF"', "offer.amount / 2"]
        - ["-", '"DECLINE"', '"MUCH"', "null"]
"""
LOAN = """
product: loan
name: {en: Loan}
kind: LOAN
segment: CONSUMER
currency: EUR
ruleSets: [affordability]
pricing:
  rate: 0.06
  apr: EU_CONSUMER_CREDIT
  fees: [{name: arrangement, timing: DEDUCTED, fixed: 20}]
  term: {minimum: 6, maximum: 60}
"""
CAR = (
    LOAN.replace("product: loan", "product: car")
    + """
  balloon: {share: 0.1}
  grace: {intervals: 1, kind: CAPITALISED}
  promotion: {intervals: 2, rate: 0.03}
"""
)
OFFER = """
  outcome
  request { amount currency termMonths deposit purpose startDate }
  offer {
    amount currency rate apr aprMethod termMonths method startDate deposit received instalments instalment
    lastInstalment fees { name timing amount times charge } totalInterest totalFees totalCost totalPayable
    balloon grace { intervals kind } capitalised promotion { intervals rate }
    schedule { number due payment interest principal fee balance }
  }
  offerNotes { code asked given message }
"""
ASK = f"query($input: EligibilityInput!) {{ eligibility(input: $input) {{ decisions {{ {OFFER} }} }} }}"
RECORD = f"mutation($input: DecideInput!) {{ decide(input: $input) {{ decision {{ id answers {{ {OFFER} }} }} }} }}"
READ = f"query($id: ID!) {{ decision(id: $id) {{ answers {{ {OFFER} }} }} }}"
REPLAY = """query($id: ID!) {
  replay(input: {decision: $id}) { same differences { aspect } answers { offer { instalment } } }
}"""


@dataclass
class Shop:
    application: Any
    token: str

    def data(self, query: str, **variables: Any) -> dict[str, Any]:
        headers = {"authorization": f"Bearer {self.token}", "content-type": "application/json"}
        body = json.dumps({"query": query, "variables": variables}).encode()
        answer = json.loads(self.application.handle(Request("POST", "/graphql", headers, body=body)).body)
        assert "errors" not in answer, answer
        return dict(answer["data"])


@pytest.fixture(scope="module")
def shop() -> Iterator[Shop]:
    key, clock = make_key(), SetClock()
    with build_local(key=key, clock=clock) as service:
        tokens = LocalTokens(key, "acme")
        administrator = in_process(service.application, tokens.issue(IN_CHARGE, "ada"))
        for content in (AFFORDABLE, LOAN, CAR):
            publish_content(administrator, content + CHANGE, create=True)
        yield Shop(service.application, tokens.issue(Role.PARTNER, "shop"))


ASKED = {
    "products": ["loan"],
    "facts": {"income": 1000},
    "request": {"amount": 12000, "termMonths": 36, "startDate": "2026-01-31"},
}


def test_an_offer_has_its_whole_price(shop: Shop) -> None:
    (decision,) = shop.data(ASK, input=ASKED)["eligibility"]["decisions"]
    offer = decision["offer"]
    assert (decision["outcome"], offer["amount"], offer["instalment"]) == ("LIMIT", "6000.00", "182.53")
    assert (offer["apr"], offer["aprMethod"], offer["received"]) == ("0.064", "EU_CONSUMER_CREDIT", "5980.00")
    assert [row["due"] for row in offer["schedule"][:3]] == ["2026-02-28", "2026-03-31", "2026-04-30"]
    assert offer["schedule"][-1]["balance"] == "0.00"
    assert decision["offerNotes"] == [
        {
            "code": "AMOUNT_ABOVE_LIMIT",
            "asked": "12000",
            "given": "6000.00",
            "message": "12000 is asked for; the terms leave 6000.00.",
        }
    ]


def test_what_is_offered_goes_on_record_and_a_replay_offers_it_again(shop: Shop) -> None:
    given = {**ASKED, "idempotencyKey": "one", "subject": "somebody"}
    made = shop.data(RECORD, input=given)["decide"]["decision"]
    (live,) = shop.data(ASK, input=ASKED)["eligibility"]["decisions"]
    assert made["answers"] == [live]
    assert shop.data(RECORD, input=given)["decide"]["decision"] == made
    assert shop.data(READ, id=made["id"])["decision"]["answers"] == [live]
    replay = shop.data(REPLAY, id=made["id"])["replay"]
    assert (replay["same"], replay["differences"]) == (True, [])
    assert replay["answers"] == [{"offer": {"instalment": "182.53"}}]


def test_a_question_without_a_request_offers_nothing_and_asks_for_one_where_it_matters(shop: Shop) -> None:
    query = "query($input: EligibilityInput!) { eligibility(input: $input) { decisions { %s } } }"
    (decision,) = shop.data(
        query % "outcome offer { amount } offerNotes { code } missingFacts { name ruleSets }",
        input={"products": ["loan"], "facts": {"income": 1000}},
    )["eligibility"]["decisions"]
    assert (decision["outcome"], decision["offer"], decision["offerNotes"]) == ("UNDETERMINED", None, [])
    assert decision["missingFacts"] == [
        {"name": "request.amount", "ruleSets": ["affordability"]},
        {"name": "request.termMonths", "ruleSets": ["affordability"]},
    ]


def test_a_product_says_what_may_be_asked_of_it(shop: Shop) -> None:
    fields = "smallestAmount largestAmount amountStep shortestTerm longestTerm termStep depositSubtracted method"
    query = f'{{ product(slug: "loan") {{ loans {{ {fields} aprMethod hasBalloon }} }} }}'
    assert shop.data(query)["product"]["loans"] == {
        "smallestAmount": "0.01",
        "largestAmount": None,
        "amountStep": "0.01",
        "shortestTerm": 6,
        "longestTerm": 60,
        "termStep": 1,
        "depositSubtracted": False,
        "method": "ANNUITY",
        "aprMethod": "EU_CONSUMER_CREDIT",
        "hasBalloon": False,
    }
    query = '{ product(slug: "car") { loans { hasBalloon grace { intervals kind } } } }'
    assert shop.data(query)["product"]["loans"] == {
        "hasBalloon": True,
        "grace": {"intervals": 1, "kind": "CAPITALISED"},
    }


def test_balloon_and_grace_are_told_and_go_on_record(shop: Shop) -> None:
    asked = {**ASKED, "products": ["car"], "idempotencyKey": "car", "subject": "somebody"}
    made = shop.data(RECORD, input=asked)["decide"]["decision"]
    offer = made["answers"][0]["offer"]
    assert (offer["amount"], offer["balloon"], offer["capitalised"]) == ("5985.04", "598.50", "14.96")
    assert offer["grace"] == {"intervals": 1, "kind": "CAPITALISED"}
    assert offer["promotion"] == {"intervals": 2, "rate": "0.03"}
    assert (offer["instalments"], offer["schedule"][0]["due"]) == (35, "2026-03-31")
    assert Decimal(offer["lastInstalment"]) > 597 > Decimal(offer["instalment"])
    assert shop.data(READ, id=made["id"])["decision"]["answers"] == made["answers"]
