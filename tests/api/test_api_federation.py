"""Entities for the gateways of federated graphs: asked for by id or slug, with the rights of whoever asks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from tests.api.conftest import ADMINISTRATOR, PARTNER, STRANGER, Service, build_service

from creditrules.api import Engine, schema_sdl
from creditrules.api.schema.federation import federation_sdl
from creditrules.api.schema.served import served_schema
from creditrules.config import Limits

ENTITIES = """query($representations: [_Any!]!) { _entities(representations: $representations) {
  __typename ... on Product { id slug name } ... on RuleSet { slug latestVersion } ... on RuleVersion { number } } }"""


@pytest.fixture(scope="module")
def subgraph() -> Iterator[Service]:
    """The sample lender as a subgraph, with a rule set that has no version yet."""
    engine = Engine(served_schema(federation=True), Limits(), introspection=True, suggestions=True)
    for service in build_service(founded=True):
        service.found(STRANGER)
        name = [{"language": "en", "text": "Drafted"}]
        made = service.mutate("createRuleSet", {"slug": "drafted", "name": name, "category": "RISK"})
        assert made["userErrors"] == []
        yield replace(service, application=replace(service.application, engine=engine))


def entities(service: Service, *representations: object, token: str = PARTNER) -> Any:
    return service.data(ENTITIES, {"representations": representations}, token)["_entities"]


def product(service: Service, token: str = PARTNER) -> dict[str, Any]:
    found: dict[str, Any] = service.data('{ product(slug: "pay-later") { id slug name } }', token=token)["product"]
    return found


def test_they_are_in_the_schema_where_an_operator_wants_them_alone(subgraph: Service, lender: Service) -> None:
    assert "extensions" in lender.error("{ _service { sdl } }")
    assert "_entities" not in schema_sdl()
    told = subgraph.data("{ _service { sdl } }")["_service"]["sdl"]
    assert told == federation_sdl()
    assert "@permission" not in told
    assert subgraph.data('{ product(slug: "pay-later") { name } }') == {"product": {"name": "Pay later"}}


def test_they_come_in_the_order_asked_by_any_of_their_keys(subgraph: Service) -> None:
    known = product(subgraph)
    found = entities(
        subgraph,
        {"__typename": "RuleSet", "slug": "behaviour"},
        {"__typename": "Product", "id": known["id"]},
        {"__typename": "Product", "slug": "no-such-product"},
        {"__typename": "Product", "slug": "pay-later"},
    )
    as_product = {"__typename": "Product"} | known
    assert found == [
        {"__typename": "RuleSet", "slug": "behaviour", "latestVersion": 1},
        as_product,
        None,
        as_product,
    ]


def test_what_is_of_another_type_or_lender_or_not_for_the_reader_is_null(subgraph: Service) -> None:
    id_ = product(subgraph)["id"]
    assert entities(subgraph, {"__typename": "RuleSet", "id": id_}, {"__typename": "Product", "id": "x"}) == [
        None,
        None,
    ]
    foreign = subgraph.data('{ ruleSet(slug: "drafted") { id } }', token=ADMINISTRATOR)["ruleSet"]["id"]
    both = ({"__typename": "RuleSet", "slug": "drafted"}, {"__typename": "RuleSet", "id": foreign})
    assert all(entities(subgraph, *both, token=ADMINISTRATOR))
    assert entities(subgraph, *both) == [None, None]
    assert entities(subgraph, *both, token=STRANGER) == [None, None]


@pytest.mark.parametrize(
    "odd", ["Product", 1, {}, {"slug": "pay-later"}, {"__typename": "Proposal", "id": "x"}, [None]]
)
def test_what_represents_nothing_is_refused_in_its_place(subgraph: Service, odd: object) -> None:
    given = {"representations": [odd, {"__typename": "Product", "slug": "pay-later"}]}
    answer = subgraph.answer(ENTITIES, given)
    assert [each and each["slug"] for each in answer["data"]["_entities"]] == [None, "pay-later"]
    [error] = answer["errors"]
    assert (error["path"], error["extensions"]["code"]) == (["_entities", 0], "BAD_REPRESENTATION")


def test_they_are_bounded_and_each_costs(subgraph: Service) -> None:
    def cost(many: int, query: str = ENTITIES) -> int:
        asked = {"representations": [{"__typename": "Product", "slug": "pay-later"}] * many}
        found: int = subgraph.answer(query, asked)["extensions"]["cost"]["requestedQueryCost"]
        return found

    assert cost(100) == 100 * cost(1)
    literal = "{ _entities(representations: [PLACE]) { __typename } }".replace(
        "PLACE", ", ".join(['{__typename: "Product", slug: "pay-later"}'] * 3)
    )
    assert subgraph.answer(literal)["extensions"]["cost"]["requestedQueryCost"] == 3
    many = {"representations": [{"__typename": "Product", "slug": "pay-later"}] * 101}
    response = subgraph.post({"query": ENTITIES, "variables": many})
    assert b"LIST_TOO_LONG" in response.body
