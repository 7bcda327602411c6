"""Time zones: a fixed offset from UTC, or an IANA name with its rules."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from creditrules.feel.temporal.calendar import civil
from creditrules.records import dataclass, field

__all__ = ["MAX_OFFSET", "UTC_ZONE", "Zone", "named_zone", "offset_zone"]

MAX_OFFSET = 18 * 3600
"""Seconds; no clock on Earth is further from UTC."""

_NAME = r"[A-Za-z][A-Za-z0-9_+-]*(?:/[A-Za-z0-9_+-]+)*"
_LONGEST_NAME = 64
_NO_PLACES = frozenset(("Factory", "localtime", "posix", "posixrules", "right"))
"""In the database, but dependent on the machine or counting leap seconds."""
_FIRST_YEAR, _LAST_YEAR = 2, 9990
"""What `datetime` holds, a zone's offset to either side included."""


@dataclass(frozen=True, slots=True)
class Zone:
    """A fixed offset (`name` empty) or a named zone, whose `offset` is its standard time's; offsets in seconds."""

    offset: int
    name: str = ""
    _rules: ZoneInfo | None = field(default=None, compare=False, repr=False)

    def offset_at_local(self, day: int, second: int, fold: int = 0) -> int:
        """Seconds east of UTC when the wall clock shows that day (since 1970-01-01) and second of the day.

        An hour that the clock shows twice counts as its first, or with `fold` 1 as its second; one it skips counts as
        if the clock had not yet been put forward.
        """
        if self._rules is None:
            return self.offset
        return _seconds(_within_reach(day, second).replace(tzinfo=self._rules, fold=fold).utcoffset())

    def offset_at_instant(self, day: int, second: int) -> int:
        """Seconds east of UTC at that day and second of UTC."""
        if self._rules is None:
            return self.offset
        return _seconds(_within_reach(day, second).replace(tzinfo=UTC).astimezone(self._rules).utcoffset())

    def __str__(self) -> str:
        """As written after a time: `Z`, `+02:00`, `-01:30:15` or `@Europe/Paris`."""
        if self.name:
            return f"@{self.name}"
        if self.offset == 0:
            return "Z"
        minutes, seconds = divmod(abs(self.offset), 60)
        text = f"{'-' if self.offset < 0 else '+'}{minutes // 60:02}:{minutes % 60:02}"
        return f"{text}:{seconds:02}" if seconds else text


UTC_ZONE = Zone(0)


def _within_reach(day: int, second: int) -> datetime:
    """The same moment where `datetime` can hold it, else the one the zone's first or latest rules apply to alike.

    The Gregorian calendar repeats after 400 years, weekdays included; before year 2 a zone has only its mean time.
    """
    year, month, day_of_month = civil(day)
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        early = year < _FIRST_YEAR
        year = _FIRST_YEAR if early else 2400 + year % 400
        day_of_month = min(day_of_month, 28) if early else day_of_month
    return datetime(year, month, day_of_month) + timedelta(seconds=second)  # noqa: DTZ001 - the zone is set after


def _seconds(offset: timedelta | None) -> int:
    return 0 if offset is None else round(offset.total_seconds())


def offset_zone(seconds: int) -> Zone | None:
    """The zone of a fixed offset; None beyond 18 hours."""
    if seconds == 0:
        return UTC_ZONE
    return Zone(seconds) if abs(seconds) <= MAX_OFFSET else None


@lru_cache(maxsize=1024)
def named_zone(name: str) -> Zone | None:
    """The zone of an IANA name, as "Europe/Paris"; None where there is none of that name."""
    if len(name) > _LONGEST_NAME or not re.fullmatch(_NAME, name) or name.partition("/")[0] in _NO_PLACES:
        return None
    try:
        rules = ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None
    winter = datetime(2024, 1, 1, tzinfo=rules)
    return Zone(_seconds(winter.utcoffset()) - _seconds(winter.dst()), name, rules)
