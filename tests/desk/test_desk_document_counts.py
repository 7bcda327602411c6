"""Counting which documents are sent and refused: in slices, so that a flood of requests is not one of writes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from tests.desk.lenders import AUDITOR, SHOP, START, Lender

from creditrules import desk
from creditrules.desk import document_counts
from creditrules.errors import Kind, Refusal
from creditrules.rules.life import DocumentUse
from creditrules.rules.ports import RuleStore

ONE, OTHER = "1" * 64, "2" * 64
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


@pytest.fixture
def store(empty_lender: Lender) -> RuleStore:
    return empty_lender.catalogue.store


@pytest.fixture
def counts() -> desk.DocumentCounts:
    return desk.DocumentCounts()


def test_the_first_use_is_told_at_once_and_the_others_once_a_minute(
    store: RuleStore, counts: desk.DocumentCounts
) -> None:
    for second in range(60):
        counts.used(store, "acme", ONE, START + second * SECOND)
    assert store.document_uses.of_documents("acme", [ONE, OTHER]) == {ONE: DocumentUse(1, START)}
    counts.used(store, "acme", ONE, START + MINUTE)
    assert store.document_uses.of_documents("acme", [ONE]) == {ONE: DocumentUse(61, START + MINUTE)}
    assert store.document_uses.of_documents("zenith", [ONE]) == {}


def test_what_is_held_back_is_told_with_a_request_about_another(store: RuleStore, counts: desk.DocumentCounts) -> None:
    counts.used(store, "acme", ONE, START)
    counts.used(store, "acme", ONE, START + SECOND)
    counts.used(store, "acme", OTHER, START + 2 * MINUTE)
    assert store.document_uses.of_documents("acme", [ONE])[ONE].count == 2


def test_processes_count_together(store: RuleStore) -> None:
    for _ in range(3):
        desk.DocumentCounts().used(store, "acme", ONE, START)
    assert store.document_uses.of_documents("acme", [ONE])[ONE].count == 3


def test_a_store_that_does_not_answer_stops_nobody_and_is_told_later(
    store: RuleStore, counts: desk.DocumentCounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    def down(*_: Any) -> None:
        raise Refusal(Kind.UNAVAILABLE, "STORE_UNAVAILABLE", "Down.")

    with monkeypatch.context() as patch:
        patch.setattr(store.document_uses, "add_use", down)
        counts.used(store, "acme", ONE, START)
    counts.used(store, "acme", ONE, START + SECOND)
    assert store.document_uses.of_documents("acme", [ONE]) == {}
    counts.used(store, "acme", ONE, START + MINUTE)
    assert store.document_uses.of_documents("acme", [ONE])[ONE].count == 3


def test_refusals_are_told_by_caller_and_code_with_the_latest_digests(
    empty_lender: Lender, counts: desk.DocumentCounts
) -> None:
    store = empty_lender.catalogue.store
    for number in range(9):
        counts.refused(store, SHOP, "DOCUMENT_NOT_FOUND", f"{number:064}", START + number * MINUTE)
    counts.refused(store, SHOP, "DOCUMENT_NOT_TRUSTED", ONE, START + 9 * MINUTE)
    [caller] = desk.refused_callers_page(empty_lender.view(AUDITOR), desk.asked_page()).items
    assert caller.subject == "shop"
    assert [(each.code, each.count) for each in caller.refused] == [
        ("DOCUMENT_NOT_FOUND", 9),
        ("DOCUMENT_NOT_TRUSTED", 1),
    ]
    assert caller.refused[0].digests == tuple(f"{number:064}" for number in range(4, 9))
    assert caller.refused_at == START + 9 * MINUTE


def test_names_that_are_held_are_bounded(
    store: RuleStore, counts: desk.DocumentCounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of names that were crowded out nothing is told any more: what is held back is bounded, whoever asks for what."""
    monkeypatch.setattr(document_counts, "MOST_NAMES", 5)
    digests = [f"{number:064}" for number in range(50)]
    for digest in digests:
        counts.used(store, "acme", digest, START)
        counts.used(store, "acme", digest, START)
    for _ in range(60):
        counts.used(store, "acme", OTHER, START + 2 * MINUTE)
    told = sum(use.count for use in store.document_uses.of_documents("acme", digests).values())
    assert 50 < told <= 55
