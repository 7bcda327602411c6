"""The means of two groups compared in standard deviations."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Context, Decimal
from math import sqrt
from typing import Final

from creditrules.population.fairness.intervals import CONFIDENCE, Interval, quantile
from creditrules.records import dataclass

__all__ = ["MeanDifference", "Moments", "mean_difference"]

_EXACT: Final = Context(prec=120)
"""Enough for the sums of the squares of a thousand million numbers of 34 digits, so that no order of adding matters."""
_FEWEST: Final = 2


@dataclass(slots=True)
class Moments:
    """How many numbers there were, their sum and the sum of their squares, exactly."""

    count: int = 0
    total: Decimal = Decimal(0)
    squares: Decimal = Decimal(0)

    def add(self, values: Iterable[tuple[Decimal, int]]) -> None:
        """Count numbers, each with how often it is there."""
        for value, times in values:
            weighted = _EXACT.multiply(value, Decimal(times))
            self.count += times
            self.total = _EXACT.add(self.total, weighted)
            self.squares = _EXACT.add(self.squares, _EXACT.multiply(weighted, value))

    @property
    def mean(self) -> float | None:
        """The mean; None of no numbers."""
        return float(self.total / self.count) if self.count else None

    @property
    def deviations(self) -> float:
        """The sum of the squared deviations from the mean."""
        if not self.count:
            return 0.0
        around = _EXACT.divide(_EXACT.multiply(self.total, self.total), Decimal(self.count))
        return max(0.0, float(_EXACT.subtract(self.squares, around)))

    @property
    def deviation(self) -> float | None:
        """The standard deviation of the sample; None of fewer than two numbers."""
        return sqrt(self.deviations / (self.count - 1)) if self.count >= _FEWEST else None


@dataclass(frozen=True, slots=True)
class MeanDifference:
    """How many pooled standard deviations the first mean lies above the second, with the interval."""

    difference: float
    interval: Interval


def mean_difference(first: Moments, second: Moments, confidence: float = CONFIDENCE) -> MeanDifference | None:
    """Cohen's d of two groups; None where one has fewer than two numbers, or all numbers are the same.

    J. Cohen, Statistical power analysis for the behavioral sciences (2nd edition, 1988), 2.2, with the pooled standard
    deviation of 2.5.2; the variance of L. V. Hedges and I. Olkin, Statistical methods for meta-analysis (1985), chapter
    5, as in M. Borenstein et al., Introduction to meta-analysis (2009), chapter 4, whose example the tests repeat.
    """
    n, m = first.count, second.count
    if n < _FEWEST or m < _FEWEST or first.mean is None or second.mean is None:
        return None
    pooled = sqrt((first.deviations + second.deviations) / (n + m - 2))
    if pooled == 0:
        return None
    d = (first.mean - second.mean) / pooled
    reach = quantile(confidence) * sqrt((n + m) / (n * m) + d * d / (2 * (n + m)))
    return MeanDifference(d, Interval(d - reach, d + reach))
