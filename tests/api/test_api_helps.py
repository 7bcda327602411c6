"""What would help with a decision, as partners and the lender are told it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from tests.api.conftest import ADMINISTRATOR, BEHAVIOUR, PARTNER, Service, recording_lender

from creditrules.desk.budgets import PRICES, Work

CHANGEABLE = BEHAVIOUR.replace("unit: days,", "unit: days, changeable: {direction: down, step: 7, min: 0, cost: 2},")
HELPS = """
query($input: EligibilityInput!) {
  eligibility(input: $input) { decisions { outcome changesThatHelp {
    proof ways { outcome cost changes { fact label direction to } }
  } } }
}
"""


@pytest.fixture(scope="module", params=["false", "true"])
def published(request: Any) -> str:
    text: str = request.param
    return text


@pytest.fixture(scope="module")
def service(published: str) -> Iterator[Service]:
    with recording_lender() as service:
        assert service.publish("behaviour", f"{CHANGEABLE}publishThresholds: {published}\n")["userErrors"] == []
        yield service


def help_for(service: Service, days: int, token: str = PARTNER) -> Any:
    question = {"facts": {"overdueDays": days, "requestedAmount": 1}, "products": ["pay-later"]}
    (decision,) = service.seen(HELPS, {"input": question}, token)["eligibility"]["decisions"]
    return decision["changesThatHelp"]


def way(outcome: str, to: str | None, cost: str | None) -> dict[str, Any]:
    change = {"fact": "overdueDays", "label": "Days overdue", "direction": "DOWN", "to": to}
    return {"outcome": outcome, "cost": cost, "changes": [change]}


def test_the_lender_sees_values_and_costs(service: Service) -> None:
    assert help_for(service, 40, ADMINISTRATOR) == {"proof": "PROVED", "ways": [way("ALLOW", "26", "4")]}


def test_partners_are_told_a_value_only_where_the_rule_set_publishes_its_thresholds(
    service: Service, published: str
) -> None:
    told = "26" if published == "true" else None
    assert help_for(service, 40) == {"proof": "PROVED", "ways": [way("ALLOW", told, None)]}


def test_nothing_helps_what_is_allowed_already(service: Service) -> None:
    assert help_for(service, 3) is None


def test_what_is_worked_out_counts_more_than_what_is_read(service: Service) -> None:
    question = {"facts": {"overdueDays": 40, "requestedAmount": 1}, "products": ["pay-later"]}
    plain, worked_out = (
        service.answer(
            f"query($input: EligibilityInput!) {{ eligibility(input: $input) {{ decisions {{ {asked} }} }} }}",
            {"input": question},
        )["extensions"]["cost"]["requestedQueryCost"]
        for asked in ("outcome", "changesThatHelp { proof }")
    )
    assert worked_out - plain >= 20


def test_how_many_decisions_are_looked_into_is_bounded(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    question = {"facts": {"overdueDays": 40, "requestedAmount": 1}, "products": ["pay-later"]}
    monkeypatch.setitem(PRICES, Work.HELP, 10**9)
    assert service.error(HELPS, {"input": question})["extensions"]["code"] == "BUDGET_SPENT"


RECORDED = """
query($id: ID!) { decision(id: $id) { changesThatHelp {
  proof ways { outcome cost changes { fact label direction to } } passesFrom { outcome validFrom proof }
} } }
"""


def recorded(service: Service, days: int) -> str:
    decide = "mutation($input: DecideInput!) { decide(input: $input) { decision { id } userErrors { code } } }"
    facts = {"overdueDays": days, "requestedAmount": 1}
    given = {"facts": facts, "products": ["pay-later"], "subject": "s-1", "idempotencyKey": f"help-{days}"}
    made: str = service.seen(decide, {"input": given}, PARTNER)["decide"]["decision"]["id"]
    return made


def test_of_a_recorded_decision_it_is_told_what_would_have_helped_then(service: Service, published: str) -> None:
    decision = recorded(service, 40)
    told = "26" if published == "true" else None
    asked = service.seen(RECORDED, {"id": decision}, PARTNER)["decision"]["changesThatHelp"]
    assert asked == {"proof": "PROVED", "ways": [way("ALLOW", told, None)], "passesFrom": None}
    allowed = recorded(service, 3)
    assert service.seen(RECORDED, {"id": allowed}, PARTNER)["decision"]["changesThatHelp"] is None


def test_later_versions_do_not_change_what_would_have_helped(service: Service) -> None:
    decision = recorded(service, 40)
    before = service.seen(RECORDED, {"id": decision}, "auditor")
    assert before["decision"]["changesThatHelp"]["ways"] == [way("ALLOW", "26", "4")]
    assert service.publish("behaviour", CHANGEABLE.replace("> 30", "> 3"))["userErrors"] == []
    assert service.seen(RECORDED, {"id": decision}, "auditor") == before


WAITING = """
ruleSet: behaviour
category: RISK
name: {en: Behaviour risk}
timeZone: UTC
facts:
  - {name: overdueDays, type: number, changeable: {direction: down}}
  - {name: paidOn, type: date}
  - {name: idNumber, type: string, sensitive: true}
reasons: {OVERDUE: {message: {en: A payment is overdue.}}, CLEAN: {message: {en: Nothing against the applicant.}}}
decisions:
  - name: Findings
    table:
      hitPolicy: FIRST
      inputs: [overdueDays, paidOn]
      outputs: [intervention, reason]
      rules:
        - {when: ["> 30", '> today() - duration("P30D")'], then: ['"PAUSE"', '"OVERDUE"']}
        - {when: ["-", "-"], then: ['"ALLOW"', '"CLEAN"']}
"""


def recorded_waiting(service: Service) -> str:
    decide = "mutation($input: DecideInput!) { decide(input: $input) { decision { id } userErrors { code } } }"
    facts = {"overdueDays": 40, "requestedAmount": 1, "paidOn": "2026-02-20", "idNumber": "110101"}
    given = {"facts": facts, "products": ["pay-later"], "subject": "s-2", "idempotencyKey": "help-waiting"}
    made: str = service.seen(decide, {"input": given}, PARTNER)["decide"]["decision"]["id"]
    return made


def test_when_the_same_facts_pass_is_told_where_thresholds_are_published_and_sensitive_facts_are_guarded(
    service: Service, published: str
) -> None:
    assert service.publish("behaviour", f"{WAITING}publishThresholds: {published}\n")["userErrors"] == []
    decision = recorded_waiting(service)
    passing = {"outcome": "ALLOW", "validFrom": "2026-03-22T00:00:00Z", "proof": "PROVED"}
    for token in (PARTNER, "auditor"):
        told = service.seen(RECORDED, {"id": decision}, token)["decision"]["changesThatHelp"]
        hidden = published == "false" and token == PARTNER
        assert told["passesFrom"] == (passing | {"validFrom": None} if hidden else passing)
        assert [each["changes"][0]["fact"] for each in told["ways"]] == ["overdueDays"]
    refused = service.error(RECORDED, {"id": decision}, ADMINISTRATOR)
    assert (refused["extensions"]["code"], "sensitive facts" in refused["message"]) == ("FORBIDDEN", True)
