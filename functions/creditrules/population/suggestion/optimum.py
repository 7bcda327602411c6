"""The best way to join neighbouring groups of applicants, found exactly.

Groups stand in order: numbers from low to high, categories by their share of bad. Of all ways to join neighbours into
bins that keep the bounds, the one with the greatest likelihood is taken, less a price for each bin, so that bins that
tell next to nothing are not made. The bounds: the least rows of a bin,
the most bins, and the trend of the share of bad from bin to bin. It is a shortest path over (first group, last group,
bins so far), so there is nothing to tune and no solver to wait for.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

__all__ = ["Bounds", "Trend", "best_bins"]

_Numbers = NDArray[np.float64]
_IMPOSSIBLE = -np.inf


class Trend(StrEnum):
    """How the share of bad goes from bin to bin; MONOTONE is RISING or FALLING, whichever tells more."""

    RISING = "rising"
    FALLING = "falling"
    MONOTONE = "monotone"
    FREE = "free"


@dataclass(frozen=True, slots=True)
class Bounds:
    """least_rows: of each bin. price: taken off the logarithm of the likelihood for each bin.

    usual_share: of bad in all rows. One row that is so is added to each bin before shares are compared, as it is in
    weights of evidence, so that what rises here rises there.
    """

    least_rows: float
    most_bins: int
    price: float
    usual_share: float


def best_bins(rows: _Numbers, bad: _Numbers, bounds: Bounds, trend: Trend) -> tuple[int, ...]:
    """Where bins end, as counts of groups from the first on; the last is `len(rows)`.

    rows, bad: by group. Where no bin has enough rows, all groups are one.
    """
    if trend is not Trend.MONOTONE:
        return _best(rows, bad, bounds, trend)[1]
    return max((_best(rows, bad, bounds, each) for each in (Trend.RISING, Trend.FALLING)), key=lambda found: found[0])[
        1
    ]


def _best(rows: _Numbers, bad: _Numbers, bounds: Bounds, trend: Trend) -> tuple[float, tuple[int, ...]]:
    if trend is Trend.FALLING:
        value, ends = _best(rows[::-1], bad[::-1], bounds, Trend.RISING)
        return value, (*sorted(len(rows) - end for end in ends if end < len(rows)), len(rows))
    shares, values = _joined(rows, bad, bounds)
    best, before = _paths(shares, values, bounds.most_bins, rising=trend is Trend.RISING)
    return _ends(best, before)


def _joined(rows: _Numbers, bad: _Numbers, bounds: Bounds) -> tuple[_Numbers, _Numbers]:
    """For each first group and end: the share of bad as it is compared, and what the bin is worth."""
    all_rows, all_bad = (np.concatenate([[0.0], np.cumsum(each)]) for each in (rows, bad))
    count = all_rows[None, :] - all_rows[:-1, None]
    bads = all_bad[None, :] - all_bad[:-1, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        share = bads / count
        told = np.where(bads > 0, bads * np.log(share), 0.0)
        told += np.where(count > bads, (count - bads) * np.log1p(-share), 0.0)
    compared = (bads + bounds.usual_share) / (np.maximum(count, 0) + 1)
    return compared, np.where((count > 0) & (count >= bounds.least_rows), told - bounds.price, _IMPOSSIBLE)


def _paths(shares: _Numbers, values: _Numbers, most: int, *, rising: bool) -> tuple[_Numbers, NDArray[np.int32]]:
    """For each number of bins, first group and end of the last bin: the best sum, and where the bin before starts."""
    groups = len(shares)
    best = np.full((most + 1, groups, groups + 1), _IMPOSSIBLE)
    before = np.full((most + 1, groups, groups + 1), -1, dtype=np.int32)
    best[1, 0] = values[0]
    for start in range(1, groups):
        earlier = best[:most, :start, start]  # by number of bins and the start of the bin before
        for end in range(start + 1, groups + 1):
            if values[start, end] == _IMPOSSIBLE:
                continue
            fits = shares[:start, start] < shares[start, end] if rising else np.ones(start, dtype=np.bool_)
            sums = np.where(fits[None, :], earlier, _IMPOSSIBLE)
            chosen = sums.argmax(axis=1)
            best[1:, start, end] = np.maximum(best[1:, start, end], sums[np.arange(most), chosen] + values[start, end])
            before[1:, start, end] = chosen
    return best, before


def _ends(best: _Numbers, before: NDArray[np.int32]) -> tuple[float, tuple[int, ...]]:
    groups = best.shape[1]
    last = best[:, :, groups]
    if last.max() == _IMPOSSIBLE:
        return _IMPOSSIBLE, (groups,)
    bins, start = (int(place) for place in np.unravel_index(int(last.argmax()), last.shape))
    value, end, ends = float(last.max()), groups, [groups]
    while bins > 1:
        start, end, bins = int(before[bins, start, end]), start, bins - 1
        ends.append(end)
    return value, tuple(reversed(ends))
