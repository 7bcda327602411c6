"""When the instalments of a loan are due, and how much of a year each period is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from math import gcd
from typing import NamedTuple

from creditrules.lending.days import DayCount, Period, Unit, add_months, counted_days, days_a_year, last_day, later
from creditrules.lending.terms import Loan, Method, PricingTerms

__all__ = ["Plan", "instalment_count", "plan_of"]


class Plan(NamedTuple):
    """The periods of a loan, each ending with a payment.

    due: the dates of the payments. parts: the length of each period, in `year`-ths of a year; of the first, what is
    left after `unpaid`, the intervals of grace without a payment. usual: what that of the first would be if it were as
    long as the others. regular: whether it is, and there is no such grace.
    """

    due: list[date]
    parts: list[int]
    usual: int
    year: int
    regular: bool
    unpaid: Sequence[int] = ()


def instalment_count(terms: PricingTerms, loan: Loan) -> int:
    """How many intervals the term has, each with a payment but for grace; none where they are no whole number."""
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
    first, day, regular = _first(terms, loan)
    due = [first, *(later(first, interval, number, on=day) for number in range(1, count))]
    parts, usual, year = _parts(loan.start, due, terms, None if regular else later(first, interval, -1, on=day))
    common = gcd(year, usual, *parts)
    parts, usual, year = [part // common for part in parts], usual // common, year // common
    skipped = terms.grace.unpaid if terms.grace else 0
    if not skipped:
        return Plan(due, parts, usual, year, regular)
    return Plan(due[skipped:], parts[skipped:], parts[skipped], year, regular=False, unpaid=parts[:skipped])


def _first(terms: PricingTerms, loan: Loan) -> tuple[date, int, bool]:
    """When the first payment is due, the day of the month that all aim at, and whether its period is like others."""
    day = _day_of_month(loan.start, terms)
    usual = later(loan.start, terms.interval, on=day)
    first = loan.first_payment or usual
    if loan.first_payment is None and terms.payment_day is not None:
        day, first = terms.payment_day, add_months(usual, 0, on=terms.payment_day)
        if first < usual:
            first = add_months(usual, 1, on=day)
    elif first != usual:
        day = _day_of_month(first, terms)
    return first, day, first == usual


def _whole(terms: PricingTerms, loan: Loan) -> Plan:
    end = later(loan.start, loan.term)
    if terms.day_count is DayCount.EQUAL_PERIODS:
        part, year = _equal(loan.term)
    else:
        part, year = counted_days(loan.start, end, terms.day_count), days_a_year(terms.day_count)
    return Plan([end], [part], part, year, regular=True)


def _day_of_month(reference: date, terms: PricingTerms) -> int:
    is_last = reference.day == last_day(reference.year, reference.month)
    return 31 if terms.end_of_month and is_last else reference.day


def _parts(start: date, due: list[date], terms: PricingTerms, usual_start: date | None) -> tuple[list[int], int, int]:
    """The parts, the usual one of the first, and what they are parts of. usual_start: None where the first is usual."""
    day_count = terms.day_count
    if day_count is not DayCount.EQUAL_PERIODS:
        days = [counted_days(one, other, day_count) for one, other in zip([start, *due], due, strict=False)]
        usual = days[0] if usual_start is None else counted_days(usual_start, due[0], day_count)
        return days, usual, days_a_year(day_count)
    part, year = _equal(terms.interval)
    odd = (due[0] - start).days if terms.interval.unit is Unit.WEEK else counted_days(start, due[0], day_count)
    return [part if usual_start is None else odd, *[part] * (len(due) - 1)], part, year


def _equal(period: Period) -> tuple[int, int]:
    """The period in 360ths of a year, or 364ths where it is counted in weeks."""
    return (30 * period.count, 360) if period.unit is Unit.MONTH else (7 * period.count, 364)
