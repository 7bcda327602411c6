"""What others hear of a lender's changes: all of it, once under one id, in order, whatever fails in between."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from tests.desk.feeding import ADA, DOWN, FINE, RULES, SHOP, Fed, fed
from tests.desk.lenders import CHIEF, WHY

from creditrules import desk
from creditrules.errors import Refusal
from creditrules.feed import DeliveryResult, DeliveryState, Message, NoticeKind, Receiver, Sent
from creditrules.records import replace
from creditrules.rules import DocumentKey, DocumentKind
from creditrules.rules.life import API_KEYS_KEY
from creditrules.rules.ports import Asked

DAY = timedelta(days=1)


@pytest.fixture
def lender() -> Iterator[Fed]:
    with fed() as found:
        yield found


def states(lender: Fed) -> list[tuple[int, DeliveryState, int]]:
    found = lender.store.deliveries("acme", Asked(100)).items
    return sorted((each.notice.number, each.state, each.attempts) for each in found)


def test_a_change_is_announced_and_told_again_at_its_moment_with_what_it_changes(lender: Fed) -> None:
    lender.publish(1000)
    lender.publish(2000, lender.clock.moment + 30 * DAY)
    lender.run()
    assert lender.inbox.told() == [("in-force", 1), ("announced", 2)]
    lender.pass_by(days=31)
    lender.run()
    first, announced, in_force = lender.inbox.events()
    assert in_force["type"] == "creditrules.change.in-force.v1"
    assert (announced["data"]["daysAhead"], announced["data"]["notice"]) == (29, {"en": "At least 2000."})
    for event in (announced, in_force):
        assert (event["data"]["versionBefore"], event["data"]["versionAfter"]) == (1, 2)
        assert event["data"]["diff"]["restDiffers"] is True
        assert event["data"]["impact"]["products"] == []
    assert (first["data"]["versionBefore"], first["data"]["diff"]) == (None, None)
    assert in_force["time"] == announced["data"]["activation"]["validFrom"]
    assert all("2000" not in str(event["data"]["diff"]) for event in (announced, in_force)), "no threshold gets out"


def test_what_is_taken_back_corrected_rolled_back_and_retired_is_told(lender: Fed) -> None:
    lender.publish(1000)
    coming = lender.publish(2000, lender.clock.moment + 5 * DAY).published.activation
    lender.act(ADA, desk.cancel_activation, desk.Numbered(RULES, coming.sequence), WHY, None)
    lender.publish(3000, lender.clock.moment - timedelta(seconds=5), correction=True, principal=CHIEF)
    lender.act(ADA, desk.roll_back, desk.Numbered(RULES, 1), WHY, desk.Period(), None, None)
    lender.act(CHIEF, desk.retire, desk.Numbered(RULES), WHY, None, None)
    lender.run()
    assert lender.inbox.told() == [
        ("in-force", 1), ("announced", 2), ("withdrawn", 3), ("corrected", 4), ("in-force", 5), ("in-force", 6),
    ]  # fmt: skip
    withdrawn, corrected, rolled_back, retired = lender.inbox.events()[2:]
    assert withdrawn["data"]["activation"]["cancels"] == coming.sequence
    assert (withdrawn["data"]["versionBefore"], withdrawn["data"]["versionAfter"]) == (2, 1)
    assert corrected["data"]["versionAfter"] == 3
    assert corrected["data"]["activation"]["validFrom"] < corrected["time"]
    assert rolled_back["data"]["activation"]["kind"] == "ROLLBACK"
    assert (rolled_back["data"]["versionBefore"], rolled_back["data"]["versionAfter"]) == (3, 1)
    assert (retired["data"]["versionBefore"], retired["data"]["versionAfter"]) == (1, None)


def test_nothing_is_told_of_how_the_lender_goes_about_it(lender: Fed) -> None:
    lender.act(CHIEF, desk.set_approval_policy, [], WHY, None, None)
    for head in lender.catalogue.store.all_heads("acme"):
        assert not lender.teller.tell("acme", head)
    assert not lender.teller.tell("acme", API_KEYS_KEY)
    assert not lender.teller.tell("acme", DocumentKey(DocumentKind.RULE_SET, "unknown"))
    lender.deliver()
    assert lender.inbox.came == []


def test_told_twice_late_and_out_of_order_it_is_the_same(lender: Fed) -> None:
    other = desk.rule_set_key("other")
    lender.publish(1)
    lender.rule_set("other", "{name: income, type: number}")
    for at_least in (2, 3):
        lender.publish(at_least)
    for keys in ((other, RULES, RULES), (RULES, other), (RULES,)):
        lender.run(*keys)
    lender.pass_by(days=1)
    lender.publish(4, lender.clock.moment + DAY)
    lender.pass_by(days=2)
    for _ in range(3):
        lender.run(RULES, other)
    told = lender.inbox.events()
    of_rules = [each for each in told if each["subject"] == "RULE_SET/risk"]
    assert [each["data"]["number"] for each in of_rules] == [1, 2, 3, 4, 5]
    assert len({each["id"] for each in told}) == len(told) == 6


def test_a_long_history_is_told_in_steps_and_whole(lender: Fed) -> None:
    for at_least in range(70):
        lender.publish(at_least)
    steps = 1
    while lender.teller.tell("acme", RULES):
        steps += 1
    assert steps > 4
    assert lender.store.reached("acme", RULES).number == 70
    coming = lender.clock.moment + DAY
    lender.publish(500, coming, valid_until=coming + DAY)
    lender.pass_by(days=3)
    lender.tell()
    last = [lender.store.notice("acme", RULES, number) for number in (71, 72, 73)]
    kinds = [each.notice.happening.kind for each in last if each]
    assert kinds == [NoticeKind.ANNOUNCED, NoticeKind.IN_FORCE, NoticeKind.ENDED]


def test_what_ends_after_its_head_has_forgotten_it_is_told_to_end(lender: Fed) -> None:
    lender.publish(1)
    end = lender.clock.moment + 10 * DAY
    lender.publish(2, lender.clock.moment + timedelta(hours=1), valid_until=end)
    lender.pass_by(hours=2)
    lender.tell()
    for at_least in range(70):
        start = lender.clock.moment + timedelta(minutes=1)
        lender.publish(at_least + 3, start, valid_until=start + timedelta(seconds=10))
        lender.pass_by(minutes=2)
    lender.tell()
    head = lender.catalogue.store.heads("acme", [RULES])[RULES]
    assert 2 not in {entry.sequence for entry in head.entries}
    before = lender.store.reached("acme", RULES).number
    lender.pass_by(days=11)
    lender.tell()
    ended = lender.store.notice("acme", RULES, before + 1)
    assert ended is not None
    assert (ended.notice.happening.kind, ended.notice.happening.sequence) == (NoticeKind.ENDED, 2)
    assert ended.notice.happening.at == end


def test_a_parameter_tells_when_another_of_its_dated_values_begins(lender: Fed) -> None:
    key = desk.parameter_key("cap")
    day = lender.clock.moment.date()
    values = {str(day - DAY): 1, str(day + 3 * DAY): 2, str(day + 6 * DAY): 3}
    listed = ", ".join(f"{at}: {{value: {value}}}" for at, value in values.items())
    content = (
        "{parameter: cap, category: RISK, name: {en: Cap}, type: number, unit: CNY, published: true, "
        f"values: {{{listed}}}}}"
    )
    lender.act(ADA, desk.create_parameter, desk.Submission("cap", content, WHY))
    lender.run(key)
    head = lender.catalogue.store.heads("acme", [key])[key]
    coming = lender.teller.next_moment("acme", head, lender.clock.moment)
    assert coming is not None
    assert coming.date() in {day + 2 * DAY, day + 3 * DAY}
    lender.pass_by(days=4)
    lender.run(key)
    lender.pass_by(days=4)
    lender.run(key)
    assert [each["data"]["valueFrom"] for each in lender.inbox.events()] == [
        None, str(day + 3 * DAY), str(day + 6 * DAY),
    ]  # fmt: skip
    assert lender.teller.next_moment("acme", head, lender.clock.moment) is None


def test_a_receiver_that_fails_for_a_day_gets_all_in_order_afterwards_and_others_at_once(lender: Fed) -> None:
    lender.listed.receivers = [SHOP, Receiver("bank", SHOP.since)]
    lender.inbox.answers["shop"] = lambda _: DOWN
    for at_least in (1, 2, 3):
        lender.publish(at_least)
    lender.run()
    assert lender.inbox.told("bank") == [("in-force", 1), ("in-force", 2), ("in-force", 3)]
    hours = 0
    while hours < 24:
        lender.pass_by(hours=1)
        hours += 1
        lender.deliver()
    tries = len(lender.inbox.told())
    assert {number for _, number in lender.inbox.told()} == {1}, "what follows waits for what comes first"
    assert 4 < tries < 10
    lender.inbox.answers["shop"] = lambda _: FINE
    for _ in range(8):
        lender.pass_by(hours=1)
        lender.deliver()
    assert [number for _, number in lender.inbox.told()[tries:]] == [1, 2, 3]
    ids = {(each["data"]["number"], each["id"]) for each in lender.inbox.events()}
    assert len(ids) == 3, "tried again under the same id"
    assert lender.inbox.events("bank")[0]["id"] == lender.inbox.events()[0]["id"]


def test_a_notice_that_one_receiver_never_takes_is_given_up_and_what_follows_arrives(lender: Fed) -> None:
    lender.inbox.answers["shop"] = lambda message: DOWN if b'"number":1,' in message.body else FINE
    for at_least in (1, 2):
        lender.publish(at_least)
    lender.run()
    for _ in range(100):
        lender.pass_by(hours=1)
        lender.deliver()
    found = states(lender)
    assert [(number, state) for number, state, _ in found] == [
        (1, DeliveryState.FAILED), (2, DeliveryState.DELIVERED),
    ]  # fmt: skip
    assert lender.inbox.told()[-1] == ("in-force", 2)


def test_who_ends_before_the_result_is_recorded_is_followed_by_another_with_the_same(lender: Fed) -> None:
    lender.publish(1)

    def end(message: Message) -> Sent:
        raise KeyboardInterrupt

    lender.inbox.answers["shop"] = end
    with pytest.raises(KeyboardInterrupt):
        lender.run()
    lender.inbox.answers["shop"] = lambda _: FINE
    lender.deliver()
    assert len(lender.inbox.came) == 1, "the one who ended may still be at it"
    lender.pass_by(minutes=3)
    lender.deliver()
    first, second = lender.inbox.came
    assert first == second
    assert states(lender) == [(1, DeliveryState.DELIVERED, 1)]


def test_of_two_who_deliver_at_once_one_sends(lender: Fed) -> None:
    lender.publish(1)
    lender.tell()
    one, other = lender.courier(), lender.courier()
    one.hand_on("acme")
    [lane] = one.due("acme")

    def meanwhile(_: Message) -> Sent:
        other.deliver("acme", lane)
        return FINE

    lender.inbox.answers["shop"] = meanwhile
    one.deliver("acme", lane)
    assert len(lender.inbox.came) == 1
    assert states(lender) == [(1, DeliveryState.DELIVERED, 1)]


def test_who_is_paused_is_told_later_and_who_is_gone_is_not(lender: Fed) -> None:
    lender.listed.receivers = [replace(SHOP, held=True), Receiver("bank", SHOP.since)]
    lender.inbox.answers["bank"] = lambda _: DOWN
    for at_least in (1, 2):
        lender.publish(at_least)
    lender.run()
    assert lender.inbox.told() == []
    lender.listed.receivers = [SHOP]
    lender.pass_by(minutes=10)
    lender.deliver()
    assert lender.inbox.told() == [("in-force", 1), ("in-force", 2)]
    gone = [each for each in lender.store.deliveries("acme", Asked(10)).items if each.receiver == "bank"]
    assert {each.state for each in gone} == {DeliveryState.CANCELLED}


def test_who_begins_to_listen_later_hears_of_nothing_earlier_and_each_of_what_it_wants(lender: Fed) -> None:
    lender.publish(1)
    lender.run()
    late = Receiver("late", lender.clock.moment)
    picky = Receiver("picky", SHOP.since, frozenset({RULES}), frozenset({NoticeKind.ANNOUNCED}))
    elsewhere = Receiver("elsewhere", SHOP.since, frozenset({desk.product_key("line")}))
    lender.listed.receivers += [late, picky, elsewhere]
    lender.publish(2, lender.clock.moment + DAY)
    lender.pass_by(days=2)
    lender.run()
    assert lender.inbox.told("late") == [("announced", 2), ("in-force", 3)]
    assert lender.inbox.told("picky") == [("announced", 2)]
    assert lender.inbox.told("elsewhere") == []


def test_an_old_document_that_is_told_of_for_the_first_time_floods_nobody(lender: Fed) -> None:
    """As after an upgrade: its history goes on record, and nobody hears of what happened before they listened."""
    for at_least in range(20):
        lender.publish(at_least)
    lender.listed.receivers = [Receiver("late", lender.clock.moment)]
    lender.publish(100)
    lender.run()
    assert lender.inbox.told("late") == [("in-force", 21)]


def test_where_the_record_cannot_be_read_the_notice_waits(lender: Fed, monkeypatch: pytest.MonkeyPatch) -> None:
    lender.publish(1)
    lender.tell()

    def broken(*_: object) -> None:
        raise Refusal("UNAVAILABLE", "STORE_UNAVAILABLE", "down")  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(type(lender.catalogue.store), "activation", broken)
        lender.deliver()
    [delivery] = lender.store.deliveries("acme", Asked(1)).items
    assert (delivery.state, delivery.latest[-1].result) == (DeliveryState.PENDING, DeliveryResult.UNREADY)
    lender.pass_by(minutes=1)
    lender.deliver()
    assert lender.inbox.told() == [("in-force", 1)]
