"""Pages: all of a listing once, in order, whatever the page's size, and cursors good for one listing only."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from creditrules.errors import Kind, Refusal
from creditrules.rules import DocumentKey, DocumentKind, Page, Published
from creditrules.store import MAX_PAGE, DynamoStore

Create = Callable[..., DocumentKey]
Publish = Callable[..., Published]
Listing = Callable[[DynamoStore, DocumentKey, int, str | None], Page[Any]]

LISTINGS: dict[str, Listing] = {
    "heads": lambda store, key, first, after: store.list_heads("lender", key.kind, first, after),
    "versions": lambda store, key, first, after: store.versions("lender", key, first, after),
    "activations": lambda store, key, first, after: store.activations("lender", key, first, after),
    "changes": lambda store, key, first, after: store.changes("lender", [key], first, after),
    "all changes": lambda store, _, first, after: store.changes("lender", None, first, after),
    "audit": lambda store, key, first, after: store.audit("lender", key, first, after),
}


def walked(listing: Listing, store: DynamoStore, key: DocumentKey, first: int) -> list[object]:
    items: list[object] = []
    after = None
    while True:
        page = listing(store, key, first, after)
        assert len(page.cursors) == len(page.items) <= first
        items += page.items
        if not page.has_next:
            return items
        after = page.cursors[-1]


@pytest.fixture
def history(create: Create, publish: Publish) -> DocumentKey:
    """Four documents, whose slugs are prefixes of each other; the one returned has seven versions."""
    keys = [create(slug) for slug in ("cap", "cap-a", "cap-a-b", "cap0")]
    for number in range(7):
        publish(keys[0])
        publish(keys[number % 3 + 1])
    return keys[0]


@pytest.mark.parametrize("name", LISTINGS)
def test_pages_of_any_size_give_the_same_list(store: DynamoStore, history: DocumentKey, name: str) -> None:
    whole = walked(LISTINGS[name], store, history, MAX_PAGE)
    assert len(whole) == {"heads": 4, "all changes": 14, "audit": 8}.get(name, 7)
    for first in (1, 2, 3, 7):
        assert walked(LISTINGS[name], store, history, first) == whole


@pytest.mark.parametrize("name", LISTINGS)
def test_a_cursor_in_the_middle_continues_after_its_item(store: DynamoStore, history: DocumentKey, name: str) -> None:
    whole = LISTINGS[name](store, history, MAX_PAGE, None)
    for place, cursor in enumerate(whole.cursors):
        rest = LISTINGS[name](store, history, MAX_PAGE, cursor)
        assert rest.items == whole.items[place + 1 :]


def test_orders(store: DynamoStore, history: DocumentKey) -> None:
    heads = store.list_heads("lender", DocumentKind.RULE_SET, 10, None)
    assert [head.key.slug for head in heads.items] == ["cap", "cap-a", "cap-a-b", "cap0"]
    assert [v.number for v in store.versions("lender", history, 10, None).items] == [7, 6, 5, 4, 3, 2, 1]
    assert [a.sequence for a in store.activations("lender", history, 10, None).items] == [7, 6, 5, 4, 3, 2, 1]
    assert [e.number for e in store.audit("lender", history, 10, None).items] == [1, 2, 3, 4, 5, 6, 7, 8]


def test_changes_of_named_documents_are_those_of_all_filtered(store: DynamoStore, history: DocumentKey) -> None:
    everything = store.changes("lender", None, MAX_PAGE, None).items
    assert [a.recorded_at for a in everything] == sorted((a.recorded_at for a in everything), reverse=True)
    keys = [DocumentKey(DocumentKind.RULE_SET, slug) for slug in ("cap", "cap0", "cap-a", "cap", "absent")]
    expected = tuple(a for a in everything if a.key in keys)
    assert tuple(walked(lambda s, _, n, c: s.changes("lender", keys, n, c), store, history, 2)) == expected
    assert store.changes("lender", [], 10, None).items == ()


def test_changes_recorded_in_one_microsecond_lose_and_double_nothing(
    store: DynamoStore, create: Create, publish: Publish, clock: list[datetime]
) -> None:
    keys = [create(f"set-{n}") for n in range(5)]
    clock[0] += timedelta(days=1)
    # One stamp for all: each document's own past lies a day back, and the store's floor is not above the clock.
    recorded = {publish(key).activation.recorded_at for key in keys}
    assert recorded == {clock[0]}
    for chosen in (None, keys, keys[1:4]):
        whole = store.changes("lender", chosen, 10, None).items
        assert len({a.key for a in whole}) == len(whole) == (5 if chosen is None else len(chosen))

        def page(
            s: DynamoStore, _: DocumentKey, n: int, c: str | None, chosen: list[DocumentKey] | None = chosen
        ) -> Page[Any]:
            return s.changes("lender", chosen, n, c)

        assert tuple(walked(page, store, keys[0], 1)) == whole


@pytest.mark.parametrize("of_all", [True, False])
def test_times_of_changes_are_closed_open(store: DynamoStore, history: DocumentKey, *, of_all: bool) -> None:
    keys = None if of_all else [history]
    newest_first = store.changes("lender", keys, MAX_PAGE, None).items
    times = [a.recorded_at for a in newest_first]

    for since in (None, *times):
        for until in (None, *times):
            expected = tuple(
                a
                for a in newest_first
                if (since is None or since <= a.recorded_at) and (until is None or a.recorded_at < until)
            )
            assert store.changes("lender", keys, MAX_PAGE, None, since, until).items == expected


def test_a_cursor_outside_the_times_asked_for_is_no_error(store: DynamoStore, history: DocumentKey) -> None:
    page = store.changes("lender", [history], MAX_PAGE, None)
    times = [a.recorded_at for a in page.items]
    late = store.changes("lender", [history], MAX_PAGE, page.cursors[0], None, times[3])
    assert late.items == page.items[4:]
    assert store.changes("lender", [history], MAX_PAGE, page.cursors[5], times[2]).items == ()


def test_activations_as_known_at_a_moment_include_that_moment(store: DynamoStore, history: DocumentKey) -> None:
    newest_first = store.activations("lender", history, MAX_PAGE, None).items
    moment = newest_first[2].recorded_at
    assert store.activations("lender", history, MAX_PAGE, None, moment).items == newest_first[2:]
    before = moment - timedelta(microseconds=1)
    assert store.activations("lender", history, MAX_PAGE, None, before).items == newest_first[3:]
    assert store.activations("lender", history, MAX_PAGE, None, datetime.max.replace(tzinfo=moment.tzinfo)).items


@pytest.mark.parametrize("first", [0, -1, MAX_PAGE + 1])
@pytest.mark.parametrize("name", LISTINGS)
def test_pages_have_a_bounded_size(store: DynamoStore, history: DocumentKey, name: str, first: int) -> None:
    with pytest.raises(Refusal) as refused:
        LISTINGS[name](store, history, first, None)
    assert refused.value.code == "BAD_PAGE_SIZE"


@pytest.mark.parametrize("name", LISTINGS)
def test_only_a_listings_own_untouched_cursors_are_taken(store: DynamoStore, history: DocumentKey, name: str) -> None:
    cursor = LISTINGS[name](store, history, 2, None).cursors[0]
    middle = len(cursor) // 2
    forged = cursor[:middle] + ("A" if cursor[middle] != "A" else "B") + cursor[middle + 1 :]
    other = "audit" if name == "heads" else "heads"
    foreign = LISTINGS[other](store, history, 2, None).cursors[0]
    for bad in (forged, foreign, "", "x", "7", "é", "\ud800", "=" * 10, cursor[:-2], cursor * 100):
        with pytest.raises(Refusal) as refused:
            LISTINGS[name](store, history, 2, bad)
        assert (refused.value.kind, refused.value.code) == (Kind.INVALID, "BAD_CURSOR")


def test_a_cursor_of_one_document_is_not_taken_by_another(store: DynamoStore, history: DocumentKey) -> None:
    cursor = store.versions("lender", history, 1, None).cursors[0]
    with pytest.raises(Refusal, match="cursor"):
        store.versions("lender", DocumentKey(DocumentKind.RULE_SET, "cap-a"), 1, cursor)
    with pytest.raises(Refusal, match="cursor"):
        store.versions("lender", DocumentKey(DocumentKind.PRODUCT, "cap"), 1, cursor)


def test_numbers_that_no_version_has_find_nothing(store: DynamoStore, history: DocumentKey) -> None:
    for number in (0, -1, 8, 10**10, 10**30):
        assert store.version("lender", history, number) is None
        assert store.activation("lender", history, number) is None
