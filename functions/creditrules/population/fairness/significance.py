"""Whether two groups' rates differ by more than chance: a test for large groups, and an exact one for small."""

from __future__ import annotations

from math import comb, erfc, exp, lgamma, log, sqrt
from typing import Final

__all__ = ["SMALLEST_EXPECTED", "fisher_exact", "smallest_expected", "two_proportions"]

SMALLEST_EXPECTED: Final = 5
"""Below so many expected in a cell the normal approximation is not to be trusted (W. G. Cochran, 1954)."""
_EXACT_UP_TO: Final = 5_000
_ROUNDING: Final = 1e-7


def smallest_expected(first: tuple[int, int], second: tuple[int, int]) -> float:
    """The smallest count of the four cells that would be expected were both rates the same."""
    people = first[1] + second[1]
    found = first[0] + second[0]
    return min(found, people - found) * min(first[1], second[1]) / people if people else 0.0


def two_proportions(first: tuple[int, int], second: tuple[int, int]) -> float | None:
    """The two-sided p-value of the z test with the pooled rate; None where both groups have all, or none.

    Each group is given as (found, of). At p below 0.05 the rates lie more than two standard deviations apart, which is
    the measure of Hazelwood School District v. United States, 433 U.S. 299, note 14 (1977).
    """
    if not first[1] or not second[1]:
        return None
    pooled = (first[0] + second[0]) / (first[1] + second[1])
    error = sqrt(pooled * (1 - pooled) * (1 / first[1] + 1 / second[1]))
    if error == 0:
        return None
    z = abs(first[0] / first[1] - second[0] / second[1]) / error
    return erfc(z / sqrt(2))


def fisher_exact(first: tuple[int, int], second: tuple[int, int]) -> float:
    """The two-sided p-value of Fisher's exact test: how likely a table is that is no likelier than this one.

    R. A. Fisher, The design of experiments (1935), chapter 2. Each group is given as (found, of).
    """
    found, people = first[0] + second[0], first[1] + second[1]
    lowest, highest = max(0, found - second[1]), min(found, first[1])
    if people <= _EXACT_UP_TO:
        ways = [comb(first[1], k) * comb(second[1], found - k) for k in range(lowest, highest + 1)]
        seen = ways[first[0] - lowest]
        return sum(way for way in ways if way <= seen) / sum(ways)
    logs = [_log_comb(first[1], k) + _log_comb(second[1], found - k) for k in range(lowest, highest + 1)]
    whole, seen_log = _log_comb(people, found), logs[first[0] - lowest] + log(1 + _ROUNDING)
    return min(1.0, sum(exp(each - whole) for each in logs if each <= seen_log))


def _log_comb(n: int, k: int) -> float:
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)
