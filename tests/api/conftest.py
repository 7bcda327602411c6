"""A small lender on a table in memory, published and asked through the API itself."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from tests.api.engines import UNHURRIED, engine_of

from creditrules.api import Application, Request, Response
from creditrules.auth import Principal, Role
from creditrules.config import Limits
from creditrules.desk import Catalogue, Recording, Throttle
from creditrules.errors import Kind, Refusal
from creditrules.store import AccountsInTable, DecisionsInTable, RulesInTable, SqliteTable, Table
from creditrules.store.aws import DynamoTable, create_table, embedded_client
from creditrules.store.local.keys import LocalKeys
from creditrules.store.port import Span

START = datetime(2026, 1, 1, tzinfo=UTC)
SECRET = b"a secret of this test run"

LENDER = Path(__file__).parent / "lender"
LINE_CAP, BEHAVIOUR, PAY_LATER, CASH_LOAN = (
    (LENDER / f"{name}.yaml").read_text("utf-8") for name in ("line-cap", "behaviour", "pay-later", "cash-loan")
)
CHANGE: dict[str, Any] = json.loads((LENDER / "change.json").read_text("utf-8"))

ADMINISTRATOR = "administrator"
PARTNER = "partner"
STRANGER = "administrator of another lender"

RULE_SET_MADE = "ruleSet { id slug category latestVersion }"
VERSION_MADE = """
    replayed
    version {
      id number digest recordedAt author
      statement { comment basis { citation } impact { products factsAdded tables { decision changed } } }
    }
    activation { id kind validFrom validUntil recordedAt }
    diagnostics { code message hint place line column severity excerpt expression
        edits { title start end replacement safe } }
"""

PRINCIPALS = {
    ADMINISTRATOR: Principal("acme", "alice", frozenset({Role.PARTNER, Role.ADMINISTRATOR, Role.CHIEF})),
    PARTNER: Principal("acme", "shop", frozenset({Role.PARTNER})),
    STRANGER: Principal("zenith", "zoe", frozenset({Role.PARTNER, Role.ADMINISTRATOR, Role.CHIEF})),
    "writer": Principal("acme", "writer", frozenset({Role.ADMINISTRATOR})),
    "approver": Principal("acme", "approver", frozenset({Role.APPROVER})),
    "the writer as approver": Principal("acme", "writer", frozenset({Role.APPROVER, Role.CHIEF})),
    "chief": Principal("acme", "chief", frozenset({Role.CHIEF})),
    "chooser": Principal("acme", "broker", frozenset({Role.PARTNER, Role.CHOOSER})),
    "auditor": Principal("acme", "auditor", frozenset({Role.AUDITOR})),
}


_GENEROUS = Limits(
    partner_cost=10**9,
    partner_cost_per_second=10**6,
    partner_values=10**6,
    partner_pairs=10**6,
    partner_variations=10**6,
)


def catalogue_on(table: Table, store: RulesInTable) -> Catalogue:
    """What all callers of a service share, as it is deployed: each is looked at, though nobody reaches a limit."""
    return Catalogue(store, throttle=Throttle(AccountsInTable(table), _GENEROUS))


def authenticate(token: str) -> Principal:
    if token not in PRINCIPALS:
        raise Refusal(Kind.UNAUTHENTICATED, "UNAUTHENTICATED", "The token is not valid.")
    return PRINCIPALS[token]


@dataclass
class Clock:
    """Moves a second with every look unless a test lets it stand, and wherever a test puts it."""

    moment: datetime = START
    step: timedelta = timedelta(seconds=1)

    def __call__(self) -> datetime:
        self.moment += self.step
        return self.moment


@dataclass
class Service:
    application: Application
    clock: Clock
    store: RulesInTable
    published: list[str] = field(default_factory=list)

    def send(self, request: Request) -> Response:
        return self.application.handle(request)

    def post(self, body: object, token: str | None = PARTNER, **headers: str) -> Response:
        sent = {"content-type": "application/json"} | {name.replace("_", "-"): value for name, value in headers.items()}
        if token:
            sent["authorization"] = f"Bearer {token}"
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.send(Request("POST", "/graphql", sent, "", content))

    def answer(
        self, query: str, variables: dict[str, Any] | None = None, token: str = PARTNER, **headers: str
    ) -> dict[str, Any]:
        response = self.post({"query": query, "variables": variables}, token, **headers)
        assert response.status == 200, response.body
        answer: dict[str, Any] = json.loads(response.body)
        return answer

    def data(
        self, query: str, variables: dict[str, Any] | None = None, token: str = PARTNER, **headers: str
    ) -> dict[str, Any]:
        answer = self.answer(query, variables, token, **headers)
        assert "errors" not in answer, answer["errors"]
        data: dict[str, Any] = answer["data"]
        return data

    def seen(self, query: str, variables: dict[str, Any] | None = None, token: str = PARTNER) -> dict[str, Any]:
        """The data, where the token may not see all that is asked for: that is null, and refused by its path."""
        answer = self.answer(query, variables, token)
        for error in answer.get("errors", ()):
            assert error["extensions"]["code"] == "FORBIDDEN", error
            place = answer["data"]
            for step in error["path"]:
                place = place[step]
            assert place is None
        data: dict[str, Any] = answer["data"]
        return data

    def error(self, query: str, variables: dict[str, Any] | None = None, token: str = PARTNER) -> dict[str, Any]:
        errors = self.answer(query, variables, token)["errors"]
        assert len(errors) == 1, errors
        first: dict[str, Any] = errors[0]
        return first

    def publish(self, slug: str, content: str, token: str = ADMINISTRATOR, **extra: Any) -> dict[str, Any]:
        change = CHANGE | extra.pop("change", {})
        return self.mutate("publishRuleVersion", {"slug": slug, "content": content, "change": change} | extra, token)

    def mutate(self, name: str, given: dict[str, Any], token: str = ADMINISTRATOR) -> dict[str, Any]:
        kind = name[0].upper() + name[1:]
        made = RULE_SET_MADE if name == "createRuleSet" else VERSION_MADE
        errors = "userErrors { field code message hint }"
        query = f"mutation($input: {kind}Input!) {{ {name}(input: $input) {{ {made} {errors} }} }}"
        payload: dict[str, Any] = self.data(query, {"input": given}, token)[name]
        return payload

    def found(self, token: str = ADMINISTRATOR) -> None:
        """Publish the sample lender for the token's tenant."""
        for slug, category, content in (("line-cap", "REGULATION", LINE_CAP), ("behaviour", "RISK", BEHAVIOUR)):
            name = [{"language": "en", "text": slug}]
            made = self.mutate("createRuleSet", {"slug": slug, "name": name, "category": category}, token)
            assert made["userErrors"] == []
            assert self.publish(slug, content, token)["userErrors"] == []
        for slug, content in (("pay-later", PAY_LATER), ("cash-loan", CASH_LOAN)):
            made = self.mutate("createProduct", {"slug": slug, "content": content, "change": CHANGE}, token)
            assert made["userErrors"] == [], made


