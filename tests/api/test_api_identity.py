"""One id, one truth: whatever way a node was reached by, its id says the same, and finds it again."""

from __future__ import annotations

import json
import re
from base64 import urlsafe_b64encode
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from graphql import get_named_type, is_leaf_type
from tests.api import identities
from tests.api.identified import DEEP, ELSEWHERE, FACTS, ROLES, ROOTS, TIMES, VARIABLES, Lender, demo_of_ids
from tests.api.identities import Collected
from tests.exported import exported_schema

MOST = 12
"""Of each type so many ids are asked for again."""


@pytest.fixture(scope="module")
def lender() -> Iterator[Lender]:
    with demo_of_ids() as made:
        yield made


@dataclass(frozen=True)
class Told:
    """What was collected by role; found: by what was asked for, the ids that were told."""

    by_role: dict[str, Collected]
    found: dict[str, set[str]]


def asking(selection: str) -> str:
    """An operation of that selection, with the variables and the fragments that it uses."""
    used = [
        f"${name}: {kind}" for name, kind in VARIABLES.items() if re.search(re.escape(f"${name}") + r"\b", selection)
    ]
    variables = f"({', '.join(used)})" if used else ""
    return f"query{variables} {{ {selection} }}\n{identities.fragments_of(selection)}"


@pytest.fixture(scope="module")
def told(lender: Lender) -> Told:
    found: dict[str, set[str]] = defaultdict(set)
    collected = {role: Collected() for role in ROLES}
    for root, (arguments, views) in ROOTS.items():
        each = exported_schema().query_type.fields[root]  # type: ignore[union-attr]
        inner = identities.paths(get_named_type(each.type), 2 if root in DEEP else 1)
        asked = ", ".join(filter(None, (arguments, f"first: {identities.PAGE}" if "first" in each.args else "")))
        document = asking(f"{root}{f'({asked})' if asked else ''} {{ {inner} }}")
        for role, view in ((role, view) for role in ROLES for view in views):
            answer = lender.ask(document, lender.given | view, role)
            found[json.dumps(view)] |= collected[role].take(answer, f"{root} {view}")
    return Told(collected, found)


def test_every_field_of_the_root_that_leads_to_nodes_is_asked() -> None:
    roots = exported_schema().query_type.fields  # type: ignore[union-attr]
    kinds = {name: get_named_type(each.type) for name, each in roots.items()}
    leading = {name for name, kind in kinds.items() if not is_leaf_type(kind) and identities.leads_to_nodes(kind)}
    assert leading == ROOTS.keys() | ELSEWHERE


def test_everything_with_an_id_is_a_node() -> None:
    node = exported_schema().type_map["Node"]
    assert {kind.name for kind in identities.node_types()} == {kind.name for kind in identities.concrete(node)}


def test_equal_ids_say_the_same_by_whatever_way_they_were_reached(told: Told) -> None:
    assert [text for collected in told.by_role.values() for text in collected.differing] == []
    reached = {each["__typename"] for collected in told.by_role.values() for each in collected.nodes.values()}
    assert reached == {kind.name for kind in identities.node_types()}


