"""What a retry is answered where the world has moved since, and whose a key is."""

from __future__ import annotations

from typing import Any

import pytest
from tests.api.conftest import CASH_LOAN, CHANGE
from tests.api.possible_acts import FACTS, PEOPLE, STRICTER, WHY
from tests.api.possible_publications import MAKERS
from tests.api.worlds import ALICE, BOB, World, founded, on_sqlite, world_of

KEY = {"idempotencyKey": "the act"}


@pytest.fixture
def world() -> World:
    return world_of(on_sqlite, *founded())


def codes(payload: dict[str, Any]) -> list[str]:
    return [error["code"] for error in payload["userErrors"]]


def send(world: World, name: str, given: dict[str, Any], told: str = "replayed", token: str = ALICE) -> dict[str, Any]:
    payload: dict[str, Any] = world.send(name, given, told, token)["data"][name]
    return payload


def test_what_was_published_is_answered_though_approvals_are_asked_for_by_now(world: World) -> None:
    other = {"slug": "other", "content": CASH_LOAN.replace("product: cash-loan", "product: other"), "change": CHANGE}
    acts: dict[str, dict[str, Any]] = {
        "publishRuleVersion": {"slug": "behaviour", "content": STRICTER, "change": CHANGE},
        "createProduct": other,
        "rollBack": {"kind": "RULE_SET", "slug": "behaviour", "version": 1, "statement": WHY},
    }
    for name, given in acts.items():
        assert codes(send(world, name, given | {"idempotencyKey": name})) == []
    scopes = ("RISK_RULES", "PRODUCTS", "ROLLBACKS")
    rules = [{"scope": scope, "required": 1, "roles": ["APPROVER"]} for scope in scopes]
    world.act("setApprovalPolicy", {"rules": rules, "statement": WHY}, "version")
    for name, given in acts.items():
        assert codes(send(world, name, given)) in (["APPROVAL_REQUIRED"], ["SLUG_TAKEN"])
        assert send(world, name, given | {"idempotencyKey": name}) == {"replayed": True, "userErrors": []}
        assert codes(send(world, name, given | {"idempotencyKey": f"{name} again"})) == ["APPROVAL_REQUIRED"]


@pytest.mark.parametrize("name", ["draftRuleVersion", "publishRuleVersion", "registerPopulation", "createRuleSet"])
def test_the_key_of_another_author_is_as_good_as_new(world: World, name: str) -> None:
    possible = MAKERS[name](world)
    given = dict(possible.given) | KEY
    assert codes(send(world, name, given)) == []
    others = dict(given) | dict(possible.otherwise)
    assert codes(send(world, name, others, token=BOB)) == []
    assert codes(send(world, name, others)) == ["KEY_REUSED"]


def test_one_key_may_serve_two_operations(world: World) -> None:
    for name in ("ours", "other"):
        assert codes(send(world, "registerContract", FACTS | {"name": name})) == []
    assert codes(send(world, "removeContract", {"name": "ours"} | KEY)) == []
    assert codes(send(world, "registerContract", FACTS | {"name": "ours"} | KEY)) == []
    assert send(world, "removeContract", {"name": "ours"} | KEY) == {"replayed": True, "userErrors": []}
    assert send(world, "registerContract", FACTS | {"name": "ours"} | KEY)["replayed"]


@pytest.mark.parametrize(
    ("register", "remove", "given"),
    [
        ("registerContract", "removeContract", FACTS),
        ("registerPopulation", "removePopulation", {"product": "pay-later", "content": PEOPLE}),
    ],
)
def test_what_was_removed_since_is_not_brought_back(
    world: World, register: str, remove: str, given: dict[str, Any]
) -> None:
    sent = given | {"name": "ours"} | KEY
    assert codes(send(world, register, sent)) == []
    assert codes(send(world, remove, {"name": "ours"})) == []
    assert codes(send(world, register, sent)) == ["KEY_SPENT"]
    assert codes(send(world, remove, {"name": "ours"})) == [f"UNKNOWN_{register.removeprefix('register').upper()}"]


def test_inputs_of_one_meaning_are_the_same(world: World) -> None:
    given = {"slug": "behaviour", "content": STRICTER, "change": CHANGE | {"validFrom": "2027-01-01T00:00:00Z"}}
    spelt = given | {
        "basedOn": None,
        "change": CHANGE | {"validFrom": "2027-01-01T01:00:00+01:00", "correction": False},
    }
    assert codes(send(world, "publishRuleVersion", given | KEY)) == []
    assert send(world, "publishRuleVersion", spelt | KEY) == {"replayed": True, "userErrors": []}


def test_after_a_refusal_the_key_is_free(world: World) -> None:
    given = {"slug": "behaviour", "content": "ruleSet: behaviour", "change": CHANGE} | KEY
    assert codes(send(world, "publishRuleVersion", given)) == ["CONTENT_REFUSED"]
    assert send(world, "publishRuleVersion", given | {"content": STRICTER}) == {"replayed": False, "userErrors": []}


def test_a_draft_that_was_withdrawn_may_be_drafted_again_and_what_is_said_later_is_said_again(world: World) -> None:
    given = {"slug": "behaviour", "content": STRICTER, "change": CHANGE}
    first = world.act("draftRuleVersion", given, "proposal { id }")["proposal"]["id"]
    said = {"proposal": first, "comment": "Why?"}
    assert not world.act("commentOnProposal", said, "replayed")["replayed"]
    assert world.act("commentOnProposal", said, "replayed")["replayed"]
    world.clock.moment = world.clock.moment.replace(day=28)
    assert not world.act("commentOnProposal", said, "replayed")["replayed"]
    world.act("withdrawProposal", {"proposal": first}, "replayed")
    assert world.act("draftRuleVersion", given, "proposal { id }")["proposal"]["id"] != first


def test_the_secret_of_an_api_key_is_told_once(world: World) -> None:
    given = {"partner": "shop", "expiresAt": "2026-06-01T00:00:00Z"} | KEY
    first = send(world, "createApiKey", given, "secret apiKey { name }")
    again = send(world.again(), "createApiKey", given, "secret apiKey { name }")
    assert first["secret"].startswith("crk_")
    assert (again["secret"], again["apiKey"]) == (None, first["apiKey"])
    stored = str(world.items())
    assert first["secret"].rsplit("_", 1)[-1] not in stored
