"""Texts of times as ZEN reads them: dates, and durations such as `1d` or `12 months`."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from decimal import Decimal
from typing import Final

from creditrules.feel import parse_date, parse_date_time

__all__ = ["UNITS", "duration_text", "instant_text", "span_pieces", "span_seconds", "unit_named"]

_DAY: Final = Decimal(86400)
_MONTH: Final = Decimal(2630016)
_YEAR: Final = Decimal(31557600)
UNITS: Final = {
    "second": Decimal(1),
    "minute": Decimal(60),
    "hour": Decimal(3600),
    "day": _DAY,
    "week": 7 * _DAY,
    "month": _MONTH,
    "year": _YEAR,
}
_NAMES: Final = {
    **{name: unit for unit in UNITS for name in (unit, f"{unit}s")},
    "quarter": "quarter",
    "quarters": "quarter",
    **dict.fromkeys(("s", "sec", "secs"), "second"),
    **dict.fromkeys(("m", "min", "mins"), "minute"),
    **dict.fromkeys(("h", "hr", "hrs"), "hour"),
    **dict.fromkeys(("M", "mo"), "month"),
    "d": "day",
    "w": "week",
    "y": "year",
}
_PIECE = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([A-Za-z]+)\s*", re.ASCII)
_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})\Z", re.ASCII)
_STAMP = re.compile(r"(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(:\d{2}(?:\.\d+)?)?(Z|[+-]\d{2}:\d{2})?\Z", re.ASCII)


def unit_named(name: str) -> str | None:
    """The unit that a word or letter means."""
    return _NAMES.get(name)


def span_pieces(text: str) -> list[tuple[Decimal, str]] | None:
    """A duration as counts of units; None if it is none."""
    pieces: list[tuple[Decimal, str]] = []
    position = 0
    while position < len(text):
        match = _PIECE.match(text, position)
        unit = match and unit_named(match.group(2))
        if not match or not unit:
            return None
        pieces.append((Decimal(match.group(1)), unit))
        position = match.end()
    return pieces or None


def span_seconds(text: str) -> Decimal | None:
    """The seconds that `duration` makes of a text, months and years of their mean length."""
    pieces = span_pieces(text)
    if pieces is None or any(unit == "quarter" for _, unit in pieces):
        return None
    return sum((count * UNITS[unit] for count, unit in pieces), Decimal(0))


def duration_text(seconds: Decimal) -> str:
    """A FEEL literal of so many seconds."""
    sign, size = ("-", -seconds) if seconds < 0 else ("", seconds)
    if size and size % _DAY == 0:
        return f'@"{sign}P{_plain(size / _DAY)}D"'
    return f'@"{sign}PT{_plain(size)}S"'


def _plain(value: Decimal) -> str:
    return format(value.normalize(), "f")


def instant_text(text: str) -> str | None:
    """A FEEL literal of the date and time that a text names, in UTC where it names no zone; None if it names none."""
    date = _DATE.match(text)
    if date:
        year, month, day = date.groups()
        written = f"{year}-{int(month):02}-{int(day):02}"
        return f'@"{written}T00:00:00Z"' if parse_date(written) is not None else None
    stamp = _STAMP.match(text)
    if stamp is None:
        return None
    seconds = "" if stamp.group(3) else ":00"
    written = f"{stamp.group(1)}T{stamp.group(2)}{stamp.group(3) or seconds}{stamp.group(4) or 'Z'}"
    if parse_date_time(written) is None:
        return None
    if not written.endswith("Z"):
        written = datetime.fromisoformat(written).astimezone(UTC).isoformat().replace("+00:00", "Z")
    return f'@"{written}"'
