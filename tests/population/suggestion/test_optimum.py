"""The best bins are the best of all ways to join neighbours, found by trying all of them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditrules.population.suggestion.optimum import Bounds, Trend, best_bins

Group = tuple[int, int]
GROUPS = st.lists(
    st.integers(0, 12).flatmap(lambda rows: st.tuples(st.just(rows), st.integers(0, rows))), min_size=1, max_size=7
).filter(lambda groups: sum(rows for rows, _ in groups) > 0)


def ways(groups: list[Group]) -> Iterator[tuple[int, ...]]:
    for size in range(len(groups)):
        for cuts in combinations(range(1, len(groups)), size):
            yield (*cuts, len(groups))


def bins_of(groups: list[Group], ends: tuple[int, ...]) -> list[Group]:
    parts = [groups[first:end] for first, end in pairwise([0, *ends])]
    return [(sum(rows for rows, _ in part), sum(bad for _, bad in part)) for part in parts]


def worth(bins: list[Group], bounds: Bounds, trend: Trend) -> float:
    if len(bins) > bounds.most_bins or any(rows < bounds.least_rows or not rows for rows, _ in bins):
        return -math.inf
    shares = [(bad + bounds.usual_share) / (rows + 1) for rows, bad in bins]
    rises = all(first < second for first, second in pairwise(shares))
    falls = all(first > second for first, second in pairwise(shares))
    kept = {Trend.RISING: rises, Trend.FALLING: falls, Trend.MONOTONE: rises or falls, Trend.FREE: True}
    return sum(likelihood(*each) - bounds.price for each in bins) if kept[trend] else -math.inf


def likelihood(rows: int, bad: int) -> float:
    share = bad / rows
    return sum(count * math.log(part) for count, part in ((bad, share), (rows - bad, 1 - share)) if count)


@given(GROUPS, st.sampled_from(Trend), st.integers(1, 5), st.integers(0, 10), st.sampled_from([0.0, 0.3, 1.0]))
def test_no_other_way_to_join_neighbours_is_worth_more(
    groups: list[Group], trend: Trend, most: int, least: int, price: float
) -> None:
    usual = sum(bad for _, bad in groups) / sum(rows for rows, _ in groups)
    bounds = Bounds(least, most, price, usual)
    rows, bad = (np.array(each, dtype=np.float64) for each in zip(*groups, strict=True))
    found = best_bins(rows, bad, bounds, trend)
    best = max(worth(bins_of(groups, ends), bounds, trend) for ends in ways(groups))
    if best == -math.inf:
        assert found == (len(groups),)
    else:
        assert worth(bins_of(groups, found), bounds, trend) == pytest.approx(best)
