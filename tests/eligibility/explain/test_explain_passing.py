"""The moment from which the same facts pass is the first there is, and told to whom it may be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.eligibility.explain.situations import NOW, Row, decided, governing

from creditrules.dmn.analysis import Proof
from creditrules.eligibility import Decision, Outcome
from creditrules.eligibility.explain import Agenda, Scheduled, ToldPassing, passes_from, told_passing
from creditrules.eligibility.explain.better import is_better

SCORE = {"name": "score", "type": "number"}
SIGNAL = {"name": "signal", "type": "date"}
WAITING: Sequence[Row] = (
    ('> today() - duration("P30D")', "DECLINE A"),
    ('> today() - duration("P40D")', "LIMIT B"),
    ("-", "ALLOW C"),
)


def test_when_the_same_facts_pass_is_found_to_the_moment() -> None:
    decision = decided({"signal": "2026-11-20"}, governing("trial", WAITING, [SIGNAL]))
    found = passes_from(decision)
    assert found is not None
    assert (found.starts, found.outcome) == (datetime(2026, 12, 20, tzinfo=UTC), "LIMIT")
    assert told_passing(decision, found, sees_policy=False).starts == found.starts
    never = governing("never", [("< 20", "DECLINE A"), ("-", "ALLOW C")], [SCORE])
    assert (
        passes_from(
            decided({"signal": "2026-11-20", "score": Decimal(4)}, governing("trial", WAITING, [SIGNAL]), never)
        )
        is None
    )
    assert passes_from(decided({"signal": "2020-11-20"}, governing("trial", WAITING, [SIGNAL]))) is None


def test_a_moment_that_would_tell_a_duration_is_not_told_where_nothing_is_published() -> None:
    decision = decided({"signal": "2026-11-20"}, governing("trial", WAITING, [SIGNAL], published=False))
    found = passes_from(decision)
    assert found is not None
    assert told_passing(decision, found, sees_policy=False) == ToldPassing(Outcome.LIMIT, None, Proof.PROVED)
    assert told_passing(decision, found, sees_policy=True).starts == found.starts


BORN = {"name": "born", "type": "date"}
SEEN = {"name": "seen", "type": "date and time"}


@pytest.mark.parametrize(
    ("fact", "value", "tested", "cell", "starts"),
    [
        (BORN, "2009-02-28", "years and months duration(born, today()).years", "< 18", "2027-02-28"),
        (BORN, "2008-02-29", 'born + duration("P19Y")', "> today()", "2027-02-28"),
        (SEEN, "2026-11-27T20:00:00Z", "seen", '> now() - duration("PT36H")', "2026-11-29T08:00:00"),
        (SEEN, "2026-11-27T20:00:00Z", "now() - seen", '< duration("P2D")', "2026-11-29T20:00:00"),
    ],
)
def test_ages_and_spans_of_time_are_solved(fact: Any, value: str, tested: str, cell: str, starts: str) -> None:
    rows = [(cell, "DECLINE A"), ("-", "ALLOW B")]
    found = passes_from(decided({fact["name"]: value}, governing("trial", rows, [fact], inputs=[tested])))
    assert found is not None
    assert found.starts == datetime.fromisoformat(starts).replace(tzinfo=UTC)
    assert (found.outcome, found.proof) == ("ALLOW", Proof.PROVED)


def test_a_day_begins_where_the_rule_set_says() -> None:
    rule_set = governing("trial", WAITING, [SIGNAL], zone="Asia/Shanghai")
    found = passes_from(decided({"signal": "2026-11-20"}, rule_set))
    assert found is not None
    assert found.starts == datetime(2026, 12, 19, 16, tzinfo=UTC)


def test_what_does_not_turn_once_is_looked_for_and_said_so() -> None:
    rows = [('"Sunday"', "ALLOW A"), ("-", "DECLINE B")]
    found = passes_from(
        decided({"score": Decimal(4)}, governing("trial", rows, [SCORE], inputs=["day of week(today())"]))
    )
    assert found is not None
    assert (found.starts, found.proof) == (datetime(2026, 11, 29, tzinfo=UTC), Proof.SEARCHED)


_CELLS = ["-", '> today() - duration("P4D")', '<= today() - duration("P7D")', '[today() - duration("P9D")..today()]']
_ROWS = st.lists(
    st.tuples(st.sampled_from(_CELLS), st.sampled_from(["DECLINE A", "LIMIT B", "PAUSE A", "ALLOW C"])),
    min_size=1,
    max_size=4,
)
_DAYS = 20


def first_day(decision: Decision) -> tuple[datetime, Outcome] | None:
    """The first of all the days to come on which the facts pass."""
    assert decision.again is not None
    for days in range(1, _DAYS):
        found = decision.again({}, NOW + timedelta(days=days))
        if is_better(found, decision):
            return NOW + timedelta(days=days), found.outcome
    return None


@settings(max_examples=25, deadline=None)
@given(_ROWS, _ROWS, st.integers(-4, 10))
def test_no_day_before_it_passes(one: Sequence[Row], two: Sequence[Row], ago: int) -> None:
    facts = {"signal": (NOW - timedelta(days=ago)).date().isoformat()}
    decision = decided(facts, governing("one", one, [SIGNAL]), governing("two", two, [SIGNAL]))
    found = passes_from(decision)
    assert (None if found is None else (found.starts, found.outcome)) == (
        None if decision.outcome is Outcome.ALLOW else first_day(decision)
    )
    assert found is None or found.proof is Proof.PROVED


def scheduled(facts: Mapping[str, object], now: Sequence[Row], later: Mapping[int, Sequence[Row] | None]) -> Decision:
    """A decision by the rules of now, with what is in force from so many days later on; None for nothing."""

    def forecast(moment: datetime) -> Decision | None:
        rows = next((rows for days, rows in sorted(later.items(), reverse=True) if day(days) <= moment), now)
        decision = decided(facts, governing("one", rows, [SIGNAL])) if rows else None
        return decision.again({}, moment) if decision is not None and decision.again is not None else None

    return replace(decided(facts, governing("one", now, [SIGNAL])), forecast=forecast)


def day(days: int) -> datetime:
    return NOW + timedelta(days=days)


def agenda(*days: int, announced: bool = True, until: datetime | None = None) -> Agenda:
    return Agenda(NOW, tuple(Scheduled(day(each), announced) for each in days), until)


STRICTER: Sequence[Row] = (('> today() - duration("P60D")', "DECLINE A"), ("-", "ALLOW C"))
LOOSER: Sequence[Row] = (('> today() - duration("P5D")', "DECLINE A"), ("-", "ALLOW C"))
TODAY = {"signal": "2026-11-28"}


@pytest.mark.parametrize(
    ("later", "starts", "outcome"),
    [
        ({10: STRICTER}, 60, "ALLOW"),
        ({10: LOOSER}, 10, "ALLOW"),
        ({2: LOOSER}, 5, "ALLOW"),
        ({40: STRICTER}, 30, "LIMIT"),
        ({10: None, 50: WAITING}, 50, "ALLOW"),
        ({10: None}, None, None),
    ],
)
def test_what_is_scheduled_decides_from_its_date_on(later: Any, starts: int | None, outcome: str | None) -> None:
    found = passes_from(scheduled(TODAY, WAITING, later), agenda(*later))
    if starts is None:
        assert found is None
    else:
        assert found is not None
        assert (found.starts, found.outcome, found.proof) == (day(starts), outcome, Proof.PROVED)


def test_nothing_is_told_of_what_is_beyond_the_dates_that_are_looked_at() -> None:
    decision = scheduled(TODAY, WAITING, {10: STRICTER, 20: LOOSER})
    assert passes_from(decision, agenda(10, until=day(20))) is None


def test_after_a_span_that_was_only_searched_there_may_have_been_an_earlier_one() -> None:
    odd = [("> 40", "ALLOW A"), ("-", "DECLINE B")]
    searched = decided(TODAY, governing("one", odd, [SIGNAL], inputs=["day of year(today()) - 400"]))
    loose = decided(TODAY, governing("one", LOOSER, [SIGNAL]))
    assert loose.again is not None
    then = loose.again({}, day(9))
    found = passes_from(replace(searched, forecast=lambda _: then), agenda(9))
    assert found is not None
    assert (found.starts, found.proof) == (day(9), Proof.SEARCHED)


@pytest.mark.parametrize("announced", [True, False])
def test_a_date_that_callers_can_read_of_is_told_and_no_other(*, announced: bool) -> None:
    closed = decided(TODAY, governing("one", WAITING, [SIGNAL], published=False))
    loose = decided(TODAY, governing("one", LOOSER, [SIGNAL], published=False))
    assert loose.again is not None
    then = loose.again({}, day(9))
    secret = [each._replace(situation=replace(each.situation, unpublished=frozenset({"cap"}))) for each in then.grounds]
    then = replace(then, grounds=tuple(secret))
    found = passes_from(replace(closed, forecast=lambda _: then), agenda(9, announced=announced))
    assert found is not None
    assert told_passing(closed, found, sees_policy=False).starts == (day(9) if announced else None)
    assert told_passing(closed, found, sees_policy=True).starts == day(9)


@settings(max_examples=10, deadline=None)
@given(_ROWS, st.dictionaries(st.integers(1, _DAYS - 1), st.none() | _ROWS, max_size=3), st.integers(-4, 10))
def test_no_day_before_it_passes_whatever_is_scheduled(now: Any, later: Any, ago: int) -> None:
    facts = {"signal": (NOW - timedelta(days=ago)).date().isoformat()}
    decision = scheduled(facts, now, later)
    found = passes_from(decision, agenda(*sorted(later)))
    assert decision.forecast is not None
    days = ((day(each), decision.forecast(day(each))) for each in range(1, 2 * _DAYS))
    first = next(((when, then.outcome) for when, then in days if then and is_better(then, decision)), None)
    expected = None if decision.outcome is Outcome.ALLOW else first
    assert (None if found is None else (found.starts, found.outcome)) == expected
    assert found is None or found.proof is Proof.PROVED
