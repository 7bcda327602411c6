"""Lists do not cost a request an item: whatever is asked of their items, twice as many are read in as many requests.

Generated: for every list of the schema a query of all that its items hold, and what lies in that, and as much again of
what is in their own lists; of two lenders of which one has twice as much of everything. The requests to the table are
counted at its port, in a process that has read nothing before. One for each hundred items is none an item.
"""

from __future__ import annotations

import gc
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests.api.list_costs import (
    A_QUERY_EACH,
    ONCE,
    Lender,
    Listed,
    Trips,
    counted,
    few_and_many,
    fields_of,
    items_of,
    lists,
    query_of,
)
from tests.api.listings import FACTS

from creditrules.api import GRAPHQL_SCHEMA
from creditrules.desk import Expected, ahead
from creditrules.desk.ahead import Ahead

ELIGIBILITY = (Path(__file__).parents[2] / "graphql/operations/partner/eligibility.graphql").read_text("utf-8")
BY_OTHER_MEASURE = {
    "walk TRIAL": "the counters of a running experiment; of those there are at most five",
    "walk CHAIN": "the sixteen chains of decisions, page by page",
    "read RECORD": "the sixteen chains of decisions, page by page",
    "read ACCOUNT": "the caller's own, once in so much that it asks for",
}
"""What is read by the so-many, and why that is no request an item."""
LEAST_GROWN = 50
"""Lists of which one lender has more; the others lead to what needs no reading, or hold what these do."""


@dataclass
class Cost:
    """What the answer took, and how many items it has."""

    trips: Trips
    items: int


@pytest.fixture(scope="module")
def lenders() -> Iterator[tuple[Lender, Lender]]:
    with few_and_many() as made:
        gc.collect()
        gc.freeze()  # each query begins a process of its own; what lenders have is not looked through each time
        yield made
        gc.unfreeze()


def asked(lender: Lender, query: str) -> tuple[Trips, Any]:
    """What a new process reads for a query, and what it answers."""
    service = lender.world.begun_anew()
    with counted() as trips:
        response = service.post({"query": query}, lender.world.token)
    return trips, json.loads(response.body)["data"]


def cost_of(lender: Lender, listed: Listed) -> Cost:
    trips, data = asked(lender, query_of(listed, lender.given))
    return Cost(trips, items_of(listed, data) if data else 0)


def grown(lenders: tuple[Lender, Lender], one: Listed, other: Listed) -> tuple[dict[str, tuple[int, int]], int]:
    """What is read more often for twice as much, and how many more items that is."""
    less, more = (cost_of(lender, listed) for lender, listed in zip(lenders, (one, other), strict=True))
    found = {
        kind: (less.trips[kind], trips)
        for kind, trips in more.trips.items()
        if trips > less.trips[kind] + more.trips.full[kind] and kind not in BY_OTHER_MEASURE
    }
    return found, more.items - less.items


def test_lists_do_not_cost_a_request_an_item(lenders: tuple[Lender, Lender]) -> None:
    few, many = lenders
    both = list(zip(lists(few.given), lists(many.given), strict=True))
    found = {one.name: grown(lenders, one, other) for one, other in both}
    assert {name: costly for name, (costly, _) in found.items() if costly} == {}
    assert sum(more > 1 for _, more in found.values()) >= LEAST_GROWN


def test_the_last_of_each_items_list_costs_no_request_an_item_though_others_stand_beyond_the_page(
    lenders: tuple[Lender, Lender],
) -> None:
    """What is before it is held against it, and comes from beyond the page; so with a page of changes."""
    last = "nodes { diff { identical } }"
    own = " ".join(f"{kind} {{ nodes {{ versions(first: 1) {{ {last} }} }} }}" for kind in ("ruleSets", "parameters"))
    few, many = (asked(lender, f"{{ {own} }}")[0] for lender in lenders)
    assert many == few
    changes = "{{ ruleChanges(first: {}) {{ nodes {{ publishedDiff {{ identical }} }} }} }}"
    few, many = (asked(lenders[1], changes.format(number))[0] for number in (8, 16))
    assert many == few


def costly(lenders: tuple[Lender, Lender], names: set[str]) -> set[str]:
    """Those of the lists for which more is read where there is more."""
    few, many = lenders
    both = zip(lists(few.given), lists(many.given), strict=True)
    return {one.name for one, other in both if one.name in names and grown(lenders, one, other)[0]}


def test_a_request_an_item_would_be_seen(lenders: tuple[Lender, Lender], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Ahead, "expect", lambda *_: None)
    names = {"Query.ruleSets", "Query.ruleChanges", "EligibilityReport.decisions"}
    assert costly(lenders, names) == names


def test_a_request_for_the_list_of_each_item_would_be_seen(
    lenders: tuple[Lender, Lender], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ahead, "expected_of", lambda _: Expected())
    assert costly(lenders, {"Query.parameters", "Query.openProposals"}) == {"Query.parameters"}


@pytest.mark.parametrize("facts", [FACTS, {}])
def test_a_partners_question_takes_four_requests_of_a_new_process_and_then_one(
    lenders: tuple[Lender, Lender], facts: dict[str, int]
) -> None:
    """With all that the shipped document asks for, whatever the number of rule sets and of documents."""
    for lender in lenders:
        service, taken = lender.world.begun_anew(), []
        sent = {"query": ELIGIBILITY, "variables": {"input": {"facts": facts, "products": ["wide"]}}}
        for _ in range(2):
            with counted() as trips:
                response = service.post(sent, lender.world.token)
            assert "errors" not in json.loads(response.body)
            taken.append(trips)
        assert taken[0].total() <= 4
        assert taken[1] == {"read REVISION": 1}


def test_only_fields_that_are_named_are_left_out() -> None:
    fields = {f"{kind.name}.{name}" for kind in GRAPHQL_SCHEMA.type_map.values() for name, _ in fields_of(kind)}
    assert fields >= ONCE | A_QUERY_EACH
