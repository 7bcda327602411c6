"""A lender with something in every listing of the schema: how each is reached, and what puts more into it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from itertools import count
from typing import Any
from unittest.mock import patch

from tests.api.conftest import BEHAVIOUR, CASH_LOAN, CHANGE, LINE_CAP, PAY_LATER, Clock, Service
from tests.api.engines import UNHURRIED, engine_of
from tests.api.identified import WIDE

from creditrules.api import GRAPHQL_SCHEMA, Application
from creditrules.api.engine import faults
from creditrules.auth import LocalSigner, Principal, Role
from creditrules.desk import Catalogue, Recording, Teller, Throttle, feeding_of, people_of, rule_set_key
from creditrules.feed import AdviceDelivery, Feeding, new_delivery, notice_id
from creditrules.rules.life import AdviceCause
from creditrules.store import (
    AccountsInTable,
    DecisionsInTable,
    FeedInTable,
    PeopleInTable,
    RulesInTable,
    WebhookSecretsInTable,
    open_data,
)

LENDERS = ("acme", "zenith")
RATE = """
parameter: rate
category: REGULATION
name: {en: Rate}
unit: /1
values:
  2025-12-01: {value: 0.031}
  2026-03-01: {value: 0.032}
  2026-06-01: {value: 0.03}
  2026-09-01: {value: 0.04}
