"""Chains of decisions follow the load: where there are many rivals there are more, nothing is lost, all are found."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from creditrules.eligibility.recording import (
    Answered,
    Count,
    DecisionRequest,
    Erasure,
    ErasureReach,
    FactsState,
    Wanted,
)
from creditrules.errors import Kind, Refusal
from creditrules.rules.ports import Asked
from creditrules.store import DecisionsInTable, SqliteTable, Table
from creditrules.store.decisions.chains import chain_names
from creditrules.store.keys import chains_key, record_link_key
from creditrules.store.local.keys import LocalKeys
from creditrules.store.port import BODY, Delete, Heard, Item, ItemKey, Put, Unacknowledged, unavailable

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
TRACE: dict[str, Any] = {
    "product": "loan",
    "productDigest": "ab" * 32,
    "outcome": "ALLOW",
    "possibleOutcomes": ["ALLOW"],
    "terms": {"currency": "EUR", "limit": Decimal(1), "rate": None, "restrictedFeatures": [], "until": None},
    "reasons": [],
    "missingFacts": [],
    "versions": [],
    "warnings": [],
    "alternatives": [],
}
FEW, MANY = chain_names(1), chain_names(2)


class Crowded:
    """A table in which others come first: as often as `rivals` says, of transactions that move the end of a chain."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self.rivals: Iterator[Heard | None] = iter(())
        self.tried = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._table, name)

    def transact(self, writes: Sequence[Put | Delete], **named: Any) -> Unacknowledged | None:
        if any("#CHAIN#" in each.key.partition for each in writes):
            self.tried += 1
            heard = next(self.rivals, None)
            if heard is not None:
                return Unacknowledged(heard)
        return self._table.transact(writes, **named)


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("creditrules.store.tries.time.sleep", lambda _: None)


@pytest.fixture
def crowded() -> Iterator[Crowded]:
    table = SqliteTable.in_memory(clock=lambda: NOW)
    yield Crowded(table)
    table.close()


@pytest.fixture
def process(crowded: Crowded) -> Callable[[], DecisionsInTable]:
    """A process of its own over the same table, all at one clock that goes on by itself."""
    keys, moments = LocalKeys(bytes(32)), [NOW]

    def clock() -> datetime:
        moments[0] += timedelta(milliseconds=7)
        return moments[0]

    table: Any = crowded
    return lambda: DecisionsInTable(table, clock=clock, keys=keys)


def decide(decisions: DecisionsInTable, key: str, subject: str = "ann") -> str:
    """Its id."""
    request = DecisionRequest("shop", key, subject, {"facts": {}}, 30)
    answered = Answered(NOW, NOW, {"income": Decimal(1)}, (), ("loan",), {}, (TRACE,))
    return decisions.record("lender", request, lambda: answered).decision.id


def crowd(crowded: Crowded, decisions: DecisionsInTable) -> int:
    """Let others come first with four of five tries until there are more chains; how many tries that took."""
    before = crowded.tried
    crowded.rivals = (Heard.RIVAL if each % 5 else None for each in range(10**6))
    number = 0
    while not crowded.read([chains_key("lender")]):
        number += 1
        decide(decisions, f"crowded {number}")
    crowded.rivals = iter(())
    return crowded.tried - before


def listed(decisions: DecisionsInTable, size: int, *, backward: bool = False) -> list[str]:
    """All decisions, page by page."""
    found: list[str] = []
    at: str | None = None
    while True:
        page = decisions.listed(
            "lender", Wanted(), Asked(size, None, at, backward=True) if backward else Asked(size, at)
        )
        assert page.items or not page.more
        ids = [each.id for each in page.items]
        found = ids + found if backward else found + ids
        if not page.more:
            return found
        at = page.resume or page.positions[0 if backward else -1]


def test_where_others_come_first_too_often_there_are_more_chains_and_nothing_is_lost(
    crowded: Crowded, process: Callable[[], DecisionsInTable]
) -> None:
    decisions = process()
    before = [decide(decisions, f"before {each}") for each in range(40)]
    assert decisions.chains("lender") == FEW
    assert crowd(crowded, decisions) < 60
    after = [decide(decisions, f"after {each}") for each in range(40)]
    assert decisions.chains("lender") == (*FEW, *MANY)
    found = {each: decisions.read("lender", each) for each in (*before, *after)}
    assert {found[each].receipt.chain for each in before} <= set(FEW)  # type: ignore[union-attr]
    assert all(found[each].receipt.chain == each[:2] for each in after)  # type: ignore[union-attr]
    assert all(each is not None and each.facts_state is FactsState.KEPT for each in found.values())
    reports = decisions.verify("lender")
    assert [report.chain for report in reports] == [*FEW, *MANY]
    assert all(report.broken is None for report in reports)
    assert decide(decisions, "before 3") == before[3]
    assert decide(decisions, "after 3") == after[3]


@pytest.mark.parametrize("size", [3, 100])
@pytest.mark.parametrize("backward", [False, True])
def test_decisions_of_all_chains_are_listed_in_their_order(
    crowded: Crowded, process: Callable[[], DecisionsInTable], size: int, *, backward: bool
) -> None:
    decisions = process()
    for each in range(50):
        decide(decisions, f"before {each}")
    crowd(crowded, decisions)
    stale = process()
    stale._chains._digits.keep("lender", 1)  # noqa: SLF001 - a process that looked before there were more
    for each in range(60):
        decide(stale if each % 3 else decisions, f"after {each}")
    reader = process()
    total = sum(report.length for report in reader.verify("lender"))
    ids = listed(reader, size, backward=backward)
    assert len(ids) == len(set(ids)) == total
    times = [reader.read("lender", each).recorded_at for each in ids]  # type: ignore[union-attr]
    assert times == sorted(times, reverse=True)


