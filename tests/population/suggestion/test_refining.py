"""Bins fitted beside each other: the likeliest steps, in order, and only where unseen rows say that it pays."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest

from creditrules.population.suggestion import Sample, Wishes, sample_of, scorecard
from creditrules.population.suggestion.choosing import choose_columns
from creditrules.population.suggestion.learners import Steps, fit_steps
from creditrules.population.suggestion.monotony import worse_for_better
from creditrules.population.suggestion.refining import Worth, refined
from creditrules.population.suggestion.samples import Rows
from creditrules.population.suggestion.scorecard import Scorecard, fit_scorecard
from creditrules.population.suggestion.wishes import Better

RISING = np.array([True, True, False])


def test_no_steps_nearby_are_likelier_at_that_price() -> None:
    draw = np.random.default_rng(5)
    table = draw.integers(0, 2, (400, 3)).astype(float)
    good = draw.random(400) < 1 / (1 + np.exp(table @ [0.8, -0.9, 0.4]))
    start = Steps(0.2, np.array([0.5, 0.3, -0.1]))
    found = fit_steps(table, good, start, RISING, 3.0)

    def worth(steps: Steps) -> float:
        return float(steps.surprise(table, good).sum() + 1.5 * ((steps.steps - start.steps) ** 2).sum())

    assert found.steps[0] == 0.0  # it would fall, and may not
    assert worth(found) < worth(start)
    for place in range(3):
        for move in (-0.05, 0.05):
            near = found.steps.copy()
            near[place] += move
            assert (RISING[place] and near[place] < 0) or worth(Steps(found.intercept, near)) > worth(found)


def test_columns_that_tell_of_each_other_are_weighed_beside_each_other_and_stay_in_order(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Income counts below 10 alone, wealth above 30 alone, and who has much of one has much of the other."""
    draw = np.random.default_rng(11)
    income = draw.integers(1, 41, 4000)
    wealth = np.clip(income + draw.integers(-8, 9, 4000), 1, 40)
    bad = draw.random(4000) < 1 / (1 + np.exp(2.5 * (income > 10) + 2.5 * (wealth > 30) - 1.5))
    facts = [
        {"income": Decimal(int(one)), "wealth": Decimal(int(two))} for one, two in zip(income, wealth, strict=True)
    ]
    sample, train = sample_of(facts, list(bad)), np.arange(4000) % 2 > 0
    wishes = Wishes("card", better={"income": Better.HIGHER, "wealth": Better.HIGHER})
    bins = choose_columns(sample, train, wishes).bins
    beside = fit_scorecard(sample, train, bins, 12, wishes.scale)
    monkeypatch.setattr(scorecard, "refined", lambda *_: None)
    alone = fit_scorecard(sample, train, bins, 12, wishes.scale)
    assert 2 * beyond_ten(beside) < beyond_ten(alone)
    surprises = [surprise(card, sample, ~train) for card in (beside, alone)]
    assert surprises[0] < surprises[1]
    assert not [*worse_for_better(beside, wishes.better)]


def test_where_a_column_tells_all_there_is_evidence_stays_as_it_is() -> None:
    draw = np.random.default_rng(3)
    income = draw.integers(1, 41, 1000)
    bad = draw.random(1000) < 1 / (1 + np.exp(income / 10 - 1))
    sample, train = sample_of([{"income": Decimal(int(each))} for each in income], list(bad)), np.arange(1000) % 2 > 0
    bins = choose_columns(sample, train, Wishes("card")).bins
    usual = float(np.log((train & ~bad).sum() / (train & bad).sum()))
    assert refined(sample, train, bins, Worth(usual, (tuple(each.evidence for each in bins[0].bins),))) is None


def beyond_ten(card: Scorecard) -> Decimal:
    """The points that income above 12 still adds."""
    income = next(each for each in card.attributes if each.binned.column == "income")
    first = next(place for place, each in enumerate(income.binned.bins) if each.holds(Decimal(12)))
    return income.points[-1] - income.points[first]


def surprise(card: Scorecard, sample: Sample, rows: Rows) -> float:
    """How unlikely the outcomes of rows are by the shares that their scores stand for."""
    expected = card.scale.bad_share(card.scores(sample)[rows])
    return float(-np.log(np.where(sample.bad[rows], expected, 1 - expected)).mean())
