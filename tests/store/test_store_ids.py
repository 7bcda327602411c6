"""Ids of what is on record: nobody works them out, earlier ones stay, and another's costs what none does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import permutations
from typing import Any

import pytest
from backends import BEFORE, Backend  # type: ignore[import-not-found]

from creditrules.eligibility.recording import (
    Answered,
    DecisionRequest,
    Erasure,
    ErasureReach,
    JobQuestion,
    NewJob,
    RecordedDecision,
    ReviewRequest,
)
from creditrules.errors import Refusal
from creditrules.store import DecisionsInTable, SqliteTable, Table
from creditrules.store.aws import KmsKeys, embedded_kms
from creditrules.store.decisions.peppers import Peppers, plain_id
from creditrules.store.decisions.sealing import DataKey
from creditrules.store.items.facts import pack, unpack
from creditrules.store.keys import record_link_key
from creditrules.store.port import BODY

NOW = datetime(2126, 6, 1, 12, tzinfo=UTC)
"""Far ahead: the table drops what has expired by its own clock."""
TRACE: Mapping[str, Any] = {"product": "line", "outcome": "ALLOW", "reasons": [], "versions": []}


@pytest.fixture(scope="module")
def keys() -> Iterator[KmsKeys]:
    with embedded_kms() as keys:
        yield keys


@pytest.fixture
def clock() -> list[datetime]:
    return [NOW]


class Opened:
    """A key service that counts what it opens."""

    def __init__(self, keys: KmsKeys) -> None:
        self._keys, self.count = keys, 0

    def new_data_key(self, context: Mapping[str, str]) -> DataKey:
        return self._keys.new_data_key(context)

    def unwrap(self, wrapped: bytes, context: Mapping[str, str]) -> bytes:
        self.count += 1
        return self._keys.unwrap(wrapped, context)


def lender(table: Table, clock: list[datetime], keys: Any) -> DecisionsInTable:
    return DecisionsInTable(table, clock=lambda: clock[0], keys=keys)


@pytest.fixture
def decisions(table: Table, clock: list[datetime], keys: KmsKeys) -> DecisionsInTable:
    return lender(table, clock, keys)


def decided(decisions: DecisionsInTable, key: str = "order 1", author: str = "shop") -> RecordedDecision:
    plain = {**TRACE, "productDigest": "ab" * 32, "possibleOutcomes": ["ALLOW"], "terms": None}
    trace = {**plain, "missingFacts": [], "warnings": [], "alternatives": []}
    answered = Answered(NOW, NOW, {"income": "1"}, (), None, {}, (trace,))
    request = DecisionRequest(author, key, "1001", {"facts": {}}, 30)
    return decisions.record("lender", request, lambda: answered).decision


def new_job() -> NewJob:
    return NewJob("shop", "order 1", {}, JobQuestion(None, {}, NOW, NOW, alternatives=False, chosen=()), NOW, 7)


def made(decisions: DecisionsInTable) -> tuple[str, str, str]:
    """The ids of a decision, its review and a job, which a retry makes again."""
    decision = decided(decisions).id
    review = decisions.reviews.request("lender", ReviewRequest(decision, "shop", "order 1", "Twice?"))
    return decision, review.id, decisions.jobs.start("lender", new_job()).id


def test_no_id_is_worked_out_from_tenant_author_and_key(decisions: DecisionsInTable) -> None:
    names = ("lender", "shop", "order 1", "batch job", "REQUEST_REVIEW")
    guesses = {plain_id(*some) for length in (2, 3, 4) for some in permutations(names, length)}
    guesses |= {sha256("".join(some).encode()).hexdigest() for some in permutations(names, 3)}
    decision, review, job = made(decisions)
    guesses.add(plain_id("lender", "REQUEST_REVIEW", decision, "shop", "order 1"))
    assert not {decision, review, job} & guesses
    assert len({decision, review, job}) == 3


def test_ids_of_one_lender_and_key_differ_between_tables(
    decisions: DecisionsInTable, clock: list[datetime], keys: KmsKeys
) -> None:
    assert not set(made(decisions)) & set(made(lender(SqliteTable.in_memory(), clock, keys)))


def test_ids_of_earlier_releases_stay_and_their_retries_find_them(
    decisions: DecisionsInTable, table: Table, clock: list[datetime], keys: KmsKeys, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as earlier:
        earlier.setattr(Peppers, "record_id", lambda _self, *names: plain_id(*names))
        before = made(decisions)
        receipt = decided(decisions).receipt
    assert before[0] == plain_id("lender", "shop", "order 1")
    after = lender(table, clock, keys)
    assert made(after) == before
    found = after.read("lender", before[0], "shop")
    assert found is not None
    assert found.receipt == receipt
    assert [each.id for each in after.reviews.of("lender", before[0])] == [before[1]]
    job = after.jobs.read("lender", "shop", before[2])
    assert job is not None
    assert decided(after, "order 2").id != plain_id("lender", "shop", "order 2")
    assert [each.broken for each in after.verify("lender")] == [None] * 16
    assert sum(each.length for each in after.verify("lender")) == 3
    after.erase("lender", Erasure("1001", "ana", "Asked for.", ErasureReach.ALL))
    assert decided_states(after, before[0]) == "ERASED"


def decided_states(decisions: DecisionsInTable, name: str) -> str:
    found = decisions.read("lender", name)
    return found.facts_state.value if found else "none"


def test_a_key_of_an_earlier_release_is_refused_for_another_question(
    decisions: DecisionsInTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as earlier:
        earlier.setattr(Peppers, "record_id", lambda _self, *names: plain_id(*names))
        made(decisions)
    request = DecisionRequest("shop", "order 1", "1001", {"facts": {"other": 1}}, 30)
    with pytest.raises(Refusal) as told:
        decisions.record("lender", request, lambda: pytest.fail("it is answered already"))
    assert told.value.code == "KEY_REUSED"


def spoilt(table: Table, name: str) -> None:
    place = record_link_key("lender", name)
    item = table.read([place])[place]
    body = unpack(item[BODY])
    table.write([(place, {BODY: pack({**body, "previous": "00" * 32, "hash": "11" * 32})})])


def test_another_authors_decision_costs_what_none_costs_whatever_has_become_of_it(
    backend: Backend, table: Table, clock: list[datetime], keys: KmsKeys
) -> None:
    theirs = decided(lender(table, clock, keys), author="other").id
    job = lender(table, clock, keys).jobs.start("lender", replace(new_job(), author="other")).id

    def cost(read: Callable[[DecisionsInTable], object]) -> tuple[Counter[str], int]:
        calls: Counter[str] = Counter()
        opened = Opened(keys)
        fresh = lender(table, clock, opened)
        with backend.watching(BEFORE, lambda call: calls.update([call])):
            assert read(fresh) is None
        return calls, opened.count

    def all_cost() -> None:
        none = cost(lambda fresh: fresh.read("lender", "a" * 64, "shop"))
        assert none == (Counter({"read": 1}), 0)
        assert cost(lambda fresh: fresh.read("lender", theirs, "shop")) == none
        assert cost(lambda fresh: fresh.jobs.read("lender", "shop", job)) == none
        assert cost(lambda fresh: fresh.jobs.read("lender", "shop", "a" * 64)) == none

    all_cost()
    lender(table, clock, keys).erase("lender", Erasure("1001", "ana", "Asked for.", ErasureReach.ALL))
    all_cost()
    clock[0] = NOW + timedelta(days=31)
    all_cost()
    spoilt(table, theirs)
    all_cost()


def test_ones_own_decision_takes_two_reads(
    backend: Backend, table: Table, clock: list[datetime], keys: KmsKeys
) -> None:
    own = decided(lender(table, clock, keys)).id
    calls: list[str] = []
    fresh = lender(table, clock, keys)
    with backend.watching(BEFORE, calls.append):
        assert fresh.read("lender", own, "shop") is not None
    assert calls == ["read", "read"]