def test_blocks_and_figures_count_each_once_in_few_chains_and_in_many(
    crowded: Crowded, process: Callable[[], DecisionsInTable]
) -> None:
    decisions = process()
    named = decisions._peppers.record_id  # noqa: SLF001 - the chain of a key is told beforehand
    keys = [key for each in range(12_000) if named("lender", "shop", key := f"k{each}")[:2] == "7f"]
    for key in keys[:35]:
        decide(decisions, key)
    crowd(crowded, decisions)
    for key in keys[35:]:
        decide(decisions, key)
    assert len(keys) > 35
    total = sum(report.length for report in decisions.verify("lender"))
    for reader in (decisions, process()):
        figures = reader.figures("lender", NOW.date(), NOW.date())
        assert sum(count for _, count in figures.days[NOW.date()].of("decision")) == total
        assert figures.complete
        assert reader.how_many("lender", Wanted()) == Count(total, exact=True)
        assert len(reader.sample("lender", NOW, NOW + timedelta(days=1), 10_000)) == total


def test_a_process_that_has_not_heard_of_more_chains_hears_of_them_from_a_rival(
    crowded: Crowded, process: Callable[[], DecisionsInTable]
) -> None:
    first, stale = process(), process()
    decide(stale, "before")
    crowd(crowded, first)
    assert len(stale.read("lender", decide(stale, "unheard")).receipt.chain) == 1  # type: ignore[union-attr]
    crowded.rivals = iter([Heard.CONDITION])
    assert len(stale.read("lender", decide(stale, "rival")).receipt.chain) == 2  # type: ignore[union-attr]


def test_a_decision_is_recorded_though_more_chains_cannot_be_noted(
    crowded: Crowded, process: Callable[[], DecisionsInTable], monkeypatch: pytest.MonkeyPatch
) -> None:
    decisions = process()
    decide(decisions, "before")

    def away(_tenant: str) -> None:
        tried.append(1)
        raise unavailable()

    tried: list[int] = []
    monkeypatch.setattr(decisions._chains, "_widen", away)  # noqa: SLF001 - the table is away just then
    crowded.rivals = (Heard.RIVAL if each % 10 else None for each in range(10**6))
    ids = [decide(decisions, f"{each}") for each in range(5)]
    assert tried
    crowded.rivals = iter(())
    assert all(decisions.read("lender", each) for each in ids)


def test_few_rivals_do_not_make_more_chains(crowded: Crowded, process: Callable[[], DecisionsInTable]) -> None:
    decisions = process()
    crowded.rivals = (Heard.RIVAL if each % 5 == 0 else None for each in range(10**6))
    for each in range(300):
        decide(decisions, f"{each}")
    assert decisions.chains("lender") == FEW


@pytest.mark.parametrize(
    ("heard", "code", "cause"),
    [
        (Heard.RIVAL, "STORE_UNAVAILABLE", "RIVAL"),
        (Heard.OVERLOAD, "STORE_UNAVAILABLE", "OVERLOAD"),
        (Heard.SILENCE, "OUTCOME_UNKNOWN", ""),
    ],
)
def test_whose_rivals_always_come_first_is_told_that_nothing_was_recorded(
    crowded: Crowded, process: Callable[[], DecisionsInTable], heard: Heard, code: str, cause: str
) -> None:
    decisions = process()
    crowded.rivals = (heard for _ in range(10**6))
    with pytest.raises(Refusal) as refused:
        decide(decisions, "1")
    assert (refused.value.kind, refused.value.code, refused.value.cause) == (Kind.UNAVAILABLE, code, cause)
    crowded.rivals = iter(())
    assert sum(report.length for report in decisions.verify("lender")) == 0


def test_a_link_that_says_another_chain_than_its_id_is_tampered_with(
    crowded: Crowded, process: Callable[[], DecisionsInTable]
) -> None:
    decisions = process()
    crowd(crowded, decisions)
    one = decide(decisions, "one")
    other = next(each for each in (decide(decisions, f"{n}") for n in range(99)) if each[:2] != one[:2])
    item: Item = crowded.read([record_link_key("lender", one)])[record_link_key("lender", one)]
    crowded.write([(record_link_key("lender", other), {BODY: item[BODY]})])
    with pytest.raises(Refusal) as refused:
        decisions.read("lender", other)
    assert refused.value.code == "DECISION_DAMAGED"
    broken = {report.chain: report.broken for report in decisions.verify("lender") if report.broken}
    assert set(broken) == {other[:2]}


def test_a_subject_of_many_chains_is_erased(crowded: Crowded, process: Callable[[], DecisionsInTable]) -> None:
    decisions = process()
    crowd(crowded, decisions)
    ids = [decide(decisions, f"{each}") for each in range(5)]
    decisions.erase("lender", Erasure("ann", "ada", "asked for", ErasureReach.ALL))
    assert {decisions.read("lender", each).facts_state for each in ids} == {FactsState.ERASED}  # type: ignore[union-attr]
    assert all(report.broken is None for report in decisions.verify("lender"))


def test_the_note_lies_where_no_other_item_does() -> None:
    assert chains_key("lender") == ItemKey("lender#CHAINS", "DIGITS")
