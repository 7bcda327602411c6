"""Recorded decisions listed, filtered, counted and sampled: exact whatever was stopped, raced or recorded before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from backends import AFTER, BEFORE, Backend, Fault  # type: ignore[import-not-found]

from creditrules.eligibility.figures import Tally, cells_of
from creditrules.eligibility.recording import (
    Answered,
    Count,
    DecisionRequest,
    Erasure,
    ErasureReach,
    FactsState,
    Figures,
    ListedDecision,
    Wanted,
)
from creditrules.errors import Refusal
from creditrules.rules.ports import Asked
from creditrules.store import DecisionsInTable, Table
from creditrules.store.aws import KmsKeys, embedded_kms
from creditrules.store.decisions.blocks import BLOCK
from creditrules.store.keys import chain_link_key, record_link_key
from creditrules.store.port import Delete

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
quickly = pytest.mark.parametrize("backend", ["sqlite", "server"], indirect=True)
on_sqlite = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


@pytest.fixture(scope="module")
def keys() -> Iterator[KmsKeys]:
    with embedded_kms() as keys:
        yield keys


@pytest.fixture
def decisions(table: Table, clock: list[datetime], keys: KmsKeys) -> DecisionsInTable:
    return DecisionsInTable(table, clock=lambda: clock[0], keys=keys)


def plain(product: str, outcome: str, reasons: tuple[str, ...] = (), version: int = 1) -> dict[str, Any]:
    told = {"category": "RISK", "intervention": outcome, "origin": "RULE", "row": 1, "ruleId": None}
    applied = {"category": "RISK", "digest": "cd" * 32, "sequence": 1, "validFrom": None, "recordedAt": None}
    return {
        "product": product,
        "productDigest": "ab" * 32,
        "outcome": outcome,
        "possibleOutcomes": [outcome],
        "reasons": [{"ruleSet": "risk", "code": code, **told} for code in reasons],
        "versions": [{"ruleSet": "risk", "version": version, "pinned": False, **applied}],
    }


def answered(*answers: dict[str, Any], valid_at: datetime = NOW) -> Answered:
    return Answered(valid_at, NOW, {}, (), None, {}, answers)


class Recorder:
    """Records decisions a minute apart, in the chains that a test names one after the other, and remembers them."""

    def __init__(self, decisions: DecisionsInTable, clock: list[datetime], chains: str = "0123456789abcdef") -> None:
        self.decisions, self.clock, self.chains = decisions, clock, chains
        self.made: list[ListedDecision] = []
        self._numbers = count()

    def record(self, *answers: dict[str, Any], subject: str = "person-1", author: str = "shop", **more: Any) -> str:
        request = DecisionRequest(author, "", subject, {}, 30)
        named = self.decisions._peppers.record_id  # noqa: SLF001 - the chain of a key is told beforehand
        chain = self.chains[len(self.made) % len(self.chains)]
        while (name := named("lender", author, request.key))[0] != chain or not request.key:
            request = replace(request, key=f"key {next(self._numbers)}")
        self.clock[0] += timedelta(minutes=1)
        given = answered(*(answers or (plain("loan", "ALLOW"),)), **more)
        done = self.decisions.record("lender", request, lambda: given).decision
        assert done.id == name
        names = ListedDecision.__dataclass_fields__
        self.made.append(ListedDecision(**{each: getattr(done, each) for each in names}))
        return name


@pytest.fixture
def recorder(decisions: DecisionsInTable, clock: list[datetime]) -> Recorder:
    return Recorder(decisions, clock)


def all_pages(
    decisions: DecisionsInTable, wanted: Wanted, first: int = 100, *, backward: bool = False
) -> list[ListedDecision]:
    """Every page, read on from the newest or back from the oldest; newest first either way."""
    found: list[ListedDecision] = []
    asked = Asked(first, backward=backward)
    while True:
        page = decisions.listed("lender", wanted, asked)
        assert len(page.items) == len(page.positions) <= first
        found = [*page.items, *found] if backward else [*found, *page.items]
        if not page.more:
            return found
        if backward:
            asked = replace(asked, before=page.resume or page.positions[0])
        else:
            asked = replace(asked, after=page.resume or page.positions[-1])


def counted(made: list[ListedDecision]) -> dict[date, dict[Any, int]]:
    days: dict[date, Counter[Any]] = {}
    for each in made:
        days.setdefault(each.recorded_at.date(), Counter()).update(cells_of(each.author, each.summaries))
    return {day: dict(cells) for day, cells in days.items()}


def told(figures: Figures) -> dict[date, dict[Any, int]]:
    return {day: dict(tally.counts) for day, tally in figures.days.items()}


def figures(decisions: DecisionsInTable) -> Figures:
    return decisions.figures("lender", date(2026, 1, 1), date(2026, 12, 31))


def blocks_there(backend: Backend) -> int:
    return sum(key.sort.startswith("B#") for key, _ in backend.everything())


def mixed(recorder: Recorder, size: int) -> None:
    """Decisions of two partners about up to two products, in several versions, over three days."""
    for number in range(size):
        if number % 40 == 39:
            recorder.clock[0] += timedelta(days=1)
        answers = [plain("loan", ("ALLOW", "DECLINE", "REFER")[number % 3], ("LATE",) * (number % 3), 1 + number // 50)]
        if number % 4 == 0:
            answers.append(plain("card", "DECLINE", ("YOUNG", "LATE") if number % 8 else ("YOUNG",)))
        recorder.record(*answers, subject=f"person-{number % 7}", author=("shop", "bank")[number % 5 == 0])


FILTERS: dict[str, tuple[Wanted, Callable[[ListedDecision], bool]]] = {
    "all": (Wanted(), lambda _: True),
    "product": (Wanted(product="card"), lambda d: len(d.summaries) == 2),
    "outcome": (Wanted(outcome="DECLINE"), lambda d: any(s["outcome"] == "DECLINE" for s in d.summaries)),
    "of one answer": (
        Wanted(product="loan", outcome="DECLINE"),
        lambda d: d.summaries[0]["outcome"] == "DECLINE",
    ),
    "reason": (
        Wanted(product="card", reason="LATE"),
        lambda d: len(d.summaries) == 2 and len(d.summaries[1]["reasons"]) == 2,
    ),
    "rule set": (Wanted(rule_set="risk"), lambda _: True),
    "version": (Wanted(rule_set="risk", version=2), lambda d: d.summaries[0]["versions"][0]["version"] == 2),
    "author": (Wanted(author="bank"), lambda d: d.author == "bank"),
    "nothing": (Wanted(reason="NEVER"), lambda _: False),
    "reached": (Wanted(reached="risk"), lambda _: True),
    "reached beside what is closed": (
        Wanted(reached="other"),
        lambda d: any(s["outcome"] in {"DECLINE", "REFER"} for s in d.summaries),
    ),
}


@pytest.fixture
def hundred(recorder: Recorder) -> Recorder:
    """A hundred and ten decisions in three chains: full blocks, and links behind them."""
    recorder.chains = "27f"
    mixed(recorder, 110)
    return recorder


def test_every_filter_lists_what_it_names_newest_first(hundred: Recorder, decisions: DecisionsInTable) -> None:
    newest = hundred.made[::-1]
    for name, (wanted, fits) in FILTERS.items():
        fitting = [d for d in newest if fits(d)]
        assert all_pages(decisions, wanted, 7 if name == "outcome" else 100) == fitting, name
        assert all_pages(decisions, wanted, 9 if name == "outcome" else 100, backward=True) == fitting, name
        assert decisions.how_many("lender", wanted) == Count(len(fitting), exact=True), name
    found = all_pages(decisions, Wanted(subject="person-3"), 3)
    assert found == hundred.made[3::7][::-1]
    assert all_pages(decisions, Wanted(subject="person-3"), 3, backward=True) == found
    assert all_pages(decisions, Wanted(subject="nobody")) == []


@on_sqlite
def test_times_cut_the_listing_to_the_moment(hundred: Recorder, decisions: DecisionsInTable) -> None:
    newest = hundred.made[::-1]
    for place in (0, 1, 31, 57, 80, 109):
        moment = hundred.made[place].recorded_at
        assert all_pages(decisions, Wanted(until=moment)) == [d for d in newest if d.recorded_at < moment]
        assert all_pages(decisions, Wanted(since=moment), 9) == [d for d in newest if d.recorded_at >= moment]
        assert all_pages(decisions, Wanted(since=moment), 90, backward=True) == newest[: len(newest) - place]
        both = Wanted(since=moment, until=moment + timedelta(minutes=5), outcome="ALLOW")
        within = [d for d in newest if moment <= d.recorded_at < moment + timedelta(minutes=5)]
        assert all_pages(decisions, both) == [d for d in within if d.summaries[0]["outcome"] == "ALLOW"]


@on_sqlite
def test_what_is_wanted_is_counted_to_the_moment_and_hardly_any_of_it_is_read(
    hundred: Recorder, decisions: DecisionsInTable, backend: Backend, monkeypatch: pytest.MonkeyPatch
) -> None:
    hundred.chains = "2"
    for day in range(40):
        hundred.record(plain("loan", "DECLINE"), valid_at=NOW - timedelta(days=day))
    for place in (0, 31, 57, 130):
        moment = hundred.made[place].recorded_at
        for wanted in (Wanted(until=moment), Wanted(since=moment), Wanted(until=moment, reached="other")):
            assert decisions.how_many("lender", wanted) == Count(len(all_pages(decisions, wanted)), exact=True)
    for days in (0, 3, 39):
        bound = NOW - timedelta(days=days)
        for wanted in (Wanted(valid_since=bound), Wanted(valid_until=bound, until=hundred.made[140].recorded_at)):
            assert decisions.how_many("lender", wanted) == Count(len(all_pages(decisions, wanted)), exact=True)
    calls: list[str] = []
    with backend.watching(BEFORE, calls.append):
        decisions.how_many("lender", Wanted(reached="other", valid_since=NOW - timedelta(days=99)))
    assert len(calls) < 20
    whole = decisions.how_many("lender", Wanted())
    monkeypatch.setattr("creditrules.store.decisions.counting._MOST_BLOCKS", 1)
    part = decisions.how_many("lender", Wanted())
    assert not part.exact
    assert 0 < part.decisions < whole.decisions == 150


@on_sqlite
def test_a_cursor_goes_on_where_it_was_though_more_is_recorded(hundred: Recorder, decisions: DecisionsInTable) -> None:
    newest = hundred.made[::-1]
    page = decisions.listed("lender", Wanted(), Asked(10))
    mixed(hundred, 70)
    place = page.positions[3]
    for wanted, fits in FILTERS.values():
        on = decisions.listed("lender", wanted, Asked(100, after=place))
        back = decisions.listed("lender", wanted, Asked(100, before=place, backward=True))
        assert list(on.items) == [d for d in newest[4:] if fits(d)][:100]
        assert list(back.items) == [d for d in [*hundred.made[:109:-1], *newest[:3]] if fits(d)]
    between = decisions.listed("lender", Wanted(), Asked(9, after=page.positions[1], before=page.positions[5]))
    assert list(between.items) == newest[2:5]


@on_sqlite
def test_a_page_of_what_hardly_occurs_is_bounded_and_goes_on(
    hundred: Recorder, decisions: DecisionsInTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("creditrules.store.decisions.listing.MOST_READ", 10)
    page = decisions.listed("lender", Wanted(reason="NEVER"), Asked(5))
    assert (page.items, page.more, page.resume is None) == ((), True, False)
    for wanted, fits in FILTERS.values():
        for backward in (False, True):
            found = all_pages(decisions, wanted, 2, backward=backward)
            assert found == [d for d in hundred.made[::-1] if fits(d)]


@quickly
def test_blocks_and_tallies_come_with_the_decisions_and_count_each_once(
    hundred: Recorder, decisions: DecisionsInTable, backend: Backend
) -> None:
    assert blocks_there(backend) >= 2
    assert told(figures(decisions)) == counted(hundred.made)
    assert figures(decisions).complete
    assert decisions.index("lender", 2048) == (0, True)
    day = hundred.made[50].recorded_at.date()
    assert told(decisions.figures("lender", day, day)) == {day: counted(hundred.made)[day]}


@on_sqlite
def test_what_was_recorded_before_there_were_blocks_is_listed_and_counted_and_then_indexed(
    hundred: Recorder, decisions: DecisionsInTable, backend: Backend, table: Table
) -> None:
    for key, item in backend.everything():
        if key.sort.startswith(("B#", "R#")) or key.partition.endswith("#FIGURES"):
            table.transact([Delete(key)])
        elif key.sort.startswith("L#"):
            table.write([(key, {"record": item["record"]})])
    newest = hundred.made[::-1]
    for wanted, fits in FILTERS.values():
        assert all_pages(decisions, wanted, 20) == [d for d in newest if fits(d)]
    assert told(figures(decisions)) == counted(hundred.made)
    assert all_pages(decisions, Wanted(subject="person-3")) == []
    assert decisions.index("lender", 1) == (BLOCK, False)
    done, whole = decisions.index("lender", 2048)
    assert (done % BLOCK, whole) == (0, True)
    assert blocks_there(backend) >= 2
    assert told(figures(decisions)) == counted(hundred.made)
    assert all_pages(decisions, Wanted(until=newest[30].recorded_at)) == newest[31:]
    assert all_pages(decisions, Wanted(subject="person-3")) == hundred.made[3::7][::-1]
    mixed(hundred, 64)
    assert told(figures(decisions)) == counted(hundred.made)


@quickly
def test_rivals_lose_and_double_no_count(backend: Backend, table: Table, clock: list[datetime], keys: KmsKeys) -> None:
    services = [DecisionsInTable(table, clock=lambda: clock[0], keys=keys) for _ in range(4)]

    def work(number: int) -> ListedDecision:
        recorder = Recorder(services[number % 4], [NOW], "ab")
        for _ in range(8):
            recorder.record(plain("loan", "ALLOW"), author=f"shop-{number}")
        return recorder.made[0]

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(10)))
    [tally] = figures(services[0]).days.values()
    assert dict(tally.of("decision")) == {(f"shop-{number}",): 8 for number in range(10)}
    services[1].index("lender", 2048)
    assert figures(services[2]).days == {NOW.date(): tally}


@quickly
@pytest.mark.parametrize("fault", [None, "timed out"], ids=["crash", "timeout"])
@pytest.mark.parametrize("when", [BEFORE, AFTER])
def test_whatever_call_fails_while_a_block_is_written_every_decision_counts_once(
    decisions: DecisionsInTable, clock: list[datetime], backend: Backend, when: str, fault: Fault | None
) -> None:
    class Stop(BaseException):
        pass

    recorder = Recorder(decisions, clock, "5")
    for _ in range(BLOCK - 1):
        recorder.record()
    seen: list[str] = []

    def stop(call: str) -> None:
        seen.append(call)
        if len(seen) == place:
            raise Stop if fault is None else backend.fault(fault)

    recorded = 0
    for place in range(3, 12):  # noqa: B007 - `stop` looks at it
        seen.clear()
        with backend.watching(when, stop):
            try:
                recorder.record()
            except (Stop, Refusal):
                recorded += 1
        page = all_pages(decisions, Wanted())
        tally = figures(decisions).days[NOW.date()]
        assert sum(number for _, number in tally.of("decision")) == len(page)
    for _ in range(BLOCK):
        recorder.record()
    page = all_pages(decisions, Wanted())
    assert recorded or fault
    assert told(figures(decisions)) == counted(page)
    assert blocks_there(backend) >= 2


@on_sqlite
def test_after_an_erasure_the_subject_leads_nowhere_and_its_decisions_tell_no_facts(
    hundred: Recorder, decisions: DecisionsInTable
) -> None:
    mine = all_pages(decisions, Wanted(subject="person-3"))
    decisions.erase("lender", Erasure("person-3", "ana", "Asked for.", ErasureReach.ALL))
    assert all_pages(decisions, Wanted(subject="person-3")) == []
    assert all_pages(decisions, Wanted()) == hundred.made[::-1]
    opened = decisions.opened("lender", [d.id for d in hundred.made[:20]])
    erased = {name for name, found in opened.items() if found.facts_state is FactsState.ERASED}
    assert erased == {d.id for d in mine} & opened.keys()
    assert len(opened) == 20
    assert all(opened[name] == decisions.read("lender", name) for name in opened)


@on_sqlite
def test_what_was_tampered_with_is_left_out_and_stops_neither_listing_nor_counting(
    recorder: Recorder, decisions: DecisionsInTable, table: Table
) -> None:
    recorder.chains = "3"
    names = [recorder.record() for _ in range(BLOCK - 1)]
    place = record_link_key("lender", names[4])
    table.write([(place, {"body": b"nothing"})])
    table.write([(chain_link_key("lender", "3", 8), {"record": names[1]})])
    names.append(recorder.record())
    gone = {names[4], names[7]}
    assert [d.id for d in all_pages(decisions, Wanted())] == [n for n in reversed(names) if n not in gone]
    [tally] = figures(decisions).days.values()
    assert dict(tally.of("decision")) == {("shop",): BLOCK - 2}


@on_sqlite
def test_very_many_products_in_a_block_are_found_all_the_same(recorder: Recorder, decisions: DecisionsInTable) -> None:
    recorder.chains = "3"
    many = [plain(f"loan-{number}-{'x' * 40}", "REFER", ("LATE",)) for number in range(300)]
    for number in range(BLOCK):
        recorder.record(*(many if number % 16 == 0 else [plain("card", "ALLOW")]))
    wanted = Wanted(product=f"loan-299-{'x' * 40}")
    assert len(all_pages(decisions, wanted)) == 2


@on_sqlite
def test_a_sample_is_spread_over_its_time_and_all_of_it_where_that_is_little(
    hundred: Recorder, decisions: DecisionsInTable
) -> None:
    low, high = hundred.made[20].recorded_at, hundred.made[100].recorded_at
    within = {d.id for d in hundred.made[20:100]}
    assert {d.id for d in decisions.sample("lender", low, high, 500)} == within
    some = decisions.sample("lender", low, high, 20)
    assert len({d.id for d in some}) == len(some)
    assert 12 <= len(some) <= 40
    assert {d.id for d in some} < within
    assert decisions.sample("lender", NOW - timedelta(days=2), NOW - timedelta(days=1), 10) == ()


@on_sqlite
def test_another_tenant_sees_and_counts_nothing(hundred: Recorder, decisions: DecisionsInTable) -> None:
    assert decisions.listed("zenith", Wanted(), Asked(10)).items == ()
    assert decisions.figures("zenith", date(2026, 1, 1), date(2026, 12, 31)).days == {}
    assert decisions.opened("zenith", [hundred.made[0].id]) == {}
    assert decisions.sample("zenith", NOW, NOW + timedelta(days=9), 10) == ()


def test_beyond_a_thousand_cells_the_rest_are_others_and_sums_stay_exact() -> None:
    cells = [("reason", "loan", "risk", f"R{number}") for number in range(1500)]
    tally = Tally({}).plus((cell, 2) for cell in cells)
    assert len(tally.counts) == 1001
    assert sum(tally.counts.values()) == 3000
    assert tally.counts["reason", "", "", ""] == 1000
    few = Tally({}).plus(((("reason", "loan", "risk", "A"), 1), (("reason", "loan", "risk", ""), 1)), 2)
    again = few.plus([(("reason", "loan", "risk", "B"), 1), (("reason", "card", "risk", "C"), 1)], 2)
    assert again.counts == {
        ("reason", "loan", "risk", "A"): 1,
        ("reason", "loan", "risk", ""): 2,
        ("reason", "", "", ""): 1,
    }
