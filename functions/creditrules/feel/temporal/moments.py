"""Between FEEL's dates and times and Python's: the caller's clock comes in, ends of periods go out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo

from creditrules.feel.temporal.calendar import DAY, civil
from creditrules.feel.temporal.kinds import Date, DateTime, Time
from creditrules.feel.temporal.zone import named_zone, offset_zone

__all__ = ["from_datetime", "to_datetime"]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = 1_000


def from_datetime(moment: datetime) -> DateTime:
    """The same moment with the same zone: by name where it is an IANA zone, else by offset.

    Raises ValueError for a moment without a zone.
    """
    offset = moment.utcoffset()
    if offset is None:
        raise ValueError("A moment needs a zone.")
    name = getattr(moment.tzinfo, "key", None)
    zone = (named_zone(name) if name else None) or offset_zone(int(offset.total_seconds()))
    since_midnight = timedelta(
        hours=moment.hour, minutes=moment.minute, seconds=moment.second, microseconds=moment.microsecond
    )
    nanos = since_midnight // timedelta(microseconds=1) * _MICROSECOND
    return DateTime(Date(moment.year, moment.month, moment.day), Time(nanos, zone))


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
