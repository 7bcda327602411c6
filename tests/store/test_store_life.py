"""Any sequence of operations at any two times: the store against a slow and obvious model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest
from backends import WINDOWS  # type: ignore[import-not-found]
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from creditrules.errors import Refusal
from creditrules.rules import Activation, ActivationKind, ChangeStatement, DocumentKey
from creditrules.rules.life import CancelActivation, Retire, RollBack
from creditrules.rules.ports import Asked, Publication
from creditrules.rules.time.history import HEAD_WINDOW
from creditrules.store import RulesInTable, first_broken

Create = Callable[..., DocumentKey]
Publishable = Callable[..., Publication]

HOUR = timedelta(hours=1)
TICK = timedelta(microseconds=1)

operations = st.lists(
    st.tuples(
        st.sampled_from(
            ["publish", "publish", "schedule", "schedule", "correct", "cancel", "cancel", "roll back", "retire"]
        ),
        st.integers(0, 6),  # hours to the start; back in time for a correction
        st.none() | st.integers(1, 8),  # hours from the start to the end
        st.sampled_from([-2, 0, 0, 1, 3]),  # hours that the clock moves before
        st.integers(0, 20),  # which version or activation is meant
    ),
    min_size=1,
    max_size=10,
)
questions = st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 10**6)), min_size=10, max_size=25)
slugs = (f"life-{number}" for number in count())


def version_by_the_book(facts: Sequence[Activation], valid_at: datetime, known_at: datetime) -> int | None:
    """What everybody would say who reads the facts in the order they became known."""
    known = [fact for fact in facts if fact.recorded_at <= known_at]
    taken_back = {fact.cancels for fact in known if fact.kind is ActivationKind.CANCELLATION}
    decides: Activation | None = None
    for fact in known:
        if fact.kind is ActivationKind.CANCELLATION or fact.sequence in taken_back or fact.valid_from > valid_at:
            continue
        if fact.valid_until is not None and fact.valid_until <= valid_at:
            continue
        if decides is None or fact.valid_from >= decides.valid_from:
            decides = fact
    return None if decides is None or decides.kind is ActivationKind.RETIREMENT else decides.version


@pytest.fixture
def window(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Heads and pages that carry few activations, so that short histories reach beyond them."""
    monkeypatch.setattr("creditrules.rules.time.history.HEAD_WINDOW", request.param)
    if request.param < HEAD_WINDOW:
        monkeypatch.setattr("creditrules.store.reading.single._ENTRIES_AT_ONCE", request.param)


@pytest.fixture
def operate(
    store: RulesInTable, publication: Callable[..., Publication], clock: list[datetime]
) -> Callable[..., Activation]:
    """Carry out one operation; the Refusals of the store pass through."""
    statement: ChangeStatement = publication(DocumentKey("RULE_SET", "x")).statement  # type: ignore[arg-type]

    def operate(key: DocumentKey, what: str, hours: int, length: int | None, place: int) -> Activation:
        head = store.heads("lender", [key])[key]
        now = max(store.now(), head.last_recorded_at)
        ahead = now + hours * HOUR + TICK if what != "publish" else None
        until = None if length is None else (ahead or now) + length * HOUR
        retry_key = f"{key.slug} {head.revision}"
        common: Any = {"key": key, "author": "ana", "retry_key": retry_key}
        if what in {"publish", "schedule"}:
            return store.publish("lender", publication(key, valid_from=ahead, valid_until=until)).activation
        if what == "correct":
            start = now - hours * HOUR - TICK
            end = None if length is None else start + length * HOUR
            wanted = publication(key, kind=ActivationKind.CORRECTION, valid_from=start, valid_until=end)
            return store.publish("lender", wanted).activation
        if what == "cancel":
            chosen = place % max(head.latest_sequence, 1) + 1
            return store.activate("lender", CancelActivation(**common, sequence=chosen, statement=statement)).activation
        if what == "roll back":
            chosen = place % max(head.latest_version, 1) + 1
            act = RollBack(**common, version=chosen, statement=statement, valid_from=ahead, valid_until=until)
            return store.activate("lender", act).activation
        return store.activate("lender", Retire(**common, statement=statement, valid_from=ahead)).activation

    return operate


@pytest.mark.usefixtures("window")
@pytest.mark.parametrize(("backend", "window"), WINDOWS, indirect=True)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=operations, asked=questions)
def test_any_sequence_of_operations_is_read_as_the_book_says(
    store: RulesInTable,
    create: Create,
    operate: Callable[..., Activation],
    clock: list[datetime],
    steps: list[tuple[str, int, int | None, int, int]],
    asked: list[tuple[int, int]],
) -> None:
    key = create(next(slugs))
    facts: list[Activation] = []
    for what, hours, length, moved, place in steps:
        clock[0] += moved * HOUR
        revision = store.heads("lender", [key])[key].revision
        try:
            facts.append(operate(key, what, hours, length, place))
        except Refusal:
            assert store.heads("lender", [key])[key].revision == revision, "what is refused leaves nothing behind"
    head = store.heads("lender", [key])[key]
    entries = store.audit("lender", key, Asked(100)).items
    assert len(entries) == head.revision == len(facts) + 1
    assert first_broken(entries) is None
    assert list(reversed(store.activations("lender", key, Asked(100)).items)) == facts
    assert [fact.recorded_at for fact in facts] == sorted({fact.recorded_at for fact in facts})

    moments = {fact.valid_from for fact in facts} | {fact.valid_until for fact in facts if fact.valid_until}
    valid_times = [near for moment in sorted(moments) for near in (moment - TICK, moment, moment + TICK)] or [clock[0]]
    known_times = [near for fact in facts for near in (fact.recorded_at - TICK, fact.recorded_at)] or [clock[0]]
    for valid_place, known_place in asked:
        valid_at = valid_times[valid_place % len(valid_times)]
        known_at = known_times[known_place % len(known_times)]
        entry = store.in_force("lender", head, valid_at, known_at)
        assert (entry.version if entry else None) == version_by_the_book(facts, valid_at, known_at)
