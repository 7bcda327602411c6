"""Every mutation, sent twice: with its key, with its key and something else, without one, twice at once, after a crash.

Generated over the schema: a mutation for which nobody has said how its act becomes possible fails.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import takewhile
from operator import itemgetter
from pathlib import Path
from threading import Barrier, BrokenBarrierError
from typing import Any

import pytest
from graphql import GraphQLInputObjectType, get_named_type, is_required_input_field
from mypy_boto3_dynamodb import DynamoDBClient
from tests.api.possible_publications import MAKERS, Possible
from tests.api.test_api_isolation import root, selection
from tests.api.worlds import Crash, Items, Tables, World, founded, on_dynamo, on_sqlite, world_of

from creditrules.store.aws import embedded_client

PAGE = (Path(__file__).parents[2] / "docs" / "graphql.md").read_text("utf-8")
_, _TABLE = PAGE.split("| Mutation | The same again, without a key |\n|---|---|\n")
TABLE = {
    name: row.split("|")[2].strip()
    for row in takewhile(lambda row: row.startswith("|"), _TABLE.splitlines())
    for name in re.findall("`([a-z][A-Za-z]+)`", row.split("|")[1])
}
"""By the mutation's name, what docs/graphql.md says of it."""
MUTATIONS = [*root("Mutation").fields]
KEY = "the act"
FIRST_ONLY = {"createApiKey": ("secret",), "createWebhook": ("secret",), "rotateWebhookSecret": ("secret",)}
"""What is told in the first answer alone."""
RECOGNISED: dict[str, Callable[[dict[str, Any]], object]] = {
    "eraseSubject": itemgetter("alreadyErased"),
    "indexDecisions": lambda payload: payload["indexed"] == 0,
    "registerDocuments": lambda payload: {"ALREADY_REGISTERED"} == {it["registration"] for it in payload["documents"]},
}
"""How it is told that nothing was left to do, where not by `replayed`."""
NO_FACTS = {"CONTENT", "PEOPLE", "CHAIN", "WEBHOOK"}
"""Contents, rows and secrets, written before the transaction that refers to them; ends of chains, of which a draw takes
one."""


@pytest.fixture(scope="module")
def client() -> Iterator[DynamoDBClient]:
    with embedded_client() as connected:
        yield connected


@dataclass
class Act:
    """An act that is possible in any number of equal worlds."""

    name: str
    possible: Possible
    begin: Callable[[], World]

    def send(self, world: World, key: str | None = KEY, **otherwise: Any) -> dict[str, Any]:
        """The payload; of an error in its place the code, as a user error has it."""
        given = dict(self.possible.given) | otherwise | ({} if key is None else {"idempotencyKey": key})
        answer = world.send(self.name, given, told_of(self.name), self.possible.token)
        payload: dict[str, Any] | None = (answer.get("data") or {}).get(self.name)
        if payload is None:
            return {"userErrors": [{"code": error["extensions"]["code"]} for error in answer["errors"]]}
        assert "errors" not in answer, answer["errors"]
        return payload


def told_of(name: str) -> str:
    """All of a payload that costs little, but whether it is a replay."""
    payload = get_named_type(root("Mutation").fields[name].type)
    return selection(payload, 1)[1:-1].replace("userErrors { __typename code field hint message }", "")


def first_of(name: str, payload: dict[str, Any]) -> dict[str, Any]:
    """What two answers to one act have in common."""
    apart = {"replayed", "userErrors", *FIRST_ONLY.get(name, ())}
    return {field: _timeless(told) for field, told in payload.items() if field not in apart}


def _timeless(told: Any) -> Any:
    """Without the moment of asking, which a document tells of as it is now."""
    if isinstance(told, dict):
        return {field: _timeless(each) for field, each in told.items() if field not in {"knownAt", "validAt"}}
    return [_timeless(each) for each in told] if isinstance(told, list) else told


def codes(payload: dict[str, Any]) -> list[str]:
    return [error["code"] for error in payload["userErrors"]]


def test_for_every_mutation_it_is_said_how_its_act_becomes_possible() -> None:
    assert MAKERS.keys() == set(MUTATIONS)


def test_for_every_mutation_the_page_says_what_a_retry_without_a_key_comes_to() -> None:
    assert TABLE.keys() == set(MUTATIONS)


def test_every_mutation_takes_a_key() -> None:
    for name in MUTATIONS:
        given = get_named_type(root("Mutation").fields[name].args["input"].type)
        assert isinstance(given, GraphQLInputObjectType)
        assert "idempotencyKey" in given.fields, name
        assert "replayed" in get_named_type(root("Mutation").fields[name].type).fields, name


