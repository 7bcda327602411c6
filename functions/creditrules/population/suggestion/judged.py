"""All figures by which a candidate is judged, in one value."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from creditrules.eligibility import Outcome
from creditrules.population.fairness import AdverseImpact
from creditrules.population.suggestion.association import Association
from creditrules.population.suggestion.boosting import boosted_scores
from creditrules.population.suggestion.fitting import Suggested
from creditrules.population.suggestion.judging.calibration import Band, calibration
from creditrules.population.suggestion.judging.comparing import Beside, compare
from creditrules.population.suggestion.judging.groups import approval_by_group
from creditrules.population.suggestion.judging.stability import Period, column_stability, periods, score_stability
from creditrules.population.suggestion.ladder import Rung
from creditrules.population.suggestion.measures import Discrimination, discrimination
from creditrules.population.suggestion.samples import Rows, Sample
from creditrules.population.suggestion.wishes import Wishes
from creditrules.rules import Intervention

__all__ = ["Judged", "Other", "Step", "judge"]

Other = tuple[str, Callable[[int], Outcome]]


@dataclass(frozen=True, slots=True)
class Step:
    """A rung of the ladder with those of the rows that judge who stand on it."""

    rung: Rung
    rows: int
    bad: int


@dataclass(frozen=True, slots=True)
class Judged:
    """All but `fitted` is of the rows that the candidate was not fitted to.

    boosted: how well gradient boosting tells them apart, from all columns that may be used. stability: of the scores.
    groups: by protected column, what the ladder does to its groups. beside: other rules on the same rows.
    """

    made: Suggested
    fitted: Discrimination
    tested: Discrimination
    boosted: Discrimination | None
    bands: tuple[Band, ...]
    steps: tuple[Step, ...]
    stability: float
    columns: Mapping[str, float]
    periods: tuple[Period, ...]
    groups: Mapping[str, AdverseImpact]
    associations: tuple[Association, ...]
    beside: Beside | None


def judge(sample: Sample, made: Suggested, wishes: Wishes, other: Other | None = None) -> Judged:
    """Judge a candidate on the rows that it was not fitted to. other: the name of other rules, what a row gets."""
    train, test = made.train, ~made.train
    scores = made.candidate.scores(sample)
    fitted = discrimination(scores[train], sample.bad[train])
    assert fitted is not None  # noqa: S101 - there are good and bad ones
    allowed = np.array([said is Intervention.ALLOW for said in made.ladder.interventions(scores)])
    groups = {name: approval_by_group(sample.columns[name], allowed, test) for name in wishes.protected}
    used = {each.column for each in made.candidate.bins}
    return Judged(
        made,
        fitted,
        made.tested,
        _boosted(sample, made, wishes.seed),
        calibration(scores[test], sample.bad[test], made.candidate.scale),
        _steps(made, sample, test),
        score_stability(made.candidate, sample, train, test),
        column_stability(made.candidate, sample, train, test),
        periods(made.candidate, sample, train),
        {name: each for name, each in groups.items() if each is not None},
        tuple(each for each in made.chosen.associations if each.column in used),
        None if other is None else _beside(other, made, sample, test),
    )


def _boosted(sample: Sample, made: Suggested, seed: int) -> Discrimination | None:
    """From the columns that the candidate might have used, also those that tell too little one by one."""
    names = {each.column for each in made.chosen.bins} | made.chosen.weak
    columns = [column for column in sample.columns.values() if column.name in names]
    scores = boosted_scores(columns, sample.bad, made.train, seed)
    return discrimination(scores[~made.train], sample.bad[~made.train])


def _steps(made: Suggested, sample: Sample, test: Rows) -> tuple[Step, ...]:
    places = made.ladder.places(made.candidate.scores(sample))
    return tuple(
        Step(rung, int((test & (places == place)).sum()), int((test & sample.bad & (places == place)).sum()))
        for place, rung in enumerate(made.ladder.rungs)
    )


def _beside(other: Other, made: Suggested, sample: Sample, test: Rows) -> Beside:
    name, said = other
    ours = [Outcome(said.value) for said in made.ladder.interventions(made.candidate.scores(sample))]
    rows = [int(row) for row in np.flatnonzero(test)]
    turned_out = [bool(sample.bad[row]) for row in rows]
    return compare(name, [said(row) for row in rows], [ours[row] for row in rows], turned_out)
