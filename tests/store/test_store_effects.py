"""Changes by when they take effect: every one that begins or ends within the window, once, the latest first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from random import Random
from typing import Any

import pytest

from creditrules.errors import Refusal
from creditrules.rules import Activation, ActivationKind, DocumentKey, DocumentKind
from creditrules.rules.life import POLICY_KEY, CancelActivation, Retire
from creditrules.rules.ports import Asked, EffectWindow, ListedChange, NewDocument, Page, Publication, Published
from creditrules.store import RulesInTable
from creditrules.store.items.facts import StoredHead

Create = Callable[..., DocumentKey]
Publish = Callable[..., Published]

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
LATER = NOON + 1000 * HOUR
ALL = EffectWindow(LATER)
ON_A_FILE = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


def by_the_book(facts: Sequence[Activation], window: EffectWindow) -> list[tuple[str, int]]:
    """What everybody would say who looks at each fact."""
    taken_back = {(f.key, f.cancels) for f in facts if f.cancels is not None and f.recorded_at <= window.known_at}
    found = []
    for fact in facts:
        if fact.recorded_at > window.known_at:
            continue
        late = window.until is not None and fact.recorded_at >= window.until
        early = window.since is not None and fact.recorded_at < window.since
        times = [(fact.recorded_at, -1)] if window.recordings else []
        back = fact.kind is ActivationKind.CANCELLATION or (fact.key, fact.sequence) in taken_back
        if not (late or early or back):
            times += [(fact.valid_from, 0), *([(fact.valid_until, 1)] if fact.valid_until else [])]
        inside = [
            each
            for each in times
            if (window.begin is None or window.begin <= each[0]) and (window.end is None or each[0] < window.end)
        ]
        if inside:
            moment, phase = max(inside)
            found.append((moment, fact.key, fact.sequence, phase))
    return [(key.slug, sequence) for _, key, sequence, _ in sorted(found, reverse=True)]


def names(items: Sequence[ListedChange]) -> list[tuple[str, int]]:
    return [(each.activation.key.slug, each.activation.sequence) for each in items]


def walked(page_of: Callable[[Asked], Page[ListedChange]], size: int, *, backward: bool) -> list[tuple[str, int]]:
    found: list[tuple[str, int]] = []
    asked = Asked(size, backward=backward)
    while True:
        page = page_of(asked)
        found = [*names(page.items), *found] if backward else [*found, *names(page.items)]
        if not (page.has_previous if backward else page.has_next):
            return found
        outermost = page.resume or page.cursors[0 if backward else -1]
        asked = Asked(size, before=outermost, backward=True) if backward else Asked(size, outermost)


@contextmanager
def as_before_there_were_pointers(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Writes as a program did that knew no pointers by effect."""

    def stored(head: Any, chain: str, digest: str | None, effects_from: int | None = None) -> StoredHead:
        return StoredHead(head, chain, digest)

    with monkeypatch.context() as patched:
        patched.setattr("creditrules.store.items.puts._effect_puts", lambda *_: ())
        patched.setattr("creditrules.store.writing.works.StoredHead", stored)
        patched.setattr("creditrules.store.writing.plan.StoredHead", stored)
        yield


class History:
    """Random acts on some documents; what was recorded of them."""

    def __init__(
        self, store: RulesInTable, publication: Callable[..., Publication], clock: list[datetime], seed: int
    ) -> None:
        self.store, self.publication, self.clock, self.random = store, publication, clock, Random(seed)  # noqa: S311 - the same histories each time
        self.facts: list[Activation] = []

    def create(self, slugs: Sequence[str]) -> list[DocumentKey]:
        keys = [DocumentKey(DocumentKind.RULE_SET, slug) for slug in slugs]
        for key in keys:
            self.store.create("lender", NewDocument(key, {}, None), "ana")
        return keys

    def act(self, keys: Sequence[DocumentKey]) -> None:
        random, now = self.random, self.store.now()
        key, what = random.choice(keys), random.choice(["now", "now", "ahead", "ahead", "past", "cancel", "retire"])
        self.clock[0] += random.choice([0, 1]) * HOUR
        common: Any = {"key": key, "author": "ana", "retry_key": f"act {len(self.facts)} {random.random()}"}
        statement = self.publication(key).statement
        start = now + random.randint(1, 9) * HOUR
        length = random.choice([None, 1, 3]) and random.randint(1, 5) * HOUR
        try:
            if what == "cancel":
                head = self.store.heads("lender", [key])[key]
                act = CancelActivation(**common, sequence=head.latest_sequence, statement=statement)
                self.facts.append(self.store.activate("lender", act).activation)
            elif what == "retire":
                made = self.store.activate("lender", Retire(**common, statement=statement))
                self.facts.append(made.activation)
            else:
                times: dict[str, Any] = {"valid_from": start, "valid_until": length and start + length}
                if what == "past":
                    past = now - random.randint(1, 9) * HOUR
                    times = {
                        "valid_from": past,
                        "kind": ActivationKind.CORRECTION,
                        "valid_until": length and past + length,
                    }
                if what == "now":
                    times = {}
                self.facts.append(self.store.publish("lender", self.publication(key, **times)).activation)
        except Refusal:
            return


