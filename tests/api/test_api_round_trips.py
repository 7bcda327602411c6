"""What a question costs in calls of the database, counted at the client: one small one, where nothing has changed."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from creditrules.auth import Principal, Role
from creditrules.desk import Catalogue, Question, ask, product_key, rule_set_key
from creditrules.document import digest_of, read_yaml
from creditrules.rules import (
    ActivationKind,
    Basis,
    BasisCategory,
    Category,
    ChangeStatement,
    read_product,
    read_rule_set,
)
from creditrules.rules.life import SETTINGS_KEY
from creditrules.rules.ports import NewDocument, Publication
from creditrules.rules.time import FactNames
from creditrules.store import RulesInTable
from creditrules.store.aws import DynamoTable, create_table, embedded_client

START = datetime(2026, 1, 1, tzinfo=UTC)
STATEMENT = ChangeStatement(Basis(BasisCategory.RISK, "committee"), "first", {"en": "first"})
RULES = """\
ruleSet: {slug}
category: RISK
name: {{en: Rules}}
facts: [{{name: age, type: number}}]
decisions:
  - name: Findings
    table: {{inputs: [age], outputs: [intervention, reason], rules: [["-", '"ALLOW"', "null"]]}}
"""
SHOP = Principal("acme", "shop", frozenset({Role.PARTNER}))
PRODUCT = "{product: line, name: {en: Line}, kind: LINE, segment: CONSUMER, currency: CNY, ruleSets: [one, two, three]}"


@pytest.fixture
def calls() -> list[str]:
    return []


@pytest.fixture
def store(calls: list[str]) -> Iterator[RulesInTable]:
    with embedded_client() as client:
        create_table(client, "rules")
        found = RulesInTable(
            DynamoTable(client, "rules"), clock=lambda: START, cursor_secret=b"a secret of this test run"
        )
        for slug in ("one", "two", "three"):
            read = read_rule_set(read_yaml(RULES.format(slug=slug))).rule_set
            assert read is not None
            found.create("acme", NewDocument(rule_set_key(slug), {"en": slug}, Category.RISK), "ada")
            found.publish("acme", publication(rule_set_key(slug), read.content, read.digest))
        product = read_product(read_yaml(PRODUCT))
        found.create("acme", NewDocument(product_key("line"), {"en": "Line"}, None), "ada")
        found.publish("acme", publication(product_key("line"), product.content, product.digest))

        def count(model: Any, **_: object) -> None:
            calls.append(model.name)

        client.meta.events.register("before-call.dynamodb", count)
        yield found


def publication(key: Any, content: bytes, digest: str) -> Publication:
    return Publication(
        key, content, digest, {"en": "x"}, STATEMENT, "ada", ActivationKind.PUBLICATION, None, None, f"key {key.slug}"
    )


def test_a_question_costs_one_round_trip_and_reads_no_head_and_no_content_twice(
    store: RulesInTable, calls: list[str]
) -> None:
    catalogue = Catalogue(store)
    question = Question({}, ("line",))
    assert ask(catalogue, SHOP, question).decisions[0].outcome.is_open
    assert calls[:2] == ["BatchGetItem", "Query"]
    assert set(calls[2:]) == {"BatchGetItem"}
    calls.clear()
    assert ask(catalogue, SHOP, question).decisions[0].outcome.is_open
    assert calls == ["BatchGetItem"]


def test_a_fact_that_is_retired_costs_no_read_more(store: RulesInTable, calls: list[str]) -> None:
    read = read_rule_set(read_yaml(RULES.format(slug="one"))).rule_set
    assert read is not None
    for facts in (("age", "shoeSize"), ("age",)):
        sent = publication(rule_set_key("one"), read.content, read.digest)
        store.publish("acme", replace(sent, retry_key=str(facts), facts=FactNames(facts)))
    settings = b'{"facts":{"noticeDays":7}}'
    store.create("acme", NewDocument(SETTINGS_KEY, {"en": "Settings"}, None), "ada")
    store.publish("acme", publication(SETTINGS_KEY, settings, digest_of(settings)))
    catalogue = Catalogue(store)
    question = Question({"age": 1, "shoeSize": 43}, ("line",))
    ask(catalogue, SHOP, question)
    calls.clear()
    [fact] = ask(catalogue, SHOP, question).retired
    assert (fact.name, (fact.accepted_until - fact.since).days, calls) == ("shoeSize", 7, ["BatchGetItem"])


def test_the_heads_of_another_lender_are_not_among_them(store: RulesInTable) -> None:
    assert store.all_heads("acme-2") == {}
    assert {key.slug for key in store.all_heads("acme")} == {"one", "two", "three", "line"}
