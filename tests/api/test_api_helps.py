"""What would help with a decision, as partners and the lender are told it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from tests.api.conftest import ADMINISTRATOR, BEHAVIOUR, PARTNER, Service, build_service

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
    for service in build_service(founded=True):
        assert service.publish("behaviour", f"{CHANGEABLE}publishThresholds: {published}\n")["userErrors"] == []
        yield service


def help_for(service: Service, days: int, token: str = PARTNER) -> Any:
    question = {"facts": {"overdueDays": days, "requestedAmount": 1}, "products": ["pay-later"]}
    (decision,) = service.data(HELPS, {"input": question}, token)["eligibility"]["decisions"]
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


def test_how_many_decisions_are_looked_into_is_bounded(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    question = {"facts": {"overdueDays": 40, "requestedAmount": 1}, "products": ["pay-later"]}
    monkeypatch.setattr("creditrules.desk.documents.MOST_HELPS", 0)
    assert service.error(HELPS, {"input": question})["extensions"]["code"] == "TOO_MANY_HELPS"
