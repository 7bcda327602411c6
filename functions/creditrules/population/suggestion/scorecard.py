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
from creditrules.population.suggestion.refining import Worth, refined
from creditrules.population.suggestion.samples import Rows, Sample

__all__ = ["Attribute", "Scale", "Scorecard", "fit_scorecard"]


_NOTHING = "Beside the other columns it tells nothing."


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
    """A column with the points of each of its bins."""

    binned: Binned
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
    that move the score least. Then bins are fitted beside each other, where that pays (see `refined`).
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
    worth = [
        tuple(weight * bin_.evidence for bin_ in each.bins) for each, weight in zip(chosen, fitted.weights, strict=True)
    ]
    again = [each for each in bins if left_out.get(each.column) == _NOTHING][: most_columns - len(chosen)]
    worth += [tuple(0.0 for _ in each.bins) for each in again]
    begun = Worth(fitted.intercept, tuple(worth))
    finer = refined(sample, train, [*chosen, *again], begun)
    return _scaled(finer or begun, [*chosen, *again], scale, left_out)


def _weakest(fitted: Logistic, table: NDArray[np.float64], most: int) -> tuple[int, str] | None:
    weights = np.array(fitted.weights)
    if len(weights) == 1:
        return None
    if (weights <= 0).any():
        return int(weights.argmin()), _NOTHING
    if len(weights) > most:
        return int((weights * table.std(axis=0)).argmin()), "It moves the score less than the other columns."
    return None


def _scaled(worth: Worth, bins: Sequence[Binned], scale: Scale, left_out: Mapping[str, str]) -> Scorecard:
    """Points so that the worst bin of each column has none; rounded at the end, which keeps their order.

    A column whose bins have the same points is left out, unless all would be.
    """
    attributes, base = [], scale.points(worth.intercept)
    for binned, parts in zip(bins, worth.bins, strict=True):
        exact = [scale.factor * each for each in parts]
        base += min(exact)
        attributes.append(Attribute(binned, tuple(_whole(each - min(exact)) for each in exact)))
    kept = [each for each in attributes if each.best > 0] or attributes[:1]
    used = {each.binned.column for each in kept}
    told = {**{each.column: _NOTHING for each in bins}, **left_out}
    return Scorecard(_whole(base), tuple(kept), scale, {name: why for name, why in told.items() if name not in used})


def _whole(points: float) -> Decimal:
    return Decimal(points).quantize(Decimal(1), ROUND_HALF_EVEN)
