"""A lender on a table that can be looked through, put back to what it was, and that fails on purpose."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any
from uuid import uuid4

from mypy_boto3_dynamodb import DynamoDBClient
from tests.api.conftest import Clock, Service
from tests.api.engines import UNHURRIED, engine_of
from tests.api.imaged import SERVED

from creditrules.api import Application
from creditrules.auth import LocalSigner, Principal, Role, make_key
from creditrules.desk import Catalogue, Recording
from creditrules.feed import Feeding
from creditrules.store import (
    DecisionsInTable,
    FeedInTable,
    PeopleInTable,
    RulesInTable,
    SqliteTable,
    Table,
    WebhookSecretsInTable,
)
from creditrules.store.aws import DynamoTable, create_table
from creditrules.store.local.keys import LocalKeys
from creditrules.store.port import Delete, Item, ItemKey, Put, Span, Unacknowledged

ALICE, BOB = (f"acme.{'+'.join(Role)}.{name}" for name in ("alice", "bob"))
MOVES_BY_ITSELF = ("#ACCOUNT", "#KEYUSE")
"""Partitions of what is spent by asking, and of when a key was used last."""
_SIGNING = make_key()

Items = dict[ItemKey, Item]


def who(token: str) -> Principal:
    """Of whose token it is: "tenant.roles.name"."""
    tenant, roles, name = token.split(".")
    return Principal(tenant, name, frozenset(map(Role, roles.split("+"))))


class Crash(BaseException):
    """The process is no more; not an error that anything could catch."""


@dataclass
class Watched:
    """A table that knows the keys of all its items, and ends the process after a transaction, if it is told to."""

    inner: Table
    keys: set[ItemKey] = field(default_factory=set)
    transactions: int = 0
    crash_after: int | None = None
    before: Callable[[], None] | None = None

    def read(self, keys: Iterable[ItemKey]) -> Items:
        return self.inner.read(keys)

    def walk(self, span: Span, page: int, *, descending: bool = False) -> Iterator[tuple[ItemKey, Item]]:
        return self.inner.walk(span, page, descending=descending)

    def write(self, items: Sequence[tuple[ItemKey, Item]]) -> None:
        self.keys |= {key for key, _ in items}
        self.inner.write(items)

    def transact(self, writes: Sequence[Put | Delete], *, erasing: bool = False) -> Unacknowledged | None:
        if self.before is not None:
            self.before()
        self.keys |= {write.key for write in writes}
        heard = self.inner.transact(writes, erasing=erasing)
        if heard is None and not self._is_noted(writes):
            self.transactions += 1
            if self.transactions == self.crash_after:
                raise Crash
        return heard

    def everything(self) -> Items:
        return self.inner.read(sorted(self.keys, key=lambda key: (key.partition, key.sort)))

    @staticmethod
    def _is_noted(writes: Sequence[Put | Delete]) -> bool:
        return all(write.key.partition.endswith(MOVES_BY_ITSELF) for write in writes)


@dataclass
class World:
    """One lender. `service` asks as a client does; `again` is another process over the same table."""

    table: Watched
    clock: Clock
    service: Service = field(init=False)
    feeding: Feeding = field(init=False)
    catalogue: Catalogue = field(init=False)

    def __post_init__(self) -> None:
        keys = LocalKeys(bytes(32))
        store = RulesInTable(self.table, clock=self.clock, cursor_secret=bytes(16), keys=keys)
        decisions = DecisionsInTable(self.table, clock=self.clock, keys=keys)
        recording = Recording(decisions, 30, LocalSigner(_SIGNING))
        secrets = WebhookSecretsInTable(self.table, keys)
        self.feeding = Feeding(
            FeedInTable(self.table, store.cursors), secrets, people=PeopleInTable(self.table, keys, store.cursors)
        )
        self.catalogue = Catalogue(store, feeding=lambda: self.feeding)
        application = Application(engine_of(SERVED), self.catalogue, who, recording=recording, budgets=UNHURRIED)
        self.service = Service(application, self.clock, store)

    def again(self) -> World:
        """The same lender, served by a process that has just begun."""
        self.table.crash_after, self.table.before = None, None
        return World(self.table, self.clock)

    def send(self, name: str, given: Mapping[str, Any], told: str, token: str = ALICE) -> dict[str, Any]:
        """A mutation, and the whole answer."""
        kind = name[0].upper() + name[1:]
        query = f"mutation($input: {kind}Input!) {{ {name}(input: $input) {{ {told} userErrors {{ code field }} }} }}"
        response = self.service.post({"query": query, "variables": {"input": dict(given)}}, token)
        answer: dict[str, Any] = json.loads(response.body)
        return answer

    def act(self, name: str, given: Mapping[str, Any], told: str, token: str = ALICE) -> Any:
        """A mutation that is not refused."""
        answer = self.send(name, given, told, token)
        assert "errors" not in answer, (name, answer)
        payload = answer["data"][name]
        assert payload["userErrors"] == [], (name, payload)
        return payload

    def ask(self, query: str) -> Any:
        return self.service.data(query, token=ALICE)

    def items(self) -> Items:
        """All that is stored but what moves by itself."""
        found = self.table.everything()
        return {key: item for key, item in found.items() if not key.partition.endswith(MOVES_BY_ITSELF)}

    def shape(self) -> Counter[str]:
        """How many items of each kind there are, whatever they are called."""
        return Counter(_kind_of(key) for key in self.items())


def _kind_of(key: ItemKey) -> str:
    partition = key.partition.split("#")
    named = partition[1] if partition[1] != "DOC" else "#".join(partition[1:4])
    sort = key.sort.split("#")[0]
    return f"{named} {sort if len(sort) == 1 and not sort.isdigit() else ''}"


Tables = Callable[[Clock], Table]


def on_sqlite(clock: Clock) -> Table:
    """An empty table in memory."""
    return SqliteTable.in_memory(clock=clock)


def on_dynamo(client: DynamoDBClient) -> Tables:
    """What makes empty tables there."""

    def make(_clock: Clock) -> Table:
        name = f"acts-{uuid4().hex}"
        create_table(client, name)
        return DynamoTable(client, name)

    return make


def world_of(make: Tables, items: Items, moment: datetime) -> World:
    """A lender that has these items; whatever is done to it is done to it alone."""
    clock = Clock(moment)
    table = make(clock)
    table.write([*items.items()])
    return World(Watched(table, set(items)), clock)


@cache
def founded() -> tuple[Items, datetime]:
    """The sample lender, as it was published through the API."""
    clock = Clock()
    world = World(Watched(SqliteTable.in_memory(clock=clock)), clock)
    world.service.found(ALICE)
    return world.table.everything(), clock.moment
