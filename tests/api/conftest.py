"""A small lender on the embedded store, published and asked through the API itself."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from creditrules.api import GRAPHQL_SCHEMA, Application, Catalogue, DocumentLimits, Engine, Request, Response
from creditrules.auth import Principal, Role
from creditrules.errors import Kind, Refusal
from creditrules.store import DynamoStore, create_table, embedded_client

START = datetime(2026, 1, 1, tzinfo=UTC)

LINE_CAP = """
ruleSet: line-cap
category: REGULATION
name: {en: Cap on credit lines, zh: 授信额度上限}
facts:
  - {name: requestedAmount, type: number, unit: CNY, label: {en: Requested amount, zh: 申请金额}}
decisions:
  - name: Findings
    table:
      hitPolicy: FIRST
      inputs:
        - {expression: requestedAmount, type: number}
      outputs:
        - {name: intervention, type: string}
        - {name: reason, type: string}
        - {name: limit, type: number}
      rules:
        - {id: over, when: ["> 200000"], then: ['"LIMIT"', '"LINE_CAP"', "200000"]}
        - {id: within, when: ["<= 200000"], then: ['"ALLOW"', '"WITHIN_CAP"', "200000"]}
reasons:
  LINE_CAP:
    message: {en: Credit lines end at 200000 yuan., zh: 授信额度最高为20万元。}
    lift: {en: Ask for a lower amount., zh: 请降低申请金额。}
    basis: {citation: Notice 2020-07-17 article 6, link: "https://example.org/notice"}
  WITHIN_CAP:
    message: {en: The amount is within the cap., zh: 金额在上限之内。}
tests:
  - name: a large line is limited
    facts: {requestedAmount: 300000}
    expect: {outcome: LIMIT, reasons: [LINE_CAP], limit: 200000}
"""

BEHAVIOUR = """
ruleSet: behaviour
category: RISK
name: {en: Behaviour risk, zh: 行为风险}
facts:
  - {name: overdueDays, type: number, unit: days, label: {en: Days overdue, zh: 逾期天数}}
decisions:
  - name: Findings
    table:
      hitPolicy: FIRST
      inputs:
        - {expression: overdueDays, type: number}
        - {expression: product.kind, type: string}
      outputs:
        - {name: intervention, type: string}
        - {name: reason, type: string}
        - {name: until, type: date}
      rules:
        - {id: late-line, when: ["> 30", '"PAY_LATER_LINE"'], then: ['"PAUSE"', '"OVERDUE"', '@"2026-06-01"']}
        - {id: very-late, when: ["> 300", "-"], then: ['"DECLINE"', '"LONG_OVERDUE"', "null"]}
        - {id: nothing-against, when: ["<= 300", "-"], then: ['"ALLOW"', '"CLEAN"', "null"]}
reasons:
  OVERDUE:
    message: {en: A payment is overdue., zh: 有逾期还款。}
    lift: {en: Pay what is overdue., zh: 请还清逾期款项。}
  LONG_OVERDUE: {message: {en: A payment is long overdue., zh: 严重逾期。}}
  CLEAN: {message: {en: Nothing against the applicant., zh: 无不良记录。}}
"""

PAY_LATER = """
product: pay-later
name: {en: Pay later, zh: 花呗}
kind: PAY_LATER_LINE
segment: CONSUMER
currency: CNY
lenderType: MICRO_LENDER
features: [INSTALMENTS]
ruleSets: [line-cap, behaviour]
"""

CASH_LOAN = """
product: cash-loan
name: {en: Cash loan, zh: 借呗}
description: {en: Cash in minutes.}
kind: CASH_LOAN
segment: CONSUMER
scenario: ELECTRONICS
currency: CNY
ruleSets: [behaviour]
"""

CHANGE: dict[str, Any] = {
    "basis": {"category": "REGULATION", "citation": "Notice 2020-07-17", "link": "https://example.org/notice"},
    "comment": "Illustrative.",
    "notice": [{"language": "en", "text": "Rules changed."}, {"language": "zh", "text": "规则已更新。"}],
}

ADMINISTRATOR = "administrator"
PARTNER = "partner"
STRANGER = "administrator of another lender"

PRINCIPALS = {
    ADMINISTRATOR: Principal("acme", "alice", frozenset({Role.PARTNER, Role.ADMINISTRATOR})),
    PARTNER: Principal("acme", "shop", frozenset({Role.PARTNER})),
    STRANGER: Principal("zenith", "zoe", frozenset({Role.PARTNER, Role.ADMINISTRATOR})),
}


def authenticate(token: str) -> Principal:
    if token not in PRINCIPALS:
        raise Refusal(Kind.UNAUTHENTICATED, "UNAUTHENTICATED", "The token is not valid.")
    return PRINCIPALS[token]


@dataclass
class Clock:
    """Moves a second with every look, and wherever a test puts it."""

    moment: datetime = START

    def __call__(self) -> datetime:
        self.moment += timedelta(seconds=1)
        return self.moment


@dataclass
class Service:
    application: Application
    clock: Clock
    store: DynamoStore
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
        made = (
            "ruleSet { id slug category latestVersion }"
            if name == "createRuleSet"
            else f"""
            replayed version {{ id number digest recordedAt author
                statement {{ comment basis {{ citation }} impact {{ products factsAdded tables {{ decision changed }} }} }} }}
            activation {{ id kind validFrom validUntil recordedAt }}
            diagnostics {{ code message hint place line column severity excerpt }}"""
        )
        query = f"mutation($input: {kind}Input!) {{ {name}(input: $input) {{ {made} userErrors {{ field code message hint }} }} }}"
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


def build_service(*, introspection: bool = True, suggestions: bool = True) -> Iterator[Service]:
    clock = Clock()
    with embedded_client() as client:
        create_table(client, "rules")
        store = DynamoStore(client, "rules", clock=clock, cursor_secret=b"a secret of this test run")
        engine = Engine(GRAPHQL_SCHEMA, DocumentLimits(), introspection=introspection, suggestions=suggestions)
        yield Service(Application(engine, Catalogue(store), authenticate), clock, store)


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
    for service in build_service():
        service.found()
        yield service


@pytest.fixture
def own_lender() -> Iterator[Service]:
    """The sample lender, for tests that publish."""
    for service in build_service():
        service.found()
        yield service
