"""A request ends before its function does, whatever hangs, and asks a store in trouble a bounded number of times."""

from __future__ import annotations

from collections.abc import Iterator
from time import monotonic
from typing import Any

import pytest
from tests.handlers.faults import HANGS, LOST, Faults, ask, deployed_with_faults

from creditrules.api import Application
from creditrules.auth import Role
from creditrules.config import Limits

FUNCTION_SECONDS = 29
ONE_CALL_SECONDS = 6
"""A connection and an answer, as the clients are bounded."""
DECIDE = """
mutation($key: String!) {
  decide(input: {facts: {}, idempotencyKey: $key, subject: "customer 7"}) { replayed userErrors { code } } }
"""
CREATE = """
mutation { createRuleSet(input: {slug: "cap", category: RISK, name: [{language: "en", text: "Cap"}]}) {
  ruleSet { slug } userErrors { code } } }
"""
PRODUCTS = "{ products { totalCount } }"
SHORT = {"CREDITRULES_MAX_STORE_SECONDS": "1"}
Deployed = tuple[Application, Faults]


@pytest.fixture
def service() -> Iterator[Deployed]:
    with deployed_with_faults() as (start, faults):
        application = start()
        assert "errors" not in ask(application, Role.PARTNER, DECIDE, key="earlier")[1]
        faults.asked.clear()
        yield application, faults


def code(answer: dict[str, Any]) -> str:
    return str(answer["errors"][0]["extensions"]["code"])


def test_the_last_call_of_a_request_ends_before_the_function() -> None:
    assert Limits().store_seconds + ONE_CALL_SECONDS < FUNCTION_SECONDS


def test_no_call_is_begun_after_the_deadline_of_a_request() -> None:
    with deployed_with_faults(**SHORT) as (start, faults):
        application = start()
        assert "errors" not in ask(application, Role.PARTNER, DECIDE, key="earlier")[1]
        faults.asked.clear()
        faults.by["TransactWriteItems"], faults.hang = HANGS, 0.6
        begun = monotonic()
        _, answer = ask(application, Role.PARTNER, DECIDE, key="1")
        assert monotonic() - begun < 1 + faults.hang + 1
        assert code(answer) == "OUTCOME_UNKNOWN"
        assert faults.asked["TransactWriteItems"] <= 2
        faults.by.clear()
        assert ask(application, Role.PARTNER, DECIDE, key="1")[1]["data"]["decide"]["userErrors"] == []


@pytest.mark.parametrize("operation", ["BatchGetItem", "Query", "GenerateDataKey", "TransactWriteItems"])
@pytest.mark.parametrize("fault", ["ThrottlingException", "InternalServerError", HANGS])
def test_a_call_in_trouble_is_made_a_bounded_number_of_times(operation: str, fault: str) -> None:
    with deployed_with_faults() as (start, faults):
        application = start()
        faults.asked.clear()
        faults.by[operation], faults.hang = fault, 0
        _, answer = ask(application, Role.PARTNER, PRODUCTS if operation == "Query" else DECIDE, key="1")
    assert answer["errors"]
    assert 1 < faults.asked[operation] <= Limits().store_failures + 1


def test_throttling_that_passes_is_not_noticed(service: Deployed) -> None:
    application, faults = service
    faults.by["BatchGetItem"], faults.times = "ThrottlingException", 2
    assert "errors" not in ask(application, Role.PARTNER, DECIDE, key="1")[1]


@pytest.mark.parametrize("then", ["BatchGetItem", "*"])
def test_a_write_that_may_have_been_done_is_told_as_such_also_where_it_cannot_be_looked_up(
    service: Deployed, then: str
) -> None:
    application, faults = service
    faults.by["TransactWriteItems"] = LOST
    faults.afterwards[then] = "InternalServerError"
    assert code(ask(application, Role.PARTNER, DECIDE, key="1")[1]) == "OUTCOME_UNKNOWN"
    faults.by.clear()
    answer = ask(application, Role.PARTNER, DECIDE, key="1")[1]
    assert answer["data"]["decide"] == {"replayed": True, "userErrors": []}


def test_a_write_of_a_document_says_so_too(service: Deployed) -> None:
    application, faults = service
    faults.by["TransactWriteItems"] = LOST
    faults.afterwards["*"] = "InternalServerError"
    assert code(ask(application, Role.ADMINISTRATOR, CREATE)[1]) == "OUTCOME_UNKNOWN"


@pytest.mark.parametrize("fault", ["ThrottlingException", "AccessDeniedException"])
def test_a_write_that_was_not_done_is_not_told_as_unknown(service: Deployed, fault: str) -> None:
    application, faults = service
    faults.by["TransactWriteItems"] = fault
    told = code(ask(application, Role.PARTNER, DECIDE, key="1")[1])
    assert told == ("STORE_REFUSED" if fault.startswith("Access") else "STORE_UNAVAILABLE")
    faults.by.clear()
    answer = ask(application, Role.PARTNER, DECIDE, key="1")[1]
    assert answer["data"]["decide"] == {"replayed": False, "userErrors": []}


def test_a_lost_answer_is_looked_up_and_told_as_done(service: Deployed) -> None:
    application, faults = service
    faults.by["TransactWriteItems"], faults.times = LOST, 1
    answer = ask(application, Role.PARTNER, DECIDE, key="1")[1]
    assert answer["data"]["decide"]["userErrors"] == []
