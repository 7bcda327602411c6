"""Whether as many turn out badly as the score says."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from creditrules.population.fairness import Interval, wilson
from creditrules.population.suggestion.samples import Rows
from creditrules.population.suggestion.scorecard import Scale

__all__ = ["Band", "calibration", "score_edges"]

_BANDS = 10


@dataclass(frozen=True, slots=True)
class Band:
    """Applicants with scores from `low` to `high`. expected: the share of bad that their scores stand for."""

    low: int
    high: int
    rows: int
    bad: int
    expected: float
    interval: Interval | None

    @property
    def observed(self) -> float:
        """The share that turned out badly."""
        return self.bad / self.rows


def score_edges(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """The scores at which a new band begins, so that about a tenth of these scores lies in each."""
    return np.unique(np.quantile(scores, np.arange(1, _BANDS) / _BANDS, method="closest_observation"))


def calibration(scores: NDArray[np.float64], bad: Rows, scale: Scale) -> tuple[Band, ...]:
    """Bands of about as many applicants each, the lowest scores first."""
    places = np.searchsorted(score_edges(scores), scores, "right")
    expected = scale.bad_share(scores)
    found = []
    for place in np.unique(places):
        here = places == place
        rows, count = int(here.sum()), int(bad[here].sum())
        ends = int(scores[here].min()), int(scores[here].max())
        found.append(Band(*ends, rows, count, float(expected[here].mean()), wilson(count, rows)))
    return tuple(found)
