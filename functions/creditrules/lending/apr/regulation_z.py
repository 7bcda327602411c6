"""The annual percentage rate of dated amounts by Regulation Z, appendix J: the actuarial method."""

from __future__ import annotations

from collections.abc import Sequence

from creditrules.lending.apr.equation import WHOLE, Term
from creditrules.lending.apr.intervals import UnitPeriod, term_period, unit_periods
from creditrules.lending.apr.rate import AnnualPercentageRate, Flow, nominal

__all__ = ["US_DECIMALS", "rate_by_regulation_z"]

US_DECIMALS = 2
"""As appendix J's own examples are given; 1026.22(a)(2) calls a rate accurate within 1/8 of a percentage point."""


def rate_by_regulation_z(
    advances: Sequence[Flow], payments: Sequence[Flow], unit: UnitPeriod, decimals: int = US_DECIMALS
) -> AnnualPercentageRate:
    """The rate of amounts advanced and paid on given days.

    unit: the unit-period, by (b)(4) the common period that occurs most often. A single advance with a single payment
    has its own, the term or a year ((b)(4)(ii)), whatever is given. Raises LendingError where no rate, or no single
    one, makes both worth the same.
    """
    start = min(flow.day for flow in advances)
    if len(advances) == len(payments) == 1 and payments[0].day > start:
        when, a_year = term_period(start, payments[0].day)
        terms = [Term(-advances[0].amount, 0, WHOLE), Term(payments[0].amount, *when)]
        return nominal(terms, a_year, decimals)
    lent = [Term(-flow.amount, *unit_periods(start, flow.day, unit)) for flow in advances]
    paid = [Term(flow.amount, *unit_periods(start, flow.day, unit)) for flow in payments]
    return nominal([*lent, *paid], unit.a_year, decimals)
