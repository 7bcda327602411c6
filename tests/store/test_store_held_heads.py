"""Heads are held in the process: one small read tells whether they are as they were, whoever wrote meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from random import Random
from typing import Any

import pytest
from acts import ACTS, Acts  # type: ignore[import-not-found]
from backends import AFTER, BEFORE, Backend  # type: ignore[import-not-found]

from creditrules.rules import DocumentKey, DocumentKind, Head
from creditrules.rules.ports import NewDocument, Publication
from creditrules.store import RulesInTable, Table
from creditrules.store.items.revisions import TenantRevision, read_revision
from creditrules.store.keys import head_key, revision_key
from creditrules.store.port import Delete
from creditrules.store.reading.held import HeldHeads
from creditrules.store.reading.single import read_all_heads

SECRET = b"a secret for the cursors of tests"
QUICK = pytest.mark.parametrize("backend", ["sqlite", "server"], indirect=True)
Create = Callable[..., DocumentKey]
Publishable = Callable[..., Publication]
Counting = Callable[[], Any]


@pytest.fixture
def other(backend: Backend, clock: list[Any]) -> RulesInTable:
    """The store as another process has it."""
    return RulesInTable(backend.again().table, clock=lambda: clock[0], cursor_secret=SECRET)


def revision_of(table: Table, tenant: str = "lender") -> TenantRevision | None:
    return read_revision(table.read([revision_key(tenant)]).get(revision_key(tenant)))


def assert_current(store: RulesInTable, table: Table) -> Mapping[DocumentKey, Head]:
    held = store.all_heads("lender")
    fresh = read_all_heads(table, "lender")
    assert list(held.items()) == list(fresh.items()), "the same heads in the same order"
    return held


def test_unmoved_heads_cost_one_small_read_and_are_the_same_mapping(
    store: RulesInTable, create: Create, requests: Counting
) -> None:
    keys = {create(f"set-{number}") for number in range(7)}
    first = store.all_heads("lender")
    assert first.keys() == keys
    with requests() as counted:
        assert store.all_heads("lender") is first
    assert counted == {"read": 1}


def test_only_moved_heads_are_read_again(
    store: RulesInTable, other: RulesInTable, create: Create, publication: Publishable, requests: Counting, table: Table
) -> None:
    keys = [create(f"set-{number}") for number in range(7)]
    before = store.all_heads("lender")
    for key in (keys[2], keys[4], keys[2]):
        other.publish("lender", publication(key))
    added = DocumentKey(DocumentKind.PRODUCT, "loan")
    other.create("lender", NewDocument(added, {"en": "Loan"}, None), "ana")
    with requests() as counted:
        after = store.all_heads("lender")
    assert counted == {"read": 2}
    assert [after[key].latest_version for key in keys] == [0, 0, 2, 0, 1, 0, 0]
    assert all((after[key] is before[key]) == (key not in {keys[2], keys[4]}) for key in keys)
    assert next(iter(after)) == added
    assert assert_current(store, table) is after


@QUICK
@pytest.mark.parametrize("act", ACTS)
def test_every_act_of_another_process_is_seen_by_the_next_question(
    store: RulesInTable, other: RulesInTable, create: Create, publication: Publishable, table: Table, act: str
) -> None:
    create("set-1")
    acts = Acts(other, DocumentKey(DocumentKind.RULE_SET, "cap"), publication)
    acts.prepare(act)
    before = assert_current(store, table)
    acts.do(act)
    after = assert_current(store, table)
    assert after[acts.key] != before.get(acts.key)


@contextmanager
def at_call(backend: Backend, when: str, number: int, rival: Callable[[], object]) -> Iterator[list[str]]:
    """A rival acts once, before or after the so-manieth call of this table."""
    calls: list[str] = []

    def note(call: str) -> None:
        calls.append(call)
        if len(calls) == number:
            rival()

    with backend.watching(when, note):
        yield calls


@QUICK
@pytest.mark.parametrize("number", [1, 2])
@pytest.mark.parametrize("when", [BEFORE, AFTER])
@pytest.mark.parametrize("held", ["nothing", "all", "moved since"])
def test_heads_that_move_while_they_are_read_are_seen_by_the_next_question(  # noqa: PLR0913, PLR0917 - where and what
    backend: Backend,
    store: RulesInTable,
    other: RulesInTable,
    create: Create,
    publication: Publishable,
    held: str,
    when: str,
    number: int,
) -> None:
    keys = [create(f"set-{number}") for number in range(3)]
    if held != "nothing":
        store.all_heads("lender")
    if held == "moved since":
        other.publish("lender", publication(keys[0]))

    def rival() -> None:
        other.publish("lender", publication(keys[0]))
        other.publish("lender", publication(keys[1]))

    with at_call(backend, when, number, rival) as calls:
        during = store.all_heads("lender")
    if len(calls) < number:
        return
    before = 1 if held == "moved since" else 0
    assert during[keys[0]].latest_version in {before, before + 1}
    assert_current(store, backend.table)


@QUICK
def test_whatever_comes_between_heads_are_never_older_than_what_was_answered_last(
    backend: Backend, store: RulesInTable, other: RulesInTable, create: Create, publication: Publishable
) -> None:
    chance, table = Random(13), backend.again().table  # noqa: S311 - a test
    keys = [create(f"set-{number}") for number in range(5)]
    busy: list[str] = []

    def rival(_: str) -> None:
        if not busy and chance.random() < 0.4:
            busy.append("writing")
            other.publish("lender", publication(chance.choice(keys)))
            busy.clear()

    with backend.watching(BEFORE, rival), backend.watching(AFTER, rival):
        for _ in range(60):
            acknowledged = {key: head.revision for key, head in read_all_heads(table, "lender").items()}
            seen = store.all_heads("lender")
            assert all(seen[key].revision >= acknowledged[key] for key in keys)
    assert_current(store, backend.table)


def test_every_move_of_racing_writers_is_counted_and_told(
    store: RulesInTable, other: RulesInTable, create: Create, publication: Publishable, table: Table
) -> None:
    keys = [create(f"set-{number}") for number in range(8)]
    before = revision_of(table)
    assert before is not None
    wanted = [(writer, publication(key)) for key in keys for writer in (store, other)]

    def publish(each: tuple[RulesInTable, Publication]) -> object:
        while True:
            try:
                return each[0].publish("lender", each[1])
            except Exception as refusal:
                if getattr(refusal, "code", "") not in {"CHANGED_MEANWHILE", "OUTCOME_UNKNOWN"}:
                    raise

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(publish, wanted))
    after = revision_of(table)
    heads = read_all_heads(table, "lender")
    assert after is not None
    assert after.number == sum(head.revision for head in heads.values()) == before.number + 16
    assert set(after.moved_since(before.number) or ()) == set(keys)


@QUICK
def test_a_table_of_an_earlier_release_is_read_whole_until_the_first_write(
    store: RulesInTable, create: Create, publication: Publishable, table: Table, requests: Counting
) -> None:
    keys = [create(f"set-{number}") for number in range(3)]
    table.transact([Delete(revision_key("lender"))])
    for _ in range(2):
        with requests() as counted:
            assert store.all_heads("lender").keys() == set(keys)
        assert counted == {"read": 1, "walk": 1}
    store.publish("lender", publication(keys[1]))
    assert revision_of(table) is not None
    held = assert_current(store, table)
    assert store.all_heads("lender") is held


@QUICK
def test_a_count_begun_anew_is_another_one(store: RulesInTable, create: Create, table: Table) -> None:
    create("set-1")
    store.all_heads("lender")
    place = revision_key("lender")
    table.transact([Delete(place), Delete(head_key("lender", DocumentKey(DocumentKind.RULE_SET, "set-1")))])
    create("set-2")
    assert {key.slug for key in assert_current(store, table)} == {"set-2"}


@QUICK
def test_moves_that_are_not_told_any_more_have_all_heads_read(
    store: RulesInTable, other: RulesInTable, create: Create, table: Table, requests: Counting
) -> None:
    create("a")
    store.all_heads("lender")
    for number in range(60):
        other.create("lender", NewDocument(DocumentKey(DocumentKind.PRODUCT, f"p{number}"), {}, None), "ana")
    with requests() as counted:
        assert len(store.all_heads("lender")) == 61
    assert counted == {"read": 1, "walk": 1}
    assert_current(store, table)


@QUICK
def test_what_a_program_writes_that_counts_no_moves_is_seen_after_ten_minutes(
    store: RulesInTable, create: Create, publication: Publishable, table: Table
) -> None:
    key, ticks = create("cap"), [0.0]
    heads = HeldHeads(table, ticks=lambda: ticks[0])
    heads.all("lender")
    place = revision_key("lender")
    [(_, counted)] = table.read([place]).items()
    store.publish("lender", publication(key))
    table.write([(place, counted)])
    assert heads.all("lender")[key].latest_version == 0
    ticks[0] = 601.0
    assert heads.all("lender")[key].latest_version == 1


@QUICK
def test_what_is_held_is_bounded_and_of_each_tenant_its_own(create: Create, table: Table, requests: Counting) -> None:
    tenants = ["one", "two", "three"]
    for tenant in tenants:
        for number in range(4):
            create(f"{tenant}-{number}", tenant=tenant)
    heads = HeldHeads(table, most_rows=9)
    for _ in range(2):
        for tenant in tenants:
            found = heads.all(tenant)
            assert {key.slug for key in found} == {f"{tenant}-{number}" for number in range(4)}
    with requests() as counted:
        heads.all("two"), heads.all("three")
    assert counted == {"read": 2}
    with requests() as counted:
        heads.all("one")
    assert counted == {"read": 1, "walk": 1}
    small = HeldHeads(table, most_rows=3)
    assert list(small.all("one")) == list(small.all("one")) == list(heads.all("one"))
