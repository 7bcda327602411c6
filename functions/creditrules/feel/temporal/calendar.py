"""The proleptic Gregorian calendar as whole numbers, for years far beyond what `datetime` can hold."""

from __future__ import annotations

__all__ = ["DAY", "MAX_YEAR", "SECOND", "add_months", "civil", "day_of_year", "days", "days_in_month", "iso_week"]

MAX_YEAR = 999_999_999
SECOND = 1_000_000_000
DAY = 86_400 * SECOND
"""Nanoseconds of a second and of a day: times are counted in these."""

_LENGTHS = (0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_BEFORE = (0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334)
_DAYS_OF_400_YEARS = 146_097
_DAYS_TO_1970 = 719_468
_FEBRUARY = 2
_FROM_MARCH = 10
"""Months from March to December: the year is counted from March, so that the leap day is its last."""


def _leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def days_in_month(year: int, month: int) -> int:
    """28 to 31."""
    return 29 if month == _FEBRUARY and _leap(year) else _LENGTHS[month]


def days(year: int, month: int, day: int) -> int:
    """Days since 1970-01-01, negative before it; year 0 is the year before year 1."""
    shifted = year - (month <= _FEBRUARY)
    era, of_era = divmod(shifted, 400)
    of_year = (153 * (month + (-3 if month > _FEBRUARY else 9)) + 2) // 5 + day - 1
    return era * _DAYS_OF_400_YEARS + of_era * 365 + of_era // 4 - of_era // 100 + of_year - _DAYS_TO_1970


def civil(number: int) -> tuple[int, int, int]:
    """Year, month and day of a count of days since 1970-01-01."""
    era, of_era = divmod(number + _DAYS_TO_1970, _DAYS_OF_400_YEARS)
    year_of_era = (of_era - of_era // 1460 + of_era // 36524 - of_era // 146096) // 365
    of_year = of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    shifted = (5 * of_year + 2) // 153
    month = shifted + 3 if shifted < _FROM_MARCH else shifted - 9
    return year_of_era + era * 400 + (month <= _FEBRUARY), month, of_year - (153 * shifted + 2) // 5 + 1


def add_months(year: int, month: int, day: int, months: int) -> tuple[int, int, int]:
    """The same day some months on, or that month's last day where it is shorter."""
    years, index = divmod(month - 1 + months, 12)
    year, month = year + years, index + 1
    return year, month, min(day, days_in_month(year, month))


def day_of_year(year: int, month: int, day: int) -> int:
    """1 to 366."""
    return _BEFORE[month] + day + (month > _FEBRUARY and _leap(year))


def iso_week(year: int, month: int, day: int) -> int:
    """The week number of ISO 8601: the week belongs to the year its Thursday is in."""
    number = days(year, month, day)
    thursday = number - (number + 3) % 7 + 3
    return (day_of_year(*civil(thursday)) - 1) // 7 + 1
