"""A scorecard: bins with points that are added; weights of evidence weighed by a logistic regression."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Decimal

import numpy as np
from numpy.typing import NDArray

from creditrules.population.suggestion.bins import Binned
from creditrules.population.suggestion.learners import Logistic, fit_logistic
from creditrules.population.suggestion.samples import Rows, Sample

__all__ = ["Attribute", "Scale", "Scorecard", "fit_scorecard"]


@dataclass(frozen=True, slots=True)
class Scale:
    """`base_score` points stand for odds of `base_odds` good to one bad; `double` points more double the odds."""

    base_score: Decimal = Decimal(600)
    base_odds: Decimal = Decimal(20)
    double: Decimal = Decimal(40)

    @property
    def factor(self) -> float:
        """Points for each unit of the logarithm of the odds."""
        return float(self.double) / math.log(2)

    def points(self, log_odds: float) -> float:
        """The score, not rounded, for the logarithm of the odds of good."""
        return float(self.base_score) + self.factor * (log_odds - math.log(float(self.base_odds)))

    def bad_share(self, score: NDArray[np.float64]) -> NDArray[np.float64]:
        """The part of applicants with such a score that is expected to turn out badly."""
        log_odds = (score - float(self.base_score)) / self.factor + math.log(float(self.base_odds))
        return np.asarray(1 / (1 + np.exp(log_odds)))


@dataclass(frozen=True, slots=True)
class Attribute:
    """A column with the points of each of its bins. weight: of its evidence in the regression, above 0."""

    binned: Binned
    weight: float
    points: tuple[Decimal, ...]

    @property
    def best(self) -> Decimal:
        """The most points that the column can give."""
        return max(self.points)


@dataclass(frozen=True, slots=True)
class Scorecard:
    """The score is `base` and the points of each attribute, added. left_out: by column why it is not in."""

    base: Decimal
    attributes: tuple[Attribute, ...]
    scale: Scale
    left_out: Mapping[str, str] = field(default_factory=dict)

    @property
    def bins(self) -> tuple[Binned, ...]:
        """The columns that it uses."""
        return tuple(attribute.binned for attribute in self.attributes)

    def against(self, sample: Sample, row: int) -> list[str]:
        """The columns that gave a row less than they can, the most points lost first."""
        lost = []
        for attribute in self.attributes:
            (place,) = attribute.binned.places(sample.columns[attribute.binned.column].codes[row : row + 1])
            lost.append((attribute.points[place] - attribute.best, attribute.binned.column))
        return [column for points, column in sorted(lost, key=lambda each: each[0]) if points < 0]

    def scores(self, sample: Sample) -> NDArray[np.float64]:
        """The score of every row. Points are whole numbers, so nothing is lost in them."""
        total = np.full(sample.rows, float(self.base))
        for attribute in self.attributes:
            places = attribute.binned.places(sample.columns[attribute.binned.column].codes)
            total += np.array([float(each) for each in attribute.points])[places]
        return total


def fit_scorecard(sample: Sample, train: Rows, bins: Sequence[Binned], most_columns: int, scale: Scale) -> Scorecard:
    """The scorecard over at most so many of the columns, fitted to the rows of `train`.

    Columns go out one by one: first those whose evidence would count the wrong way round beside the others, then those
    that move the score least.
    """
    chosen, left_out = list(bins), {}
    table = np.column_stack([each.evidence(sample.columns[each.column].codes) for each in bins])[train]
    good, kept = ~sample.bad[train], list(range(len(bins)))
    while True:
        fitted = fit_logistic(table[:, kept], good)
        weak = _weakest(fitted, table[:, kept], most_columns)
        if weak is None:
            break
        place, why = weak
        left_out[chosen.pop(place).column] = why
        del kept[place]
    return _scaled(fitted, chosen, scale, left_out)


def _weakest(fitted: Logistic, table: NDArray[np.float64], most: int) -> tuple[int, str] | None:
    weights = np.array(fitted.weights)
    if len(weights) == 1:
        return None
    if (weights <= 0).any():
        return int(weights.argmin()), "Beside the other columns it tells nothing."
    if len(weights) > most:
        return int((weights * table.std(axis=0)).argmin()), "It moves the score less than the other columns."
    return None


def _scaled(fitted: Logistic, bins: Sequence[Binned], scale: Scale, left_out: Mapping[str, str]) -> Scorecard:
    """Points so that the worst bin of each column has none; rounded at the end, which keeps their order."""
    attributes, base = [], scale.points(fitted.intercept)
    for binned, weight in zip(bins, fitted.weights, strict=True):
        exact = [scale.factor * weight * each.evidence for each in binned.bins]
        base += min(exact)
        attributes.append(Attribute(binned, weight, tuple(_whole(each - min(exact)) for each in exact)))
    return Scorecard(_whole(base), tuple(attributes), scale, left_out)


def _whole(points: float) -> Decimal:
    return Decimal(points).quantize(Decimal(1), ROUND_HALF_EVEN)
