"""What facts declare beside their types, as lenders and as partners see it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.api.conftest import ADMINISTRATOR, PARTNER, Service, build_service

LINE_CAP = (Path(__file__).parent / "lender" / "line-cap.yaml").read_text("utf-8")
DECLARED = LINE_CAP.replace(
    "unit: CNY,",
    "unit: CNY, better: lower, askCost: 2.5, changeable: {direction: down, step: 1000, min: 10000, cost: 0.5},",
).replace("facts:\n", "facts:\n  - {name: sex, type: string, protected: true}\n")
ASKED = """{
  ruleSet(slug: "line-cap") { versionInForce { facts {
    name better protected askCost changeable { direction step minimum maximum cost }
  } } }
  facts { nodes { name better protected } }
}"""


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    for service in build_service(founded=True):
        assert service.publish("line-cap", DECLARED)["userErrors"] == []
        yield service


def seen(service: Service, token: str) -> dict[str, dict[str, object]]:
    facts = service.seen(ASKED, token=token)["ruleSet"]["versionInForce"]["facts"]
    return {fact.pop("name"): fact for fact in facts}


def test_the_lender_sees_all_that_is_declared(service: Service) -> None:
    found = seen(service, ADMINISTRATOR)
    change = {"direction": "DOWN", "step": "1000", "minimum": "10000", "maximum": None, "cost": "0.5"}
    assert found["requestedAmount"] == {
        "better": "LOWER", "protected": False, "askCost": "2.5", "changeable": change
    }  # fmt: skip
    assert found["sex"] == {"better": None, "protected": True, "askCost": "1", "changeable": None}


def test_partners_see_which_way_and_nothing_of_how_far(service: Service) -> None:
    found = seen(service, PARTNER)
    change = {"direction": "DOWN", "step": None, "minimum": None, "maximum": None, "cost": None}
    assert found["requestedAmount"] == {
        "better": "LOWER", "protected": False, "askCost": None, "changeable": change
    }  # fmt: skip


def test_the_dictionary_tells_what_is_better_and_what_is_protected(service: Service) -> None:
    nodes = {fact["name"]: fact for fact in service.seen(ASKED, token=PARTNER)["facts"]["nodes"]}
    assert (nodes["requestedAmount"]["better"], nodes["requestedAmount"]["protected"]) == ("LOWER", False)
    assert (nodes["sex"]["better"], nodes["sex"]["protected"]) == (None, True)