"""
GAPPED = BEHAVIOUR.replace('["<= 300", "-"]', '["< 300", "-"]').replace('["> 300", "-"]', '["> 400", "-"]')
RENAMED = BEHAVIOUR.replace("en: A payment is", "en: One payment is").replace("Nothing against", "Nothing at all")
FACTS = {"overdueDays": 40, "requestedAmount": 100_000}


@dataclass
class World:
    """One lender of the service, on whose behalf everything is done that may be."""

    service: Service
    lender: str
    numbers: Iterator[int]
    begun_anew: Callable[[], Service]
    clashing: str = ""
    correction: str = ""
    next_fact: str = ""
    name: str = "shop"

    @property
    def token(self) -> str:
        """Of one who may do everything."""
        return f"{self.lender}.{self.name}"

    def tried(self, query: str, variables: dict[str, Any] | None = None) -> dict[str, Any]:
        """What is answered, be it refused."""
        response = self.service.post({"query": query, "variables": variables or {}}, self.token)
        answer: dict[str, Any] = json.loads(response.body)
        return answer

    def ask(self, query: str, variables: dict[str, Any] | None = None) -> dict[str, Any]:
        answer = self.tried(query, variables)
        assert answer.get("data") is not None, answer
        return answer

    def act(self, name: str, given: dict[str, Any], told: str = "") -> Any:
        kind = name[0].upper() + name[1:]
        query = f"mutation($i: {kind}Input!) {{ {name}(input: $i) {{ {told} userErrors {{ code message field }} }} }}"
        payload = self.ask(query, {"i": given})["data"][name]
        assert payload["userErrors"] == [], (name, payload)
        return payload

    def around(self) -> tuple[str, str]:
        """Two new names, one before those that are there and one behind them."""
        number = next(self.numbers)
        return f"a-{number:03}", f"z-{number:03}"

    def publish(self, slug: str, content: str, **change: Any) -> Any:
        given = {"slug": slug, "content": content, "change": CHANGE | change}
        return self.act("publishRuleVersion", given, "activation { id }")["activation"]["id"]

    def rule_set(self, slug: str, content: str = BEHAVIOUR) -> None:
        name = [{"language": "en", "text": slug}]
        self.act(
            "createRuleSet",
            {"slug": slug, "name": name, "category": "REGULATION" if "category: REG" in content else "RISK"},
        )
        self.publish(slug, content.replace("ruleSet: behaviour", f"ruleSet: {slug}"))


def another_version(world: World) -> None:
    world.publish("behaviour", BEHAVIOUR.replace('"> 30"', f'"> {next(world.numbers)}"'))


def another_product_version(world: World) -> None:
    content = CASH_LOAN.replace("{en: ", f"{{en: {next(world.numbers)} ", 1)
    world.act("publishProductVersion", {"slug": "cash-loan", "content": content, "change": CHANGE})


def another_value(world: World) -> None:
    content = RATE.replace("0.04", f"0.{next(world.numbers):04}1")
    world.act("publishParameterVersion", {"slug": "rate", "content": content, "change": CHANGE})


def experiment(slug: str, of: str, number: int) -> dict[str, Any]:
    head = f"experiment: {slug}, name: {{en: No {number}}}, of: {of}, champion: 1, challenger: 2, mode: SHADOW"
    return {"slug": slug, "content": f"{{{head}}}", "change": CHANGE}


def another_experiment_version(world: World) -> None:
    world.act("publishExperimentVersion", experiment("tried", "tried-rules", next(world.numbers)))


def more_rule_sets(world: World) -> None:
    for slug in world.around():
        world.rule_set(slug)


def more_products(world: World) -> None:
    for slug in world.around():
        content = PAY_LATER.replace("pay-later", slug)
        world.act("createProduct", {"slug": slug, "content": content, "change": CHANGE})


def more_parameters(world: World) -> None:
    for slug in world.around():
        content = RATE.replace("parameter: rate", f"parameter: {slug}")
        world.act("createParameter", {"slug": slug, "content": content, "change": CHANGE})


def more_experiments(world: World) -> None:
    for slug in world.around():
        tried(world, slug)


def tried(world: World, slug: str) -> None:
    """An experiment on rules of its own: no two try one rule set."""
    rules = f"{slug}-rules"
    world.rule_set(rules)
    world.publish(rules, GAPPED.replace("ruleSet: behaviour", f"ruleSet: {rules}"), validFrom="2030-01-01T00:00:00Z")
    world.act("createExperiment", experiment(slug, rules, next(world.numbers)))


def more_facts(world: World) -> None:
    for slug in world.around():
        fact = f"{slug[0]}月{slug[2:]}"
        world.rule_set(slug, BEHAVIOUR.replace("overdueDays", fact))


def draft(kind: str) -> Callable[[World], None]:
    def act(world: World) -> None:
        number = next(world.numbers)
        content = {
            "Rule": ("behaviour", BEHAVIOUR.replace('"> 30"', f'"> {number}"')),
            "Product": ("cash-loan", CASH_LOAN.replace("{en: ", f"{{en: {number} ", 1)),
            "Parameter": ("rate", RATE.replace("0.04", f"0.{number:04}2")),
            "Experiment": ("tried", experiment("tried", "tried-rules", number)["content"]),
        }[kind]
        slug, text = content
        world.act(f"draft{kind}Version", {"slug": slug, "content": text, "change": CHANGE})

    return act


def more_drafts(world: World) -> None:
    for kind in ("Rule", "Product", "Parameter", "Experiment"):
        draft(kind)(world)


def another_comment(world: World) -> None:
    proposal = world.ask('{ ruleSet(slug: "line-cap") { proposals(last: 1) { nodes { id } } } }')["data"]["ruleSet"][
        "proposals"
    ]["nodes"][0]["id"]
    world.act("commentOnProposal", {"proposal": proposal, "comment": f"No {next(world.numbers)}"})


def more_contracts(world: World) -> None:
    for name in world.around():
        world.act("registerContract", {"name": name, "products": ["pay-later"], "facts": FACTS})


def more_populations(world: World) -> None:
    for name in world.around():
        rows = "requestedAmount,overdueDays\n1000,5\n"
        world.act("registerPopulation", {"name": name, "product": "pay-later", "content": rows})


def more_keys(world: World) -> None:
    for partner in world.around():
        until = (world.service.clock.moment.replace(month=6)).isoformat()
        given = {"partner": partner, "expiresAt": until, "idempotencyKey": f"key of {partner}"}
        world.act("createApiKey", given)


def more_callers(world: World) -> None:
    """Accounts are told now and then, with a later request of the same caller."""
    names = world.around()
    for _ in range(2):
        for name in names:
            world.service.data("{ products(first: 1) { totalCount } }", token=f"{world.lender}.{name}~")
        world.service.clock.moment += timedelta(minutes=6)


def more_refused(world: World) -> None:
    for name in world.around():
        world.service.post({"documentId": f"sha256:{0:064}"}, f"{world.lender}.{name}~")


def more_documents(world: World) -> None:
    texts = [f"query {name.replace('-', '_')} {{ __typename }}" for name in world.around()]
    world.act("registerDocuments", {"documents": texts})


def more_webhooks(world: World) -> None:
    for name in world.around():
        world.act("createWebhook", {"address": f"https://{name}.example/", "idempotencyKey": f"webhook {name}"})


def _data_key(world: World) -> str:
    """Of the subject of some decision."""
    recording = world.service.application.recording
    assert recording is not None
    records = recording.records
    chain = next(chain for chain, end in records.chain_ends(world.lender).items() if end.number)
    texts = [json.loads(link.text) for link in records.chain_page(world.lender, chain, 100, 0)]
    return str(next(text["dataKey"] for text in texts if text["act"] == "DECIDE"))


def more_advice(world: World) -> None:
    """As whoever advises people makes it, of a subject that has an address."""
    catalogue, lender = world.service.application.catalogue, world.lender
    people, now = people_of(catalogue), world.service.clock()
    data_key = _data_key(world)
    for name in world.around():
        decision = sha256(name.encode()).hexdigest()
        about = (f"adv_{decision[:40]}", decision, "pay-later", AdviceCause.SEVERER, data_key, now, now, now)
        people.begin(lender, AdviceDelivery(*about))


def more_deliveries(world: World) -> None:
    """As whoever runs the feed makes them, of the first change of one document, to receivers that are new."""
    catalogue, lender = world.service.application.catalogue, world.lender
    store, key = feeding_of(catalogue).store, rule_set_key("behaviour")
    while Teller(catalogue, store).tell(lender, key):
        pass
    told = store.notice(lender, key, 1)
    assert told is not None
    event = notice_id(lender, told.notice)
    store.hand_on(lender, told, [new_delivery(name, told.notice, event, told.told_at) for name in world.around()])


def another_decision(world: World) -> None:
    name = f"decision {next(world.numbers)}"
    world.act("decide", {"facts": FACTS, "products": ["pay-later"], "subject": name, "idempotencyKey": name})


def more_decisions(world: World) -> None:
    """As many as make the chain that is looked at longer with all but certainty."""
    for _ in range(60):
        another_decision(world)


def more_chains(world: World) -> None:
    more_rule_sets(world)
    more_products(world)


def who(token: str) -> Principal:
    """Of whose token it is, "lender.name": all that is done is allowed. A name with a ~ is no ASCII."""
    tenant, name = token.split(".")
    return Principal(tenant, name.replace("~", "é"), frozenset(Role))


@contextmanager
def two_lenders() -> Iterator[tuple[World, World]]:
    """Two with the same in everything, on one table."""
    clock = Clock()
    every_error_told = patch.multiple(faults, MOST_ERRORS=10**6, LARGEST_ERRORS=10**9)
    with every_error_told, open_data(None, clock=clock) as kept:
        engine = engine_of(GRAPHQL_SCHEMA, WIDE, introspection=True, suggestions=True)

        def begun() -> Service:
            store = RulesInTable(kept.table, clock=clock, cursor_secret=kept.cursor_secret, keys=kept.keys)
            decisions = DecisionsInTable(kept.table, clock=clock, keys=kept.keys)
            recording = Recording(decisions, 30, LocalSigner(kept.evidence_key))
            feeding = Feeding(
                FeedInTable(kept.table, store.cursors),
                WebhookSecretsInTable(kept.table, kept.keys),
                people=PeopleInTable(kept.table, kept.keys, store.cursors),
            )
            throttle = Throttle(AccountsInTable(kept.table), WIDE)
            catalogue = Catalogue(store, throttle=throttle, feeding=lambda: feeding)
            application = Application(engine, catalogue, who, recording=recording, budgets=UNHURRIED)
            return Service(application, clock, store)

        service, numbers = begun(), count(31)
        one, other = (World(service, lender, numbers, begun) for lender in LENDERS)
        for world in (one, other):
            _found(world)
        yield one, other


def _found(world: World) -> None:
    """At least three of everything that can be more, and the contents that are compared."""
    for slug, content in (("line-cap", LINE_CAP), ("behaviour", BEHAVIOUR)):
        world.rule_set(slug, content)
    for slug, content in (("pay-later", PAY_LATER), ("cash-loan", CASH_LOAN)):
        world.act("createProduct", {"slug": slug, "content": content, "change": CHANGE})
    world.act("createParameter", {"slug": "rate", "content": RATE, "change": CHANGE})
    tried(world, "tried")
    tried(world, "other")
    clashing = {"slug": "line-cap", "content": LINE_CAP.replace("200000", "210000"), "change": CHANGE}
    world.clashing = world.act("draftRuleVersion", clashing, "proposal { id }")["proposal"]["id"]
    world.publish("line-cap", LINE_CAP.replace("200000", "220000"))
    start = world.service.clock.moment.isoformat()
    for _ in range(4):
        another_decision(world)
    world.publish("behaviour", RENAMED.replace('"> 30"', '"> 20"'))
    world.publish("behaviour", GAPPED)
    facts = world.ask("{ facts(first: 2) { edges { cursor } } }")["data"]["facts"]["edges"]
    world.next_fact = facts[1]["cursor"]
    correction = CHANGE | {"correction": True, "validFrom": start}
    world.correction = world.publish("behaviour", BEHAVIOUR.replace('"> 30"', '"> 50"'), **correction)
    for more in (
        another_product_version, another_product_version, another_value, another_value, another_experiment_version,
        another_experiment_version, more_drafts, more_drafts, another_comment, another_comment, more_contracts,
        more_populations, more_keys, more_callers, more_decisions, more_products, more_parameters,
        more_refused, more_documents, more_webhooks, more_deliveries,
        more_deliveries, more_advice, more_advice,
    ):  # fmt: skip
        more(world)
