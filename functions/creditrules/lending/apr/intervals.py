"""How each of the two laws counts the time between two dates."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Final

from creditrules.lending.days import add_months, last_day
from creditrules.records import dataclass

__all__ = ["UnitKind", "UnitPeriod", "average_period", "term_period", "unit_periods", "years_between"]


class UnitKind(StrEnum):
    """What intervals are counted in."""

    DAY = "DAY"
    WEEK = "WEEK"
    SEMIMONTH = "SEMIMONTH"
    MONTH = "MONTH"
    YEAR = "YEAR"


@dataclass(frozen=True, slots=True)
class UnitPeriod:
    """A standard interval (appendix J (b)(3)(iii)): a day, a semimonth, a year, or some weeks or months up to one."""

    kind: UnitKind
    count: int = 1

    @property
    def days(self) -> int:
        """Its days, a month counted as 30."""
        return _DAYS[self.kind] * self.count

    @property
    def a_year(self) -> Fraction:
        """How many a year has, by (b)(5)."""
        return Fraction(_A_YEAR[self.kind], self.count)


_A_YEAR: Final = {
    UnitKind.DAY: 365,
    UnitKind.WEEK: 52,
    UnitKind.SEMIMONTH: 24,
    UnitKind.MONTH: 12,
    UnitKind.YEAR: 1,
}

_DAYS: Final = {UnitKind.DAY: 1, UnitKind.WEEK: 7, UnitKind.SEMIMONTH: 15, UnitKind.MONTH: 30, UnitKind.YEAR: 365}
_STANDARD: Final = (
    UnitPeriod(UnitKind.DAY),
    UnitPeriod(UnitKind.SEMIMONTH),
    *(UnitPeriod(UnitKind.WEEK, count) for count in range(1, 53)),
    *(UnitPeriod(UnitKind.MONTH, count) for count in range(1, 12)),
    UnitPeriod(UnitKind.YEAR),
)


def years_between(start: date, end: date, kind: UnitKind) -> Fraction:
    """The interval in years, as annex I of 2008/48/EC counts it.

    Remark (c): a year has 52 weeks or 12 equal months. What is left over whole weeks, months or years counted back from
    `end` is days, divided by the 365 or 366 days of the year that ends where they end (so said by 2014/17/EU, annex I,
    remark (c), and 2023/2225, annex III; the Commission's guidelines read 2008/48/EC in the same way, 4.1.1).
    """
    if kind is UnitKind.DAY:
        whole, left_at = 0, end
    elif kind is UnitKind.WEEK:
        weeks, days = divmod((end - start).days, 7)
        whole, left_at = weeks, date.fromordinal(start.toordinal() + days)
    else:
        whole, left_at = _months_back(start, end, 12 if kind is UnitKind.YEAR else 1)
    days = (left_at - start).days
    year = (left_at - add_months(left_at, -12)).days if days else 365
    return Fraction(whole, _A_YEAR[kind]) + Fraction(days, year)


def unit_periods(start: date, end: date, unit: UnitPeriod) -> tuple[int, Fraction]:
    """Whole unit-periods and the fraction of one that is left, as appendix J (b)(5) counts them."""
    match unit.kind:
        case UnitKind.DAY | UnitKind.WEEK:
            days, a_period = (end - start).days, unit.count * (7 if unit.kind is UnitKind.WEEK else 1)
        case UnitKind.YEAR:
            return _years(start, end)
        case UnitKind.MONTH if unit.count == 1:
            months, left_at = _months_back(start, end, 1)
            return months, Fraction((left_at - start).days, 30)
        case _:
            months, left_at = _months_back(start, end, 1)
            days = 30 * months + (left_at - start).days
            a_period = 15 if unit.kind is UnitKind.SEMIMONTH else 30 * unit.count
    whole, left = divmod(days, a_period)
    return whole, Fraction(left, a_period)


def term_period(start: date, end: date) -> tuple[tuple[int, Fraction], Fraction]:
    """A single payment after a single advance: when it is made in unit-periods, and how many a year has.

    The unit-period is the term, but a year at most ((b)(4)(ii)). Of a shorter term, a year has 12 by its months where
    it is a whole number of them, and 365 by its days where not ((b)(5)(vi), (vii)).
    """
    if _months_back(start, end, 12)[0]:
        return _years(start, end), Fraction(1)
    months, left_at = _months_back(start, end, 1)
    a_year = Fraction(12, months) if left_at == start else Fraction(365, (end - start).days)
    return (1, Fraction(0)), a_year


def average_period(start: date, dues: Sequence[date]) -> UnitPeriod:
    """The unit-period where no period occurs twice: the standard interval nearest to their average ((b)(4)(i)(B)).

    Of two that are equally near, the lower. Intervals are compared in days, a month as 30.
    """
    average = Fraction((dues[-1] - start).days, len(dues))
    return min(_STANDARD, key=lambda unit: (abs(unit.days - average), unit.days))


def _years(start: date, end: date) -> tuple[int, Fraction]:
    years, left_at = _months_back(start, end, 12)
    months, odd_at = _months_back(start, left_at, 1)
    return years, Fraction(months, 12) if odd_at == start else Fraction((left_at - start).days, 365)


def _months_back(start: date, end: date, step: int) -> tuple[int, date]:
    """How often `step` months go back from `end` without passing `start`, and the date that is reached.

    A month goes to the same day of another, or to its last; the last day of a short month stands for the start's day.
    """
    day = start.day if start.day > end.day and end.day == last_day(end.year, end.month) else end.day
    steps = max(0, (12 * (end.year - start.year) + end.month - start.month) // step)
    reached = add_months(end, -step * steps, on=day) if steps else end
    if reached < start:
        steps -= 1
        reached = add_months(end, -step * steps, on=day) if steps else end
    return steps, reached
