"""Days and parts of days as dates, times and durations (ISO/IEC 29500-1, clause 18.17.4), as formats show them."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from creditrules.document.canonical import number_text
from creditrules.spreadsheet.content import Doubt, Kind, Value
from creditrules.spreadsheet.formats import Section

__all__ = ["temporal_value"]

_MILLISECONDS: Final = 86_400_000
_LAST_DAY: Final = 2_958_465  # 9999-12-31
_LEAP_1900: Final = 60  # the day that 1900 did not have


def temporal_value(value: Decimal, section: Section, *, since_1904: bool) -> Value | Doubt:
    """The date, time or duration of a number of days, if its section shows all of it."""
    if "g" in section.parts:
        return Doubt("shows a date in another calendar or in words of its program's language")
    if abs(value) > _LAST_DAY:
        return Doubt(f"is no date and no time: {value:.6g} days")
    milliseconds = int((value * _MILLISECONDS).to_integral_value())
    if section.elapsed:
        return _duration(milliseconds, section)
    if milliseconds < 0:
        return Doubt(f"is no date: {number_text(value)} days")
    return _moment(milliseconds, section, since_1904=since_1904)


def _moment(milliseconds: int, section: Section, *, since_1904: bool) -> Value | Doubt:
    days, rest = divmod(milliseconds, _MILLISECONDS)
    dated = section.parts & set("ymdw")
    if _hidden_time(rest, section, dated=bool(dated)):
        return Doubt(f"stores a time of day, {_clock(rest)}, of which it does not show all")
    if not dated:
        if days:
            return Doubt("shows a time of day and stores a date as well")
        return Value(f'time("{_clock(rest)}")', Kind.TIME)
    day = _day(days, since_1904=since_1904)
    if isinstance(day, Doubt):
        return day
    if not section.parts >= set("ymd"):
        return Doubt(f"stores the date {day}, of which it does not show all; a range or a fraction becomes a date so")
    if section.parts & set("hns"):
        return Value(f'date and time("{day}T{_clock(rest)}")', Kind.MOMENT)
    return Value(f'date("{day}")', Kind.DATE)


def _hidden_time(rest: int, section: Section, *, dated: bool) -> bool:
    """Whether the section leaves out a part of the time that is not zero, or the hour of one that stands alone."""
    minutes, milliseconds = divmod(rest, 60_000)
    hours, minutes = divmod(minutes, 60)
    seconds, milliseconds = divmod(milliseconds, 1_000)
    hidden = {letter for letter, part in zip("hnsf", (hours, minutes, seconds, milliseconds), strict=True) if part}
    return not hidden <= section.parts or (not dated and "h" not in section.parts)


def _clock(milliseconds: int) -> str:
    moment = datetime(2000, 1, 1) + timedelta(milliseconds=milliseconds)  # noqa: DTZ001 - a time of day alone
    return moment.time().isoformat().rstrip("0") if moment.microsecond else moment.time().isoformat()


def _day(days: int, *, since_1904: bool) -> str:
    """The date of a day's number: from 1904-01-01, or from 1900, with the leap day that year did not have."""
    if days == 0 and not since_1904:
        return Doubt(f"is no date: day {days}")
    if since_1904:
        start = datetime(1904, 1, 1)  # noqa: DTZ001 - no time zone has a part in a date
    elif days == _LEAP_1900:
        return Doubt("shows 29 February 1900, a day that never was")
    else:
        start = datetime(1899, 12, 31 if days < _LEAP_1900 else 30)  # noqa: DTZ001 - as above
    try:
        return (start + timedelta(days=days)).date().isoformat()
    except OverflowError:
        return Doubt(f"is no date: day {days}")


def _duration(milliseconds: int, section: Section) -> Value | Doubt:
    sign, milliseconds = ("-", -milliseconds) if milliseconds < 0 else ("", milliseconds)
    days, rest = divmod(milliseconds, _MILLISECONDS)
    finest = {"h": 3_600_000, "m": 60_000, "s": 1_000}[section.elapsed]
    finest = min(
        [finest, *(size for part, size in zip("nsf", (60_000, 1_000, 1), strict=True) if part in section.parts)]
    )
    if rest % finest:
        return Doubt(f"stores a duration, {_clock(rest)} beyond whole days, of which it does not show all")
    hours, minutes, seconds = _clock(rest).split(":")
    second = seconds.lstrip("0") or "0"
    second = f"0{second}" if second.startswith(".") else second
    clock = "".join(f"{int(part)}{unit}" for part, unit in ((hours, "H"), (minutes, "M")) if int(part))
    clock += f"{second}S" if second != "0" else ""
    text = f"{sign}P{f'{days}D' if days else ''}{f'T{clock}' if clock else ''}"
    return Value(f'duration("{text if days or clock else "PT0S"}")', Kind.DURATION)
