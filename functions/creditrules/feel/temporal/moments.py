"""Between FEEL's dates, times and durations and Python's: the caller's come in, what was decided goes out."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from creditrules.feel.temporal.calendar import DAY, SECOND, civil
from creditrules.feel.temporal.kinds import Date, DateTime, DaysDuration, MonthsDuration, Temporal, Time
from creditrules.feel.temporal.text import to_text
from creditrules.feel.temporal.zone import MAX_OFFSET, Zone, named_zone, offset_zone

__all__ = ["PythonTemporal", "from_datetime", "from_python", "to_datetime", "to_python"]

PythonTemporal = date | datetime | time | timedelta
"""What the standard `datetime` module has for them."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = 1_000


def from_datetime(moment: datetime) -> DateTime:
    """The same moment with the same zone: by name where it is an IANA zone, else by offset.

    In UTC where FEEL cannot have the offset. Raises ValueError for a moment without a zone.
    """
    if moment.utcoffset() is None:
        raise ValueError("A moment needs a zone.")
    try:
        return _date_time(moment)
    except ValueError:
        return _date_time(moment.astimezone(UTC))


def from_python(value: PythonTemporal) -> Temporal:
    """The same in FEEL: a naive datetime or time is local, a timedelta a days and time duration.

    Raises ValueError for a zone that FEEL cannot have, and for what only looks like a datetime, such as pandas' NaT.
    """
    if value != value:  # noqa: PLR0124 - how such values say that they are none
        raise ValueError("it is not a time")
    match value:
        case datetime():
            return _date_time(value)
        case date():
            return Date(value.year, value.month, value.day)
        case time():
            return Time(_nanos(value), _zone(value.tzinfo, value.utcoffset()))
        case timedelta():
            return DaysDuration(value // timedelta(microseconds=1) * _MICROSECOND)


def to_python(value: Temporal) -> PythonTemporal | MonthsDuration:
    """The same in Python, cut to microseconds; a years and months duration, which Python has not, stays what it is.

    Raises ValueError for what Python cannot hold: years before 1 or after 9999, durations beyond 999,999,999 days.
    """
    try:
        match value:
            case Date():
                return date(value.year, value.month, value.day)
            case Time():
                return _time(value)
            case DateTime():
                return datetime.combine(to_python(value.date), _time(value.time).replace(fold=value.fold))  # type: ignore[arg-type]
            case DaysDuration():
                cut = abs(value.key) // _MICROSECOND
                return timedelta(microseconds=cut if value.key >= 0 else -cut)
            case MonthsDuration():
                return value
    except (ValueError, OverflowError) as error:
        raise ValueError(f"Python's datetime cannot hold {to_text(value)}.") from error


def to_datetime(value: Date | DateTime, zone: tzinfo) -> datetime | None:
    """The moment in UTC; a date is its start in `zone`, a local date and time is meant there too.

    None beyond the years 1 to 9999. What is finer than a microsecond is cut off.
    """
    try:
        if isinstance(value, DateTime) and value.zoned:
            return _EPOCH + timedelta(microseconds=value.key // _MICROSECOND)
        key = value.key if isinstance(value, DateTime) else value.key * DAY
        year, month, day = civil(key // DAY)
        local = datetime(year, month, day, tzinfo=zone) + timedelta(microseconds=key % DAY // _MICROSECOND)
        return local.astimezone(UTC)
    except (OverflowError, ValueError):
        return None


def _date_time(moment: datetime) -> DateTime:
    zone = _zone(moment.tzinfo, moment.utcoffset())
    day = Date(moment.year, moment.month, moment.day)
    return DateTime(day, Time(_nanos(moment), zone), moment.fold if zone is not None and zone.name else 0)


def _nanos(clock: datetime | time) -> int:
    return ((clock.hour * 60 + clock.minute) * 60 + clock.second) * SECOND + clock.microsecond * _MICROSECOND


def _zone(zone: tzinfo | None, offset: timedelta | None) -> Zone | None:
    if zone is None:
        return None
    name = getattr(zone, "key", None)
    named = named_zone(name) if name else None
    if named is not None:
        return named
    if offset is None:
        raise ValueError("its zone has no offset")
    if offset % timedelta(seconds=1) or abs(offset) > timedelta(seconds=MAX_OFFSET):
        raise ValueError("its zone's offset is no whole number of seconds, or more than 18 hours")
    return offset_zone(offset // timedelta(seconds=1))


def _time(value: Time) -> time:
    clock = time(value.hour, value.minute, value.second, value.fraction // _MICROSECOND)
    zone = value.zone
    if zone is None:
        return clock
    if zone.name:
        return clock.replace(tzinfo=ZoneInfo(zone.name))
    return clock.replace(tzinfo=timezone(timedelta(seconds=zone.offset)) if zone.offset else UTC)
