"""Whether applicants are still those that a candidate was fitted to: population stability indices."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from creditrules.population.suggestion.candidate import Candidate
from creditrules.population.suggestion.judging.calibration import score_edges
from creditrules.population.suggestion.measures import Discrimination, discrimination
from creditrules.population.suggestion.samples import Codes, Column, Rows, Sample

__all__ = ["Period", "column_stability", "periods", "score_stability"]

_PERIODS = 4


@dataclass(frozen=True, slots=True)
class Period:
    """Applicants from `first` to `last`. stability: of their scores beside those of the rows that were fitted to."""

    first: str
    last: str
    rows: int
    bad: int
    stability: float
    tells: Discrimination | None


def stability_index(ours: Codes, theirs: Codes) -> float:
    """Sum over bins of (their part - our part) x the logarithm of their quotient; half a row is added to each bin."""
    size = int(max(ours.max(), theirs.max())) + 1
    counts = [np.bincount(each, minlength=size) + 0.5 for each in (ours, theirs)]
    first, second = (each / each.sum() for each in counts)
    return float(((second - first) * np.log(second / first)).sum())


def score_stability(candidate: Candidate, sample: Sample, train: Rows, others: Rows) -> float:
    """Of the scores, in ten bands of the rows that were fitted to."""
    scores = candidate.scores(sample)
    places = np.searchsorted(score_edges(scores[train]), scores, "right").astype(np.int32)
    return stability_index(places[train], places[others])


def column_stability(candidate: Candidate, sample: Sample, train: Rows, others: Rows) -> Mapping[str, float]:
    """Of each column, in its bins."""
    places = {binned.column: binned.places(sample.columns[binned.column].codes) for binned in candidate.bins}
    return {name: stability_index(each[train], each[others]) for name, each in places.items()}


def periods(candidate: Candidate, sample: Sample, train: Rows) -> tuple[Period, ...]:
    """Four periods of about as many applicants each, the oldest first; none where there are no moments."""
    return () if sample.moments is None else tuple(_periods(candidate, sample, train, sample.moments))


def _periods(candidate: Candidate, sample: Sample, train: Rows, moments: Column) -> Iterator[Period]:
    scores = candidate.scores(sample)
    cuts = np.unique(np.quantile(moments.codes, np.arange(1, _PERIODS) / _PERIODS, method="closest_observation"))
    places = np.searchsorted(cuts, moments.codes, "right")
    for place in np.unique(places):
        here = places == place
        first, last = (str(moments.levels[int(end)]) for end in (moments.codes[here].min(), moments.codes[here].max()))
        moved = score_stability(candidate, sample, train, here)
        bad = sample.bad[here]
        yield Period(first, last, len(bad), int(bad.sum()), moved, discrimination(scores[here], bad))
