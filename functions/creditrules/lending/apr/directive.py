"""The annual percentage rate of charge of dated amounts by the Consumer Credit Directive, annex I."""

from __future__ import annotations

from collections.abc import Sequence
from math import lcm

from creditrules.lending.apr.equation import WHOLE, Term
from creditrules.lending.apr.intervals import UnitKind, years_between
from creditrules.lending.apr.rate import AnnualPercentageRate, Flow, compounded

__all__ = ["EU_DECIMALS", "rate_by_directive"]

EU_DECIMALS = 1
"""Remark (d): "with an accuracy of at least one decimal place"."""


def rate_by_directive(
    drawdowns: Sequence[Flow], payments: Sequence[Flow], kind: UnitKind = UnitKind.MONTH, decimals: int = EU_DECIMALS
) -> AnnualPercentageRate:
    """The rate of amounts drawn down and paid on given days.

    kind: what intervals are expressed in; what is left over is days. DAY counts days only. Raises LendingError where
    no rate, or no single one, makes both worth the same.
    """
    start = min(flow.day for flow in drawdowns)
    flows = [(-flow.amount, years_between(start, flow.day, kind)) for flow in drawdowns]
    flows += [(flow.amount, years_between(start, flow.day, kind)) for flow in payments]
    a_year = lcm(*(years.denominator for _, years in flows))
    return compounded([Term(amount, int(years * a_year), WHOLE) for amount, years in flows], a_year, decimals)
