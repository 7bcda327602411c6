"""Connections read on and back: the same items either way, and cursors that stay good."""

from __future__ import annotations

from functools import reduce
from typing import Any

import pytest
from graphql import get_named_type, is_object_type
from tests.exported import exported_schema

Service = Any
ARGUMENTS = "first: $first, after: $after, last: $last, before: $before"
VARIABLES = "$first: Int, $after: String, $last: Int, $before: String"
ASKED = "edges { cursor node { KEY } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }"
FROM_TO = "diff(from: {version: 1}, to: {version: 2})"
LISTINGS = {
    "versions": ('ruleSet(slug: "behaviour") { PAGE }', "versions", "number"),
    "activations": ('ruleSet(slug: "behaviour") { PAGE }', "activations", "sequence"),
    "changes of all": ("PAGE", "ruleChanges", "id"),
    "changes of a product": ('product(slug: "cash-loan") { PAGE }', "changes", "id"),
    "products": ("PAGE", "products", "slug"),
    "rule sets": ("PAGE", "ruleSets", "slug"),
    "audit chains": ("PAGE", "auditChains", "slug"),
    "audit entries": ('ruleSet(slug: "behaviour") { PAGE }', "auditEntries", "number"),
    "content of a diff": (f'product(slug: "cash-loan") {{ {FROM_TO} {{ PAGE }} }}', "changes", "place"),
    "rows of a diff": (f'ruleSet(slug: "behaviour") {{ {FROM_TO} {{ tables {{ PAGE }} }} }}', "rows", "place"),
}


def page(service: Service, listing: str, **asked: Any) -> Any:
    around, name, key = LISTINGS[listing]
    query = f"query({VARIABLES}) {{ {around} }}".replace("PAGE", f"{name}({ARGUMENTS}) {{ {ASKED} }}")
    found = service.data(query.replace("KEY", key), asked, "administrator")
    while name not in found:
        [found] = found.values()
        found = found[0] if isinstance(found, list) else found
    return found[name]


def keys(found: Any) -> list[Any]:
    return [reduce(lambda value, _: value, edge["node"].values()) for edge in found["edges"]]


@pytest.mark.parametrize("listing", LISTINGS)
def test_a_connection_read_back_is_the_one_read_on(history: Service, listing: str) -> None:
    whole = page(history, listing, first=100)
    cursors = [edge["cursor"] for edge in whole["edges"]]
    assert whole["edges"]
    for size in (2, 3):
        found: list[Any] = []
        before = None
        while True:
            back = page(history, listing, last=size, before=before)
            found = [*back["edges"], *found]
            assert back["pageInfo"]["hasNextPage"] is (before is not None)
            if not back["pageInfo"]["hasPreviousPage"]:
                break
            before = back["pageInfo"]["startCursor"]
        assert found == whole["edges"]
    middle = len(cursors) // 2
    between = page(history, listing, after=cursors[0], before=cursors[middle] if middle else cursors[0])
    assert keys(between) == keys(whole)[1:middle]
    assert page(history, listing, before=cursors[-1])["edges"] == whole["edges"][:-1][-20:]


def test_every_connection_is_read_on_and_back() -> None:
    schema = exported_schema()
    lacking = [
        f"{type_.name}.{name}"
        for type_ in schema.type_map.values()
        if is_object_type(type_)
        for name, field in type_.fields.items()
        if get_named_type(field.type).name.endswith("Connection")
        and not {"first", "after", "last", "before"} <= field.args.keys()
    ]
    assert lacking == []


def test_first_and_last_are_not_both_given(history: Service) -> None:
    refused = history.error("{ ruleChanges(first: 1, last: 1) { totalCount } }")["extensions"]
    assert refused["code"] == "FIRST_AND_LAST"
    refused = history.error("{ ruleChanges(last: 0) { totalCount } }")["extensions"]
    assert refused["code"] == "BAD_PAGE_SIZE"
    refused = history.error('{ ruleChanges(before: "x") { totalCount } }')["extensions"]
    assert (refused["code"], refused["field"]) == ("BAD_CURSOR", ["before"])


def test_the_last_items_cost_as_much_as_the_first(history: Service) -> None:
    def cost(asked: str) -> int:
        answer = history.answer(f"{{ ruleChanges({asked}) {{ nodes {{ document {{ slug }} }} }} }}")
        found: int = answer["extensions"]["cost"]["requestedQueryCost"]
        return found

    assert cost("last: 7") == cost("first: 7") < cost("first: 20")
