"""One budget of evaluation a request, through the whole service: what is left over says so, and is never recorded."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from tests.api.conftest import ADMINISTRATOR, CHANGE, Service, recording_lender

from creditrules.api import Budgets
from creditrules.config import Limits

PRODUCTS = 3
FIBONACCI = "{f: function(n) if n < 2 then n else f(n - 1) + f(n - 2), r: f(9)}.r >= 0"
RULES = {
    "ruleSet": "loop",
    "category": "RISK",
    "name": {"en": "Loop"},
    "facts": [{"name": "age", "type": "number"}],
    "reasons": {"OK": {"message": {"en": "ok"}}},
    "decisions": [
        {"name": "Loop", "expression": f"count(for i in 1..50 return {FIBONACCI}) + age"},
        {
            "name": "Findings",
            "table": {
                "hitPolicy": "FIRST",
                "inputs": ["Loop"],
                "outputs": ["intervention", "reason"],
                "rules": [[">= 0", '"ALLOW"', '"OK"']],
            },
        },
    ],
}
DECISIONS = "{ product { slug } outcome reasons { code origin message } }"


class Ticking:
    """Seconds that pass with every look."""

    def __init__(self, seconds: float) -> None:
        self.seconds, self.now = seconds, 0.0

    def __call__(self) -> float:
        self.now += self.seconds
        return self.now


@pytest.fixture(scope="module")
def looping() -> Iterator[Service]:
    with recording_lender() as service:
        made = {"slug": "loop", "name": [{"language": "en", "text": "Loop"}], "category": "RISK"}
        assert service.mutate("createRuleSet", made)["userErrors"] == []
        assert service.publish("loop", json.dumps(RULES))["userErrors"] == []
        for number in range(PRODUCTS):
            assert service.mutate("createProduct", product(f"loop-{number}"))["userErrors"] == []
        yield service


def product(slug: str) -> dict[str, Any]:
    content = f"product: {slug}\nname: {{en: Loop}}\nkind: LOAN\nsegment: CONSUMER\ncurrency: CNY\nruleSets: [loop]\n"
    return {"slug": slug, "content": content, "change": CHANGE}


def under(service: Service, budgets: Budgets) -> Service:
    return Service(replace(service.application, budgets=budgets), service.clock, service.store)


def aliased(count: int) -> str:
    slugs = ", ".join(f'"loop-{number}"' for number in range(PRODUCTS))
    asked = f"eligibility(input: {{facts: {{age: 40}}, products: [{slugs}]}})"
    return "{ " + " ".join(f"q{number}: {asked} {{ decisions {DECISIONS} }}" for number in range(count)) + " }"


def outcomes(answer: dict[str, Any]) -> list[str]:
    return [each["outcome"] for asked in answer["data"].values() for each in asked["decisions"]]


def test_all_questions_of_a_request_take_from_one_budget(looping: Service) -> None:
    one = looping.answer(aliased(1))["extensions"]["cost"]["evaluation"]["steps"]
    answer = under(looping, Budgets(Limits(evaluation_steps=one * 2 + 9))).answer(aliased(4))
    assert outcomes(answer) == ["ALLOW"] * 2 * PRODUCTS + ["REFER"] * 2 * PRODUCTS
    reasons = [each["reasons"] for asked in answer["data"].values() for each in asked["decisions"]]
    assert {(told["code"], told["origin"]) for each in reasons[2 * PRODUCTS :] for told in each} == {
        ("BUDGET_SPENT", "BUDGET_SPENT")
    }
    assert "took more evaluation than it may" in reasons[-1][0]["message"]
    told = answer["extensions"]["cost"]["evaluation"]
    assert told == {"steps": one * 2 + 9, "maximumSteps": one * 2 + 9, "spent": True}


def test_the_next_request_has_a_budget_of_its_own(looping: Service) -> None:
    one = looping.answer(aliased(1))["extensions"]["cost"]["evaluation"]["steps"]
    bounded = under(looping, Budgets(Limits(evaluation_steps=one + 9)))
    assert [outcomes(bounded.answer(aliased(1))) for _ in range(3)] == [["ALLOW"] * PRODUCTS] * 3


def test_a_request_ends_by_the_clock_too(looping: Service) -> None:
    ticking = under(looping, Budgets(Limits(evaluation_milliseconds=1_000), Ticking(0.1)))
    found = outcomes(ticking.answer(aliased(4)))
    assert found[0] == "ALLOW"
    assert found[-1] == "REFER"
    assert found == sorted(found)


def test_nobody_looks_for_alternatives_once_nothing_is_left(looping: Service) -> None:
    """Looks at the clock are taken for each product that is asked: some three, and eighteen with those beside it."""
    ticking = Ticking(1)
    spent = under(looping, Budgets(Limits(evaluation_milliseconds=500), ticking))
    asked = 'eligibility(input: {facts: {age: 40}, products: ["loop-0"]}) { decisions { outcome } }'
    aliases = 6
    answer = spent.answer("{ " + " ".join(f"q{number}: {asked}" for number in range(aliases)) + " }")
    assert outcomes(answer) == ["REFER"] * aliases
    assert ticking.now < aliases * 6


DECIDE = """mutation($input: DecideInput!) {
    decide(input: $input) { decision { id } userErrors { code field message hint } }
}"""


def decide(service: Service, key: str) -> dict[str, Any]:
    given = {"facts": {"age": 40}, "products": ["loop-0", "loop-1"], "subject": "s1", "idempotencyKey": key}
    found: dict[str, Any] = service.data(DECIDE, {"input": given})["decide"]
    return found


def test_what_the_budget_cut_short_is_not_recorded(looping: Service) -> None:
    refused = decide(under(looping, Budgets(Limits(evaluation_steps=500))), "cut")
    assert refused["decision"] is None
    assert [each["code"] for each in refused["userErrors"]] == ["BUDGET_SPENT"]
    again = decide(looping, "cut")
    assert again["userErrors"] == []
    outcome = looping.data("query($id: ID!) { decision(id: $id) { outcomes: id } }", {"id": again["decision"]["id"]})
    assert outcome["decision"] is not None
    assert decide(under(looping, Budgets(Limits(evaluation_steps=1))), "cut") == again, "the first answer stands"


def test_requested_is_refused_before_anything_is_evaluated(looping: Service) -> None:
    pages = "versions(first: 100) { nodes { ruleSet { versions(first: 100) { nodes { number } } } } }"
    error = looping.error(f"{{ ruleSets(first: 100) {{ nodes {{ {pages} }} }} }}", token=ADMINISTRATOR)
    assert error["extensions"]["code"] == "TOO_COSTLY"
