"""The named parts of dates, times and durations (DMN 1.5, clause 10.3.2.15, table 66), as `date.year`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Context, Decimal

from creditrules.feel.temporal.calendar import DAY, SECOND
from creditrules.feel.temporal.kinds import Date, DateTime, DaysDuration, MonthsDuration, Temporal, Time

__all__ = ["PARTS", "part"]

_Part = Callable[..., object]
_EXACT = Context(prec=34)


def _of_seconds(nanos: int) -> Decimal:
    """Exactly, whatever the thread's decimal context."""
    return Decimal(nanos).scaleb(-9, _EXACT) if nanos % SECOND else Decimal(nanos // SECOND)


def _weekday(date: Date) -> Decimal:
    return Decimal((date.key + 3) % 7 + 1)


def _second(time: Time) -> Decimal:
    return _of_seconds(time.nanos % (60 * SECOND))


def _zone_name(time: Time) -> str | None:
    return time.zone.name or None if time.zone is not None else None


def _offset(value: DateTime) -> DaysDuration | None:
    return DaysDuration(value.offset * SECOND) if value.zone is not None else None


def _time_offset(time: Time) -> DaysDuration | None:
    return DaysDuration(time.zone.offset * SECOND) if time.zone is not None else None


def _whole(nanos: int, unit: int, within: int) -> Decimal:
    """Of a duration's part: truncated, and with the duration's own sign."""
    amount = abs(nanos) // unit % within
    return Decimal(-amount if nanos < 0 else amount)


def _seconds(duration: DaysDuration) -> Decimal:
    nanos = abs(duration.key) % (60 * SECOND)
    return _of_seconds(-nanos if duration.key < 0 else nanos)


def _counted(unit: int, within: int) -> _Part:
    return lambda duration: _whole(duration.key, unit, within)


_OF_DATE: Mapping[str, _Part] = {
    "year": lambda date: Decimal(date.year),
    "month": lambda date: Decimal(date.month),
    "day": lambda date: Decimal(date.day),
    "weekday": _weekday,
}
_OF_TIME: Mapping[str, _Part] = {
    "hour": lambda time: Decimal(time.hour),
    "minute": lambda time: Decimal(time.minute),
    "second": _second,
    "timezone": _zone_name,
}
_UNBOUNDED = 10**30


def _through(attribute: str, parts: Mapping[str, _Part]) -> dict[str, _Part]:
    def reach(inner: _Part) -> _Part:
        return lambda value: inner(getattr(value, attribute))

    return {name: reach(inner) for name, inner in parts.items()}


PARTS: Mapping[type, Mapping[str, _Part]] = {
    Date: _OF_DATE,
    Time: {**_OF_TIME, "time offset": _time_offset},
    DateTime: {**_through("date", _OF_DATE), **_through("time", _OF_TIME), "time offset": _offset},
    MonthsDuration: {"years": _counted(12, _UNBOUNDED), "months": _counted(1, 12)},
    DaysDuration: {
        "days": _counted(DAY, _UNBOUNDED),
        "hours": _counted(3600 * SECOND, 24),
        "minutes": _counted(60 * SECOND, 60),
        "seconds": _seconds,
    },
}
"""What each kind has; the values are numbers, a days and time duration, a zone's name, or null where local."""


def part(value: Temporal, name: str) -> object:
    """That part of the value; KeyError where its kind has none of that name."""
    return PARTS[type(value)][name](value)
