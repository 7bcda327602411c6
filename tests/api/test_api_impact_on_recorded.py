"""What a proposal would do to those whose decisions are on record, as far as their facts still are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from tests.api.conftest import CHANGE, recording_lender
from tests.api.test_api_budget import Ticking, under
from tests.api.test_api_redress import BEHAVIOUR, ERASE, PEOPLE, decide

from creditrules.api import Budgets
from creditrules.config import Limits

DRAFT = """mutation($input: DraftRuleVersionInput!) {
    draftRuleVersion(input: $input) { proposal { id } userErrors { code message } } }"""
ASK = """query($proposal: ID!, $product: String!, $since: DateTime, $until: DateTime) {
    impactOnRecorded(input: {proposal: $proposal, product: $product, recordedFrom: $since, recordedTo: $until}) {
        sentences figures compared gone more } }"""


@pytest.fixture(scope="module")
def proposed() -> Iterator[Any]:
    """Eight decisions, one about a subject that is erased, and a proposal that pauses after 50 days instead of 30."""
    with recording_lender(PEOPLE.__getitem__) as service:
        for number in range(8):
            decide(service, number)
        erased = {"subject": "customer 7", "reach": "ALL", "comment": "Asked for."}
        service.data(ERASE, {"input": erased}, "administrator")
        service.published[:] = [draft(service, BEHAVIOUR)]
        yield service


def draft(service: Any, content: str) -> str:
    given = {"slug": "behaviour", "content": content.replace('"> 30"', '"> 50"'), "change": CHANGE}
    drafted = service.data(DRAFT, {"input": given}, "administrator")["draftRuleVersion"]
    assert drafted["userErrors"] == []
    name: str = drafted["proposal"]["id"]
    return name


def asked(service: Any, **given: Any) -> dict[str, Any]:
    variables = {"proposal": service.published[0], "product": "pay-later"} | given
    found: dict[str, Any] = service.data(ASK, variables, "auditor")["impactOnRecorded"]
    return found


def test_the_decisions_whose_facts_are_kept_are_compared(proposed: Any) -> None:
    found = asked(proposed)
    assert (found["compared"], found["gone"], found["more"]) == (7, 1, False)
    assert found["sentences"][:2] == [
        "2 of 7 applicants get another outcome.",
        "2 of 7 move from PAUSE to ALLOW.",
    ]
    assert (found["figures"]["sample"], found["figures"]["segments"]) == ([], [])


def test_decisions_that_there_is_no_time_for_are_not_told_of_as_none(proposed: Any) -> None:
    late = under(proposed, Budgets(Limits(evaluation_milliseconds=1_000), Ticking(0.2)))
    error = late.error(ASK, {"proposal": proposed.published[0], "product": "pay-later"}, "auditor")
    assert error["extensions"]["code"] == "BUDGET_SPENT"


def test_a_period_without_decisions_compares_nobody(proposed: Any) -> None:
    found = asked(proposed, until="2020-01-01T00:00:00Z")
    assert (found["compared"], found["gone"], found["more"]) == (0, 0, False)


def test_who_may_not_read_decisions_and_what_is_not_there_is_refused(proposed: Any) -> None:
    variables = {"proposal": proposed.published[0], "product": "pay-later"}
    refused = proposed.answer(ASK, variables, "shop")["errors"][0]["extensions"]
    assert refused["code"] == "FORBIDDEN"
    strange = proposed.answer(ASK, variables | {"product": "none"}, "auditor")["errors"][0]["extensions"]
    assert strange["code"] == "NOTHING_TO_COMPARE"
    gone = proposed.answer(ASK, variables | {"proposal": "nothing"}, "auditor")["errors"][0]["extensions"]
    assert gone["code"] == "UNKNOWN_PROPOSAL"


def test_sensitive_facts_are_not_found_out_by_drafts_that_ask_for_them() -> None:
    secret = BEHAVIOUR.replace("unit: days,", "unit: days, sensitive: true,")
    with recording_lender(PEOPLE.__getitem__) as service:
        variables = {"product": "pay-later", "proposal": draft(service, secret)}
        decide(service, 0)
        assert service.data(ASK, variables, "administrator")["impactOnRecorded"]["compared"] == 1
        assert service.publish("behaviour", secret)["userErrors"] == []
        decide(service, 1)
        refused = service.answer(ASK, variables, "administrator")["errors"][0]["extensions"]
        assert refused["code"] == "FORBIDDEN"
        assert service.data(ASK, variables, "auditor")["impactOnRecorded"]["compared"] == 2