def build_service(*, introspection: bool = True, suggestions: bool = True, founded: bool = False) -> Iterator[Service]:
    """founded: with the sample lender, copied from one that was published through the API."""
    clock, image = Clock(), b""
    if founded:
        clock.moment, image = _founded()
    with closing(table_in_memory(clock, image)) as table:
        yield service_on(table, clock, introspection=introspection, suggestions=suggestions)


def table_in_memory(clock: Clock, image: bytes = b"") -> SqliteTable:
    """Above the port all databases are alike, and tests/store tries each; this one is many times as quick as moto."""
    return SqliteTable.in_memory(image, clock=lambda: clock.moment)


def service_on(table: Table, clock: Clock, *, introspection: bool = True, suggestions: bool = True) -> Service:
    """What the table holds, asked through the API."""
    store = RulesInTable(table, clock=clock, cursor_secret=SECRET, keys=LocalKeys(bytes(32)))
    engine = engine_of(introspection=introspection, suggestions=suggestions)
    application = Application(engine, catalogue_on(table, store), authenticate, budgets=UNHURRIED)
    return Service(application, clock, store)


@cache
def _founded() -> tuple[datetime, bytes]:
    clock = Clock()
    with closing(table_in_memory(clock)) as table:
        service_on(table, clock).found()
        return clock.moment, table.image()


@contextmanager
def recording_lender(who: Callable[[str], Principal] = authenticate) -> Iterator[Service]:
    """The sample lender, its decisions recorded. who: whose a token is."""
    clock, keys = Clock(), LocalKeys(bytes(32))
    clock.moment, image = _founded()
    with closing(table_in_memory(clock, image)) as table:
        store = RulesInTable(table, clock=clock, cursor_secret=SECRET)
        recording = Recording(DecisionsInTable(table, clock=clock, keys=keys), 30)
        catalogue = catalogue_on(table, store)
        application = Application(engine_of(), catalogue, who, recording=recording, budgets=UNHURRIED)
        yield Service(application, clock, store)


@pytest.fixture
def service() -> Iterator[Service]:
    """No lender yet."""
    yield from build_service()


@pytest.fixture(scope="module")
def bare() -> Iterator[Service]:
    """A service without any documents, for tests that never write."""
    yield from build_service()


@pytest.fixture(scope="module")
def lender() -> Iterator[Service]:
    """The sample lender, for tests that only read."""
    yield from build_service(founded=True)


@pytest.fixture
def own_lender() -> Iterator[Service]:
    """The sample lender, for tests that publish."""
    yield from build_service(founded=True)


@pytest.fixture(scope="module")
def history() -> Iterator[Service]:
    """The sample lender after seven more versions of one rule set and a second one of a product; not written to."""
    moment, image = _with_history()
    clock = Clock(moment)
    with closing(table_in_memory(clock, image)) as table:
        yield service_on(table, clock)


@pytest.fixture(scope="module")
def history_on_dynamo() -> Iterator[Service]:
    """The same on DynamoDB."""
    moment, image = _with_history()
    with embedded_client() as client, closing(table_in_memory(Clock(), image)) as kept:
        create_table(client, "rules")
        table = DynamoTable(client, "rules")
        for partition in kept.partitions():
            table.write([*kept.walk(Span(partition, "", "\U0010ffff"), 100)])
        yield service_on(table, Clock(moment))


@cache
def _with_history() -> tuple[datetime, bytes]:
    clock = Clock()
    clock.moment, image = _founded()
    with closing(table_in_memory(clock, image)) as table:
        service = service_on(table, clock)
        for limit in range(40, 47):
            assert service.publish("behaviour", BEHAVIOUR.replace('"> 30"', f'"> {limit}"'))["userErrors"] == []
        content = CASH_LOAN.replace("[behaviour]", "[line-cap]")
        given = {"slug": "cash-loan", "content": content, "change": CHANGE}
        assert service.mutate("publishProductVersion", given)["userErrors"] == []
        return clock.moment, table.image()
