"""Plans answer mutations as graphql-core does, in every byte, and do the same: each act in two equal worlds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from tests.api.both_ways import PARTNER, Shipped, Variables, both_on, drawn_alike, shipped
from tests.api.possible_publications import MAKERS
from tests.api.worlds import World, founded, on_sqlite, world_of

MUTATIONS = [each for each in shipped() if not each.is_query and not each.name.startswith("assistant/")]
WRONG: tuple[Any, ...] = (None, [], "no", 10**40, {"x": 1}, [None])


def world() -> World:
    return world_of(on_sqlite, *founded())


def sent(document: Shipped, given: Any) -> Variables:
    return {"query": document.text, "variables": {"input": given}}


@pytest.mark.parametrize("document", MUTATIONS, ids=lambda each: each.name)
def test_an_act_is_done_and_told_the_same(document: Shipped) -> None:
    worlds, possible = [], []
    for _ in range(2):
        with drawn_alike():
            worlds.append(world())
            possible.append(MAKERS[document.root](worlds[-1]))
    both = both_on(*worlds)
    given = possible[0]
    assert given == possible[1]
    for variables in ({}, {"input": None}, *wrong_inputs(dict(given.given))):
        both.same({"query": document.text, "variables": variables}, given.token)
    both.same(sent(document, given.given), PARTNER)
    for act in (
        given.given,
        {**given.given, "idempotencyKey": "k"},
        {**given.given, **given.otherwise, "idempotencyKey": "k"},
    ):
        both.same(sent(document, act), given.token)


def wrong_inputs(given: Variables) -> Iterator[Variables]:
    """What graphql-core does not take, and so is never done."""
    yield {"input": given | {"none": 1}}
    for name in given:
        yield {"input": {key: value for key, value in given.items() if key != name} | {"none": 1}}
        yield from ({"input": given | {name: value, "none": 1}} for value in WRONG)
