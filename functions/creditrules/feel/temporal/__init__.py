"""Dates, times and durations: the door to their kinds, their text, their parts and their arithmetic."""

from __future__ import annotations

from creditrules.feel.temporal.arithmetic import add, difference, months_between, negate, subtract
from creditrules.feel.temporal.kinds import (
    UTC_ZONE,
    Date,
    DateTime,
    DaysDuration,
    MonthsDuration,
    Temporal,
    Time,
    Zone,
)
from creditrules.feel.temporal.parts import part
from creditrules.feel.temporal.text import (
    make_date,
    make_date_time,
    make_days,
    make_months,
    make_time,
    parse_date,
    parse_date_time,
    parse_duration,
    parse_temporal,
    parse_time,
    to_text,
)
from creditrules.feel.temporal.zone import named_zone, offset_zone

__all__ = [
    "UTC_ZONE",
    "Date",
    "DateTime",
    "DaysDuration",
    "MonthsDuration",
    "Temporal",
    "Time",
    "Zone",
    "add",
    "difference",
    "make_date",
    "make_date_time",
    "make_days",
    "make_months",
    "make_time",
    "months_between",
    "named_zone",
    "negate",
    "offset_zone",
    "parse_date",
    "parse_date_time",
    "parse_duration",
    "parse_temporal",
    "parse_time",
    "part",
    "subtract",
    "to_text",
]
