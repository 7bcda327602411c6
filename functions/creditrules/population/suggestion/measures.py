"""How well a score tells good from bad: area under the curve with its interval, Kolmogorov and Smirnov's distance."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from creditrules.population.suggestion.samples import Rows

__all__ = ["Discrimination", "discrimination"]

_Numbers = NDArray[np.float64]
_NORMAL_95 = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Discrimination:
    """auc: the chance that a good applicant scores higher than a bad one, ties counting half.

    low, high: its 95 % interval after DeLong (1988). ks: the greatest distance of the two distributions.
    """

    rows: int
    bad: int
    auc: float
    low: float
    high: float
    ks: float

    @property
    def gini(self) -> float:
        """Twice the area, less one."""
        return 2 * self.auc - 1


def discrimination(scores: _Numbers, bad: Rows) -> Discrimination | None:
    """The figures of scores that are higher for better applicants; None unless there are good and bad ones."""
    goods, bads = np.sort(scores[~bad]), np.sort(scores[bad])
    if not len(goods) or not len(bads):
        return None
    good_wins, bad_loses = _wins(goods, bads), 1 - _wins(bads, goods)
    auc = float(good_wins.mean())
    deviation = math.sqrt(_variance(good_wins) + _variance(bad_loses))
    low, high = max(0.0, auc - _NORMAL_95 * deviation), min(1.0, auc + _NORMAL_95 * deviation)
    return Discrimination(len(scores), len(bads), auc, low, high, _distance(goods, bads))


def _wins(ours: _Numbers, theirs: _Numbers) -> _Numbers:
    """For each of ours the part of theirs that lies below, ties counting half."""
    below, up_to = (np.searchsorted(theirs, ours, side) for side in ("left", "right"))
    return np.asarray((below + up_to) / (2 * len(theirs)))


def _variance(wins: _Numbers) -> float:
    return float(wins.var(ddof=1)) / len(wins) if len(wins) > 1 else 0.0


def _distance(goods: _Numbers, bads: _Numbers) -> float:
    points = np.concatenate([goods, bads])
    below = (np.searchsorted(each, points, "right") / len(each) for each in (bads, goods))
    return float(np.abs(np.subtract(*below)).max())
