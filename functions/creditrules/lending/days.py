"""Dates of payments, and how much of a year lies between two dates."""

from __future__ import annotations

from calendar import isleap
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from typing import Final

from creditrules.records import dataclass

__all__ = [
    "MONTHLY",
    "DayCount",
    "Period",
    "Unit",
    "add_months",
    "counted_days",
    "days_a_year",
    "last_day",
    "later",
    "year_fraction",
]


class Unit(StrEnum):
    """What a period is counted in."""

    MONTH = "MONTH"
    WEEK = "WEEK"


@dataclass(frozen=True, slots=True)
class Period:
    """So many months or weeks: the time between instalments, or a term."""

    count: int
    unit: Unit = Unit.MONTH


MONTHLY: Final = Period(1)
_LAST_DAYS: Final = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_SHORTEST: Final = 28


class DayCount(StrEnum):
    """How much of a year a period is, for interest.

    ACTUAL_365: days / 365, in leap years too (ISDA 2006, 4.16(d), "Actual/365 (Fixed)").
    ACTUAL_360: days / 360 (4.16(e)).
    THIRTY_360: months of 30 days, "Bond Basis" (4.16(f)). THIRTY_E_360: the same, "Eurobond Basis" (4.16(g)).
    EQUAL_PERIODS: no days are counted; a month is 1/12 and a week 1/52, whatever its dates. A first period of another
    length counts its days as THIRTY_E_360, or as of 364 where weeks are paid.
    """

    ACTUAL_365 = "ACTUAL_365"
    ACTUAL_360 = "ACTUAL_360"
    THIRTY_360 = "THIRTY_360"
    THIRTY_E_360 = "THIRTY_E_360"
    EQUAL_PERIODS = "EQUAL_PERIODS"


def year_fraction(start: date, end: date, day_count: DayCount) -> Fraction:
    """The part of a year from `start` to `end`; EQUAL_PERIODS counts as THIRTY_E_360."""
    return Fraction(counted_days(start, end, day_count), days_a_year(day_count))


def days_a_year(day_count: DayCount) -> int:
    """What the days are divided by."""
    return 365 if day_count is DayCount.ACTUAL_365 else 360


def counted_days(start: date, end: date, day_count: DayCount) -> int:
    """The days from `start` to `end` as the convention counts them."""
    if day_count is DayCount.ACTUAL_365 or day_count is DayCount.ACTUAL_360:
        return (end - start).days
    first = min(start.day, 30)
    last = end.day
    if last > 30 and (first == 30 or day_count is not DayCount.THIRTY_360):  # noqa: PLR2004 - the 31st
        last = 30
    return 360 * (end.year - start.year) + 30 * (end.month - start.month) + last - first


def later(day: date, period: Period, times: int = 1, *, on: int | None = None) -> date:
    """The day so many periods later. on: see `add_months`. Raises ValueError or OverflowError after the year 9999."""
    if period.unit is Unit.WEEK:
        return day + timedelta(weeks=period.count * times)
    return add_months(day, period.count * times, on=on)


def add_months(day: date, months: int, *, on: int | None = None) -> date:
    """The same day some months later or earlier, or the last of a shorter month. on: the day of the month to aim at.

    Raises ValueError beyond the years 1 to 9999.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    aim = on or day.day
    return date(year, month + 1, aim if aim <= _SHORTEST else min(aim, last_day(year, month + 1)))


def last_day(year: int, month: int) -> int:
    """The last day of a month."""
    return _LAST_DAYS[month - 1] + (month == 2 and isleap(year))  # noqa: PLR2004 - February
