"""Dates, times and durations as text: the lexical forms of XML Schema and FEEL, read and written."""

from __future__ import annotations

import re

from creditrules.feel.temporal.calendar import DAY, MAX_YEAR, SECOND, civil, days_in_month
from creditrules.feel.temporal.kinds import (
    MAX_DURATION,
    UTC_ZONE,
    Date,
    DateTime,
    DaysDuration,
    MonthsDuration,
    Temporal,
    Time,
    Zone,
)
from creditrules.feel.temporal.zone import named_zone, offset_zone

__all__ = [
    "make_date",
    "make_date_time",
    "make_days",
    "make_months",
    "make_time",
    "parse_date",
    "parse_date_time",
    "parse_duration",
    "parse_temporal",
    "parse_time",
    "to_text",
]

_DATE = re.compile(r"(-?(?:[1-9][0-9]{4,8}|[0-9]{4}))-([0-9]{2})-([0-9]{2})")
_TIME = re.compile(
    r"([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]+))?"
    r"(?:(?P<utc>[Zz])|(?P<sign>[+-])(?P<oh>[0-9]{2}):(?P<om>[0-9]{2})(?::(?P<os>[0-9]{2}))?|@(?P<name>.+))?"
)
_MONTHS = re.compile(r"(-)?P(?:([0-9]+)Y)?(?:([0-9]+)M)?")
_DAYS = re.compile(
    r"(-)?P(?:([0-9]+)D)?(?P<time>T(?:([0-9]+)H)?(?:([0-9]+)M)?(?:([0-9]+)(?:\.(?P<fraction>[0-9]*))?S)?)?"
)
_MONTHS_OF_YEAR, _HOURS, _SIXTY = 12, 24, 60
_LONGEST = 100
"""Characters of a temporal literal; the longest that means anything is shorter."""


def make_date(year: int, month: int, day: int) -> Date | None:
    """The date, or None where the calendar has no such day."""
    if abs(year) > MAX_YEAR or not 1 <= month <= _MONTHS_OF_YEAR or not 1 <= day <= days_in_month(year, month):
        return None
    return Date(year, month, day)


def make_time(hour: int, minute: int, nanos: int, zone: Zone | None) -> Time | None:
    """The time, or None where the clock does not show it; `nanos` are those of the minute."""
    if not (0 <= hour < _HOURS and 0 <= minute < _SIXTY and 0 <= nanos < _SIXTY * SECOND):
        return None
    return Time((hour * 60 + minute) * 60 * SECOND + nanos, zone)


def make_date_time(local: int, zone: Zone | None) -> DateTime | None:
    """The date and time of nanoseconds on the wall clock since 1970-01-01; None beyond the calendar."""
    day, nanos = divmod(local, DAY)
    year, month, day_of_month = civil(day)
    return DateTime(Date(year, month, day_of_month), Time(nanos, zone)) if abs(year) <= MAX_YEAR else None


def make_days(nanos: int) -> DaysDuration | None:
    """The days and time duration of so many nanoseconds; None beyond the bound."""
    return DaysDuration(nanos) if abs(nanos) <= MAX_DURATION * SECOND else None


def make_months(months: int) -> MonthsDuration | None:
    """The years and months duration of so many months; None beyond the bound."""
    return MonthsDuration(months) if abs(months) <= MAX_DURATION else None


def parse_date(text: str) -> Date | None:
    """`2024-02-29`, `-0044-03-15`, `12024-01-01`; None for anything else."""
    match = _DATE.fullmatch(text) if len(text) <= _LONGEST else None
    if match is None:
        return None
    return make_date(int(match[1]), int(match[2]), int(match[3]))


def parse_time(text: str) -> Time | None:
    """`10:30:00`, fractions to nanoseconds, with `Z`, an offset or `@` and a zone's name; `24:00:00` is midnight."""
    match = _TIME.fullmatch(text) if len(text) <= _LONGEST else None
    if match is None:
        return None
    zone = _zone(match)
    if zone is None and match.end() != match.end(4 if match[4] else 3):
        return None
    if _is_midnight_24(match):
        return Time(0, zone)
    return make_time(int(match[1]), int(match[2]), int(match[3]) * SECOND + _nanos(match[4]), zone)


