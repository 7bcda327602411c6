"""When the instalments of a loan are due, and how much of a year each period is."""

from __future__ import annotations

from datetime import date
from math import gcd
from typing import NamedTuple

from creditrules.lending.days import DayCount, Period, Unit, add_months, counted_days, days_a_year, last_day, later
from creditrules.lending.terms import Loan, Method, PricingTerms

__all__ = ["Plan", "instalment_count", "plan_of"]


class Plan(NamedTuple):
    """The periods of a loan, each ending with a payment.

    due: the dates of the payments. parts: the length of each period, in `year`-ths of a year. regular: whether the
    first period is as long as the others.
    """

    due: list[date]
    parts: list[int]
    year: int
    regular: bool


def instalment_count(terms: PricingTerms, loan: Loan) -> int:
    """How many payments there are; none where the term has no whole number of intervals."""
    interval, term = terms.interval, loan.term
    if terms.method is Method.BULLET:
        return 1
    if interval.unit is term.unit:
        return 0 if term.count % interval.count else term.count // interval.count
    if term.unit is Unit.WEEK:
        return 0
    return (add_months(loan.start, term.count) - loan.start).days // (7 * interval.count)


def plan_of(terms: PricingTerms, loan: Loan) -> Plan:
    """The periods of a loan whose terms are right."""
    if terms.method is Method.BULLET:
        return _whole(terms, loan)
    interval, count = terms.interval, instalment_count(terms, loan)
    day = _day_of_month(loan.start, terms)
    usual = later(loan.start, interval, on=day)
    first = loan.first_payment or usual
    if first != usual:
        day = _day_of_month(first, terms)
    due = [first, *(later(first, interval, number, on=day) for number in range(1, count))]
    parts, year = _parts(loan.start, due, terms, regular=first == usual)
    common = gcd(year, *parts)
    return Plan(due, [part // common for part in parts], year // common, first == usual)


def _whole(terms: PricingTerms, loan: Loan) -> Plan:
    end = later(loan.start, loan.term)
    if terms.day_count is DayCount.EQUAL_PERIODS:
        part, year = _equal(loan.term)
    else:
        part, year = counted_days(loan.start, end, terms.day_count), days_a_year(terms.day_count)
    return Plan([end], [part], year, regular=True)


def _day_of_month(reference: date, terms: PricingTerms) -> int:
    is_last = reference.day == last_day(reference.year, reference.month)
    return 31 if terms.end_of_month and is_last else reference.day


def _parts(start: date, due: list[date], terms: PricingTerms, *, regular: bool) -> tuple[list[int], int]:
    day_count = terms.day_count
    if day_count is not DayCount.EQUAL_PERIODS:
        days = [counted_days(one, other, day_count) for one, other in zip([start, *due], due, strict=False)]
        return days, days_a_year(day_count)
    part, year = _equal(terms.interval)
    odd = (due[0] - start).days if terms.interval.unit is Unit.WEEK else counted_days(start, due[0], day_count)
    return [part if regular else odd, *[part] * (len(due) - 1)], year


def _equal(period: Period) -> tuple[int, int]:
    """The period in 360ths of a year, or 364ths where it is counted in weeks."""
    return (30 * period.count, 360) if period.unit is Unit.MONTH else (7 * period.count, 364)
