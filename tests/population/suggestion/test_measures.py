"""Figures of discrimination against slow, obvious ways to count them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditrules.population.suggestion.association import association
from creditrules.population.suggestion.measures import discrimination

ROWS = st.lists(st.tuples(st.integers(0, 8), st.booleans()), min_size=2, max_size=60)


@given(ROWS)
def test_the_area_is_the_part_of_pairs_that_stand_right(rows: list[tuple[int, bool]]) -> None:
    found = discrimination(np.array([score for score, _ in rows], dtype=float), np.array([bad for _, bad in rows]))
    goods, bads = ([score for score, bad in rows if bad is side] for side in (False, True))
    if not goods or not bads:
        assert found is None
        return
    assert found is not None
    pairs = [1.0 if good > bad else 0.5 if good == bad else 0.0 for good in goods for bad in bads]
    assert found.auc == pytest.approx(sum(pairs) / len(pairs))
    assert found.low <= found.auc <= found.high
    distances = [
        abs(sum(each <= cut for each in goods) / len(goods) - sum(each <= cut for each in bads) / len(bads))
        for cut in range(9)
    ]
    assert found.ks == pytest.approx(max(distances))


def test_the_interval_covers_the_true_area_about_as_often_as_it_says() -> None:
    draw = np.random.default_rng(5)
    truth, covered = 0.7602, 0  # of normal scores one standard deviation apart: the normal distribution at 1/√2
    for _ in range(300):
        scores = np.concatenate([draw.normal(1, 1, 80), draw.normal(0, 1, 60)])
        found = discrimination(scores, np.arange(140) >= 80)
        assert found is not None
        covered += found.low <= truth <= found.high
    assert 270 <= covered <= 297


def test_association_is_1_where_one_tells_the_other_and_about_0_where_it_tells_nothing() -> None:
    groups = np.array([0, 1, 2, -1] * 50, dtype=np.int32)
    assert association((groups * 3).astype(np.int32), groups) == pytest.approx(1)
    other = np.random.default_rng(1).integers(0, 4, 20_000).astype(np.int32)
    assert association(other, np.tile(groups, 100)) < 0.03
    assert association(np.zeros(200, dtype=np.int32), groups) == 0