def test_an_id_finds_the_very_same_again(lender: Lender, told: Told) -> None:
    for role, collected in told.by_role.items():
        again = Collected(nodes=dict(collected.nodes))
        by_type: dict[str, list[str]] = defaultdict(list)
        for id_, node in collected.nodes.items():
            by_type[node["__typename"]].append(id_)
        for kind, all_ids in by_type.items():
            ids = all_ids[:: max(1, len(all_ids) // MOST)]
            parts = [f'n{place}: node(id: "{id_}") {{ __typename id ...{kind}Own }}' for place, id_ in enumerate(ids)]
            assert again.take(lender.ask(asking(" ".join(parts)), None, role), "node") >= set(ids)
        assert again.differing == []


def test_ids_are_short(told: Told) -> None:
    assert max(len(id_) for collected in told.by_role.values() for id_ in collected.nodes) <= 300


VIEW = """query($v: DateTime, $k: DateTime) { product(slug: "huabei", validAt: $v, knownAt: $k) {
  id ruleSets { id versionInForce { id inForce { validAt } ruleSet { id } } } } }"""


def ids_in(value: Any) -> set[str]:
    if isinstance(value, list):
        return set().union(*map(ids_in, value))
    if not isinstance(value, dict):
        return set()
    own = {value["id"]} if "id" in value else set()
    return own.union(*map(ids_in, value.values()))


def test_views_that_were_asked_for_otherwise_share_no_id(lender: Lender) -> None:
    views = [ids_in(lender.ask(VIEW, dict(view))["data"]) for view in TIMES]
    assert all(views)
    assert sum(map(len, views)) == len(set().union(*views))


def test_one_moment_has_one_spelling_in_ids(lender: Lender) -> None:
    spelt = (
        "2024-03-01T00:00:00Z",
        "2024-03-01T08:00:00+08:00",
        "2024-02-29T19:00:00.000-05:00",
        "2024-03-01t00:00:00z",
    )
    views = [ids_in(lender.ask(VIEW, {"v": each})["data"]) for each in spelt]
    assert all(view == views[0] for view in views)
    other = ids_in(lender.ask(VIEW, {"v": "2024-03-01T00:00:00.000001Z"})["data"])
    assert not other & views[0]


def test_a_language_has_one_spelling_and_what_is_none_is_not_asked_for(lender: Lender) -> None:
    query = """query($facts: JSON!, $l: String) {
      eligibility(input: {products: ["huabei"], facts: $facts, locale: $l}) { decisions { product { id name } } } }"""

    def product(locale: str | None) -> dict[str, str]:
        answer = lender.ask(query, {"facts": FACTS, "l": locale})
        return dict(answer["data"]["eligibility"]["decisions"][0]["product"])

    plain = product(None)
    assert product("zh_Hans") == product("ZH-HANS") != plain
    assert product("zh")["name"] != plain["name"]
    for none in ("", "x" * 1000, "zh|v2024", "\u202ezh"):
        assert product(none) == plain


NODE = "query($id: ID!) { node(id: $id) { __typename id } }"


def node(lender: Lender, id_: str, who: str = "administrator") -> Any:
    answer = lender.ask(NODE, {"id": id_}, who)
    assert "errors" not in answer
    return answer["data"]["node"]


def spelt(plain: str) -> str:
    return urlsafe_b64encode(plain.encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "plain",
    [
        "Product:P:huabei|k2099-01-01T00:00:00Z",
        "Product:P:huabei|v1800-01-01T00:00:00Z",
        "Product:P:huabei|v9999-06-01T00:00:00Z",
        "Product:P:huabei|v2024-03-01T08:00:00+08:00",
        "Product:P:huabei|v2024-03-01T00:00:00",
        "Product:P:huabei|v2024-03-01",
        "Product:P:huabei|v2024-03-01T00:00:00.000000Z",
        "Product:P:huabei|k2024-03-01T00:00:00Z|v2024-03-01T00:00:00Z",
        "Product:P:huabei|v2024-03-01T00:00:00Z|v2025-03-01T00:00:00Z",
        "Product:P:huabei|lZH",
        "Product:P:huabei|l",
        "Product:P:huabei|",
        "Product:P:huabei|x",
        "Product:P:huabei:01",
        "Product:P:huabei:0",
        "Product:P:huabei:99",
        "Product:P:huabei:1:2024-03-01",
        "Product:P:none-such",
        "Product:R:behaviour-risk",
        "Product:P",
        "Product",
        "",
        "RuleSet:R:behaviour-risk:1",
        "RuleVersion:R:behaviour-risk",
        "RuleVersion:P:huabei:1",
        "RuleVersion:R:behaviour-risk:1:2024-03-01",
        "RuleChange:R:behaviour-risk:1:2024-03-01",
        "RecordedDecision:D:" + "0" * 64,
        "RecordedDecision:D:short",
        "RecordedDecision:P:huabei",
        "Review:D:" + "0" * 64,
        "Review:D:" + "0" * 64 + ":" + "0" * 64,
        "BatchJob:D:" + "0" * 64,
        "Query:P:huabei",
    ],
)
def test_an_id_of_nothing_is_null(lender: Lender, plain: str) -> None:
    assert node(lender, spelt(plain)) is None


def test_an_id_is_read_in_its_own_spelling_only(lender: Lender) -> None:
    id_ = spelt("Product:P:huabei|v2024-03-01T00:00:00Z")
    assert node(lender, id_)["id"] == id_
    for other in (id_ + "=", id_ + "\n", " " + id_, id_[:-1], id_ + "A", id_.swapcase(), "é", "x" * 10_000):
        assert node(lender, other) is None


def test_what_one_may_not_see_is_null_under_its_id_too(lender: Lender, told: Told) -> None:
    closed = {"Proposal", "Experiment", "ExperimentVersion"}
    nodes = told.by_role["administrator"].nodes
    ids = [id_ for id_, each in nodes.items() if each["__typename"] in closed]
    assert ids
    for id_ in (*ids, spelt("Experiment:X:none-such")):
        answer = lender.ask(NODE, {"id": id_}, "partner")
        assert answer["data"]["node"] is None
        assert [each["extensions"]["code"] for each in answer["errors"]] == ["FORBIDDEN"]
    own = [id_ for id_, each in nodes.items() if each["__typename"] in {"BatchJob", "RecordedDecision", "Review"}]
    assert all(node(lender, id_, "stranger") is None for id_ in own)


def test_a_decision_is_named_by_its_id_in_any_language_and_by_its_digest(lender: Lender) -> None:
    zh = lender.given["decision"]
    query = """query($id: ID!) {
      decision(id: $id) { id digest answers { reasons { message } } } replay(input: {decision: $id}) { same } }"""
    found = lender.ask(query, {"id": zh})["data"]
    assert found["decision"]["id"] == zh
    plain = lender.ask(query, {"id": found["decision"]["digest"]})["data"]
    assert plain["decision"]["digest"] == found["decision"]["digest"]
    assert plain["decision"]["id"] != zh
    assert plain["decision"]["answers"] != found["decision"]["answers"]
    assert plain["replay"] == found["replay"] == {"same": True}
    assert lender.ask(query, {"id": spelt("Product:P:huabei")})["data"]["decision"] is None
