"""Pages: all of a listing once, in order, whatever the page's size, and cursors good for one listing only."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from backends import InFile  # type: ignore[import-not-found]

from creditrules.errors import Kind, Refusal
from creditrules.rules import DocumentKey, DocumentKind
from creditrules.rules.ports import Asked, NewDocument, Page, Publication, Published
from creditrules.store import MAX_PAGE, RulesInTable, Table
from creditrules.store.port import Item, ItemKey

Create = Callable[..., DocumentKey]
Publish = Callable[..., Published]
Publishable = Callable[..., Publication]
Listing = Callable[[RulesInTable, DocumentKey, Asked], Page[Any]]

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
CAP = DocumentKey(DocumentKind.RULE_SET, "cap")

LISTINGS: dict[str, Listing] = {
    "heads": lambda store, key, asked: store.list_heads("lender", key.kind, asked),
    "versions": lambda store, key, asked: store.versions("lender", key, asked),
    "activations": lambda store, key, asked: store.activations("lender", key, asked),
    "changes": lambda store, key, asked: store.changes("lender", [key], asked),
    "all changes": lambda store, _, asked: store.changes("lender", None, asked),
    "audit": lambda store, key, asked: store.audit("lender", key, asked),
}


def walked(listing: Listing, store: RulesInTable, key: DocumentKey, first: int) -> list[object]:
    items: list[object] = []
    after = None
    while True:
        page = listing(store, key, Asked(first, after))
        assert len(page.cursors) == len(page.items) <= first
        items += page.items
        if not page.has_next:
            return items
        after = page.cursors[-1]


@pytest.fixture(scope="module")
def archived(publication: Publishable, tmp_path_factory: pytest.TempPathFactory) -> list[tuple[ItemKey, Item]]:
    """What is stored of the archive, made once."""
    made = InFile(tmp_path_factory.mktemp("archive") / "table.db", lambda: NOON)
    store = RulesInTable(made.table, clock=lambda: NOON, cursor_secret=bytes(16))
    keys = [DocumentKey(DocumentKind.RULE_SET, slug) for slug in ("cap", "cap-a", "cap-a-b", "cap0")]
    for key in keys:
        store.create("lender", NewDocument(key, {}, None), "ana")
    for number in range(7):
        store.publish("lender", publication(keys[0]))
        store.publish("lender", publication(keys[number % 3 + 1]))
    found: list[tuple[ItemKey, Item]] = made.everything()
    made.drop()
    return found


@pytest.fixture
def archive(table: Table, archived: list[tuple[ItemKey, Item]]) -> RulesInTable:
    """Four documents whose slugs are prefixes of each other; the first, "cap", has seven versions. Only read here."""
    table.write(archived)
    return RulesInTable(table, clock=lambda: NOON, cursor_secret=bytes(16))


@pytest.mark.parametrize("name", LISTINGS)
def test_pages_of_any_size_give_the_same_list(archive: RulesInTable, name: str) -> None:
    whole = walked(LISTINGS[name], archive, CAP, MAX_PAGE)
    assert len(whole) == {"heads": 4, "all changes": 14, "audit": 8}.get(name, 7)
    for first in (1, 2, 3, 7):
        assert walked(LISTINGS[name], archive, CAP, first) == whole


@pytest.mark.parametrize("name", LISTINGS)
def test_a_cursor_in_the_middle_continues_after_its_item(archive: RulesInTable, name: str) -> None:
    whole = LISTINGS[name](archive, CAP, Asked(MAX_PAGE))
    for place, cursor in enumerate(whole.cursors):
        rest = LISTINGS[name](archive, CAP, Asked(MAX_PAGE, cursor))
        assert rest.items == whole.items[place + 1 :]


@pytest.mark.parametrize("name", LISTINGS)
def test_reading_back_gives_the_same_list_from_its_end(archive: RulesInTable, name: str) -> None:
    whole = LISTINGS[name](archive, CAP, Asked(MAX_PAGE))
    for size in (1, 2, 3, MAX_PAGE):
        found: list[object] = []
        asked = Asked(size, backward=True)
        while True:
            page = LISTINGS[name](archive, CAP, asked)
            assert page.has_next is (asked.before is not None)
            found = [*page.items, *found]
            if not page.has_previous:
                break
            asked = Asked(size, before=page.cursors[0], backward=True)
        assert tuple(found) == whole.items


@pytest.mark.parametrize("name", LISTINGS)
def test_between_two_cursors_lies_what_lies_between_their_items(archive: RulesInTable, name: str) -> None:
    whole = LISTINGS[name](archive, CAP, Asked(MAX_PAGE))
    places = range(len(whole.items))
    for after, before in ((a, b) for a in (None, *places) for b in (None, *places)):
        low = 0 if after is None else after + 1
        inside = whole.items[low : len(whole.items) if before is None else before]
        behind, ahead = (None if place is None else whole.cursors[place] for place in (after, before))
        on = LISTINGS[name](archive, CAP, Asked(2, behind, ahead))
        assert (on.items, on.has_next, on.has_previous) == (inside[:2], len(inside) > 2, after is not None)
        back = LISTINGS[name](archive, CAP, Asked(2, behind, ahead, backward=True))
        expected = inside[-2:] if inside else ()
        assert (back.items, back.has_previous, back.has_next) == (expected, len(inside) > 2, before is not None)


def test_orders(archive: RulesInTable) -> None:
    heads = archive.list_heads("lender", DocumentKind.RULE_SET, Asked(10))
    assert [head.key.slug for head in heads.items] == ["cap", "cap-a", "cap-a-b", "cap0"]
    assert [v.number for v in archive.versions("lender", CAP, Asked(10)).items] == [7, 6, 5, 4, 3, 2, 1]
    assert [a.sequence for a in archive.activations("lender", CAP, Asked(10)).items] == [7, 6, 5, 4, 3, 2, 1]
    assert [e.number for e in archive.audit("lender", CAP, Asked(10)).items] == [1, 2, 3, 4, 5, 6, 7, 8]


def test_changes_of_named_documents_are_those_of_all_filtered(archive: RulesInTable) -> None:
    everything = archive.changes("lender", None, Asked(MAX_PAGE)).items
    assert [a.recorded_at for a in everything] == sorted((a.recorded_at for a in everything), reverse=True)
    keys = [DocumentKey(DocumentKind.RULE_SET, slug) for slug in ("cap", "cap0", "cap-a", "cap", "absent")]
    expected = tuple(a for a in everything if a.key in keys)
    assert tuple(walked(lambda s, _, asked: s.changes("lender", keys, asked), archive, CAP, 2)) == expected
    assert archive.changes("lender", [], Asked(10)).items == ()


def test_changes_recorded_in_one_microsecond_lose_and_double_nothing(
    store: RulesInTable, create: Create, publish: Publish, clock: list[datetime]
) -> None:
    keys = [create(f"set-{n}") for n in range(5)]
    clock[0] += timedelta(days=1)
    # One stamp for all: each document's own past lies a day back, and the store's floor is not above the clock.
    recorded = {publish(key).activation.recorded_at for key in keys}
    assert recorded == {clock[0]}
    for chosen in (None, keys, keys[1:4]):
        whole = store.changes("lender", chosen, Asked(10)).items
        assert len({a.key for a in whole}) == len(whole) == (5 if chosen is None else len(chosen))

        def page(s: RulesInTable, _: DocumentKey, asked: Asked, chosen: list[DocumentKey] | None = chosen) -> Page[Any]:
            return s.changes("lender", chosen, asked)

        assert tuple(walked(page, store, keys[0], 1)) == whole


@pytest.mark.parametrize("of_all", [True, False])
def test_times_of_changes_are_closed_open(archive: RulesInTable, *, of_all: bool) -> None:
    keys = None if of_all else [CAP]
    newest_first = archive.changes("lender", keys, Asked(MAX_PAGE)).items
    times = [a.recorded_at for a in newest_first]

    for since in (None, *times):
        for until in (None, *times):
            expected = tuple(
                a
                for a in newest_first
                if (since is None or since <= a.recorded_at) and (until is None or a.recorded_at < until)
            )
            assert archive.changes("lender", keys, Asked(MAX_PAGE), since, until).items == expected


def test_a_cursor_outside_the_times_asked_for_is_no_error(archive: RulesInTable) -> None:
    page = archive.changes("lender", [CAP], Asked(MAX_PAGE))
    times = [a.recorded_at for a in page.items]
    late = archive.changes("lender", [CAP], Asked(MAX_PAGE, page.cursors[0]), None, times[3])
    assert late.items == page.items[4:]
    assert archive.changes("lender", [CAP], Asked(MAX_PAGE, page.cursors[5]), times[2]).items == ()


def test_activations_as_known_at_a_moment_include_that_moment(archive: RulesInTable) -> None:
    newest_first = archive.activations("lender", CAP, Asked(MAX_PAGE)).items
    moment = newest_first[2].recorded_at
    assert archive.activations("lender", CAP, Asked(MAX_PAGE), moment).items == newest_first[2:]
    before = moment - timedelta(microseconds=1)
    assert archive.activations("lender", CAP, Asked(MAX_PAGE), before).items == newest_first[3:]
    assert archive.activations("lender", CAP, Asked(MAX_PAGE), datetime.max.replace(tzinfo=moment.tzinfo)).items


@pytest.mark.parametrize("first", [0, -1, MAX_PAGE + 1])
@pytest.mark.parametrize("name", LISTINGS)
def test_pages_have_a_bounded_size(archive: RulesInTable, name: str, first: int) -> None:
    with pytest.raises(Refusal) as refused:
        LISTINGS[name](archive, CAP, Asked(first))
    assert refused.value.code == "BAD_PAGE_SIZE"


@pytest.mark.parametrize("name", LISTINGS)
def test_only_a_listings_own_untouched_cursors_are_taken(archive: RulesInTable, name: str) -> None:
    cursor = LISTINGS[name](archive, CAP, Asked(2)).cursors[0]
    middle = len(cursor) // 2
    forged = cursor[:middle] + ("A" if cursor[middle] != "A" else "B") + cursor[middle + 1 :]
    other = "audit" if name == "heads" else "heads"
    foreign = LISTINGS[other](archive, CAP, Asked(2)).cursors[0]
    for bad in (forged, foreign, "", "x", "7", "é", "\ud800", "=" * 10, cursor[:-2], cursor * 100):
        with pytest.raises(Refusal) as refused:
            LISTINGS[name](archive, CAP, Asked(2, bad))
        assert (refused.value.kind, refused.value.code) == (Kind.INVALID, "BAD_CURSOR")


def test_a_cursor_of_one_document_is_not_taken_by_another(archive: RulesInTable) -> None:
    cursor = archive.versions("lender", CAP, Asked(1)).cursors[0]
    with pytest.raises(Refusal, match="cursor"):
        archive.versions("lender", DocumentKey(DocumentKind.RULE_SET, "cap-a"), Asked(1, cursor))
    with pytest.raises(Refusal, match="cursor"):
        archive.versions("lender", DocumentKey(DocumentKind.PRODUCT, "cap"), Asked(1, cursor))


def test_numbers_that_no_version_has_find_nothing(archive: RulesInTable) -> None:
    for number in (0, -1, 8, 10**10, 10**30):
        assert archive.version("lender", CAP, number) is None
        assert archive.activation("lender", CAP, number) is None
