"""The feed's thread inside `serve`: what is in trouble holds up nothing else, and is looked at again."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from threading import Event

import pytest
from tests.desk.feeding import FINE, RULES, SHOP, Fed, fed

from creditrules import desk
from creditrules.cli.serve.feed_worker import FeedWorker
from creditrules.errors import Kind, Refusal
from creditrules.feed import Message, Receiver, Sent
from creditrules.rules import DocumentKey

OTHER = desk.rule_set_key("other")


@pytest.fixture
def lender() -> Iterator[Fed]:
    with fed() as found:
        yield found


@pytest.fixture
def worker(lender: Fed) -> Iterator[FeedWorker]:
    made = FeedWorker(lender.catalogue, lender.teller, lender.courier(), lambda: ["empty", "acme"])
    yield made
    made.stop()


def soon(holds: Callable[[], bool]) -> None:
    ends = time.monotonic() + 5
    while not holds():
        assert time.monotonic() < ends
        time.sleep(0.01)


def subjects(lender: Fed) -> list[str]:
    return [event["subject"] for event in lender.inbox.events()]


@pytest.mark.parametrize("error", [Refusal(Kind.UNAVAILABLE, "CONTENT_UNREADABLE", "x"), ValueError("secret words")])
def test_a_document_in_trouble_holds_up_no_other_and_is_looked_at_again(
    lender: Fed, worker: FeedWorker, error: Exception, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    lender.publish(1)
    lender.rule_set("other", "{name: income, type: number}")
    tell = lender.teller.tell

    def sometimes(tenant: str, key: DocumentKey) -> bool:
        if key == OTHER:
            raise error
        return tell(tenant, key)

    with monkeypatch.context() as patched:
        patched.setattr(lender.teller, "tell", sometimes)
        worker.look()
        soon(lambda: subjects(lender) == ["RULE_SET/risk"])
        worker.look()
    told = [record.getMessage() for record in caplog.records if "feed_" in record.getMessage()]
    assert len(told) == 1, "not at every look"
    lender.pass_by(minutes=1)
    worker.look()
    soon(lambda: subjects(lender) == ["RULE_SET/risk", "RULE_SET/other"])


def test_a_receiver_that_hangs_holds_up_no_other(lender: Fed, worker: FeedWorker) -> None:
    free, hanging = Event(), Event()

    def hangs(_: Message) -> Sent:
        hanging.set()
        free.wait(5)
        return FINE

    lender.listed.receivers = [SHOP, Receiver("bank", SHOP.since)]
    lender.inbox.answers["shop"] = hangs
    lender.publish(1)
    worker.look()
    assert hanging.wait(5)
    lender.publish(2)
    worker.look()
    soon(lambda: lender.inbox.told("bank") == [("in-force", 1), ("in-force", 2)])
    assert lender.inbox.told("shop") == [("in-force", 1)], "one message at a time to one receiver"
    free.set()

    def both() -> bool:
        worker.look()
        return lender.inbox.told("shop") == [("in-force", 1), ("in-force", 2)]

    soon(both)


def test_documents_that_have_not_moved_are_not_looked_at(
    lender: Fed, worker: FeedWorker, monkeypatch: pytest.MonkeyPatch
) -> None:
    lender.publish(1)
    worker.look()
    soon(lambda: subjects(lender) == ["RULE_SET/risk"])
    asked: list[DocumentKey] = []
    tell = lender.teller.tell

    def noted(tenant: str, key: DocumentKey) -> bool:
        asked.append(key)
        return tell(tenant, key)

    monkeypatch.setattr(lender.teller, "tell", noted)
    worker.look()
    assert asked == []
    lender.publish(2)
    worker.look()
    assert set(asked) == {RULES}


def test_a_moment_that_comes_while_it_is_told_is_not_missed(
    lender: Fed, worker: FeedWorker, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = lender.clock.moment + timedelta(days=1)
    lender.publish(1, start)
    tell = lender.teller.tell

    def slowly(tenant: str, key: DocumentKey) -> bool:
        more = tell(tenant, key)
        lender.clock.moment = start + timedelta(seconds=1)
        return more

    with monkeypatch.context() as patched:
        patched.setattr(lender.teller, "tell", slowly)
        worker.look()
    worker.look()
    soon(lambda: lender.inbox.told() == [("announced", 1), ("in-force", 2)])
