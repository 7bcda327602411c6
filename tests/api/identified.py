"""The demo lender with something of every type that has an id, and how each field of the root is asked for it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import patch

from tests.api.conftest import CHANGE, catalogue_on
from tests.api.engines import UNHURRIED, engine_of

from creditrules.api import GRAPHQL_SCHEMA, Application, Request
from creditrules.api.engine import faults
from creditrules.auth import Principal, Role
from creditrules.cli.demo.lender import SetClock, demo_lender, publish_recordings
from creditrules.cli.service.in_process import in_process
from creditrules.config import Limits
from creditrules.desk import Recording
from creditrules.store import DecisionsInTable, RulesInTable, open_data

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
THEN, LATER, BEFORE = "2024-03-01T00:00:00Z", "2026-01-20T00:00:00Z", "2026-05-31T00:00:00Z"
ROLES = {
    "partner": frozenset({Role.PARTNER}),
    "administrator": frozenset({Role.PARTNER, Role.ADMINISTRATOR, Role.CHIEF, Role.AUDITOR}),
}
WIDE = Limits(
    query_tokens=200_000, query_depth=40, query_fields=50_000, query_repeats=50_000, query_aliases=5_000,
    query_roots=200, query_cost=10**9, evaluation_steps=10**9, evaluation_milliseconds=10**6, evaluation_memory=10**10,
    partner_cost=10**9, partner_cost_per_second=10**9, partner_values=10**6, partner_pairs=10**6,
    partner_variations=10**6, partner_times=10**6,
)  # fmt: skip
FACTS = {"age": 26, "creditScore": 704, "cashOutSuspicion": 85, "monthlyIncome": "9000"}
TIMES: tuple[dict[str, str], ...] = (
    {},
    {"v": THEN},
    {"k": LATER},
    {"v": THEN, "k": LATER},
)
TIMED = "validAt: $v, knownAt: $k"
QUESTION = f"{{products: $products, facts: $facts, {TIMED}, locale: $l}}"
ROOTS = {
    "product": (f'slug: "huabei", {TIMED}', TIMES),
    "products": (TIMED, TIMES[:3]),
    "ruleSet": (f'slug: "cn-cost-ceiling", {TIMED}', TIMES),
    "ruleSets": (TIMED, TIMES[:2]),
    "parameter": (f'slug: "cost-ceiling", {TIMED}', TIMES),
    "parameters": (TIMED, TIMES[:2]),
    "experiment": (f'slug: "strict", {TIMED}', TIMES[:2]),
    "experiments": (TIMED, TIMES[:2]),
    "document": (f'kind: $kind, slug: "jiebei", {TIMED}', TIMES[:3]),
    "ruleChanges": (TIMED, TIMES),
    "openProposals": ("", TIMES[:1]),
    "decision": ("id: $decision", TIMES[:1]),
    "replay": ("input: {decision: $decision}", TIMES[:1]),
    "decisions": ("", TIMES[:1]),
    "batchJob": ("id: $job", TIMES[:1]),
    "whatChanged": (
        f"input: {{from: {{facts: $facts, validAt: $before}}, to: {{{TIMED}}}, products: $products, locale: $l}}",
        ({"l": "zh"},),
    ),
    "eligibility": (f"input: {QUESTION}", ({}, {"l": "zh"}, {"l": "ZH", "v": LATER})),
    "eligibilityBatch": (
        f'input: {{products: $products, subjects: [{{subject: "one", facts: $facts}}], {TIMED}, locale: $l}}',
        ({"l": "zh"},),
    ),
}
"""How each field of the root that leads to nodes is asked, and at which times."""
DEEP = {"product", "ruleSet", "parameter"}
"""From where two links are followed, not one."""
ELSEWHERE = {"node", "redress"}
"""Fields of the root that lead to nodes, and are asked by tests of their own."""
VARIABLES = {
    "v": "DateTime", "k": "DateTime", "l": "String", "then": "DateTime", "before": "DateTime",
    "products": "[String!]", "facts": "JSON!", "decision": "ID!", "job": "ID!", "kind": "DocumentKind!",
}  # fmt: skip


@dataclass
class Lender:
    application: Application
    clock: SetClock
    given: dict[str, Any] = field(default_factory=dict)

    def ask(self, query: str, variables: dict[str, Any] | None = None, who: str = "partner") -> dict[str, Any]:
        headers = {"authorization": f"Bearer {who}", "content-type": "application/json"}
        body = json.dumps({"query": query, "variables": variables or {}}).encode()
        answer: dict[str, Any] = json.loads(
            self.application.handle(Request("POST", "/graphql", headers, "", body)).body
        )
        assert answer.get("data") is not None, answer
        return answer

    def act(self, name: str, given: dict[str, Any], made: str, who: str = "administrator") -> Any:
        kind = name[0].upper() + name[1:]
        errors = "userErrors { message }"
        query = f"mutation($input: {kind}Input!) {{ {name}(input: $input) {{ {made} {errors} }} }}"
        payload = self.ask(query, {"input": given}, who)["data"][name]
        assert payload["userErrors"] == [], payload
        return payload


@contextmanager
def demo_of_ids() -> Iterator[Lender]:
    """The demo lender, with an experiment, proposals, a decision, a review and a batch job besides."""
    clock, demo = SetClock(), demo_lender()
    people = {name: Principal(demo.tenant, name, roles) for name, roles in ROLES.items()}
    people["stranger"] = Principal("other", "stranger", ROLES["administrator"])
    every_error_told = patch.multiple(faults, MOST_ERRORS=10**6, LARGEST_ERRORS=10**9)
    with every_error_told, open_data(None, clock=clock) as kept:
        store = RulesInTable(kept.table, clock=clock, cursor_secret=kept.cursor_secret, keys=kept.keys)
        recording = Recording(DecisionsInTable(kept.table, clock=clock, keys=kept.keys), 30)
        engine = engine_of(GRAPHQL_SCHEMA, WIDE, introspection=True, suggestions=True)
        catalogue = catalogue_on(kept.table, store)
        application = Application(engine, catalogue, people.__getitem__, recording=recording, budgets=UNHURRIED)
        publish_recordings(in_process(application, "administrator"), clock, (*demo.published, *demo.story))
        made = Lender(application, clock)
        _live(made)
        clock.moment = NOW
        yield made


def _live(made: Lender) -> None:
    """What came after the demo's story."""
    made.clock.moment = NOW - timedelta(days=2)
    experiment = (
        "{experiment: strict, name: {en: Stricter}, of: behaviour-risk, champion: 5, challenger: 4, mode: SHADOW}"
    )
    made.act("createExperiment", {"slug": "strict", "content": experiment, "change": CHANGE}, "version { id }")
    cap = "{parameter: cost-ceiling, category: REGULATION, name: {en: Ceiling}, unit: /1, value: 0.2}"
    later = CHANGE | {"validFrom": "2027-01-01T00:00:00Z"}
    drafted = {"slug": "cost-ceiling", "content": cap, "change": later}
    made.act("draftParameterVersion", drafted, "proposal { id }")
    product = (
        "{product: new-line, name: {en: New}, kind: LINE, segment: CONSUMER, currency: CNY, ruleSets: [behaviour-risk]}"
    )
    made.act("draftProductVersion", {"slug": "new-line", "content": product, "change": CHANGE}, "proposal { id }")
    asked = {"facts": FACTS, "products": ["huabei"], "subject": "lin", "idempotencyKey": "one", "locale": "zh"}
    decision = made.act("decide", asked, "decision { id }", "partner")["decision"]["id"]
    review = {"decision": decision, "comment": "Look again.", "idempotencyKey": "r"}
    made.act("requestReview", review, "review { id }", "partner")
    job = made.act("startBatchJob", {"products": ["huabei"], "idempotencyKey": "j"}, "job { id }", "partner")["job"][
        "id"
    ]
    made.given = {
        "then": THEN, "before": BEFORE, "products": ["huabei"], "facts": FACTS,
        "decision": decision, "job": job, "kind": "PRODUCT",
    }  # fmt: skip