@ON_A_FILE
@pytest.mark.parametrize("head_window", [3, 64])
@pytest.mark.parametrize("seed", range(6))
def test_whatever_was_recorded_is_found_by_when_it_takes_effect(
    store: RulesInTable,
    publication: Callable[..., Publication],
    clock: list[datetime],
    monkeypatch: pytest.MonkeyPatch,
    seed: int,
    head_window: int,
) -> None:
    monkeypatch.setattr("creditrules.rules.time.history.HEAD_WINDOW", head_window)
    history = History(store, publication, clock, seed)
    with as_before_there_were_pointers(monkeypatch):
        keys = history.create(["cap", "cap-a", "cap0"])
        for _ in range(seed % 3 * 6):
            history.act(keys)
    keys += history.create(["late"])
    for _ in range(14):
        history.act(keys)
    facts, random = history.facts, history.random
    assert facts
    recorded = [f.recorded_at for f in facts]
    moments = sorted({f.valid_from for f in facts} | {f.valid_until for f in facts if f.valid_until} | {*recorded})
    for either in 7 * [False] + 7 * [True]:
        window = EffectWindow(
            random.choice([*recorded, LATER]),
            random.choice([None, *moments]),
            random.choice([None, *moments]),
            None if either else random.choice([None, None, *recorded]),
            None if either else random.choice([None, None, *recorded]),
            recordings=either,
        )
        for chosen in (None, random.sample(keys, 2)):
            expected = by_the_book([f for f in facts if chosen is None or f.key in chosen], window)
            page_of = partial(lambda asked, c, w: store.effects("lender", c, asked, w), c=chosen, w=window)
            for backward in (False, True):
                assert walked(page_of, random.choice([1, 2, 5]), backward=backward) == expected


def test_a_change_recorded_in_april_is_found_in_the_week_of_its_start(
    store: RulesInTable, create: Create, publish: Publish, clock: list[datetime]
) -> None:
    key = create("cap")
    publish(key)
    start = NOON + 500 * HOUR
    scheduled = publish(key, valid_from=start, valid_until=start + 48 * HOUR).activation
    week = EffectWindow(LATER, start - HOUR, start + HOUR)
    assert store.effects("lender", [key], Asked(5), week).items == (ListedChange(scheduled),)
    assert store.effects("lender", None, Asked(5), week).items == (ListedChange(scheduled),)
    at_its_end = EffectWindow(LATER, start + HOUR, start + 49 * HOUR)
    assert store.effects("lender", None, Asked(5), at_its_end).items == (ListedChange(scheduled),)
    assert store.effects("lender", None, Asked(5), EffectWindow(LATER, start + 49 * HOUR)).items == ()
    assert store.effects("lender", None, Asked(5), EffectWindow(LATER, None, start + HOUR, start)).items == ()
    assert store.effects("other-lender", None, Asked(5), ALL).items == ()
    assert store.effects("other-lender", [key], Asked(5), ALL).items == ()


def test_what_a_policy_says_takes_no_effect_on_users(store: RulesInTable, publication: Callable[..., Any]) -> None:
    store.create("lender", NewDocument(POLICY_KEY, {"en": "Policy"}, None), "carla")
    store.publish("lender", publication(POLICY_KEY))
    assert store.effects("lender", None, Asked(5), ALL).items == ()


def test_a_page_by_effect_costs_the_page_however_long_the_history(
    store: RulesInTable, create: Create, publish: Publish, clock: list[datetime], requests: Callable[[], Any]
) -> None:
    key = create("cap")
    for _ in range(6):
        clock[0] += HOUR
        publish(key)
    store.effects("lender", None, Asked(2), ALL)

    def cost() -> dict[str, int]:
        with requests() as counted:
            store.effects("lender", None, Asked(5), ALL)
            store.effects("lender", [key], Asked(5), ALL)
        return dict(counted)

    early = cost()
    for number in range(60):
        clock[0] += HOUR
        publish(key if number % 2 else create(f"more-{number}"))
    assert cost() == early == {"walk": 3, "read": 5}


@ON_A_FILE
def test_reading_stops_where_too_much_was_taken_back_and_says_where_to_go_on(
    store: RulesInTable, create: Create, publish: Publish, publication: Callable[..., Any], monkeypatch: Any
) -> None:
    monkeypatch.setattr("creditrules.store.reading.effects._MOST_LOOKED_AT", 4)
    key = create("cap")
    first = publish(key).activation
    for number in range(8):
        sequence = publish(key, valid_from=NOON + (number + 1) * HOUR).activation.sequence
        statement = publication(key).statement
        store.activate("lender", CancelActivation(key, "ana", f"cancel {number}", sequence, statement))
    page = store.effects("lender", None, Asked(2), ALL)
    assert (page.items, page.has_next, bool(page.resume)) == ((), True, True)
    left = names([ListedChange(first)])
    assert walked(lambda asked: store.effects("lender", None, asked, ALL), 2, backward=False) == left
    assert walked(lambda asked: store.effects("lender", None, asked, ALL), 2, backward=True) == left


@pytest.mark.parametrize("cursor", ["", "x", "\ud800"])
@ON_A_FILE
def test_a_cursor_of_another_listing_is_refused(
    store: RulesInTable, create: Create, publish: Publish, cursor: str
) -> None:
    publish(create("cap"))
    of_changes = store.changes("lender", None, Asked(1)).cursors[0]
    for asked in (Asked(1, cursor), Asked(1, of_changes), Asked(1, before=of_changes)):
        with pytest.raises(Refusal, match="cursor"):
            store.effects("lender", None, asked, ALL)
    with pytest.raises(Refusal) as refused:
        store.effects("lender", None, Asked(101), ALL)
    assert refused.value.code == "BAD_PAGE_SIZE"
