"""Two products, or one at two times or under two proposals, compared by what they answer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from tests.api.conftest import BEHAVIOUR, CHANGE, LINE_CAP, build_service

Service = Any
ASKED = """query($before: AnsweringProductInput!, $after: AnsweringProductInput!) {
  compareOutcomes(input: {before: $before, after: $after}) {
    verdict complete sentences
    differences(first: 50) { totalCount nodes { changed { part before after } where proved } }
  }
}"""
DRAFT = "mutation($input: DraftRuleVersionInput!) { draftRuleVersion(input: $input) { proposal { id } } }"
WITHDRAW = "mutation($input: WithdrawProposalInput!) { withdrawProposal(input: $input) { userErrors { code } } }"
HARDER = BEHAVIOUR.replace("> 30", "> 20").replace("<= 30", "<= 20")
LINE = {"product": "pay-later"}


def capped(at: int) -> str:
    return LINE_CAP.replace("200000", str(at))


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    """The sample lender after a second version of the rule set that a product's line depends on."""
    for service in build_service(founded=True):
        assert service.publish("behaviour", HARDER)["userErrors"] == []
        yield service


def compared(service: Service, before: dict[str, Any], after: dict[str, Any]) -> Any:
    return service.data(ASKED, {"before": before, "after": after}, "auditor")["compareOutcomes"]


def refused(service: Service, before: dict[str, Any], after: dict[str, Any]) -> Any:
    error = service.error(ASKED, {"before": before, "after": after}, "auditor")
    return error["extensions"]["code"], error["extensions"].get("field")


def draft(service: Service, content: str) -> str:
    given = {"slug": "line-cap", "content": content, "change": CHANGE}
    made = service.data(DRAFT, {"input": given}, "administrator")["draftRuleVersion"]
    return str(made["proposal"]["id"])


def moved(found: Any) -> list[str]:
    return [each["where"] for each in found["differences"]["nodes"] if each["changed"][0]["part"] == "OUTCOME"]


@pytest.fixture(scope="module")
def began(service: Service) -> datetime:
    """When the rules of now began."""
    asked = '{ ruleSet(slug: "behaviour") { activations(first: 1) { nodes { validFrom } } } }'
    found = service.data(asked)["ruleSet"]["activations"]["nodes"][0]["validFrom"]
    return datetime.fromisoformat(found)


def test_all_that_changed_between_two_times_counts(service: Service, began: datetime) -> None:
    earlier = (began - timedelta(microseconds=1)).isoformat()
    found = compared(service, LINE | {"validAt": earlier}, LINE)
    assert (found["verdict"], found["complete"]) == ("DIFFERENT", True)
    assert any("overdueDays: (20..30]" in where for where in moved(found))
    assert all(node["proved"] for node in found["differences"]["nodes"])


def test_what_was_known_then_is_what_answers(service: Service, began: datetime) -> None:
    earlier = (began - timedelta(microseconds=1)).isoformat()
    as_known = compared(service, LINE | {"knownAt": earlier}, LINE)
    assert any("overdueDays: (20..30]" in where for where in moved(as_known))


def test_the_same_rules_at_two_times_are_proved_equivalent(service: Service, began: datetime) -> None:
    found = compared(service, LINE | {"validAt": began.isoformat()}, LINE)
    assert (found["verdict"], found["complete"]) == ("EQUIVALENT", True)


def test_two_proposals_are_held_against_each_other_and_against_what_is_in_force(service: Service) -> None:
    mild, hard = (draft(service, capped(at)) for at in (180000, 150000))
    between = compared(service, LINE | {"proposal": mild}, LINE | {"proposal": hard})
    assert [where for where in moved(between) if "requestedAmount: (150000..180000]" in where]
    assert all("requestedAmount: (150000..180000]" in where for where in moved(between))
    now = compared(service, LINE, LINE | {"proposal": hard})
    assert all("requestedAmount: (150000..200000]" in where for where in moved(now))


def test_one_product_is_held_against_another(service: Service) -> None:
    found = compared(service, LINE, {"product": "cash-loan"})
    assert found["verdict"] == "DIFFERENT"


def test_what_is_meant_must_be_there(service: Service) -> None:
    asked = [
        ({"product": "pay-never"}, ("UNKNOWN_PRODUCT", ["input", "before", "product"])),
        ({**LINE, "validAt": "1950-01-01T00:00:00Z"}, ("NO_VERSION_IN_FORCE", ["input", "before", "product"])),
        ({**LINE, "proposal": "nonsense"}, ("UNKNOWN_PROPOSAL", ["input", "before", "proposal"])),
        ({**LINE, "knownAt": "2999-01-01T00:00:00Z"}, ("KNOWN_AT_IN_FUTURE", ["input", "before", "knownAt"])),
    ]
    assert [refused(service, before, LINE) for before, _ in asked] == [expected for _, expected in asked]


def test_a_proposal_is_known_now_and_open(service: Service, began: datetime) -> None:
    mild = draft(service, capped(190000))
    assert refused(service, LINE | {"proposal": mild, "knownAt": began.isoformat()}, LINE)[0] == "BAD_COMPARISON"
    service.data(WITHDRAW, {"input": {"proposal": mild}}, "administrator")
    assert refused(service, LINE, LINE | {"proposal": mild}) == ("BAD_COMPARISON", ["input", "after", "proposal"])


def test_a_partner_is_refused(service: Service) -> None:
    [error] = service.answer(ASKED, {"before": LINE, "after": LINE}, "partner")["errors"]
    assert error["extensions"]["code"] == "FORBIDDEN"
