"""Runs of the feed where nothing stays in between: batches that come twice, late, in parts; poison; lost schedules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from tests.desk.feeding import DOWN, FINE, RULES, SHOP, Fed, Inbox, fed

from creditrules import desk
from creditrules.desk import FeedRuns, Messages, Routes
from creditrules.errors import Kind, Refusal
from creditrules.feed import Changed, DeliveryResult, Letter, Sent
from creditrules.rules import DocumentKey

OTHER = desk.rule_set_key("other")
DAY = timedelta(days=1)


def always() -> bool:
    return True


@dataclass
class Alarm:
    """Schedules as they stand, and letters that were put aside."""

    wishes: dict[tuple[str, DocumentKey | None], datetime] = field(default_factory=dict)
    letters: list[Letter] = field(default_factory=list)
    down: bool = False

    def wake(self, tenant: str, key: DocumentKey | None, at: datetime) -> None:
        if self.down:
            raise Refusal(Kind.UNAVAILABLE, "FEED_UNAVAILABLE", "down")
        self.wishes[tenant, key] = at

    def put(self, letter: Letter) -> None:
        if self.down:
            raise Refusal(Kind.UNAVAILABLE, "FEED_UNAVAILABLE", "down")
        self.letters.append(letter)


@dataclass
class Running:
    lender: Fed
    alarm: Alarm
    runs: FeedRuns

    def record(self, *keys: DocumentKey) -> list[Changed]:
        """An entry of a batch for each activation that was recorded, as a stream gives it."""
        return [Changed(f"{number:03}", "acme", key) for number, key in enumerate(keys or (RULES,))]


@pytest.fixture
def running() -> Iterator[Running]:
    with fed() as lender:
        alarm = Alarm()
        yield Running(lender, alarm, FeedRuns(lender.catalogue, lender.teller, lender.courier(), alarm, alarm))


def test_a_batch_that_comes_twice_out_of_order_or_a_day_late_tells_the_same_once(running: Running) -> None:
    lender = running.lender
    lender.publish(1)
    lender.rule_set("other", "{name: income, type: number}")
    lender.publish(2)
    batch = running.record(RULES, OTHER, RULES)
    lender.pass_by(days=1)
    for again in (batch[::-1], batch, batch[:1]):
        assert running.runs.batch(again, always) == ()
    told = [(event["subject"], event["data"]["number"]) for event in lender.inbox.events()]
    assert sorted(told) == [("RULE_SET/other", 1), ("RULE_SET/risk", 1), ("RULE_SET/risk", 2)]


def test_the_moment_in_force_is_scheduled_and_told_when_it_comes(running: Running) -> None:
    lender = running.lender
    start = lender.clock.moment + 30 * DAY
    lender.publish(1, start)
    running.runs.batch(running.record(), always)
    assert running.alarm.wishes["acme", RULES] == start
    lender.pass_by(days=31)
    assert running.runs.wake("acme", RULES, always)
    assert running.runs.wake("acme", RULES, always), "a schedule may call twice"
    assert lender.inbox.told() == [("announced", 1), ("in-force", 2)]


def test_a_moment_that_comes_while_it_is_told_is_not_missed(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    lender = running.lender
    start = lender.clock.moment + DAY
    lender.publish(1, start)
    tell = lender.teller.tell

    def slowly(tenant: str, key: DocumentKey) -> bool:
        more = tell(tenant, key)
        lender.clock.moment = start + timedelta(seconds=1)
        return more

    with monkeypatch.context() as patched:
        patched.setattr(lender.teller, "tell", slowly)
        running.runs.batch(running.record(), always)
    assert lender.inbox.told() == [("announced", 1)]
    again = running.alarm.wishes["acme", RULES]
    assert again > start
    lender.clock.moment = again
    assert running.runs.wake("acme", RULES, always)
    assert lender.inbox.told() == [("announced", 1), ("in-force", 2)]


def test_a_schedule_that_was_lost_is_made_anew_and_what_it_missed_is_told(running: Running) -> None:
    lender = running.lender
    lender.publish(1, lender.clock.moment + DAY)
    second = lender.clock.moment + 9 * DAY
    lender.publish(2, second)
    running.runs.batch(running.record(), always)
    running.alarm.wishes.clear()
    lender.pass_by(days=2)
    assert running.runs.sweep(["acme"], always) == ()
    assert lender.inbox.told()[-1] == ("in-force", 3)
    assert running.alarm.wishes["acme", RULES] == second


def test_what_a_receiver_refuses_is_tried_again_by_a_schedule(running: Running) -> None:
    lender = running.lender
    lender.inbox.answers["shop"] = lambda _: DOWN
    lender.publish(1)
    assert running.runs.batch(running.record(), always) == (), "a receiver in trouble is no trouble of the batch"
    again = running.alarm.wishes["acme", None]
    assert again > lender.clock.moment
    lender.inbox.answers["shop"] = lambda _: FINE
    lender.clock.moment = again
    assert running.runs.wake("acme", None, always)
    assert lender.inbox.told() == [("in-force", 1), ("in-force", 1)]
    assert len({event["id"] for event in lender.inbox.events()}) == 1


def failing(lender: Fed, monkeypatch: pytest.MonkeyPatch, key: DocumentKey, error: Exception) -> None:
    tell = lender.teller.tell

    def sometimes(tenant: str, of: DocumentKey) -> bool:
        if of == key:
            raise error
        return tell(tenant, of)

    monkeypatch.setattr(lender.teller, "tell", sometimes)


def test_entries_that_fail_by_an_outage_are_given_again_and_the_others_are_done(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    lender = running.lender
    lender.publish(1)
    lender.rule_set("other", "{name: income, type: number}")
    batch = running.record(RULES, OTHER, RULES)
    with monkeypatch.context() as patched:
        failing(lender, patched, RULES, Refusal(Kind.UNAVAILABLE, "STORE_UNAVAILABLE", "down"))
        assert running.runs.batch(batch, always) == ("000", "002")
    assert [event["subject"] for event in lender.inbox.events()] == ["RULE_SET/other"]
    assert running.runs.batch([batch[0], batch[2]], always) == ()
    assert len(lender.inbox.came) == 2
    assert running.alarm.letters == []


def test_poison_is_put_aside_with_what_its_replay_needs_and_holds_up_nothing(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    lender = running.lender
    lender.publish(1)
    lender.rule_set("other", "{name: income, type: number}")
    with monkeypatch.context() as patched:
        failing(lender, patched, RULES, ValueError("a defect, with a secret in its words"))
        assert running.runs.batch(running.record(RULES, OTHER), always) == ()
        running.alarm.down = True
        assert running.runs.batch(running.record(RULES), always) == ("000",), "where it cannot be put aside it stays"
        running.alarm.down = False
    [letter] = running.alarm.letters
    assert letter == Letter("acme", RULES, "ValueError")
    assert [event["subject"] for event in lender.inbox.events()] == ["RULE_SET/other"]
    assert letter.key is not None
    assert running.runs.wake(letter.tenant, letter.key, always)
    assert {event["subject"] for event in lender.inbox.events()} == {"RULE_SET/other", "RULE_SET/risk"}


def test_a_store_that_fails_in_between_has_the_batch_given_again(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    lender = running.lender
    lender.publish(1)

    def down(*_: object) -> None:
        raise Refusal(Kind.UNAVAILABLE, "STORE_UNAVAILABLE", "down")

    for name in ("told", "hand_on", "due", "next_due"):
        with monkeypatch.context() as patched:
            patched.setattr(type(lender.store), name, down)
            assert running.runs.batch(running.record(), always) == ("000",), name
    assert running.runs.batch(running.record(), always) == ()
    assert [number for _, number in lender.inbox.told()] == [1]


def test_a_run_that_has_no_time_left_is_given_again_and_loses_nothing(running: Running) -> None:
    lender = running.lender
    for at_least in range(20):
        lender.publish(at_least)
    left = iter([True, False])
    assert running.runs.batch(running.record(), lambda: next(left, False)) == ("000",)
    assert running.runs.batch(running.record(), always) == ()
    lender.deliver()
    assert [number for _, number in lender.inbox.told()] == list(range(1, 21))


def test_a_bus_hears_of_every_lender_what_happens_since_its_changes_are_told(running: Running) -> None:
    lender = running.lender
    lender.publish(1)
    lender.pass_by(days=90)
    bus, store = Inbox(), lender.store
    routes = Routes({"bus": bus}, lender.listed, lender.inbox, lambda tenant: store.begun(tenant, lender.clock.moment))
    courier = desk.Courier(
        store, routes, routes, Messages(lender.catalogue), clock=lender.catalogue.store.now, chance=lambda: 0.5
    )
    lender.publish(2)
    refusals: list[Any] = []

    def partly(_: object) -> Sent:
        refusals.append(1)
        return Sent(DeliveryResult.REFUSED) if len(refusals) == 1 else FINE

    bus.answers["bus"] = partly
    lender.tell()
    lender.deliver(courier)
    lender.pass_by(minutes=1)
    lender.deliver(courier)
    assert [number for _, number in bus.told("bus")] == [2, 2], "what was refused again, and nothing of old"
    assert len({event["id"] for event in bus.events("bus")}) == 1
    assert lender.inbox.told(SHOP.id) == [("in-force", 1), ("in-force", 2)]
    assert len(lender.listed.tries) == 2, "what is there by itself is not counted as a webhook that fails"
    assert store.begun("acme", lender.clock.moment + DAY) <= lender.clock.moment
