"""The annual percentage rate of a schedule: what is counted as advanced and as paid, and when."""

from __future__ import annotations

from decimal import Decimal, localcontext
from fractions import Fraction
from math import lcm
from typing import Final, assert_never

from creditrules.lending.apr.directive import EU_DECIMALS
from creditrules.lending.apr.equation import FINEST, WHOLE, Term
from creditrules.lending.apr.intervals import (
    UnitKind,
    UnitPeriod,
    average_period,
    term_period,
    unit_periods,
    years_between,
)
from creditrules.lending.apr.rate import AnnualPercentageRate, AprMethod, compounded, nominal
from creditrules.lending.apr.regulation_z import US_DECIMALS
from creditrules.lending.days import Period, Unit
from creditrules.lending.errors import impossible
from creditrules.lending.schedule import Schedule
from creditrules.lending.terms import FeeTiming, Method

__all__ = ["annual_percentage_rate"]


def annual_percentage_rate(schedule: Schedule, method: AprMethod, decimals: int | None = None) -> AnnualPercentageRate:
    """The annual percentage rate of a schedule.

    What the borrower has on the first day is the amount less the charges paid then, out of pocket or kept back; each
    instalment pays what it says. Fees that are no part of the cost are left out on both sides. decimals: of the
    percentage; by itself one for the European Union and the United Kingdom, two for the United States.

    Raises LendingError where charges leave nothing, or no rate makes payments worth the advance.
    """
    with localcontext(FINEST):
        lent, paid = Term(-_had(schedule), 0, WHOLE), _paid(schedule)
    match method:
        case AprMethod.EU_CONSUMER_CREDIT | AprMethod.UK_CONSUMER_CREDIT | AprMethod.UK_MORTGAGE:
            first, step = _years(schedule)
            a_year = lcm(first.denominator, step.denominator)
            start, apart = int(first * a_year), int(step * a_year)
            terms = [Term(amount, start + apart * number, WHOLE) for number, amount in enumerate(paid)]
            return compounded([lent, *terms], a_year, EU_DECIMALS if decimals is None else decimals, method)
        case AprMethod.US_REGULATION_Z:
            times, per_year = _unit_periods(schedule)
            terms = [Term(amount, *when) for amount, when in zip(paid, times, strict=True)]
            return nominal([lent, *terms], per_year, US_DECIMALS if decimals is None else decimals)
        case other:
            assert_never(other)


_AT_START: Final = (FeeTiming.UPFRONT, FeeTiming.DEDUCTED)


def _had(schedule: Schedule) -> Decimal:
    """What the borrower is the richer by on the first day (the "amount financed" of 12 CFR 1026.18(b))."""
    had = schedule.loan.amount
    for fee in schedule.fees:
        if fee.charge and fee.timing in _AT_START:
            had -= fee.amount
        elif not fee.charge and fee.timing is FeeTiming.FINANCED:
            had += fee.amount
    if had <= 0:
        message = "The charges paid at the start are as much as the amount."
        raise impossible("lending.fees", "loan.amount", message, "Ask for more, or lower the fees.")
    return had


def _paid(schedule: Schedule) -> list[Decimal]:
    each = FeeTiming.EACH_INSTALMENT
    other = sum((fee.amount for fee in schedule.fees if fee.timing is each and not fee.charge), Decimal(0))
    return [instalment.payment - other for instalment in schedule.instalments]


def _years(schedule: Schedule) -> tuple[Fraction, Fraction]:
    """To the first payment, by the dates where it is odd, and from each to the next."""
    if schedule.terms.method is Method.BULLET:
        return _in_years(schedule.loan.term), WHOLE
    step = _in_years(schedule.terms.interval)
    start, first = schedule.loan.start, schedule.instalments[0].due
    return step if schedule.regular else years_between(start, first, _kind(schedule.terms.interval)), step


def _unit_periods(schedule: Schedule) -> tuple[list[tuple[int, Fraction]], Fraction]:
    """When payments are made in unit-periods, and how many a year has (appendix J (b)(4), (b)(5))."""
    start, dues = schedule.loan.start, [each.due for each in schedule.instalments]
    if len(dues) == 1:
        when, per_year = term_period(start, dues[0])
        return [when], per_year
    if not schedule.regular and len(dues) == 2:  # noqa: PLR2004 - no period occurs twice
        unit = average_period(start, dues)
        return [unit_periods(start, due, unit) for due in dues], unit.a_year
    unit = _unit(schedule.terms.interval)
    whole, part = (1, WHOLE) if schedule.regular else unit_periods(start, dues[0], unit)
    return [(whole + number, part) for number in range(len(dues))], unit.a_year


def _unit(interval: Period) -> UnitPeriod:
    if interval.unit is Unit.MONTH and interval.count == 12:  # noqa: PLR2004 - a year
        return UnitPeriod(UnitKind.YEAR)
    return UnitPeriod(_kind(interval), interval.count)


def _kind(interval: Period) -> UnitKind:
    return UnitKind.MONTH if interval.unit is Unit.MONTH else UnitKind.WEEK


def _in_years(period: Period) -> Fraction:
    return Fraction(period.count, 12 if period.unit is Unit.MONTH else 52)