def parse_date_time(text: str) -> DateTime | None:
    """A date, `T` and a time; a date alone is its midnight, local; `24:00:00` is the next day's midnight."""
    date_text, separator, time_text = text.partition("T")
    date = parse_date(date_text)
    if date is None or (separator and not time_text):
        return None
    if not separator:
        return DateTime(date, Time(0))
    time = parse_time(time_text)
    if time is None:
        return None
    if time_text.startswith("24"):
        return make_date_time((date.key + 1) * DAY, time.zone)
    return DateTime(date, time)


def parse_duration(text: str) -> DaysDuration | MonthsDuration | None:
    """`P1Y2M` or `P3DT4H5M6.7S`, negative with `-` in front; not both kinds in one."""
    if len(text) > _LONGEST:
        return None
    months = _MONTHS.fullmatch(text)
    if months is not None:
        return _months(months)
    match = _DAYS.fullmatch(text)
    if match is None or text[-1] in "PT":
        return None
    day, hour, minute, second = (int(match[group] or 0) for group in (2, 4, 5, 6))
    nanos = day * DAY + (hour * 3600 + minute * 60 + second) * SECOND + _nanos(match["fraction"])
    return make_days(-nanos if match[1] else nanos)


def parse_temporal(text: str) -> Temporal | None:
    """What `@"…"` means: the one temporal value the text is a form of, or None."""
    if "P" in text[:2]:
        return parse_duration(text)
    return parse_date(text) or parse_time(text) or parse_date_time(text)


def to_text(value: Temporal) -> str:
    """The canonical form; reading it gives an equal value of the same kind."""
    match value:
        case Date():
            return _date_text(value)
        case Time():
            return _time_text(value)
        case DateTime():
            return f"{_date_text(value.date)}T{_time_text(value.time)}"
        case MonthsDuration():
            return _months_text(value)
        case DaysDuration():
            return _days_text(value)


def _months(match: re.Match[str]) -> MonthsDuration | None:
    if match[2] is None and match[3] is None:
        return None
    months = int(match[2] or 0) * 12 + int(match[3] or 0)
    return make_months(-months if match[1] else months)


def _is_midnight_24(match: re.Match[str]) -> bool:
    return match[1] == "24" and match[2] == match[3] == "00" and not (match[4] or "").strip("0")


def _nanos(fraction: str | None) -> int:
    return int((fraction or "")[:9].ljust(9, "0"))


def _zone(match: re.Match[str]) -> Zone | None:
    if match["utc"]:
        return UTC_ZONE
    if match["name"]:
        return named_zone(match["name"])
    if not match["sign"] or int(match["om"]) >= _SIXTY or int(match["os"] or 0) >= _SIXTY:
        return None
    seconds = int(match["oh"]) * 3600 + int(match["om"]) * 60 + int(match["os"] or 0)
    return offset_zone(-seconds if match["sign"] == "-" else seconds)


def _date_text(value: Date) -> str:
    sign = "-" if value.year < 0 else ""
    return f"{sign}{abs(value.year):04}-{value.month:02}-{value.day:02}"


def _time_text(value: Time) -> str:
    text = f"{value.hour:02}:{value.minute:02}:{value.second:02}{_fraction_text(value.fraction)}"
    return text if value.zone is None else f"{text}{value.zone}"


def _fraction_text(nanos: int) -> str:
    return f".{nanos:09}".rstrip("0") if nanos else ""


def _months_text(value: MonthsDuration) -> str:
    years, months = divmod(abs(value.key), 12)
    text = (f"{years}Y" if years else "") + (f"{months}M" if months else "")
    return f"{'-' if value.key < 0 else ''}P{text or '0M'}"


def _days_text(value: DaysDuration) -> str:
    seconds, nanos = divmod(abs(value.key), SECOND)
    minutes, second = divmod(seconds, 60)
    hours, minute = divmod(minutes, 60)
    day, hour = divmod(hours, 24)
    time = (f"{hour}H" if hour else "") + (f"{minute}M" if minute else "")
    time += f"{second}{_fraction_text(nanos)}S" if second or nanos else ""
    text = (f"{day}D" if day else "") + (f"T{time}" if time else "")
    return f"{'-' if value.key < 0 else ''}P{text or 'T0S'}"
