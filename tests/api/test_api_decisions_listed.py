"""Decisions on record listed through the service: by everything one may ask for, and to whom."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.api.conftest import recording_lender

from creditrules.auth import Principal, Role

OPERATIONS = Path(__file__).parents[2] / "graphql" / "operations"
DECISIONS = (OPERATIONS / "partner" / "decisions.graphql").read_text("utf-8")
DECIDE = "mutation($input: DecideInput!) { decide(input: $input) { decision { id } userErrors { code } } }"
OPENED = """query($subject: String, $first: Int) { decisions(subject: $subject, first: $first) {
    nodes { decisionId decision { id facts maskedFacts factsState answers { terms { limit } } } } } }"""
PEOPLE = {
    "administrator": Principal("acme", "alice", frozenset({Role.PARTNER, Role.ADMINISTRATOR, Role.CHIEF})),
    "administrator of another lender": Principal("zenith", "zoe", frozenset({Role.ADMINISTRATOR, Role.PARTNER})),
    "partner": Principal("acme", "shop", frozenset({Role.PARTNER})),
    "other": Principal("acme", "bank", frozenset({Role.PARTNER})),
    "auditor": Principal("acme", "otto", frozenset({Role.AUDITOR})),
    "approver": Principal("acme", "ann", frozenset({Role.APPROVER})),
}
BEHAVIOUR = (Path(__file__).parent / "lender" / "behaviour.yaml").read_text("utf-8")
SENSITIVE = BEHAVIOUR.replace("unit: days,", "unit: days, sensitive: true,")


@pytest.fixture(scope="module")
def record() -> Iterator[Any]:
    """The sample lender with nine decisions of two partners about three subjects, some under a second version."""
    with recording_lender(PEOPLE.__getitem__) as service:
        for number in range(9):
            if number == 6:
                assert service.publish("behaviour", SENSITIVE)["userErrors"] == []
            facts = {"requestedAmount": 300_000, "overdueDays": (0, 40, 400)[number % 3]}
            given = {"facts": facts, "idempotencyKey": f"order {number}", "subject": f"customer {number % 2}"}
            token = "other" if number in {2, 4} else "partner"
            done = service.data(DECIDE, {"input": given}, token)["decide"]
            assert done["userErrors"] == []
            service.published.append(done["decision"]["id"])
        yield service


def listed(service: Any, who: str = "auditor", **asked: Any) -> list[int]:
    nodes = service.data(DECISIONS, asked, who)["decisions"]["nodes"]
    return [service.published.index(node["decisionId"]) for node in nodes]


def test_the_newest_come_first_and_pages_follow_one_another(record: Any) -> None:
    page = record.data(DECISIONS, {"first": 4}, "auditor")["decisions"]
    assert page["pageInfo"]["hasNextPage"]
    assert [record.published.index(node["decisionId"]) for node in page["nodes"]] == [8, 7, 6, 5]
    assert listed(record, after=page["pageInfo"]["endCursor"]) == [4, 3, 2, 1, 0]
    answers = {answer["product"]: answer for answer in page["nodes"][0]["answers"]}
    assert answers["cash-loan"]["outcome"] == "DECLINE"
    assert answers["cash-loan"]["reasons"][0]["message"] == "A payment is long overdue."
    assert {each["number"] for each in answers["cash-loan"]["appliedVersions"]} == {2}


def test_each_filter_names_decisions_and_together_they_speak_of_one_answer(record: Any) -> None:
    assert listed(record, outcome="DECLINE") == [8, 5, 2]
    assert listed(record, reason="OVERDUE") == [8, 7, 5, 4, 2, 1]
    assert listed(record, product="cash-loan", reason="OVERDUE") == []
    assert listed(record, product="cash-loan", outcome="ALLOW") == [7, 6, 4, 3, 1, 0]
    assert listed(record, ruleSet="behaviour", version=2) == [8, 7, 6]
    assert listed(record, ruleSet="line-cap", version=2) == []
    assert listed(record, author="bank") == [4, 2]
    assert listed(record, subject="customer 1") == [7, 5, 3, 1]
    assert listed(record, subject="customer 1", outcome="DECLINE") == [5]
    nodes = record.data(DECISIONS, {"first": 5}, "auditor")["decisions"]["nodes"]
    assert listed(record, recordedTo=nodes[2]["recordedAt"]) == [5, 4, 3, 2, 1, 0]
    assert listed(record, recordedFrom=nodes[2]["recordedAt"], outcome="DECLINE") == [8]
    assert listed(record, recordedFrom="1900-01-01T00:00:00Z", recordedTo="9999-12-31T00:00:00Z", first=1) == [8]


def test_partners_see_their_own_and_strangers_and_approvers_none(record: Any) -> None:
    assert listed(record, "other") == [4, 2]
    assert listed(record, "other", subject="customer 1") == []
    assert listed(record, "partner", author="shop", outcome="DECLINE") == [8, 5]
    error = record.error(DECISIONS, {"author": "shop"}, "other")
    assert error["extensions"]["code"] == "FORBIDDEN"
    assert record.error(DECISIONS, {}, "approver")["extensions"]["code"] == "FORBIDDEN"
    assert record.data(DECISIONS, {}, "administrator of another lender")["decisions"]["nodes"] == []


def test_a_page_is_opened_as_a_whole_and_masked_as_each_decision_is(record: Any) -> None:
    nodes = record.data(OPENED, {"first": 4}, "administrator")["decisions"]["nodes"]
    assert [node["decision"]["facts"]["overdueDays"] for node in nodes] == ["***", "***", "***", "400"]
    assert nodes[0]["decision"]["maskedFacts"] == ["overdueDays"]
    opened = record.data(OPENED, {"subject": "customer 0", "first": 2}, "auditor")["decisions"]["nodes"]
    assert [node["decision"]["facts"]["overdueDays"] for node in opened] == ["400", "0"]
    assert opened[1]["decision"]["answers"][1]["terms"]["limit"] == "200000"


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"version": 2}, "BAD_FILTER"),
        ({"subject": ""}, "BAD_FILTER"),
        ({"reason": "x" * 300}, "BAD_FILTER"),
        ({"first": 101}, "BAD_PAGE_SIZE"),
        ({"after": "AAAA"}, "BAD_CURSOR"),
    ],
)
def test_what_cannot_be_listed_is_refused_with_its_field(record: Any, asked: dict[str, Any], code: str) -> None:
    error = record.error(DECISIONS, asked, "auditor")
    assert error["extensions"]["code"] == code


def test_a_cursor_of_one_listing_opens_no_other(record: Any) -> None:
    cursor = record.data(DECISIONS, {"subject": "customer 1", "first": 1}, "auditor")["decisions"]["pageInfo"]
    error = record.error(DECISIONS, {"after": cursor["endCursor"]}, "auditor")
    assert error["extensions"]["code"] == "BAD_CURSOR"
