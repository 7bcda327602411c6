"""When the same facts pass goes by what is scheduled, of rule sets, products and parameters, and tells no secrets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from tests.api.conftest import ADMINISTRATOR, CHANGE, PARTNER, Service, recording_lender
from tests.api.test_api_helps import RECORDED, WAITING

from creditrules.desk.budgets import PRICES, Work

HELPS = """
query($input: EligibilityInput!) {
  eligibility(input: $input) { decisions { outcome changesThatHelp { passesFrom { outcome validFrom proof } } } }
}
"""
RETIRE = "mutation($input: RetireInput!) { retire(input: $input) { userErrors { code message } } }"
PARAMETER = "mutation($input: CreateParameterInput!) { createParameter(input: $input) { userErrors { message } } }"
OPEN = f"{WAITING}publishThresholds: true\n"
FACTS = {"overdueDays": 40, "requestedAmount": 1, "paidOn": "2026-02-20", "idNumber": "110101"}


@pytest.fixture
def service(own_lender: Service) -> Service:
    assert own_lender.publish("behaviour", OPEN)["userErrors"] == []
    return own_lender


@pytest.fixture
def recording() -> Iterator[Service]:
    with recording_lender() as service:
        assert service.publish("behaviour", OPEN)["userErrors"] == []
        yield service


def passes(service: Service, token: str = PARTNER, **more: Any) -> Any:
    question = {"facts": FACTS, "products": ["pay-later"]} | more
    (decision,) = service.seen(HELPS, {"input": question}, token)["eligibility"]["decisions"]
    return decision["changesThatHelp"]["passesFrom"]


def schedule(service: Service, content: str, start: str, end: str | None = None) -> None:
    period = {"validFrom": f"{start}T00:00:00Z"} | ({"validUntil": f"{end}T00:00:00Z"} if end else {})
    assert service.publish("behaviour", content, change=period)["userErrors"] == []


def passing(day: str | None) -> Any:
    return {"outcome": "ALLOW", "validFrom": day and f"{day}T00:00:00Z", "proof": "PROVED"}


def test_a_version_that_is_scheduled_decides_from_its_start_to_its_end(service: Service) -> None:
    assert passes(service) == passing("2026-03-22")
    schedule(service, OPEN.replace("P30D", "P90D"), "2026-03-01", "2026-05-01")
    assert passes(service) == passing("2026-05-01")
    schedule(service, OPEN.replace("P30D", "P95D"), "2026-05-01")
    assert passes(service) == passing("2026-05-26")
    assert passes(service, validAt="2026-05-10T00:00:00Z") == passing("2026-05-26")


def test_a_looser_version_helps_from_its_start_and_is_told_whatever_it_publishes(service: Service) -> None:
    schedule(service, WAITING.replace("> 30", "> 60"), "2026-02-25")
    assert passes(service) == passing("2026-02-25")


def test_where_no_thresholds_are_published_time_is_told_no_more_than_before(service: Service) -> None:
    schedule(service, WAITING.replace("P30D", "P20D"), "2026-02-25")
    assert passes(service) == passing(None)
    assert passes(service, ADMINISTRATOR) == passing("2026-03-12")


def test_nothing_passes_once_the_rules_are_retired(service: Service) -> None:
    given = {"kind": "RULE_SET", "slug": "behaviour", "statement": CHANGE, "validFrom": "2026-03-15T00:00:00Z"}
    assert service.seen(RETIRE, {"input": given}, "chief")["retire"]["userErrors"] == []
    assert passes(service) is None


@pytest.mark.parametrize("published", ["true", "false"])
def test_dated_values_of_parameters_turn_answers(service: Service, published: str) -> None:
    dated = f"""{{parameter: most-days, category: RISK, name: {{en: Most days}}, timeZone: UTC, published: {published},
      values: {{2026-01-01: {{value: 30}}, 2026-02-24: {{value: 45}}}}}}"""
    made = service.seen(PARAMETER, {"input": {"slug": "most-days", "content": dated, "change": CHANGE}}, ADMINISTRATOR)
    assert made["createParameter"]["userErrors"] == []
    content = OPEN.replace('"> 30"', '"> param.most days"')
    assert service.publish("behaviour", content)["userErrors"] == []
    assert passes(service) == passing("2026-02-24" if published == "true" else None)
    assert passes(service, ADMINISTRATOR) == passing("2026-02-24")


@pytest.mark.parametrize("carried", [64, 1])
def test_of_a_recorded_decision_it_is_what_was_scheduled_then(
    recording: Service, monkeypatch: pytest.MonkeyPatch, carried: int
) -> None:
    monkeypatch.setattr("creditrules.rules.time.history.HEAD_WINDOW", carried)
    decide = "mutation($input: DecideInput!) { decide(input: $input) { decision { id } userErrors { code } } }"
    ids = []
    for key in ("before", "after"):
        given = {"facts": FACTS, "products": ["pay-later"], "subject": "s-2", "idempotencyKey": key}
        ids.append(recording.data(decide, {"input": given}, PARTNER)["decide"]["decision"]["id"])
        schedule(recording, OPEN.replace("P30D", "P60D"), "2026-03-01" if key == "before" else "2026-02-26")
    schedule(recording, OPEN.replace("P30D", "P70D"), "2026-06-01")
    told = [recording.seen(RECORDED, {"id": each}, PARTNER)["decision"]["changesThatHelp"] for each in ids]
    assert [each["passesFrom"] for each in told] == [passing("2026-03-22"), passing("2026-04-21")]


def test_how_many_dates_are_looked_at_is_bounded(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    schedule(service, OPEN.replace("P30D", "P90D"), "2026-03-01", "2026-05-01")
    monkeypatch.setattr("creditrules.desk.scheduled.MOST_SCHEDULED", 1)
    assert passes(service) is None
    monkeypatch.setitem(PRICES, Work.DATE_AHEAD, 10**9)
    question = {"facts": FACTS, "products": ["pay-later"]}
    assert service.error(HELPS, {"input": question})["extensions"]["code"] == "BUDGET_SPENT"
