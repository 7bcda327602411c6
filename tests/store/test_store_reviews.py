"""Reviews of recorded decisions: acts in the chains, once per key, sealed and gone with the facts."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from creditrules.eligibility.recording import (
    MOST_REVIEWS,
    Answered,
    DecisionRequest,
    Erasure,
    ErasureReach,
    ResolveReview,
    Review,
    ReviewRequest,
    ReviewResult,
)
from creditrules.errors import Kind, Refusal
from creditrules.store import DecisionsInTable, SqliteTable
from creditrules.store.aws import KmsKeys, embedded_kms
from creditrules.store.decisions.links import read_link
from creditrules.store.keys import record_link_key, record_sealed_key

NOW = datetime(2126, 6, 1, 12, tzinfo=UTC)
"""Far ahead: the table drops what has expired by its own clock."""
SAID = "My income was counted twice, says customer 7."
TRACE: dict[str, Any] = {
    "product": "line",
    "productDigest": "ab" * 32,
    "outcome": "DECLINE",
    "possibleOutcomes": ["DECLINE"],
    "terms": None,
    "reasons": [],
    "missingFacts": [],
    "versions": [],
    "warnings": [],
    "alternatives": [],
}


@pytest.fixture(scope="module")
def keys() -> Iterator[KmsKeys]:
    with embedded_kms() as keys:
        yield keys


@pytest.fixture
def clock() -> list[datetime]:
    return [NOW]


@pytest.fixture
def table() -> SqliteTable:
    return SqliteTable.in_memory()


@pytest.fixture
def decisions(table: SqliteTable, clock: list[datetime], keys: KmsKeys) -> DecisionsInTable:
    return DecisionsInTable(table, clock=lambda: clock[0], keys=keys)


def decided(decisions: DecisionsInTable, key: str = "k1") -> str:
    request = DecisionRequest("shop", key, "customer 7", {"facts": {}}, 30)
    answered = Answered(NOW, NOW, {"income": "1"}, (), None, {}, (TRACE,))
    return decisions.record("lender", request, lambda: answered).decision.id


def asked(decisions: DecisionsInTable, decision: str, **other: str) -> Review:
    request = replace(ReviewRequest(decision, "shop", "r1", SAID), **other)
    return decisions.reviews.request("lender", request)


def answered(decisions: DecisionsInTable, review: str, **other: Any) -> Review:
    answer = replace(ResolveReview(review, "ana", "a1", ReviewResult.CHANGED, "Counted once now."), **other)
    return decisions.reviews.resolve("lender", answer)


def refused(act: Callable[[], object]) -> tuple[Kind, str]:
    with pytest.raises(Refusal) as told:
        act()
    return told.value.kind, told.value.code


def unbroken(decisions: DecisionsInTable) -> int:
    reports = decisions.verify("lender")
    assert [report.broken for report in reports] == [None] * 16
    return sum(report.length for report in reports)


def test_a_review_is_asked_for_and_answered_and_both_are_links_of_the_chains(decisions: DecisionsInTable) -> None:
    decision = decided(decisions)
    assert decisions.reviews.of("lender", decision) == ()
    open_one = asked(decisions, decision)
    assert (open_one.decision, open_one.requested_by, open_one.statement) == (decision, "shop", SAID)
    assert open_one.resolution is None
    anew = decided(decisions, "k2")
    done = answered(decisions, open_one.id, replacement=anew)
    assert done.resolution is not None
    assert (done.resolution.resolved_by, done.resolution.result) == ("ana", ReviewResult.CHANGED)
    assert (done.resolution.statement, done.resolution.replacement) == ("Counted once now.", anew)
    assert decisions.reviews.of("lender", decision) == (done,)
    assert unbroken(decisions) == 4
    assert decisions.read("lender", open_one.id) is None  # an act, and no decision


def test_a_retry_gets_the_first_answer_and_another_statement_under_its_key_is_refused(
    decisions: DecisionsInTable,
) -> None:
    decision = decided(decisions)
    first = asked(decisions, decision)
    assert asked(decisions, decision) == replace(first, replayed=True)
    assert refused(lambda: asked(decisions, decision, statement="other")) == (Kind.CONFLICT, "KEY_REUSED")
    done = answered(decisions, first.id)
    assert answered(decisions, first.id) == replace(done, replayed=True)
    assert refused(lambda: answered(decisions, first.id, result=ReviewResult.UPHELD)) == (Kind.CONFLICT, "KEY_REUSED")
    assert unbroken(decisions) == 3


def test_one_review_at_a_time_answered_once_and_not_by_who_asked(decisions: DecisionsInTable) -> None:
    decision = decided(decisions)
    first = asked(decisions, decision)
    assert refused(lambda: asked(decisions, decision, key="r2")) == (Kind.CONFLICT, "REVIEW_OPEN")
    assert refused(lambda: answered(decisions, first.id, author="shop")) == (Kind.CONFLICT, "OWN_REVIEW")
    answered(decisions, first.id)
    assert refused(lambda: answered(decisions, first.id, key="a2")) == (Kind.CONFLICT, "REVIEW_RESOLVED")
    second = asked(decisions, decision, key="r2")
    assert [each.id for each in decisions.reviews.of("lender", decision)] == [first.id, second.id]


def test_how_often_a_decision_is_reviewed_is_bounded(decisions: DecisionsInTable) -> None:
    decision = decided(decisions)
    for number in range(MOST_REVIEWS):
        answered(decisions, asked(decisions, decision, key=f"r{number}").id)
    assert refused(lambda: asked(decisions, decision, key="more")) == (Kind.CONFLICT, "TOO_MANY_REVIEWS")


def test_what_is_not_there_is_not_found_and_another_tenant_finds_nothing(decisions: DecisionsInTable) -> None:
    decision = decided(decisions)
    review = asked(decisions, decision).id
    for name in ("", "x", "ab" * 32, review):
        assert refused(lambda name=name: asked(decisions, name)) == (Kind.NOT_FOUND, "UNKNOWN_DECISION")  # type: ignore[misc]
    for name in ("", "ab" * 32, decision):
        assert refused(lambda name=name: answered(decisions, name)) == (Kind.NOT_FOUND, "UNKNOWN_REVIEW")  # type: ignore[misc]
    assert refused(lambda: answered(decisions, review, replacement=review)) == (Kind.NOT_FOUND, "UNKNOWN_DECISION")
    assert decisions.reviews.of("other", decision) == ()
    assert decisions.reviews.of("lender", "no id") == ()


def test_what_was_said_is_sealed_and_goes_with_the_facts_while_the_acts_stay(
    decisions: DecisionsInTable, table: SqliteTable
) -> None:
    decision = decided(decisions)
    review = asked(decisions, decision).id
    places = [record_link_key("lender", review), record_sealed_key("lender", review)]
    items = table.read(places)
    _, fields = read_link("lender", review, items[places[0]])
    assert "income" not in json.dumps(fields)
    assert SAID.encode() not in items[places[1]]["body"]
    decisions.erase("lender", Erasure("customer 7", "chief", "asked for", ErasureReach.ALL))
    [left] = decisions.reviews.of("lender", decision)
    assert (left.id, left.statement, left.requested_by) == (review, None, "shop")
    done = answered(decisions, review)
    assert done.resolution is not None
    assert (done.resolution.result, done.resolution.statement) == (ReviewResult.CHANGED, None)
    assert refused(lambda: asked(decisions, decision, key="r2")) == (Kind.NOT_FOUND, "FACTS_ERASED")
    assert unbroken(decisions) == 4


def test_a_review_cannot_be_asked_for_once_the_facts_have_expired(
    decisions: DecisionsInTable, clock: list[datetime]
) -> None:
    decision = decided(decisions)
    clock[0] = NOW + timedelta(days=31)
    assert refused(lambda: asked(decisions, decision)) == (Kind.NOT_FOUND, "FACTS_EXPIRED")


def test_of_eight_at_a_time_one_review_is_recorded(decisions: DecisionsInTable) -> None:
    decision = decided(decisions)

    def work(number: int) -> str:
        try:
            return asked(decisions, decision, key=f"r{number}").id
        except Refusal as refusal:
            return refusal.code

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(work, range(8)))
    [review] = decisions.reviews.of("lender", decision)
    assert sorted(found, key=len) == ["REVIEW_OPEN"] * 7 + [review.id]
    assert unbroken(decisions) == 2
