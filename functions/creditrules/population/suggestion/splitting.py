"""Which rows a candidate is fitted to, and which are kept to judge it."""

from __future__ import annotations

import numpy as np

from creditrules.population.suggestion.samples import Column, Rows, Sample

__all__ = ["split_by_seed", "split_by_time"]


def split_by_seed(sample: Sample, test_share: float, seed: int) -> Rows:
    """The rows to fit to: of good and of bad applicants the same part, drawn by the seed."""
    train = np.ones(sample.rows, dtype=np.bool_)
    draw = np.random.default_rng(seed)
    for group in (np.flatnonzero(sample.bad), np.flatnonzero(~sample.bad)):
        train[draw.permutation(group)[: round(test_share * len(group))]] = False
    return train


def split_by_time(moments: Column, test_share: float) -> Rows:
    """The rows to fit to: all before the moment from which on about `test_share` of the rows lie."""
    ordered = np.sort(moments.codes)
    first_tested = ordered[min(len(ordered) - 1, round((1 - test_share) * len(ordered)))]
    return np.asarray(moments.codes < first_tested)
