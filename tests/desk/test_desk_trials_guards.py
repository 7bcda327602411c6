"""Guards that end an experiment by itself, once and for everybody."""

from __future__ import annotations

import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from tests.desk.lenders import DAY, START, WHY, Clock, Lender
from tests.desk.trials import KEY, Tried, challenger, prepared

from creditrules import desk
from creditrules.eligibility.trials import Tally
from creditrules.errors import Kind, Refusal
from creditrules.rules import ActivationKind
from creditrules.rules.audit import verify
from creditrules.rules.ports import Asked
from creditrules.store import DecisionsInTable, RulesInTable, open_data


def test_a_guard_ends_it_by_itself_as_a_fact_in_history(tried: Tried) -> None:
    tried.publish(challenger())
    took = tried.until_stopped()
    assert 40 <= took <= 200
    [began, ended] = tried.activations()
    assert (ended.kind, ended.author) == (ActivationKind.RETIREMENT, "service:guard")
    assert began.author == "ada"
    assert "approvalRate" in ended.statement.comment
    assert "outside of -0.2 to 1" in ended.statement.comment
    assert {tried.version(f"customer-{number}") for number in range(1, 30)} == {1}
    assert tried.tally().champion.decisions + tried.tally().challenger.decisions == took
    store = tried.lender.catalogue.store
    links = store.audit("acme", KEY, Asked(50)).items
    end = store.audit_end("acme", KEY)
    assert end is not None
    assert verify(iter(links), lambda: end, {"tenant": "acme", "kind": "EXPERIMENT", "slug": "strict"}) is None
    assert json.loads(links[-1].text)["author"] == "service:guard"


def test_what_was_known_before_the_end_stays_so(tried: Tried) -> None:
    tried.publish(challenger())
    tried.until_stopped()
    ended = tried.activations()[-1].recorded_at
    head = tried.lender.catalogue.store.all_heads("acme")[KEY]
    store = tried.lender.catalogue.store
    before = ended - timedelta(seconds=1)
    assert store.in_force("acme", head, before, ended) is not None
    assert store.in_force("acme", head, ended, before) is not None
    assert store.in_force("acme", head, ended, ended) is None


def test_what_was_to_come_after_it_is_taken_back_too(tried: Tried) -> None:
    until = START + 20 * DAY
    tried.publish(challenger(), replace(WHY, valid_until=until))
    tried.publish(challenger("90"), replace(WHY, valid_from=until))
    tried.until_stopped()
    assert [(each.kind.value, each.author) for each in tried.activations()] == [
        ("PUBLICATION", "ada"),
        ("PUBLICATION", "ada"),
        ("CANCELLATION", "service:guard"),
        ("RETIREMENT", "service:guard"),
    ]
    head = tried.lender.catalogue.store.all_heads("acme")[KEY]
    assert tried.lender.catalogue.store.in_force("acme", head, until + DAY, tried.lender.clock()) is None


def test_a_new_stage_counts_anew_and_can_be_ended_again(tried: Tried) -> None:
    tried.publish(challenger())
    tried.until_stopped()
    tried.publish(challenger("60"))
    assert tried.tally(3) == Tally()
    tried.until_stopped()
    assert [each.kind.value for each in tried.activations()] == ["PUBLICATION", "RETIREMENT"] * 2


def test_many_at_once_end_it_once(tried: Tried) -> None:
    tried.publish(challenger())

    def decide(number: int) -> str:
        return str(tried.decide(f"customer-{number}", key=str(number)).decision.summaries[0]["outcome"])

    with ThreadPoolExecutor(8) as pool:
        outcomes = Counter(pool.map(decide, range(160)))
    assert sum(outcomes.values()) == 160
    assert [each.kind.value for each in tried.activations()] == ["PUBLICATION", "RETIREMENT"]
    tally = tried.tally()
    assert tally.challenger.decisions == outcomes["DECLINE"]


def test_two_that_find_it_at_once_end_it_once(tried: Tried) -> None:
    """Both look at numbers that oversteps the guard before either has recorded the end."""
    from creditrules.desk.stopping import end_overstepped  # noqa: PLC0415

    tried.publish(challenger("50", "guards: [{metric: approvalRate, low: -0.2, decisions: 60}]"))
    counted: tuple[Any, ...] = ()
    for number in range(100):
        counted = tried.decide(f"customer-{number}").counted or counted
    guard = replace(counted[0].noted, guards=(counted[0].noted.guards[0].model_copy(update={"decisions": 20}),))
    found = [replace(counted[0], noted=guard)]
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda _: end_overstepped(tried.lender.catalogue, "acme", found), range(6)))
    assert [each.kind.value for each in tried.activations()] == ["PUBLICATION", "RETIREMENT"]


def test_an_end_that_cannot_be_recorded_never_spoils_an_answer(
    tried: Tried, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    tried.publish(challenger())

    def fails(*_: object) -> None:
        raise Refusal(Kind.UNAVAILABLE, "STORE_UNAVAILABLE", "The store does not answer.")

    with monkeypatch.context() as patched:
        patched.setattr(RulesInTable, "activate", fails)
        for number in range(120):
            assert tried.decide(f"customer-{number}").decision.summaries
    assert "could not be ended" in caplog.text
    assert [each.kind.value for each in tried.activations()] == ["PUBLICATION"]
    tried.decide("one more")
    assert [each.kind.value for each in tried.activations()] == ["PUBLICATION", "RETIREMENT"]


def test_it_has_ended_for_a_process_that_starts_afterwards_too(tmp_path: Any) -> None:
    clock = Clock()

    def opened(data: Any) -> Tried:
        store = RulesInTable(data.table, clock=clock, cursor_secret=data.cursor_secret, keys=data.keys)
        recording = desk.Recording(DecisionsInTable(data.table, clock=clock, keys=data.keys), 30)
        return Tried(Lender(clock, desk.Catalogue(store), recording))

    with open_data(tmp_path / "data", clock=clock) as data:
        tried = opened(data)
        prepared(tried.lender)
        tried.publish(challenger())
        took = tried.until_stopped()
    with open_data(tmp_path / "data", clock=clock) as data:
        tried = opened(data)
        assert {tried.version(f"customer-{number}") for number in range(1, 20)} == {1}
        assert tried.tally().champion.decisions + tried.tally().challenger.decisions == took
