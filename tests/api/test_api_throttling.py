"""Who has asked too much is told so: 429 before a request begins; null and THROTTLED for what varies too often."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.api.conftest import ADMINISTRATOR, PARTNER, PRINCIPALS, Service, recording_lender
from tests.api.test_api_settings import set_settings

from creditrules.config import Limits
from creditrules.desk import Catalogue, Throttle
from creditrules.errors import Kind, Refusal
from creditrules.store import AccountsInTable, Table

OPERATIONS = Path(__file__).parents[2] / "graphql" / "operations"
ASK = "query($input: EligibilityInput!) { eligibility(input: $input) { decisions { outcome } } }"
DECIDE = """mutation($input: DecideInput!) { decide(input: $input) {
    decision { id } replayed userErrors { code message hint } } }"""
LIMITS = Limits(partner_cost=100, partner_cost_per_second=1)


def throttled(service: Service, limits: Limits) -> Service:
    """The same service, its callers held to limits, its clock standing still."""
    service.clock.step = timedelta()
    table: Table = service.store._table  # noqa: SLF001 - the one that the service is on
    catalogue = Catalogue(service.store, throttle=Throttle(AccountsInTable(table), limits))
    return replace(service, application=replace(service.application, catalogue=catalogue))


@pytest.fixture
def recording() -> Iterator[Service]:
    with recording_lender() as service:
        yield throttled(service, Limits())


def many(values: range, **facts: Any) -> tuple[str, dict[str, Any]]:
    """One question for each value of a fact, in one request."""
    declared = ", ".join(f"$v{n}: EligibilityInput!" for n in values)
    fields = " ".join(f"a{n}: eligibility(input: $v{n}) {{ decisions {{ outcome }} }}" for n in values)
    asked = {
        f"v{n}": {"products": ["pay-later"], "facts": {"requestedAmount": 100, "overdueDays": n, **facts}}
        for n in values
    }
    return f"query({declared}) {{ {fields} }}", asked


def test_a_request_that_cannot_begin_is_429_and_says_when_it_can(own_lender: Service) -> None:
    service = throttled(own_lender, LIMITS)
    query, variables = many(range(10))
    first = service.post({"query": query, "variables": variables})
    told = dict(first.headers)
    assert (first.status, told["ratelimit-policy"]) == (200, '"cost";q=100;w=100')
    status = json.loads(first.body)["extensions"]["cost"]["throttleStatus"]
    assert (status["maximumAvailable"], status["restoreRate"]) == (100, 1)
    assert told["ratelimit"] == f'"cost";r={status["currentlyAvailable"]};t={100 - status["currentlyAvailable"]}'
    refused = first
    for _ in range(10):
        refused = service.post({"query": query, "variables": variables}, accept="application/json")
        if refused.status != 200:
            break
    told, body = dict(refused.headers), json.loads(refused.body)
    [error] = body["errors"]
    assert (refused.status, error["extensions"]["code"], "data" in body) == (429, "THROTTLED", False)
    assert told["retry-after"] == str(error["extensions"]["retryAfter"])
    assert body["extensions"]["cost"]["throttleStatus"]["maximumAvailable"] == 100
    service.clock.moment += timedelta(seconds=error["extensions"]["retryAfter"] + 20)
    assert service.post({"query": query, "variables": variables}).status == 200


def test_documents_that_do_not_stand_cost_too(own_lender: Service) -> None:
    service = throttled(own_lender, LIMITS)
    for wrong in ("{ nothing }", "{", "{ " + "a " * 5_000 + "}"):
        while (response := service.post({"query": wrong})).status != 429:
            assert response.status in {200, 400}
        service.clock.moment += timedelta(hours=1)


def test_a_question_that_varies_a_fact_too_often_is_null_beside_the_others(own_lender: Service) -> None:
    service = throttled(own_lender, Limits())
    answers = [service.answer(*many(range(start, start + 12))) for start in (0, 12)]
    assert all(value is not None for value in answers[0]["data"].values())
    assert all(value is None for value in answers[1]["data"].values())
    assert {error["extensions"]["code"] for error in answers[1]["errors"]} == {"THROTTLED"}
    assert answers[1]["errors"][0]["path"] == ["a12"]
    assert 0 < answers[1]["errors"][0]["extensions"]["retryAfter"] <= 3_600
    assert "errors" not in service.answer(*many(range(100)[:12])), "what was answered is answered again"
    assert "errors" not in service.answer(*many(range(12, 24)), ADMINISTRATOR), "who may read the rules may vary"
    service.clock.moment += timedelta(hours=1)
    assert "errors" not in service.answer(*many(range(12, 24)))


def test_a_decision_that_varies_a_fact_too_often_is_not_made_and_earlier_ones_are_given_again(
    recording: Service,
) -> None:
    def decide(number: int) -> dict[str, Any]:
        given = {
            "products": ["pay-later"],
            "facts": {"requestedAmount": 100, "overdueDays": number},
            "subject": "customer 1",
            "idempotencyKey": f"key {number}",
        }
        found: dict[str, Any] = recording.data(DECIDE, {"input": given})["decide"]
        return found

    assert all(not decide(number)["userErrors"] for number in range(12))
    [error] = decide(12)["userErrors"]
    assert error["code"] == "THROTTLED"
    assert "minutes" in error["hint"]
    assert decide(3)["replayed"]


def test_of_a_batch_only_those_lines_are_refused_that_vary_one_subject(own_lender: Service) -> None:
    service = throttled(own_lender, Limits())
    subjects: list[dict[str, Any]] = [
        {"subject": f"customer {n}", "facts": {"requestedAmount": n % 60, "overdueDays": n % 90}} for n in range(200)
    ]
    query = """query($input: EligibilityBatchInput!) {
        eligibilityBatch(input: $input) { refused results { subject error { code } } } }"""
    for turn in range(14):
        subjects[0]["facts"] = {"requestedAmount": 100, "overdueDays": turn}
        batch = service.data(query, {"input": {"products": ["pay-later"], "subjects": subjects}})["eligibilityBatch"]
        assert batch["refused"] == (turn >= 12)
    assert batch["results"][0]["error"]["code"] == "THROTTLED"


def test_a_lender_sets_allowances_by_partner_and_below_the_services_ceiling(own_lender: Service) -> None:
    service = throttled(own_lender, Limits())
    content = "throttling: {values: 3, partners: {shop: {values: 5, cost: 999999999}}}"
    assert set_settings(service, content)["userErrors"] == []
    query, variables = many(range(12))
    answer = service.answer(query, variables)
    assert sum(value is not None for value in answer["data"].values()) == 5
    assert answer["extensions"]["cost"]["throttleStatus"]["maximumAvailable"] == 20_000_000
    answer = service.answer(query, variables, "chooser")
    assert sum(value is not None for value in answer["data"].values()) == 3


def silent(*_: object) -> None:
    """A table that does not answer."""
    raise Refusal(Kind.UNAVAILABLE, "STORE_UNAVAILABLE", "The store does not answer.")


def test_without_the_table_of_budgets_requests_go_on(own_lender: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(AccountsInTable, "move", silent)
    service = throttled(own_lender, LIMITS)
    query, variables = many(range(10))
    found = [service.post({"query": query, "variables": variables}).status for _ in range(30)]
    assert found[0] == 200
    assert set(found) == {200, 429}


def test_callers_of_other_lenders_and_other_partners_are_not_touched(own_lender: Service) -> None:
    service = throttled(own_lender, LIMITS)
    query, variables = many(range(10))
    while service.post({"query": query, "variables": variables}).status != 429:
        pass
    assert service.post({"query": query, "variables": variables}, "chooser").status == 200
    assert PRINCIPALS[PARTNER].subject != PRINCIPALS["chooser"].subject


def test_who_asked_what_and_who_was_refused_is_seen_by_the_lender_and_by_each_of_itself(own_lender: Service) -> None:
    service = throttled(own_lender, Limits())
    for values in (range(12), range(12, 15)):
        service.answer(*many(values))
    service.clock.moment += timedelta(seconds=15)
    service.answer(*many(range(15, 16)))
    service.clock.moment += timedelta(seconds=15)
    uses = (OPERATIONS / "admin" / "uses.graphql").read_text("utf-8")
    [use] = service.data(uses, {"throttled": True}, "auditor")["uses"]["nodes"]
    [day] = use.pop("days")
    assert use["subject"] == "shop"
    assert use["lastThrottledAt"] is not None
    assert (day["requests"], day["questions"], day["throttled"], day["refused"]) == (3, 15, 3, 0)
    assert int(day["cost"]) > 0
    own = (OPERATIONS / "partner" / "own-use.graphql").read_text("utf-8")
    assert service.data(own)["ownUse"]["days"][0]["throttled"] == 4, "told with its own request"
    assert service.data(own, token="chooser")["ownUse"] is None
    assert service.error(uses)["extensions"]["code"] == "FORBIDDEN"
    assert not service.data(uses, {}, "administrator of another lender")["uses"]["nodes"]
