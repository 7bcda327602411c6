"""Confidence intervals of a rate and of the ratio of two rates."""

from __future__ import annotations

from math import exp, log, sqrt
from typing import Final

from creditrules.eligibility.trials import CONFIDENCE, Interval
from creditrules.eligibility.trials import wilson as wilson_interval

__all__ = ["CONFIDENCE", "Interval", "quantile", "ratio_interval", "wilson"]

_HALF: Final = 0.5


def quantile(confidence: float) -> float:
    """How many standard errors to each side a two-sided interval reaches: 1.96 for 0.95."""
    from statistics import NormalDist  # noqa: PLC0415  (it loads random and fractions, which answering needs not)

    return NormalDist().inv_cdf((1 + confidence) / 2)


def wilson(found: int, of: int, confidence: float = CONFIDENCE) -> Interval | None:
    """Wilson's score interval of the rate `found / of`; None of nobody.

    Method 3 of R. G. Newcombe, Statistics in Medicine 17 (1998) 857-872, whose figures the tests hold it to.
    """
    return wilson_interval(found, of, confidence) if of else None


def ratio_interval(first: tuple[int, int], second: tuple[int, int], confidence: float = CONFIDENCE) -> Interval | None:
    """The interval of the ratio of two rates, each given as (found, of), by the delta method on its logarithm.

    D. Katz et al., Obtaining confidence intervals for the risk ratio in cohort studies, Biometrics 34 (1978) 469-474.
    Where all or none of a group were found, one half is added to each cell of the table (J. B. S. Haldane, Annals of
    Human Genetics 20 (1956) 309-311), as the interval would otherwise be of no width; that of nobody found begins at 0.
    None where the second rate is 0 or of nobody, as there is no ratio.
    """
    if not first[1] or not second[0]:
        return None
    more = _HALF if any(found in {0, of} for found, of in (first, second)) else 0.0
    (a, m), (b, n) = ((found + more, of + 2 * more) for found, of in (first, second))
    middle = log(a / m) - log(b / n)
    reach = quantile(confidence) * sqrt(1 / a - 1 / m + 1 / b - 1 / n)
    return Interval(exp(middle - reach) if first[0] else 0.0, exp(middle + reach))
