"""A published version stops asking for a fact: partners who still send it are answered, with a warning."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.api.conftest import Service, build_service

PARTNER = Path(__file__).parents[2] / "graphql" / "operations" / "partner"
ELIGIBILITY = (PARTNER / "eligibility.graphql").read_text("utf-8")
BEHAVIOUR = (Path(__file__).parent / "lender" / "behaviour.yaml").read_text("utf-8")
RESIDENCE = "  - {name: residence, type: string}\n"
FACTS = {"overdueDays": 0, "requestedAmount": 1, "residence": "RENT"}


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    for service in build_service(founded=True):
        service.publish("behaviour", BEHAVIOUR.replace("facts:\n", "facts:\n" + RESIDENCE))
        assert service.seen(ELIGIBILITY, {"input": {"facts": FACTS}})["eligibility"]["retiredFacts"] == []
        assert service.publish("behaviour", BEHAVIOUR.replace('"> 30"', '"> 40"'))["userErrors"] == []
        yield service


def test_the_call_keeps_working_and_says_since_when_and_until_when(service: Service) -> None:
    answer = service.seen(ELIGIBILITY, {"input": {"facts": FACTS}})["eligibility"]
    assert {decision["outcome"] for decision in answer["decisions"]} == {"ALLOW"}
    [fact] = answer["retiredFacts"]
    assert (fact["name"], fact["retiredSince"][:10], fact["acceptedUntil"][:10]) == (
        "residence",
        "2026-01-01",
        "2026-04-01",
    )


def test_after_the_notice_period_it_is_refused_with_its_place(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service.clock, "moment", service.clock.moment.replace(month=6))
    error = service.error(ELIGIBILITY, {"input": {"facts": FACTS}})["extensions"]
    assert (error["code"], error["field"]) == ("RETIRED_FACT", ["input", "facts", "residence"])


def test_the_dictionary_has_what_may_be_sent_and_what_no_longer_should(service: Service) -> None:
    asked = (PARTNER / "facts.graphql").read_text("utf-8")
    found = {fact["name"]: fact for fact in service.seen(asked)["facts"]["nodes"]}
    amount = found["requestedAmount"]
    assert (amount["type"], amount["unit"], amount["label"]) == ("number", "CNY", "Requested amount")
    assert (amount["declarations"]["nodes"], amount["retiredSince"]) == ([{"ruleSet": "line-cap", "version": 1}], None)
    assert found["residence"]["standing"] == "RETIRED"
    assert found["residence"]["declarations"]["nodes"] == [{"ruleSet": "behaviour", "version": 2}]
    only = service.seen(asked, {"standing": "RETIRED"})["facts"]
    assert ([fact["name"] for fact in only["nodes"]], only["totalCount"]) == (["residence"], 1)
    deep = "{ facts(first: 1) { nodes { declarations { nodes { definition { name label ruleSets } } } } } }"
    [fact] = service.seen(deep)["facts"]["nodes"]
    assert fact["declarations"]["nodes"][0]["definition"]["name"] == "overdueDays"
