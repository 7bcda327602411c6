"""What is in force at two times: the store against the obvious model, at any length of history, at a constant cost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from backends import WINDOWS  # type: ignore[import-not-found]
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from creditrules.rules import Activation, ActivationKind, DocumentKey
from creditrules.rules.ports import Asked, Publication, Published
from creditrules.rules.time import deciding
from creditrules.rules.time.history import HEAD_WINDOW
from creditrules.store import RulesInTable

Create = Callable[..., DocumentKey]
Publish = Callable[..., Published]
Publishable = Callable[..., Publication]

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
TICK = timedelta(microseconds=1)


def in_force_by_the_book(facts: Sequence[Activation], valid_at: datetime, known_at: datetime) -> int | None:
    """The sequence in force: the facts in the order they became known, each overriding what does not start later."""
    best: Activation | None = None
    for fact in facts:
        known = fact.recorded_at <= known_at
        covers = fact.valid_from <= valid_at and (fact.valid_until is None or valid_at < fact.valid_until)
        if known and covers and (best is None or fact.valid_from >= best.valid_from):
            best = fact
    return None if best is None else best.sequence


def assert_as_by_the_book(
    store: RulesInTable, key: DocumentKey, facts: Sequence[Activation], questions: Sequence[tuple[int, int]]
) -> None:
    """At moments where something begins, ends or becomes known, and one microsecond to either side."""
    head = store.heads("lender", [key])[key]
    ends = {fact.valid_until for fact in facts if fact.valid_until is not None}
    moments = {fact.valid_from for fact in facts} | ends
    valid_times = [near for moment in sorted(moments) for near in (moment - TICK, moment, moment + TICK)]
    known_times = [near for fact in facts for near in (fact.recorded_at, fact.recorded_at - TICK)]
    for valid_place, known_place in questions:
        valid_at = valid_times[valid_place % len(valid_times)]
        known_at = known_times[known_place % len(known_times)]
        entry = store.in_force("lender", head, valid_at, known_at)
        assert (entry.sequence if entry else None) == in_force_by_the_book(facts, valid_at, known_at)


step = st.tuples(
    st.integers(-6, 6),  # hours from now to the start; the past makes it a correction
    st.none() | st.integers(1, 8),  # hours from the start to the end
    st.sampled_from([-2, 0, 0, 1, 3]),  # hours that the clock moves before
)
slugs = (f"set-{number}" for number in count())


@pytest.fixture
def window(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Heads that carry few activations, so that short histories reach beyond them."""
    monkeypatch.setattr("creditrules.rules.time.history.HEAD_WINDOW", request.param)


@pytest.mark.usefixtures("window")
@pytest.mark.parametrize(("backend", "window"), WINDOWS, indirect=True)
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=st.lists(step, min_size=1, max_size=9),
    questions=st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 10**6)), min_size=10, max_size=20),
)
def test_any_history_is_read_as_the_book_says(
    store: RulesInTable,
    create: Create,
    publication: Publishable,
    clock: list[datetime],
    steps: list[tuple[int, int | None, int]],
    questions: list[tuple[int, int]],
) -> None:
    key = create(next(slugs))
    facts = []
    for start, length, moved in steps:
        clock[0] += moved * HOUR
        now = store.heads("lender", [key])[key].last_recorded_at
        now = max(now, store.now())
        valid_from = now + start * HOUR + TICK if start >= 0 else now + start * HOUR
        kind = ActivationKind.PUBLICATION if start >= 0 else ActivationKind.CORRECTION
        valid_until = None if length is None else valid_from + length * HOUR
        wanted = publication(key, kind=kind, valid_from=valid_from, valid_until=valid_until)
        facts.append(store.publish("lender", wanted).activation)
    assert_as_by_the_book(store, key, facts, questions)


