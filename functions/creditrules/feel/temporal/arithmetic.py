"""Sums and differences of dates, times and durations (DMN 1.5, clause 10.3.2.12, tables 57 and 58)."""

from __future__ import annotations

from creditrules.feel.temporal.calendar import DAY, MAX_YEAR, SECOND, add_months
from creditrules.feel.temporal.kinds import UTC_ZONE, Date, DateTime, DaysDuration, MonthsDuration, Temporal, Time
from creditrules.feel.temporal.text import make_date_time, make_days, make_months
from creditrules.records import replace

__all__ = ["add", "difference", "months_between", "negate", "subtract"]


def add(left: Temporal, right: Temporal) -> Temporal | None:
    """The sum; None where the kinds do not add up or the result is beyond the calendar."""
    if isinstance(right, DaysDuration):
        return _add_nanos(left, right.key)
    if isinstance(right, MonthsDuration):
        return _add_months(left, right.key)
    return add(right, left) if isinstance(left, DaysDuration | MonthsDuration) else None


def subtract(left: Temporal, right: Temporal) -> Temporal | None:
    """The difference; None where the kinds do not go together or the result is beyond the calendar."""
    if isinstance(right, DaysDuration):
        return _add_nanos(left, -right.key)
    if isinstance(right, MonthsDuration):
        return _add_months(left, -right.key)
    return difference(left, right)


def negate(value: DaysDuration | MonthsDuration) -> DaysDuration | MonthsDuration:
    """The same duration the other way."""
    return type(value)(-value.key)


def difference(left: Temporal, right: Temporal) -> DaysDuration | None:
    """The time from `right` to `left`; None unless both are points, and both in a zone or neither.

    A date beside a date and time stands for its midnight in UTC.
    """
    if isinstance(left, Time) and isinstance(right, Time):
        return make_days(left.key - right.key) if left.zoned is right.zoned else None
    if isinstance(left, Date) and isinstance(right, Date):
        return make_days((left.key - right.key) * DAY)
    start, end = _as_date_time(right), _as_date_time(left)
    if start is None or end is None or start.zoned is not end.zoned:
        return None
    return make_days(end.key - start.key)


def months_between(start: Date, end: Date) -> MonthsDuration:
    """The whole months from `start` to `end`, negative when `end` is earlier."""
    months = (end.year - start.year) * 12 + end.month - start.month
    if months > 0 and end.day < start.day:
        months -= 1
    elif months < 0 and end.day > start.day:
        months += 1
    return MonthsDuration(months)


def _as_date_time(value: Temporal) -> DateTime | None:
    if isinstance(value, Date):
        return DateTime(value, Time(0, UTC_ZONE))
    return value if isinstance(value, DateTime) else None


def _add_nanos(value: Temporal, nanos: int) -> Temporal | None:
    match value:
        case DateTime():
            return _move(value, nanos)
        case Date():
            moved = make_date_time(value.key * DAY + nanos, None)
            return None if moved is None else moved.date
        case Time():
            return Time((value.nanos + nanos) % DAY, value.zone)
        case DaysDuration():
            return make_days(value.key + nanos)
        case MonthsDuration():
            return None


def _move(value: DateTime, nanos: int) -> DateTime | None:
    """Along the time line, not the wall clock: a day is 24 hours also where clocks change."""
    instant = value.key + nanos
    zone = value.zone
    if zone is None:
        return make_date_time(instant, None)
    day, of_day = divmod(instant, DAY)
    moved = make_date_time(instant + zone.offset_at_instant(day, of_day // SECOND) * SECOND, zone)
    return moved if moved is None or moved.key == instant else replace(moved, fold=1)


def _add_months(value: Temporal, months: int) -> Temporal | None:
    match value:
        case Date():
            return _shift(value, months)
        case DateTime():
            date = _shift(value.date, months)
            return None if date is None else DateTime(date, value.time)
        case MonthsDuration():
            return make_months(value.key + months)
        case Time() | DaysDuration():
            return None


def _shift(date: Date, months: int) -> Date | None:
    year, month, day = add_months(date.year, date.month, date.day, months)
    return Date(year, month, day) if abs(year) <= MAX_YEAR else None
