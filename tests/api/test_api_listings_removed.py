"""A cursor is a place: it stays good when the item that it came with goes away, from both ends."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from tests.api import listings as made
from tests.api.listings import World, two_lenders
from tests.api.test_api_listings import page, read_back, whole

Named = dict[str, str]
REMOVED: dict[str, tuple[Callable[[World], None], Callable[[World, Named], object]]] = {
    "Query.contracts": (made.more_contracts, lambda world, it: world.act("removeContract", {"name": it["name"]})),
    "Query.populations": (
        made.more_populations,
        lambda world, it: world.act("removePopulation", {"name": it["name"]}),
    ),
    "Query.openProposals": (
        made.more_drafts,
        lambda world, it: world.act("withdrawProposal", {"proposal": it["id"], "comment": "Not wanted."}),
    ),
}
"""The listings that items leave again: what puts two and more into them, and what takes one out."""


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with two_lenders() as (found, _):
        yield found


@pytest.mark.parametrize("name", REMOVED)
def test_a_cursor_goes_on_from_where_its_item_was(world: World, name: str) -> None:
    put, remove = REMOVED[name]
    put(world)
    front, back = page(world, name, "first: 2"), page(world, name, "last: 2")
    before = whole(world, name)
    assert len(before) > 3
    for gone in (front["edges"][-1]["node"], back["edges"][0]["node"]):
        remove(world, gone)
    assert whole(world, name) == [*before[:1], *before[2:-2], *before[-1:]]
    assert whole(world, name, last=front["pageInfo"]["endCursor"]) == [*before[2:-2], *before[-1:]]
    assert read_back(world, name, back["pageInfo"]["startCursor"]) == [*before[:1], *before[2:-2]]
