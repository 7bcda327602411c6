"""Dates, times and durations agree with Python's where Python has them, and go on where it stops."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from creditrules.feel.temporal import (
    UTC_ZONE,
    Date,
    DateTime,
    DaysDuration,
    MonthsDuration,
    Temporal,
    Time,
    add,
    difference,
    make_date,
    make_date_time,
    make_days,
    months_between,
    named_zone,
    offset_zone,
    parse_date,
    parse_date_time,
    parse_duration,
    parse_temporal,
    parse_time,
    subtract,
    to_text,
)
from creditrules.feel.temporal.calendar import DAY, MAX_YEAR, SECOND, civil, day_of_year, days, iso_week

UNTIMED = settings(deadline=None, database=None)
MICROSECOND, MILLISECOND = 1_000, 1_000_000
EPOCH = date(1970, 1, 1)
ZONE_NAMES = ["Europe/Paris", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "America/Sao_Paulo", "Etc/UTC"]
PYTHON_DATES = st.dates(date(2, 1, 2), date(9990, 1, 1))
YEARS = st.one_of(st.integers(-MAX_YEAR, MAX_YEAR), st.integers(-10, 10), st.integers(1900, 2100))
DATES = st.builds(Date, YEARS, st.integers(1, 12), st.integers(1, 28))
ZONES = st.one_of(
    st.none(),
    st.just(UTC_ZONE),
    st.integers(-18 * 3600, 18 * 3600).map(offset_zone),
    st.sampled_from(ZONE_NAMES).map(named_zone),
)
TIMES = st.builds(Time, st.one_of(st.integers(0, DAY - 1), st.integers(0, 86_399).map(lambda s: s * SECOND)), ZONES)
MOMENTS = st.builds(DateTime, DATES, TIMES)
DAYS = st.integers(-(10**27), 10**27).map(DaysDuration)
MONTHS = st.integers(-(10**18), 10**18).map(MonthsDuration)


def read(text: str) -> Temporal:
    value = parse_temporal(text)
    assert value is not None, text
    return value


def of_python(moment: datetime, zone: str) -> DateTime:
    local = moment.replace(tzinfo=None) - datetime(1970, 1, 1)  # noqa: DTZ001 - the wall clock is wanted
    made = make_date_time(local // timedelta(microseconds=1) * MICROSECOND, named_zone(zone))
    assert made is not None
    return made


@UNTIMED
@given(PYTHON_DATES)
def test_the_calendar_is_pythons(day: date) -> None:
    parts = (day.year, day.month, day.day)
    assert days(*parts) == (day - EPOCH).days
    assert civil((day - EPOCH).days) == parts
    assert day_of_year(*parts) == day.timetuple().tm_yday
    assert iso_week(*parts) == day.isocalendar().week


@UNTIMED
@given(DATES)
def test_the_calendar_repeats_after_400_years(day: Date) -> None:
    assert civil(day.key) == (day.year, day.month, day.day)
    assert days(day.year + 400, day.month, day.day) - day.key == 146_097


@UNTIMED
@given(st.one_of(DATES, TIMES, MOMENTS, DAYS, MONTHS))
def test_text_is_read_back_to_the_same_value(value: Temporal) -> None:
    again = read(to_text(value))
    assert type(again) is type(value)
    assert again == value
    assert hash(again) == hash(value)


@UNTIMED
@given(st.datetimes(datetime(3, 1, 1), datetime(9990, 1, 1)), st.sampled_from(ZONE_NAMES))  # noqa: DTZ001
def test_a_moment_in_a_zone_is_pythons_moment(local: datetime, zone: str) -> None:
    moment = local.replace(tzinfo=ZoneInfo(zone))
    since = moment.astimezone(UTC) - datetime(1970, 1, 1, tzinfo=UTC)
    assert of_python(moment, zone).key == since // timedelta(microseconds=1) * MICROSECOND


@UNTIMED
@given(
    st.datetimes(datetime(1900, 1, 1), datetime(2300, 1, 1)),  # noqa: DTZ001
    st.sampled_from(ZONE_NAMES),
    st.integers(-(10**9), 10**9),
)
def test_durations_are_added_on_the_time_line(local: datetime, zone: str, seconds: int) -> None:
    moment = local.replace(tzinfo=ZoneInfo(zone))
    moved = (moment.astimezone(UTC) + timedelta(seconds=seconds)).astimezone(ZoneInfo(zone))
    result = add(of_python(moment, zone), DaysDuration(seconds * SECOND))
    assert isinstance(result, DateTime)
    assert to_text(result) == to_text(of_python(moved, zone))
    assert difference(result, of_python(moment, zone)) == DaysDuration(seconds * SECOND)


@UNTIMED
@given(MOMENTS, MOMENTS)
@example(DateTime(Date(0, 1, 1), Time(1, None)), DateTime(Date(0, 1, 1), Time(0, None)))
@example(DateTime(Date(0, 1, 1), Time(10**6, None)), DateTime(Date(0, 1, 1), Time(0, None)))
def test_order_is_that_of_moments(one: DateTime, other: DateTime) -> None:
    if one.zoned is other.zoned:
        first, second = (each.key // MILLISECOND for each in (one, other))
        assert (one < other) == (first < second)
        assert (one == other) == (first == second)
        gone = difference(other, one)
        assert gone is None or gone.key == other.key - one.key
    else:
        assert one != other
        assert difference(one, other) is None
        with pytest.raises(TypeError):
            _ = one < other


@UNTIMED
@given(PYTHON_DATES, st.integers(-3_000, 3_000))
def test_months_are_added_by_the_calendar_and_cut_at_the_months_end(day: date, months: int) -> None:
    start = Date(day.year, day.month, day.day)
    moved = add(start, MonthsDuration(months))
    assert isinstance(moved, Date)
    assert (moved.year * 12 + moved.month) - (start.year * 12 + start.month) == months
    next_month = add(Date(moved.year, moved.month, 1), MonthsDuration(1))
    assert isinstance(next_month, Date)
    assert moved.day == min(start.day, next_month.key - Date(moved.year, moved.month, 1).key)


@UNTIMED
@given(DATES, DATES)
def test_months_between_never_overshoot(start: Date, end: Date) -> None:
    months = months_between(start, end).key
    reached, beyond = (
        add(start, MonthsDuration(months)),
        add(start, MonthsDuration(months + (1 if end > start else -1))),
    )
    assert reached is None or abs(months) == 0 or (reached <= end if end > start else reached >= end)
    assert beyond is None or (beyond > end if end > start else beyond < end) or end == start


def test_a_day_after_the_last_is_none() -> None:
    last = Date(MAX_YEAR, 12, 31)
    first = Date(-MAX_YEAR, 1, 1)
    assert add(last, DaysDuration(DAY)) is None
    assert subtract(first, MonthsDuration(1)) is None
    assert subtract(DateTime(first, Time(0, UTC_ZONE)), DaysDuration(1)) is None
    assert make_date(MAX_YEAR + 1, 1, 1) is None
    assert make_days(10**27 + 1) is None
    assert isinstance(difference(last, first), DaysDuration)


@pytest.mark.parametrize(
    "text",
    [
        *("2024-00-01", "2024-13-01", "2024-02-30", "2023-02-29", "1900-02-29", "24-01-01", "+2024-01-01", "2024-1-01"),
        *("02024-01-01", "2024-01-01Z", "２０２４-01-01", "2024-01-01\n", "1000000000-01-01", "-02024-01-01"),
    ],
)
def test_is_no_date(text: str) -> None:
    assert parse_date(text) is None


@pytest.mark.parametrize(
    "text",
    [
        *(
            "24:00:01",
            "24:00:00.1",
            "25:00:00",
            "10:60:00",
            "10:00:60",
            "10:00",
            "1:00:00",
            "10:00:00.",
            "10:00:00+1:00",
        ),
        *(
            "10:00:00+01",
            "10:00:00+01:60",
            "10:00:00+18:00:01",
            "10:00:00@",
            "10:00:00@No/Where",
            "10:00:00@/etc/passwd",
        ),
        *("10:00:00@Europe/../Europe/Paris", "10:00:00@localtime", "10:00:00@posix/Europe/Paris", "10:00:00@America"),
        *("10:00:00Z@Europe/Paris", "10:00:00@" + "A" * 90, "10:00:00." + "1" * 200),
    ],
)
def test_is_no_time(text: str) -> None:
    assert parse_time(text) is None


@pytest.mark.parametrize(
    "text", ["2024-01-01T", "T10:00:00", "2024-01-01 10:00:00", "2024-01-01T24:00:01", "2024-01-01TZ"]
)
def test_is_no_date_and_time(text: str) -> None:
    assert parse_date_time(text) is None


@pytest.mark.parametrize(
    "text",
    [
        *("", "P", "PT", "P1DT", "-P", "P1", "1D", "P1S", "PT1D", "P1Y1D", "P1MT1M", "P1W", "P-1D", "P1.5D", "PT.5S"),
        *("P1D ", "p1d", "P٣D", "--P1D", "PT1S1M", "P" + "9" * 30 + "D", "P" + "9" * 30 + "M", "P1D" * 100),
    ],
)
def test_is_no_duration(text: str) -> None:
    assert parse_duration(text) is None


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("2024-01-01T24:00:00", "2024-01-02T00:00:00"),
        ("999999998-12-31T24:00:00Z", "999999999-01-01T00:00:00Z"),
        ("24:00:00+02:00", "00:00:00+02:00"),
        ("10:00:00.500", "10:00:00.5"),
        ("10:00:00.1234567899", "10:00:00.123456789"),
        ("10:00:00+00:00", "10:00:00Z"),
        ("10:00:00-00:00", "10:00:00Z"),
        ("10:00:00-01:30:15", "10:00:00-01:30:15"),
        ("-0044-03-15", "-0044-03-15"),
        ("0000-01-01", "0000-01-01"),
        ("P0Y", "P0M"),
        ("-P0D", "PT0S"),
        ("P26M", "P2Y2M"),
        ("PT1000M0.5S", "PT16H40M0.5S"),
        ("-PT36H", "-P1DT12H"),
    ],
)
def test_canonical_form(text: str, canonical: str) -> None:
    assert to_text(read(text)) == canonical


def test_midnight_after_the_last_day_is_none() -> None:
    assert parse_date_time("999999999-12-31T24:00:00") is None


def test_zones_rules_hold_in_years_python_has_not() -> None:
    summer = read("12021-07-28T12:00:00@Europe/Paris")
    ancient = read("-2021-07-28T12:00:00@Europe/Paris")
    assert isinstance(summer, DateTime)
    assert isinstance(ancient, DateTime)
    assert summer.offset == 7_200
    assert ancient.offset == 561  # Paris mean time


def test_the_hour_that_clocks_show_twice_keeps_its_moment() -> None:
    first = read("2020-10-25T02:30:00@Europe/Paris")
    assert isinstance(first, DateTime)
    second = add(first, DaysDuration(3600 * SECOND))
    assert isinstance(second, DateTime)
    assert to_text(second) == to_text(first)
    assert second > first
    assert difference(second, first) == DaysDuration(3600 * SECOND)


def test_values_cannot_be_changed() -> None:
    day = Date(2024, 1, 1)
    with pytest.raises(FrozenInstanceError):
        day.year = 2025  # type: ignore[misc]


def test_kinds_are_never_equal_or_ordered_to_each_other() -> None:
    assert Date(1970, 1, 1) != DateTime(Date(1970, 1, 1), Time(0))
    assert DaysDuration(0) != MonthsDuration(0)
    with pytest.raises(TypeError):
        _ = DaysDuration(0) < MonthsDuration(0)
