"""Intervals of shares and of their differences: for reading once, and for looking again after every decision.

Wilson's score interval, and Newcombe's for the difference of two independent shares made of it (E. B. Wilson, 1927;
R. G. Newcombe, Statistics in Medicine 17 (1998), method 10), hold for one look at a number of decisions that did not
depend on what was seen. The confidence sequence holds for all numbers of decisions at once: whoever looks after each
one, and stops when it pleases, is wrong at most so often. It is H. Robbins' mixture (1970) with Jeffreys' prior: the
share p is in it while the mean likelihood of what was seen, over all shares by the prior, is less than 1/alpha times
the likelihood under p. That is a bound for values anywhere between 0 and 1, not just for 0 and 1, since the
likelihood ratio is convex in the value.

Values that are shares themselves make all these wider than need be, never too narrow.
"""

from __future__ import annotations

from math import lgamma, log, sqrt
from typing import Final

from creditrules.records import dataclass

__all__ = ["CONFIDENCE", "Interval", "certain_difference", "certain_share", "newcombe", "wilson"]

CONFIDENCE: Final = 0.95
_PRIOR: Final = 0.5
_HALVINGS: Final = 40


@dataclass(frozen=True, slots=True)
class Interval:
    """From low to high, both included."""

    low: float
    high: float


def wilson(total: float, count: int, confidence: float = CONFIDENCE) -> Interval:
    """The interval of a share; total: of the values, each 0 to 1, of `count` decisions; of none all shares."""
    if count == 0:
        return Interval(0.0, 1.0)
    from statistics import NormalDist  # noqa: PLC0415 - no answer to a partner has an interval

    z, share = NormalDist().inv_cdf((1 + confidence) / 2), total / count
    middle = share + z * z / (2 * count)
    half = z * sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    low, high = ((middle + side) / (1 + z * z / count) for side in (-half, half))
    return Interval(0.0 if total == 0 else max(low, 0.0), 1.0 if total == count else min(high, 1.0))


def newcombe(first: tuple[float, int], second: tuple[float, int], confidence: float = CONFIDENCE) -> Interval:
    """The interval of the second share less the first, each as total and count."""
    shares = [total / count if count else 0.5 for total, count in (first, second)]
    one, two = (wilson(*each, confidence) for each in (first, second))
    difference = shares[1] - shares[0]
    low = difference - sqrt((shares[1] - two.low) ** 2 + (one.high - shares[0]) ** 2)
    high = difference + sqrt((two.high - shares[1]) ** 2 + (shares[0] - one.low) ** 2)
    return Interval(max(low, -1.0), min(high, 1.0))


def certain_share(total: float, count: int, alpha: float) -> Interval:
    """Where a share is at every number of decisions, but for a probability of `alpha` that it ever is not."""
    if count == 0:
        return Interval(0.0, 1.0)
    missed = count - total
    bound = _log_beta(_PRIOR + total, _PRIOR + missed) - _log_beta(_PRIOR, _PRIOR) + log(alpha)
    low, high = (_edge((total, missed), bound, (total / count, end)) for end in (0.0, 1.0))
    return Interval(low, high)


def certain_difference(first: tuple[float, int], second: tuple[float, int], alpha: float) -> Interval:
    """The same of the second share less the first, whatever the order in which the two grow."""
    one, two = (certain_share(*each, alpha / 2) for each in (first, second))
    return Interval(two.low - one.high, two.high - one.low)


def _edge(seen: tuple[float, float], bound: float, between: tuple[float, float]) -> float:
    """Where the likelihood falls to its bound, between the middle and an end of all shares; rounded outwards."""
    within, beyond = between
    if _likelihood(seen, beyond) > bound:
        return beyond
    for _ in range(_HALVINGS):
        middle = (within + beyond) / 2
        if _likelihood(seen, middle) > bound:
            within = middle
        else:
            beyond = middle
    return beyond


def _likelihood(seen: tuple[float, float], share: float) -> float:
    """The logarithm of the likelihood of hits and misses under a share."""
    return _times_log(seen[0], share) + _times_log(seen[1], 1 - share)


def _times_log(number: float, share: float) -> float:
    if number == 0:
        return 0.0
    return number * log(share) if share > 0 else float("-inf")


def _log_beta(first: float, second: float) -> float:
    return lgamma(first) + lgamma(second) - lgamma(first + second)
