"""What is told of a document's changes: each once, under one id, in one order, whenever and however often."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.feed.histories import KEY, TENANT, History, Teller, day

from creditrules.feed import (
    ChangeNotice,
    Happening,
    HappeningPhase,
    NoticeKind,
    next_moment,
    notice_id,
)
from creditrules.rules import DocumentKey, DocumentKind
from creditrules.rules.time import ValueStart

A, F, E, W, C = (
    NoticeKind.ANNOUNCED, NoticeKind.IN_FORCE, NoticeKind.ENDED, NoticeKind.WITHDRAWN, NoticeKind.CORRECTED,
)  # fmt: skip


def told(notices: list[ChangeNotice] | tuple[ChangeNotice, ...]) -> list[tuple[NoticeKind, int, float]]:
    return [(n.happening.kind, n.happening.sequence, (n.happening.at - day(0)) / timedelta(days=1)) for n in notices]


def test_what_is_published_for_now_is_in_force_and_nothing_else() -> None:
    history = History()
    history.publish(day(1))
    assert told(Teller(history).tell(day(1))) == [(F, 1, 1)]


def test_what_is_scheduled_is_announced_and_then_in_force_at_its_moment() -> None:
    history = History()
    history.publish(day(1), day(30))
    teller = Teller(history)
    assert told(teller.tell(day(1))) == [(A, 1, 1)]
    assert teller.tell(day(29.99)) == ()
    assert told(teller.tell(day(30))) == [(F, 1, 30)]
    assert teller.tell(day(31)) == ()


def test_what_is_taken_back_is_withdrawn_and_never_in_force() -> None:
    history = History()
    history.publish(day(1), day(30))
    history.cancel(day(2), 1)
    assert told(Teller(history).tell(day(40))) == [(A, 1, 1), (W, 2, 2)]


def test_a_correction_is_told_when_it_is_recorded_and_not_at_the_moment_in_the_past() -> None:
    history = History()
    history.publish(day(1))
    history.publish(day(5), day(2))
    assert told(Teller(history).tell(day(9))) == [(F, 1, 1), (C, 2, 5)]


def test_what_holds_for_a_while_ends_and_is_told_to_end_unless_something_else_begins_there() -> None:
    history = History()
    history.publish(day(1))
    history.publish(day(2), day(3), day(5))
    history.publish(day(2.5), day(7), day(8))
    history.publish(day(2.6), day(8))
    assert told(Teller(history).tell(day(9))) == [
        (F, 1, 1), (A, 2, 2), (A, 3, 2.5), (A, 4, 2.6), (F, 2, 3), (E, 2, 5), (F, 3, 7), (F, 4, 8),
    ]  # fmt: skip


def test_what_never_decides_is_never_in_force() -> None:
    history = History()
    history.publish(day(1), day(10))
    history.publish(day(2), day(10))
    assert told(Teller(history).tell(day(11))) == [(A, 1, 1), (A, 2, 2), (F, 2, 10)]


def test_a_retirement_is_announced_and_in_force_as_anything_else() -> None:
    history = History()
    history.publish(day(1))
    history.retire(day(2), day(4))
    assert told(Teller(history).tell(day(5))) == [(F, 1, 1), (A, 2, 2), (F, 2, 4)]


def test_a_dated_value_is_in_force_from_its_day_on_where_its_version_decides_there() -> None:
    key = DocumentKey(DocumentKind.PARAMETER, "cap")
    history = History(key)
    history.publish(day(1))
    history.publish(day(2), day(6))
    values = [ValueStart(day(n), key, 1, date(2026, 1, 1 + n), day(1)) for n in (3, 7)]
    notices = Teller(history, values).tell(day(9))
    assert [(n.happening.kind, n.happening.day) for n in notices] == [
        (F, None), (A, None), (F, date(2026, 1, 4)), (F, None),
    ]  # fmt: skip


def test_ids_are_of_the_fact_alone_and_differ_between_facts() -> None:
    one = ChangeNotice(KEY, 1, Happening(day(1), HappeningPhase.BEGINS, 1, F))
    assert notice_id(TENANT, one) == "ntc_eb0be86800164a48549e91324a2cfaa154a7137a", "receivers have stored these"
    later = ChangeNotice(KEY, 7, Happening(day(2), HappeningPhase.BEGINS, 1, F))
    assert notice_id(TENANT, later) == notice_id(TENANT, one)
    others = [
        notice_id("other", one),
        notice_id(TENANT, ChangeNotice(KEY, 1, Happening(day(1), HappeningPhase.ENDS, 1, E))),
        notice_id(TENANT, ChangeNotice(KEY, 1, Happening(day(1), HappeningPhase.BEGINS, 2, F))),
        notice_id(TENANT, ChangeNotice(KEY, 1, Happening(day(1), HappeningPhase.VALUE, 1, F, date(2026, 1, 1)))),
        notice_id(TENANT, ChangeNotice(DocumentKey(DocumentKind.PRODUCT, KEY.slug), 1, one.happening)),
    ]
    assert len({notice_id(TENANT, one), *others}) == 6


def test_a_publication_that_comes_to_light_after_its_moment_was_passed_is_told_still() -> None:
    """A slow writer, or one whose clock is behind: the stamp lies before the moment up to which all was told."""
    history = History()
    history.publish(day(1))
    history.publish(day(2))
    teller = Teller(history)
    assert told(teller.tell(day(3), sequence=1)) == [(F, 1, 1)]
    assert told(teller.tell(day(3), sequence=2)) == [(F, 2, 2)]
    assert [notice.number for notice in teller.told] == [1, 2]


def test_a_cancellation_that_comes_to_light_too_late_follows_what_it_takes_back() -> None:
    history = History()
    history.publish(day(1), day(5))
    history.cancel(day(4.9), 1)
    teller = Teller(history)
    teller.tell(day(5.1), sequence=1)
    teller.tell(day(5.2), sequence=2)
    assert told(teller.told) == [(A, 1, 1), (F, 1, 5), (W, 2, 4.9)]


def test_a_clock_ahead_of_another_tells_nothing_twice_and_leaves_nothing_out() -> None:
    history = History()
    history.publish(day(1), day(5))
    history.publish(day(1.5), day(6))
    teller = Teller(history)
    for now in (day(5.01), day(4.99), day(5.5), day(6.01), day(5.9)):
        teller.tell(now, sequence=2)
    assert told(teller.told) == [(A, 1, 1), (A, 2, 1.5), (F, 1, 5), (F, 2, 6)]


def test_the_next_moment_is_that_at_which_something_begins_or_ends() -> None:
    history = History()
    history.publish(day(1))
    history.publish(day(2), day(4), day(6))
    history.publish(day(2.1), day(8))
    history.cancel(day(2.2), 3)
    entries = history.head.entries
    assert [next_moment(entries, (), day(n)) for n in (2, 4, 5, 6)] == [day(4), day(6), day(6), None]
    assert next_moment(entries, [ValueStart(day(5), KEY, 2, date(2026, 1, 6), day(4))], day(4)) == day(5)


def test_what_a_clock_behind_is_first_to_read_is_told_up_to_where_a_clock_ahead_had_come() -> None:
    history = History()
    history.publish(day(1))
    teller = Teller(history)
    assert teller.tell(day(2), sequence=0) == ()
    assert told(teller.tell(day(0.9), sequence=1)) == [(F, 1, 1)]


@st.composite
def histories(draw: st.DrawFn) -> History:
    history, at = History(), 1.0
    for _ in range(draw(st.integers(1, 8))):
        at += draw(st.sampled_from([0.25, 1, 3]))
        what = draw(st.sampled_from(["now", "later", "while", "past", "retire", "cancel"]))
        cancellable = history.cancellable(day(at))
        if what == "cancel" and cancellable:
            history.cancel(day(at), draw(st.sampled_from(cancellable)))
        elif what == "later":
            history.publish(day(at), day(at + draw(st.integers(1, 6))))
        elif what == "while":
            history.publish(day(at), day(at + draw(st.integers(1, 3))), day(at + draw(st.integers(4, 6))))
        elif what == "past" and history.acts:
            history.publish(day(at), day(at - draw(st.integers(1, 4))))
        elif what == "retire" and history.head.latest_version:
            history.retire(day(at), day(at + draw(st.integers(0, 2))))
        else:
            history.publish(day(at))
    return history


END = day(60)


@given(histories(), st.lists(st.floats(0, 59), max_size=12))
def test_whenever_it_is_told_it_is_the_same(history: History, nows: list[float]) -> None:
    """Woken as often as may be, twice at a time, a day late or once at the end: the same under the same numbers."""
    once = Teller(history)
    once.tell(END)
    often = Teller(history)
    for now in sorted(nows):
        often.tell(day(now))
        assert often.tell(day(now)) == ()
    often.tell(END)
    assert often.told == once.told
    assert [notice.number for notice in once.told] == list(range(1, len(once.told) + 1))
    ids = [notice_id(TENANT, notice) for notice in once.told]
    assert len(set(ids)) == len(ids)


@given(histories(), st.lists(st.tuples(st.floats(0, 59), st.integers(0, 8)), max_size=12))
def test_whatever_comes_to_light_late_or_under_other_clocks_is_told_once(
    history: History, tries: list[tuple[float, int]]
) -> None:
    whole, odd, seen = Teller(history), Teller(history), 0
    whole.tell(END)
    for now, sequence in tries:
        seen = max(seen, min(sequence, len(history.acts)))
        odd.tell(day(now), sequence=seen)
    odd.tell(END, sequence=len(history.acts))
    ids = [notice_id(TENANT, notice) for notice in odd.told]
    assert len(set(ids)) == len(ids)
    assert {notice_id(TENANT, notice) for notice in whole.told} <= set(ids)
    assert [notice.number for notice in odd.told] == list(range(1, len(ids) + 1))


@given(histories())
def test_what_was_announced_comes_or_is_withdrawn_or_never_decides(history: History) -> None:
    teller = Teller(history)
    teller.tell(END)
    announced = {n.happening.sequence for n in teller.told if n.happening.kind is A}
    withdrawn = {history.acts[n.happening.sequence - 1].cancels for n in teller.told if n.happening.kind is W}
    came = {n.happening.sequence for n in teller.told if n.happening.kind is F}
    assert withdrawn <= announced
    assert not withdrawn & came
    for sequence in announced - withdrawn - came:
        act = history.acts[sequence - 1]
        same_start = [e for e in history.head.entries if e.valid_from == act.valid_from and e.sequence > sequence]
        assert same_start, "only what another takes the place of at its very start is never in force"


@pytest.mark.parametrize("sequence", [0, 1, 2])
def test_nothing_happens_by_looking(sequence: int) -> None:
    history = History()
    history.publish(day(1))
    history.publish(day(2), day(9))
    teller = Teller(history)
    teller.tell(day(3), sequence=sequence)
    before = teller.reached.number
    teller.tell(day(4), sequence=sequence)
    assert teller.reached.number == before
