"""Points of bins fitted beside each other: away from their weights of evidence where that pays, in the same order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from creditrules.population.suggestion.bins import Binned
from creditrules.population.suggestion.learners import Steps, fit_steps
from creditrules.population.suggestion.samples import Codes, Kind, Rows, Sample

__all__ = ["Worth", "refined"]

_PRICES: Final = (3.0, 30.0)
"""What it costs a step to move, by half the square of how far. On six samples no other prices gave more."""
_FOLDS: Final = 4

_Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Worth:
    """The logarithm of the odds of good is `intercept` + what each column's bin is worth."""

    intercept: float
    bins: tuple[tuple[float, ...], ...]


def refined(sample: Sample, train: Rows, bins: Sequence[Binned], start: Worth) -> Worth | None:
    """What bins are worth beside each other, fitted to the rows of `train`; None where the start does as well.

    Weights of evidence see one column at a time; where columns tell of each other, the steps between a column's bins
    want to be of other sizes. They start as they are and may move, at a price; those between a number's bins keep
    their direction or become none. Whether it pays is asked of rows that were not fitted to: the likelihood of all
    folds has to be better by more than its standard error.
    """
    parts = [_Part.of(each) for each in bins]
    places = [each.places(sample.columns[each.column].codes)[train] for each in bins]
    table = np.column_stack([part.steps(place) for part, place in zip(parts, places, strict=True)])
    begun = np.concatenate([part.begun(worth) for part, worth in zip(parts, start.bins, strict=True)])
    rising = np.concatenate([part.rising for part in parts])
    good = ~sample.bad[train]
    lowest = sum(part.lowest(worth) for part, worth in zip(parts, start.bins, strict=True))
    beginning = Steps(start.intercept + lowest, np.where(rising, np.maximum(begun, 0.0), begun))
    price = _best_price(table, good, beginning, rising)
    if price is None:
        return None
    fitted = fit_steps(table, good, beginning, rising, price)
    ends = np.cumsum([len(part.rising) for part in parts])[:-1]
    worth = tuple(part.worth(steps) for part, steps in zip(parts, np.split(fitted.steps, ends), strict=True))
    return Worth(fitted.intercept, worth)


@dataclass(frozen=True, slots=True)
class _Part:
    """One column's steps. order: a number's bins from the worst to the best. alone: bins that are above no other."""

    size: int
    order: tuple[int, ...]
    alone: tuple[int, ...]

    @classmethod
    def of(cls, binned: Binned) -> _Part:
        places = [place for place in range(len(binned.bins)) if place != binned.missing]
        if binned.kind is not Kind.NUMBER:
            return cls(len(binned.bins), (), tuple(range(len(binned.bins))))
        rises = binned.bins[places[-1]].evidence >= binned.bins[places[0]].evidence
        order = tuple(places if rises else places[::-1])
        return cls(len(binned.bins), order, () if binned.missing is None else (binned.missing,))

    @property
    def rising(self) -> Rows:
        """Which of the steps may not fall."""
        return np.array([*(True for _ in self.order[1:]), *(False for _ in self.alone)], dtype=np.bool_)

    def steps(self, places: Codes) -> _Numbers:
        """By row which steps it has behind it."""
        ranks = np.full(self.size, -1)
        ranks[list(self.order)] = np.arange(len(self.order))
        columns = [ranks[places] >= step for step in range(1, len(self.order))]
        return np.column_stack([*columns, *(places == each for each in self.alone)]).astype(np.float64)

    def begun(self, worth: Sequence[float]) -> _Numbers:
        """The steps of what bins are worth, the worst bin of a number standing for nothing."""
        ordered = [worth[place] for place in self.order]
        alone = (worth[each] - self.lowest(worth) for each in self.alone)
        return np.array([*np.diff(ordered), *alone], dtype=np.float64)

    def lowest(self, worth: Sequence[float]) -> float:
        """What the worst bin of a number is worth; nothing of texts."""
        return worth[self.order[0]] if self.order else 0.0

    def worth(self, steps: _Numbers) -> tuple[float, ...]:
        """What bins are worth by their steps."""
        found, between = np.zeros(self.size), max(len(self.order) - 1, 0)
        if self.order:
            found[list(self.order)] = np.concatenate([[0.0], np.cumsum(steps[:between])])
        found[list(self.alone)] = steps[between:]
        return tuple(float(each) for each in found)


def _best_price(table: _Numbers, good: Rows, start: Steps, rising: Rows) -> float | None:
    """The price that tells unseen rows best; None where the start does, all but for chance."""
    folds = _folds(good)
    usual = start.surprise(table, good)
    gains = {}
    for price in _PRICES:
        told = np.empty(len(good))
        for fold in range(_FOLDS):
            out = folds == fold
            fitted = fit_steps(table[~out], good[~out], start, rising, price)
            told[out] = fitted.surprise(table[out], good[out])
        gains[price] = usual - told
    best = max(gains, key=lambda price: float(gains[price].sum()))
    gain = gains[best]
    return best if gain.sum() > gain.std() * np.sqrt(len(gain)) else None


def _folds(good: Rows) -> Codes:
    """By row its fold: good and bad ones dealt out in turn."""
    found = np.zeros(len(good), dtype=np.int32)
    for rows in (np.flatnonzero(good), np.flatnonzero(~good)):
        found[rows] = np.arange(len(rows)) % _FOLDS
    return found
