"""Webhooks over GraphQL, by the documents that are shipped: made, listed, paused, rotated, delivered again, deleted."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from tests.api.possible_acts import STRICTER, sent
from tests.api.worlds import ALICE, World, founded, on_sqlite, world_of

from creditrules.desk import Courier, Messages, Teller, WebhookChannel, WebhookReceivers
from creditrules.feed import DeliveryResult, Sent
from creditrules.rules import DocumentKey, DocumentKind

OPERATIONS = Path(__file__).parents[2] / "graphql" / "operations" / "admin"
RULES = DocumentKey(DocumentKind.RULE_SET, "behaviour")
ADDRESS = "https://hooks.example/in"


@pytest.fixture
def world() -> World:
    return world_of(on_sqlite, *founded())


def asked(world: World, document: str, **variables: Any) -> Any:
    """The one field of a shipped document."""
    query = (OPERATIONS / f"{document}.graphql").read_text("utf-8")
    [told] = world.service.data(query, variables, ALICE).values()
    return told


def act(world: World, document: str, **given: Any) -> Any:
    told = asked(world, document, input=given)
    assert told.pop("userErrors") == []
    return told


def tell(world: World, result: DeliveryResult = DeliveryResult.DELIVERED) -> list[tuple[str, Mapping[str, str]]]:
    """What is posted by one run of the feed."""
    posted: list[tuple[str, Mapping[str, str]]] = []

    def post(address: str, _: bytes, headers: Mapping[str, str]) -> Sent:
        posted.append((address, headers))
        return Sent(result, 204 if result is DeliveryResult.DELIVERED else 500)

    catalogue, store, clock = world.catalogue, world.feeding.store, world.catalogue.store.now
    channel, receivers = WebhookChannel(catalogue, post, clock), WebhookReceivers(catalogue)
    courier = Courier(store, receivers, channel, Messages(catalogue), clock=clock, chance=lambda: 0.5)
    while Teller(catalogue, store).tell("acme", RULES):
        pass
    while courier.hand_on("acme"):
        pass
    for lane in courier.due("acme"):
        courier.deliver("acme", lane)
    return posted


def test_a_webhook_s_whole_life(world: World) -> None:
    document = {"kind": "RULE_SET", "slug": "behaviour"}
    made = act(world, "create-webhook", address=ADDRESS, idempotencyKey="k", note="Shop", documents=[document])
    name = made["webhook"]["name"]
    assert made["secret"].startswith("whsec_")
    assert (made["webhook"]["documents"], made["webhook"]["kinds"]) == ([document], None)
    world.act("publishRuleVersion", sent("behaviour", STRICTER), "replayed")
    assert [address for address, _ in tell(world)] == [ADDRESS]
    [delivery] = asked(world, "deliveries", receiver=name)["nodes"]
    assert (delivery["state"], delivery["attempts"], delivery["notice"]) == ("DELIVERED", 1, "IN_FORCE")
    assert [(each["result"], each["status"]) for each in delivery["latestAttempts"]] == [("DELIVERED", 204)]
    assert (delivery["nextAttemptAt"], delivery["settledAt"] is None) == (None, False)

    which = {"receiver": name, "kind": "RULE_SET", "slug": "behaviour", "number": delivery["number"]}
    again = act(world, "deliver-again", **which)["delivery"]
    assert (again["state"], again["event"]) == ("PENDING", delivery["event"])
    [(_, headers)] = tell(world)
    assert headers["webhook-id"] == delivery["event"]

    act(world, "deliver-again", **which)
    tell(world, DeliveryResult.REFUSED)
    [listed] = asked(world, "webhooks")["nodes"]
    assert listed["failingSince"] is not None
    assert asked(world, "deliveries", state="DELIVERED")["nodes"] == []

    assert act(world, "pause-webhook", name=name)["webhook"]["state"] == "PAUSED"
    assert act(world, "resume-webhook", name=name)["webhook"]["state"] == "ACTIVE"
    rotated = act(world, "rotate-webhook-secret", name=name, idempotencyKey="r", overlapHours=1)
    assert rotated["secret"] not in {None, made["secret"]}
    assert act(world, "delete-webhook", name=name) == {"name": name, "replayed": False}
    assert asked(world, "webhooks")["totalCount"] == 0
    assert len(asked(world, "deliveries", slug="behaviour")["nodes"]) == 1, "what was delivered stays on record"


@pytest.mark.parametrize(
    ("document", "given", "code"),
    [
        ("create-webhook", {"address": "http://hooks.example/", "idempotencyKey": "k"}, "BAD_WEBHOOK"),
        ("create-webhook", {"address": ADDRESS, "idempotencyKey": ""}, "BAD_IDEMPOTENCY_KEY"),
        ("pause-webhook", {"name": "whk-none"}, "UNKNOWN_WEBHOOK"),
        ("rotate-webhook-secret", {"name": "whk-none", "idempotencyKey": "r"}, "UNKNOWN_WEBHOOK"),
        ("rotate-webhook-secret", {"name": "a", "idempotencyKey": "r", "overlapHours": 999}, "BAD_WEBHOOK"),
        ("rotate-webhook-secret", {"name": "a", "idempotencyKey": "r", "overlapHours": -(2**31)}, "BAD_WEBHOOK"),
        ("delete-webhook", {"name": "../.."}, "UNKNOWN_WEBHOOK"),
        ("deliver-again", {"receiver": "a b", "kind": "PRODUCT", "slug": "x", "number": 1}, "UNKNOWN_DELIVERY"),
        ("deliver-again", {"receiver": "a", "kind": "PRODUCT", "slug": "../x", "number": 1}, "UNKNOWN_DELIVERY"),
        ("deliver-again", {"receiver": "a", "kind": "PRODUCT", "slug": "x", "number": -5}, "UNKNOWN_DELIVERY"),
    ],
)
def test_careless_and_hostile_input_is_refused_by_name(
    world: World, document: str, given: dict[str, Any], code: str
) -> None:
    assert [error["code"] for error in asked(world, document, input=given)["userErrors"]] == [code]
    assert asked(world, "webhooks")["nodes"] == []
