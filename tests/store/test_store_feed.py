"""How far documents are told, what was told and what became of it, on every database: once, in order, of one tenant."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

import pytest
from backends import AFTER, Backend  # type: ignore[import-not-found]

from creditrules.errors import Refusal
from creditrules.feed import (
    NOTHING_TOLD,
    ChangeNotice,
    Delivery,
    DeliveryResult,
    DeliveryState,
    Happening,
    HappeningPhase,
    NoticeKind,
    Reached,
    Sent,
    ToldNotice,
    after_attempt,
    claimed,
    delivered_again,
    new_delivery,
    notice_id,
)
from creditrules.rules import DocumentKey, DocumentKind
from creditrules.rules.ports import Asked
from creditrules.store import FeedInTable, Table
from creditrules.store.cursors import CursorSeal

AT = datetime(2026, 3, 1, tzinfo=UTC)
KEY = DocumentKey(DocumentKind.RULE_SET, "line-cap")
OTHER = DocumentKey(DocumentKind.PRODUCT, "line")
MINUTE = timedelta(minutes=1)


@pytest.fixture
def feed(table: Table) -> FeedInTable:
    return FeedInTable(table, CursorSeal(b"a secret for the cursors of tests"))


def notice(number: int, key: DocumentKey = KEY) -> ChangeNotice:
    happening = Happening(AT + number * MINUTE, HappeningPhase.BEGINS, number, NoticeKind.IN_FORCE)
    return ChangeNotice(key, number, happening)


def reached(number: int) -> Reached:
    return Reached(number, AT + number * MINUTE, number)


def told(feed: FeedInTable, *numbers: int, key: DocumentKey = KEY) -> list[ToldNotice]:
    """Notices of these numbers on record, in a row."""
    before = feed.reached("acme", key)
    notices = [notice(number, key) for number in numbers]
    assert feed.tell("acme", key, (before, reached(numbers[-1])), notices, AT)
    return [ToldNotice(each, AT) for each in notices]


def deliveries(feed: FeedInTable, receivers: list[str], *numbers: int, key: DocumentKey = KEY) -> list[Delivery]:
    made = []
    for each in told(feed, *numbers, key=key):
        new = [new_delivery(receiver, each.notice, notice_id("acme", each.notice), AT) for receiver in receivers]
        feed.hand_on("acme", each, new)
        made += new
    return made


def test_notices_go_on_record_with_how_far_they_reach(feed: FeedInTable) -> None:
    assert feed.reached("acme", KEY) == NOTHING_TOLD
    first = told(feed, 1, 2)
    assert feed.reached("acme", KEY) == reached(2)
    assert feed.notice("acme", KEY, 2) == first[1]
    assert feed.notice("acme", KEY, 3) is None
    assert feed.told("acme", 10) == first
    assert (feed.told("rival", 10), feed.reached("rival", KEY)) == ([], NOTHING_TOLD)


def test_of_two_that_tell_of_a_document_at_once_one_does(backend: Backend) -> None:
    feeds = [FeedInTable(each, CursorSeal(bytes(16))) for each in (backend.table, backend.again().table)]
    done: list[bool] = []
    together = Barrier(2)

    def tell(feed: FeedInTable, at: datetime) -> None:
        together.wait()
        done.append(feed.tell("acme", KEY, (NOTHING_TOLD, reached(1)), [notice(1)], at))

    threads = [Thread(target=tell, args=(feed, AT + n * MINUTE)) for n, feed in enumerate(feeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == [False, True]
    assert [each.notice for each in feeds[0].told("acme", 10)] == [notice(1)]


def test_who_has_read_what_is_no_more_so_tells_nothing(feed: FeedInTable) -> None:
    told(feed, 1)
    assert not feed.tell("acme", KEY, (NOTHING_TOLD, reached(1)), [notice(1)], AT)
    assert feed.reached("acme", KEY) == reached(1)


def test_a_notice_is_handed_on_once_to_each(feed: FeedInTable) -> None:
    [each] = told(feed, 1)
    new = [new_delivery(receiver, each.notice, "ntc_1", AT) for receiver in ("one", "two")]
    feed.hand_on("acme", each, new)
    feed.move("acme", new[0], after_attempt(new[0], Sent(DeliveryResult.DELIVERED, 204), AT, 0))
    feed.hand_on("acme", each, new)
    assert feed.told("acme", 10) == []
    found = {each.receiver: each.state for each in feed.deliveries("acme", Asked(10)).items}
    assert found == {"one": DeliveryState.DELIVERED, "two": DeliveryState.PENDING}


def test_a_notice_for_nobody_is_done_with(feed: FeedInTable) -> None:
    [each] = told(feed, 1)
    feed.hand_on("acme", each, [])
    assert feed.told("acme", 10) == []
    assert feed.deliveries("acme", Asked(10)).items == ()


def test_a_notice_reaches_more_receivers_than_one_transaction_holds(feed: FeedInTable) -> None:
    names = [f"receiver-{number:02}" for number in range(70)]
    deliveries(feed, names, 1)
    assert sorted(receiver for receiver, _, _ in feed.due("acme", AT, 100)) == names
    assert feed.told("acme", 10) == []


@pytest.mark.parametrize("backend", ["moto", "sqlite"], indirect=True)
def test_who_ends_between_two_transactions_begins_where_it_ended(backend: Backend) -> None:
    feed, calls = FeedInTable(backend.table, CursorSeal(bytes(16))), 0
    [each] = told(feed, 1)
    new = [new_delivery(f"receiver-{number:02}", each.notice, "ntc_1", AT) for number in range(70)]

    def end(operation: str) -> None:
        nonlocal calls
        calls += operation == "transact"
        if calls == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), backend.watching(AFTER, end):
        feed.hand_on("acme", each, new)
    assert feed.told("acme", 10) == [each]
    feed.hand_on("acme", each, new)
    assert feed.told("acme", 10) == []
    assert len(feed.due("acme", AT, 100)) == 70


def test_the_longest_due_is_found_first_and_nothing_before_its_time(feed: FeedInTable) -> None:
    one, two = deliveries(feed, ["shop"], 1, 2)
    later = claimed(one, AT + MINUTE)
    assert feed.move("acme", one, later)
    assert feed.due("acme", AT, 10) == [("shop", KEY, 2)]
    assert feed.due("acme", AT + MINUTE, 10) == [("shop", KEY, 2), ("shop", KEY, 1)]
    assert feed.next_due("acme") == AT
    feed.move("acme", two, after_attempt(two, Sent(DeliveryResult.DELIVERED), AT, 0))
    assert feed.next_due("acme") == AT + MINUTE
    feed.move("acme", later, after_attempt(later, Sent(DeliveryResult.DELIVERED), AT, 0))
    assert feed.next_due("acme") is None


def test_one_at_a_time_has_a_delivery_in_hand(feed: FeedInTable) -> None:
    [one] = deliveries(feed, ["shop"], 1)
    assert feed.move("acme", one, claimed(one, AT + MINUTE))
    assert not feed.move("acme", one, claimed(one, AT + 2 * MINUTE))
    assert feed.delivery("acme", "shop", KEY, 1) == claimed(one, AT + MINUTE)


def test_a_lane_is_of_one_receiver_and_one_document_and_in_order(feed: FeedInTable) -> None:
    mine = deliveries(feed, ["shop", "shop-2"], 1, 2, 3)
    deliveries(feed, ["shop"], 1, key=OTHER)
    first = next(each for each in mine if (each.receiver, each.notice.number) == ("shop", 1))
    assert feed.first_pending("acme", "shop", KEY, 3) == first
    done = after_attempt(first, Sent(DeliveryResult.DELIVERED), AT, 0)
    feed.move("acme", first, done)
    second = feed.first_pending("acme", "shop", KEY, 3)
    assert second is not None
    assert second.notice.number == 2
    assert feed.after("acme", done) == second
    assert feed.first_pending("acme", "shop", KEY, 1) is None
    last = feed.delivery("acme", "shop", KEY, 3)
    assert last is not None
    assert feed.after("acme", last) is None


def test_a_delivery_reads_back_with_all_that_became_of_it(feed: FeedInTable) -> None:
    [one] = deliveries(feed, ["shop"], 1)
    failed = after_attempt(claimed(one, AT), Sent(DeliveryResult.REFUSED, 500), AT + MINUTE, 0.5)
    assert feed.move("acme", one, failed)
    assert feed.delivery("acme", "shop", KEY, 1) == failed
    again = delivered_again(failed, AT + 2 * MINUTE)
    assert feed.move("acme", failed, again)
    assert feed.delivery("acme", "shop", KEY, 1) == again
    assert feed.delivery("rival", "shop", KEY, 1) is None


def test_deliveries_are_listed_page_by_page_both_ways(feed: FeedInTable) -> None:
    deliveries(feed, ["a", "b"], 1, 2)
    whole = [(each.receiver, each.notice.number) for each in feed.deliveries("acme", Asked(10)).items]
    assert sorted(whole) == [("a", 1), ("a", 2), ("b", 1), ("b", 2)]
    first = feed.deliveries("acme", Asked(3))
    rest = feed.deliveries("acme", Asked(3, after=first.cursors[-1]))
    assert [(e.receiver, e.notice.number) for e in (*first.items, *rest.items)] == whole
    assert (first.has_next, rest.has_next) == (True, False)
    back = feed.deliveries("acme", Asked(3, before=rest.cursors[0], backward=True))
    assert back.items == first.items
    assert feed.deliveries("rival", Asked(3)).items == ()
    with pytest.raises(Refusal) as refused:
        feed.deliveries("rival", Asked(3, after=first.cursors[0]))
    assert refused.value.code == "BAD_CURSOR"


def test_since_when_changes_are_told_is_noted_once(feed: FeedInTable) -> None:
    assert feed.begun("acme", AT) == AT
    assert feed.begun("acme", AT + MINUTE) == AT
    assert feed.begun("rival", AT + MINUTE) == AT + MINUTE
    assert feed.reached("acme", KEY) == NOTHING_TOLD


@pytest.mark.parametrize("backend", ["moto", "sqlite"], indirect=True)
def test_what_was_written_without_an_acknowledgement_is_known_to_be(backend: Backend) -> None:
    feed = FeedInTable(backend.table, CursorSeal(bytes(16)))
    lost: list[str] = []

    def lose(operation: str) -> None:
        if operation == "transact":
            lost.append(operation)
            raise backend.fault("timed out")

    def once(do: Callable[[], object]) -> object:
        with backend.watching(AFTER, lose):
            return do()

    assert once(lambda: feed.tell("acme", KEY, (NOTHING_TOLD, reached(1)), [notice(1)], AT)) is True
    assert feed.reached("acme", KEY) == reached(1)
    [each] = feed.told("acme", 10)
    one = new_delivery("shop", each.notice, "ntc_1", AT)
    feed.hand_on("acme", each, [one])
    assert once(lambda: feed.move("acme", one, claimed(one, AT + MINUTE))) is True
    assert lost
