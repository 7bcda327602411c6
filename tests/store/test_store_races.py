"""Sixteen writers at once: numbers without gap or double, one winner per revision, every acknowledged write there."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from creditrules.errors import Kind, Refusal
from creditrules.rules import DocumentKey, DocumentKind
from creditrules.rules.ports import Asked, NewDocument, Publication, Published
from creditrules.store import RulesInTable, first_broken

Create = Callable[..., DocumentKey]
Publishable = Callable[..., Publication]

WRITERS = 16


def raced(acts: list[Callable[[], object]]) -> list[object]:
    """What each act gave or refused, all begun at the same moment."""
    start = Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        start.wait()
        try:
            return act()
        except Refusal as refusal:
            return refusal

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def assert_history_is_whole(store: RulesInTable, key: DocumentKey, published: list[Published]) -> None:
    numbers = sorted(p.version.number for p in published)
    assert numbers == list(range(1, len(published) + 1)), "without gap or double"
    stored = {v.number: v for v in store.versions("lender", key, Asked(100)).items}
    assert stored == {p.version.number: p.version for p in published}, "acknowledged and stored are the same"
    head = store.heads("lender", [key])[key]
    assert head.latest_version == len(published)
    assert head.revision == len(published) + 1
    activations = store.activations("lender", key, Asked(100)).items
    assert [a.sequence for a in activations] == list(range(len(published), 0, -1))
    assert len({a.recorded_at for a in activations}) == len(published)
    entries = store.audit("lender", key, Asked(100)).items
    assert len(entries) == head.revision
    assert first_broken(entries) is None


@pytest.mark.parametrize("trial", range(3))
def test_one_writer_wins_each_revision_and_the_others_are_told(
    store: RulesInTable, create: Create, publication: Publishable, trial: int
) -> None:
    key = create("cap")
    won: list[Published] = []
    for _ in range(3):
        wanted = [publication(key, based_on=len(won)) for _ in range(WRITERS)]
        outcomes = raced([lambda p=p: store.publish("lender", p) for p in wanted])  # type: ignore[misc]
        winners = [o for o in outcomes if isinstance(o, Published)]
        losers = [o for o in outcomes if isinstance(o, Refusal)]
        assert (len(winners), len(losers)) == (1, WRITERS - 1)
        assert {(r.kind, r.code) for r in losers} <= {
            (Kind.CONFLICT, "CHANGED_MEANWHILE"),
            (Kind.CONFLICT, "STALE_BASE"),
        }
        won += winners
    assert_history_is_whole(store, key, won)


def test_writers_who_try_again_all_get_in(store: RulesInTable, create: Create, publication: Publishable) -> None:
    key = create("cap")

    def stubborn(wanted: Publication) -> Published:
        while True:
            try:
                return store.publish("lender", wanted)
            except Refusal as refusal:
                if refusal.code not in {"CHANGED_MEANWHILE", "OUTCOME_UNKNOWN"}:
                    raise

    wanted = [publication(key) for _ in range(WRITERS)]
    outcomes = raced([lambda p=p: stubborn(p) for p in wanted])  # type: ignore[misc]
    assert_history_is_whole(store, key, [o for o in outcomes if isinstance(o, Published)])


def test_writers_of_different_documents_do_not_hinder_each_other(
    store: RulesInTable, create: Create, publication: Publishable
) -> None:
    keys = [create(f"set-{number}") for number in range(WRITERS)]
    outcomes = raced([lambda k=k: store.publish("lender", publication(k)) for k in keys])  # type: ignore[misc]
    assert all(isinstance(o, Published) for o in outcomes)
    assert len(store.changes("lender", None, Asked(100)).items) == WRITERS


def test_the_same_publication_sent_many_times_at_once_is_recorded_once(
    store: RulesInTable, create: Create, publication: Publishable
) -> None:
    key = create("cap")
    wanted = publication(key)
    outcomes = raced([lambda: store.publish("lender", wanted)] * WRITERS)
    published = [o for o in outcomes if isinstance(o, Published)]
    assert len(published) == WRITERS
    assert len({p.version.recorded_at for p in published}) == 1
    assert sum(not p.replayed for p in published) == 1
    assert_history_is_whole(store, key, published[:1])


def test_one_of_many_creates_a_document(store: RulesInTable) -> None:
    key = DocumentKey(DocumentKind.RULE_SET, "cap")
    authors = [f"author-{number}" for number in range(WRITERS)]
    outcomes = raced([lambda a=a: store.create("lender", NewDocument(key, {}, None), a) for a in authors])  # type: ignore[misc]
    refusals = [o for o in outcomes if isinstance(o, Refusal)]
    assert [r.code for r in refusals] == ["SLUG_TAKEN"] * (WRITERS - 1)
    [winner] = [author for author, o in zip(authors, outcomes, strict=True) if not isinstance(o, Refusal)]
    assert store.heads("lender", [key])[key].created_by == winner
