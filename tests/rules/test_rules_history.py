"""What is in force at two times, against a slow and obvious model."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditrules.rules import (
    Activation,
    ActivationKind,
    Basis,
    BasisCategory,
    Category,
    ChangeStatement,
    DocumentKey,
    DocumentKind,
    Head,
)
from creditrules.rules.time import BeyondHead, deciding, head_after, head_after_cancellation
from creditrules.rules.time.history import HEAD_WINDOW

KEY = DocumentKey(DocumentKind.RULE_SET, "line-cap")
START = datetime(2025, 1, 1, tzinfo=UTC)
STATEMENT = ChangeStatement(Basis(BasisCategory.RISK, "committee 7"), "tightened", {"en": "Tightened."})


def day(number: float) -> datetime:
    return START + timedelta(days=number)


def empty_head() -> Head:
    return Head(KEY, {"en": "Line cap"}, Category.RISK, 1, 0, 0, START, "ada", START)


def record(head: Head, valid_from: datetime, recorded_at: datetime, valid_until: datetime | None = None) -> Head:
    number = head.latest_sequence + 1
    kind = ActivationKind.CORRECTION if valid_from < recorded_at else ActivationKind.PUBLICATION
    activation = Activation(
        KEY, number, number, f"digest-{number}", kind, valid_from, valid_until, recorded_at, "ada", STATEMENT
    )
    return head_after(head, activation, name=head.name, links=())


def version_at(head: Head, valid_at: datetime, known_at: datetime) -> int | None:
    entry = deciding(head, valid_at, known_at)
    return entry.version if entry and not entry.retires else None


def test_a_version_is_in_force_from_its_start_on_and_not_a_moment_before() -> None:
    head = record(empty_head(), day(10), day(1))
    assert version_at(head, day(10) - timedelta(microseconds=1), day(99)) is None
    assert version_at(head, day(10), day(99)) == 1


def test_a_schedule_is_not_known_before_it_was_recorded() -> None:
    head = record(empty_head(), day(10), day(1))
    assert version_at(head, day(20), day(0)) is None
    assert version_at(head, day(20), day(1)) == 1


def test_a_correction_changes_what_was_valid_but_not_what_had_been_known() -> None:
    head = record(record(empty_head(), day(1), day(1)), day(5), day(30))
    assert version_at(head, day(6), day(29)) == 1
    assert version_at(head, day(6), day(30)) == 2
    assert version_at(head, day(4), day(30)) == 1


def test_a_schedule_made_earlier_outlives_a_correction_of_the_time_before_it() -> None:
    head = record(empty_head(), day(1), day(1))
    head = record(head, day(50), day(2))
    head = record(head, day(5), day(30))
    assert version_at(head, day(40), day(99)) == 3
    assert version_at(head, day(50), day(99)) == 2


def test_after_an_expiry_the_earlier_version_returns() -> None:
    head = record(record(empty_head(), day(1), day(1)), day(10), day(2), day(20))
    assert [version_at(head, day(n), day(99)) for n in (9, 10, 19, 20)] == [1, 2, 2, 1]


def test_of_two_that_start_together_the_later_recorded_wins() -> None:
    head = record(record(empty_head(), day(10), day(1)), day(10), day(2))
    assert version_at(head, day(10), day(1)) == 1
    assert version_at(head, day(10), day(2)) == 2


def test_a_head_says_so_when_the_answer_may_lie_beyond_its_window() -> None:
    head = empty_head()
    for number in range(HEAD_WINDOW + 10):
        head = record(head, day(number), day(number))
    assert len(head.entries) == HEAD_WINDOW
    assert version_at(head, day(500), day(500)) == HEAD_WINDOW + 10
    with pytest.raises(BeyondHead):
        deciding(head, day(3), day(500))


def january(number: int) -> datetime:
    return day(number - 1)


MARCH, APRIL, JUNE = day(59), day(90), day(151)
FEBRUARY = day(31)


@pytest.mark.parametrize(
    ("valid_at", "known_at", "expected"),
    [
        (january(8), JUNE + timedelta(days=29), 1),
        (january(9), JUNE + timedelta(days=29), 3),
        (january(15), january(31), 3),
        (january(15), FEBRUARY, 4),
        (january(20), january(31), 1),
        (MARCH + timedelta(days=14), FEBRUARY, 2),
        (MARCH + timedelta(days=14), FEBRUARY + timedelta(days=1), 4),
        (APRIL + timedelta(days=14), JUNE + timedelta(days=29), 1),
        (JUNE + timedelta(days=1), JUNE + timedelta(days=29), None),
    ],
)
def test_the_page_on_the_two_times_holds_line_by_line(
    valid_at: datetime, known_at: datetime, expected: int | None
) -> None:
    head = record(empty_head(), january(1), january(1))
    head = record(head, MARCH, january(5))
    head = record(head, january(9), january(9), january(20))
    head = record(head, january(10), FEBRUARY)
    cancelling = fact(head, ActivationKind.CANCELLATION, 2, MARCH, FEBRUARY + timedelta(days=1), cancels=2)
    head = head_after_cancellation(head, cancelling)
    for kind, version, start in ((ActivationKind.ROLLBACK, 1, APRIL), (ActivationKind.RETIREMENT, 0, JUNE)):
        head = head_after(head, fact(head, kind, version, start, start), name=head.name, links=())
    assert version_at(head, valid_at, known_at) == expected


def fact(
    head: Head, kind: ActivationKind, version: int, start: datetime, at: datetime, cancels: int | None = None
) -> Activation:
    digest = f"digest-{version}" if version else ""
    return Activation(KEY, head.latest_sequence + 1, version, digest, kind, start, None, at, "ada", STATEMENT, cancels)


days = st.integers(0, 12)
facts = st.lists(st.tuples(days, days, st.none() | st.integers(1, 5)), max_size=12)


@given(facts, days, days)
def test_any_history_at_any_two_times_agrees_with_the_obvious_model(
    history: list[tuple[int, int, int | None]], valid: int, known: int
) -> None:
    head = empty_head()
    obvious: list[tuple[int, int, int | None, int]] = []
    recorded = 0
    for start, later, length in history:
        recorded += later
        until = None if length is None else start + length
        head = record(head, day(start), day(recorded + len(obvious) / 1000), None if until is None else day(until))
        obvious.append((start, recorded, until, len(obvious) + 1))
    asked_known = known * 5
    covering = [
        (start, number)
        for start, at, until, number in obvious
        if at + (number - 1) / 1000 <= asked_known and start <= valid and (until is None or valid < until)
    ]
    expected = max(covering)[1] if covering else None
    assert version_at(head, day(valid), day(asked_known)) == expected
