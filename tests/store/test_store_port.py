"""The four calls mean the same on every table: order, conditions, limits, and how a failed condition is told."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from backends import BEFORE, Backend  # type: ignore[import-not-found]

from creditrules.store import Table
from creditrules.store.port import (
    BODY,
    EXPIRES,
    MOST_ITEM_BYTES,
    MOST_WRITES,
    REVISION,
    AtRevision,
    BadWrite,
    Delete,
    Existence,
    Heard,
    ItemKey,
    Put,
    Span,
    check_items,
)

ITEMS: dict[str, dict[str, Any]] = {
    "bytes": {BODY: bytes(range(256))},
    "no bytes": {BODY: b""},
    "numbers": {REVISION: 1, EXPIRES: 4_000_000_000, "chunks": 0},
    "large": {REVISION: 10**18},
    "text": {"record": "é額\x00🙂"},
    "nothing": {},
    "all": {BODY: b"x", REVISION: 2, EXPIRES: 4_000_000_000, "record": "", "chunks": -3},
}


def at(sort: str, partition: str = "p") -> ItemKey:
    return ItemKey(partition, sort)


def walked(table: Table, low: str, high: str, page: int = 100, **how: bool) -> list[str]:
    return [key.sort for key, _ in table.walk(Span("p", low, high), page, **how)]


@pytest.mark.parametrize("by", ["write", "transact"])
@pytest.mark.parametrize("name", ITEMS)
def test_what_is_put_comes_back_by_read_and_by_walk(table: Table, name: str, by: str) -> None:
    item = ITEMS[name]
    if by == "write":
        table.write([(at("a"), item)])
    else:
        assert table.transact([Put(at("a"), item)]) is None
    assert table.read([at("a"), at("b"), at("a", "q")]) == {at("a"): item}
    assert list(table.walk(Span("p", "a", "a"), 1)) == [(at("a"), item)]


def test_a_put_replaces_the_whole_item(table: Table) -> None:
    table.write([(at("a"), ITEMS["all"])])
    table.write([(at("a"), {BODY: b"y"})])
    assert table.read([at("a")]) == {at("a"): {BODY: b"y"}}


@pytest.mark.parametrize("page", [1, 2, 3, 7, 100])
def test_a_span_is_walked_in_the_order_of_bytes_whatever_the_page(table: Table, page: int) -> None:
    sorts = ["!", "#", "0", "A", "Z", "a", "a ", "a!", "aa", "b", "~", "é", "額", "\uffff", "🙂"]
    in_order = sorted(sorts, key=str.encode)
    table.write([(at(sort), {}) for sort in sorts] + [(at("a", "other"), {})])
    assert walked(table, "!", "🙂", page) == in_order
    assert walked(table, "!", "🙂", page, descending=True) == in_order[::-1]
    assert walked(table, "a", "b", page) == ["a", "a ", "a!", "aa", "b"], "both ends are in it"
    assert walked(table, "a ", "az", page, descending=True) == ["aa", "a!", "a "]
    assert walked(table, "b", "a", page) == []


def test_a_walk_that_is_stopped_asks_for_no_more(backend: Backend) -> None:
    backend.table.write([(at(f"{number:02}"), {}) for number in range(20)])
    asked: list[str] = []
    with backend.watching(BEFORE, asked.append):
        items = backend.table.walk(Span("p", "0", "9"), 5)
        assert [next(items)[0].sort for _ in range(6)] == ["00", "01", "02", "03", "04", "05"]
    assert asked == ["walk", "walk"]


def test_reading_and_writing_nothing_asks_for_nothing(backend: Backend) -> None:
    asked: list[str] = []
    with backend.watching(BEFORE, asked.append):
        assert backend.table.read([]) == {}
        backend.table.write([])
    assert asked == []


def test_more_items_than_one_request_takes_are_read_and_written(table: Table) -> None:
    keys = [at(f"{number:03}") for number in range(230)]
    table.write([(key, {REVISION: number}) for number, key in enumerate(keys)])
    assert table.read([*keys, *keys]) == {key: {REVISION: number} for number, key in enumerate(keys)}


HOLDS: dict[str, tuple[Any, bool, bool]] = {
    "absent": (Existence.ABSENT, False, True),
    "present": (Existence.PRESENT, True, False),
    "at its revision": (AtRevision(3), True, False),
    "at another revision": (AtRevision(2), False, False),
}


@pytest.mark.parametrize("name", HOLDS)
@pytest.mark.parametrize("there", [True, False])
def test_conditions(table: Table, name: str, there: bool) -> None:  # noqa: FBT001 - a case of two
    condition, where_there, where_not = HOLDS[name]
    if there:
        table.write([(at("a"), {REVISION: 3})])
    before = table.read([at("a")])
    heard = table.transact([Put(at("a"), {REVISION: 9}, condition)])
    if where_there if there else where_not:
        assert heard is None
        assert table.read([at("a")]) == {at("a"): {REVISION: 9}}
    else:
        assert heard is not None
        assert (heard.reason, heard.failed) == (Heard.CONDITION, (0,))
        assert table.read([at("a")]) == before


def test_an_item_without_a_revision_is_at_none(table: Table) -> None:
    table.write([(at("a"), {BODY: b"x"})])
    assert table.transact([Put(at("a"), {}, AtRevision(0))]) is not None


def test_of_a_transaction_all_takes_effect_or_nothing_and_every_failed_condition_is_named(table: Table) -> None:
    table.write([(at("old"), {REVISION: 1}), (at("gone"), {})])
    writes: list[Put | Delete] = [
        Put(at("new"), {}),
        Put(at("old"), {}),
        Delete(at("gone")),
        Put(at("old2"), {}, Existence.PRESENT),
        Put(at("new2"), {}),
    ]
    heard = table.transact(writes)
    assert heard is not None
    assert (heard.reason, heard.failed) == (Heard.CONDITION, (1, 3))
    assert walked(table, "a", "z") == ["gone", "old"]
    assert table.transact([writes[0], *writes[2:3], writes[4], Delete(at("never was"))]) is None
    assert walked(table, "a", "z") == ["new", "new2", "old"]


def test_a_condition_is_about_the_items_as_they_were_before_the_transaction(table: Table) -> None:
    assert table.transact([Put(at("a"), {}), Put(at("b"), {}, Existence.PRESENT)]) is not None
    assert walked(table, "a", "z") == []


WRONG: dict[str, Callable[[], list[Put | Delete]]] = {
    "nothing": list,
    "too many": lambda: [Put(at(f"{number}"), {}) for number in range(MOST_WRITES + 1)],
    "twice the same": lambda: [Put(at("a"), {}), Delete(at("a"))],
    "too large an item": lambda: [Put(at("a"), {BODY: bytes(MOST_ITEM_BYTES)})],
    "too large together": lambda: [Put(at(f"{number}"), {BODY: bytes(MOST_ITEM_BYTES - 1000)}) for number in range(11)],
    "an empty partition": lambda: [Put(at("a", ""), {})],
    "an empty sort key": lambda: [Put(at(""), {})],
    "bytes elsewhere": lambda: [Put(at("a"), {"other": b"x"})],
    "a float": lambda: [Put(at("a"), {"other": 1.5})],
    "a boolean": lambda: [Put(at("a"), {"other": True})],
    "a text for a number": lambda: [Put(at("a"), {REVISION: "1"})],
    "a text for bytes": lambda: [Put(at("a"), {BODY: "x"})],
}


@pytest.mark.parametrize("name", WRONG)
def test_what_no_table_takes_is_refused_and_nothing_is_written(backend: Backend, name: str) -> None:
    writes = WRONG[name]()
    with pytest.raises(BadWrite):
        backend.table.transact(writes)
    puts = [(write.key, write.attributes) for write in writes if isinstance(write, Put)]
    if name.startswith(("a", "b")):
        with pytest.raises(BadWrite):
            backend.table.write(puts)
    assert backend.everything() == []


def test_items_and_transactions_near_the_limit_are_taken_and_no_larger_ones(table: Table) -> None:
    large = bytes(400_000)  # moto's own limit is a little lower than DynamoDB's
    assert table.transact([Put(at(f"{number}"), {BODY: large}) for number in range(10)]) is None
    assert [item[BODY] == large for _, item in table.walk(Span("p", "0", "9"), 100)] == [True] * 10
    with pytest.raises(BadWrite):
        table.transact([Put(at(f"new {number}"), {BODY: large}) for number in range(11)])
    full = MOST_ITEM_BYTES - len("pk" + "sk" + "p" + "a" + BODY)
    check_items([(at("a"), {BODY: bytes(full)})])
    with pytest.raises(BadWrite):
        table.write([(at("a"), {BODY: bytes(full + 1)})])


def test_of_sixteen_threads_that_move_one_revision_one_wins_each(backend: Backend) -> None:
    tables = [backend.again().table for _ in range(4)]
    tables[0].write([(at("head"), {REVISION: 0})])

    def move(number: int) -> tuple[int, bool]:
        revision = number // 16
        puts = [
            Put(at("head"), {REVISION: revision + 1}, AtRevision(revision)),
            Put(at(f"link {revision} {number}"), {}),
        ]
        return revision, tables[number % 4].transact(puts) is None

    with ThreadPoolExecutor(16) as pool:
        for revision in range(6):
            moved = list(pool.map(move, range(16 * revision, 16 * revision + 16)))
            assert [won for _, won in moved].count(True) == 1
    assert tables[0].read([at("head")]) == {at("head"): {REVISION: 6}}
    assert len(walked(tables[1], "link", "link~")) == 6