def test_a_history_beyond_the_heads_window_is_read_by_few_small_queries(
    store: RulesInTable, create: Create, publish: Publish, clock: list[datetime], requests: Callable[[], Any]
) -> None:
    key = create("cap")
    facts = []
    for number in range(HEAD_WINDOW + 20):
        clock[0] += HOUR
        until = clock[0] + 30 * HOUR if number % 3 == 0 else None
        facts.append(publish(key, valid_until=until).activation)
    for hours in (5, 5, 10, 200):
        start = clock[0] - hours * HOUR
        clock[0] += TICK
        facts.append(publish(key, kind=ActivationKind.CORRECTION, valid_from=start).activation)
    head = store.heads("lender", [key])[key]
    assert head.dropped_from is not None
    assert len(head.entries) == HEAD_WINDOW

    most = 0
    known = [fact.recorded_at for fact in facts[:: HEAD_WINDOW // 4]] + [facts[-1].recorded_at]
    for valid_at in (fact.valid_from for fact in facts[:: HEAD_WINDOW // 9]):
        for known_at in known:
            with requests() as counted:
                entry = store.in_force("lender", head, valid_at, known_at)
            assert (entry.sequence if entry else None) == in_force_by_the_book(facts, valid_at, known_at)
            assert counted.total() <= 3, "the first entries, what was scheduled, the first that had started by then"
            most = max(most, counted.total())
    assert most > 1
    with requests() as counted:
        assert store.in_force("lender", head, store.now(), store.now()) is not None
    assert counted.total() == 0, "the present is decided from the head alone"
    assert store.in_force("lender", head, NOON - 300 * HOUR, store.now()) is None


def test_reads_cost_the_same_at_the_start_of_a_history_and_after_hundreds_of_versions(
    store: RulesInTable, create: Create, publish: Publish, clock: list[datetime], requests: Callable[[], Any]
) -> None:
    key, other = create("cap"), create("other")
    publish(other)

    def cost() -> Counter[str]:
        with requests() as counted:
            head = store.heads("lender", [key, other])[key]
            now = store.now()
            entry = store.in_force("lender", head, now, now)
            assert entry is not None
            assert entry == deciding(head, now, now)
            store.content("lender", [entry.digest])
            store.version("lender", key, 1)
            store.versions("lender", key, Asked(5))
            store.activations("lender", key, Asked(5), NOON + 5 * HOUR)
            store.changes("lender", [key, other], Asked(5))
            store.changes("lender", None, Asked(5), NOON, NOON + 5 * HOUR)
            store.audit("lender", key, Asked(5))
        return Counter(counted)

    for _ in range(8):
        clock[0] += HOUR
        publish(key)
    early = cost()
    for _ in range(200):
        clock[0] += HOUR
        publish(key)
    with requests() as counted:
        publish(key)
    assert cost() == early
    assert counted == {"read": 1, "write": 1, "transact": 1}
    assert early == {"read": 6, "walk": 6}


def test_what_had_been_known_long_ago_costs_no_more_for_all_that_was_recorded_since(
    store: RulesInTable,
    create: Create,
    publish: Publish,
    clock: list[datetime],
    requests: Callable[[], Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("creditrules.rules.time.history.HEAD_WINDOW", 4)
    monkeypatch.setattr("creditrules.store.reading.single._ENTRIES_AT_ONCE", 5)
    key = create("cap")
    facts = [publish(key).activation, publish(key, valid_from=clock[0] + 30 * HOUR).activation]
    known = clock[0] + HOUR
    costs = []
    for _ in range(3):
        for _ in range(40):
            clock[0] += HOUR
            facts.append(publish(key).activation)
        head = store.heads("lender", [key])[key]
        for valid_at in (known + 28 * HOUR, clock[0]):
            with requests() as counted:
                entry = store.in_force("lender", head, valid_at, known)
            assert (entry.sequence if entry else None) == in_force_by_the_book(facts, valid_at, known)
            costs.append(counted.total())
    assert max(costs) <= 3
    with requests() as counted:
        assert store.in_force("lender", head, clock[0], NOON - HOUR) is None
    assert counted.total() <= 3


def test_what_is_in_force_was_decided_by_the_pure_rule_wherever_the_head_reaches(
    store: RulesInTable, create: Create, publish: Publish
) -> None:
    published = publish(create("cap"))
    now = store.now()
    assert store.in_force("lender", published.head, now, now) == deciding(published.head, now, now)