ON_BOTH = pytest.mark.parametrize(
    "act", [(name, on) for name in MUTATIONS for on in ("sqlite", "moto")], indirect=True, ids="-".join, scope="module"
)
ON_SQLITE = pytest.mark.parametrize(
    "act", [(name, "sqlite") for name in MUTATIONS], indirect=True, ids="-".join, scope="module"
)
"""Above the port all databases are alike, and tests/store tries races and crashes on each."""


@pytest.fixture(scope="module")
def act(request: pytest.FixtureRequest, client: DynamoDBClient) -> Act:
    name, on = request.param
    make: Tables = on_sqlite if on == "sqlite" else on_dynamo(client)
    possible, items, moment = made_possible(name)
    return Act(name, possible, lambda: world_of(make, items, moment))


@cache
def made_possible(name: str) -> tuple[Possible, Items, datetime]:
    """What is stored where an act is possible: the same on all databases."""
    world = world_of(on_sqlite, *founded())
    possible = MAKERS[name](world)
    return possible, world.table.everything(), world.clock.moment


@ON_BOTH
def test_with_its_key_it_is_done_once_and_answered_alike(act: Act) -> None:
    world = act.begin()
    first = act.send(world)
    assert codes(first) == []
    assert not first["replayed"]
    done = world.items()
    again = act.send(world.again())
    assert codes(again) == []
    assert again["replayed"]
    assert first_of(act.name, again) == first_of(act.name, first)
    assert world.items() == done
    assert all(again[field] is None for field in FIRST_ONLY.get(act.name, ()))


@ON_BOTH
def test_something_else_under_the_same_key_is_refused(act: Act) -> None:
    world = act.begin()
    assert codes(act.send(world)) == []
    done = world.items()
    assert codes(act.send(world.again(), **act.possible.otherwise)) == ["KEY_REUSED"]
    assert world.items() == done


@ON_SQLITE
def test_without_a_key_it_is_recognised_or_refused(act: Act) -> None:
    given = get_named_type(root("Mutation").fields[act.name].args["input"].type)
    if is_required_input_field(given.fields["idempotencyKey"]):
        assert TABLE[act.name] == "the key is required"
        assert act.send(act.begin(), None)["userErrors"], "it says that a key is missing"
        return
    world = act.begin()
    assert codes(act.send(world, None)) == []
    done = world.items()
    again = act.send(world.again(), None)
    assert world.items() == done
    said = TABLE[act.name]
    if said.startswith("refused"):
        assert codes(again) == re.findall("`([A-Z_]+)`", said)
    else:
        assert said.startswith("recognised")
        assert codes(again) == []
        assert RECOGNISED.get(act.name, itemgetter("replayed"))(again)


@ON_SQLITE
def test_sent_twice_at_once_it_is_done_once(act: Act) -> None:
    alone = act.begin()
    act.send(alone)
    world, meet = act.begin(), Barrier(2)

    def wait() -> None:
        try:
            meet.wait(0.2)
        except BrokenBarrierError:
            return

    world.table.before = wait
    with ThreadPoolExecutor(2) as pool:
        both = [*pool.map(lambda _: act.send(world), range(2))]
    won = [first_of(act.name, each) for each in both if not codes(each)]
    assert won
    assert won[0] == won[-1]
    assert {code for each in both for code in codes(each)} <= {"CHANGED_MEANWHILE", "SLUG_TAKEN", "OUTCOME_UNKNOWN"}
    assert first_of(act.name, act.send(world.again())) == won[0]
    assert doubled(world, alone) == {}


@ON_SQLITE
def test_after_a_crash_before_the_answer_it_is_done_once(act: Act) -> None:
    alone = act.begin()
    act.send(alone)
    for transaction in range(1, alone.table.transactions + 1):
        world = act.begin()
        world.table.crash_after = transaction
        with pytest.raises(Crash):
            act.send(world)
        retried = act.send(world.again())
        assert codes(retried) == []
        assert first_of(act.name, act.send(world.again())) == first_of(act.name, retried)
        assert doubled(world, alone) == {}
        if transaction == alone.table.transactions:
            assert retried["replayed"]


def doubled(world: World, alone: World) -> Counter[str]:
    """Of which kinds there are more items than one act alone leaves, but for contents that nothing refers to."""
    found = world.shape() - alone.shape()
    return Counter({kind: count for kind, count in found.items() if kind.strip() not in NO_FACTS})
