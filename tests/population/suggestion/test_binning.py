"""Bins: exact ends, every value in one of them, missing values and rare texts apart, order as it was wished."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creditrules.population.suggestion import BinningRules, Sample, sample_of
from creditrules.population.suggestion.binning import binned, shortest_between
from creditrules.population.suggestion.bins import Binned
from creditrules.population.suggestion.optimum import Trend

NUMBERS = st.decimals(-1000, 1000, places=2)


def one_column(values: Sequence[object], bad: list[bool]) -> Sample:
    return sample_of([{"x": value} for value in values], bad)


def bins(
    values: Sequence[object], bad: list[bool], trend: Trend = Trend.MONOTONE, rules: BinningRules | None = None
) -> Binned:
    sample = one_column(values, bad)
    everyone = np.ones(sample.rows, dtype=np.bool_)
    return binned(sample.columns["x"], sample.bad, everyone, rules or BinningRules(least_category_rows=3), trend)


@given(NUMBERS, NUMBERS)
def test_an_edge_lies_between_two_values_and_has_no_digit_too_many(one: Decimal, two: Decimal) -> None:
    if one == two:
        return
    below, above = sorted((one, two))
    edge = shortest_between(below, above)
    assert below < edge <= above
    assert len(edge.normalize().as_tuple().digits) <= len(above.normalize().as_tuple().digits)


def test_edges_are_short_numbers() -> None:
    assert [
        str(shortest_between(Decimal(a), Decimal(b))) for a, b in (("11.9", "12.4"), ("12", "24"), ("-5", "3"))
    ] == [
        "12",
        "20",
        "0",
    ]


@settings(max_examples=25)
@given(st.lists(st.tuples(st.one_of(st.none(), NUMBERS), st.booleans()), min_size=30, max_size=80))
def test_every_number_is_in_the_bin_whose_ends_hold_it(rows: list[tuple[Decimal | None, bool]]) -> None:
    if len({bad for _, bad in rows}) == 1 or all(value is None for value, _ in rows):
        return
    values = [value for value, _ in rows]
    found = bins(values, [bad for _, bad in rows], rules=BinningRules(least_share=0.1))
    places = found.places(one_column(values, [bad for _, bad in rows]).columns["x"].codes)
    for value, place in zip(values, places, strict=True):
        assert found.bins[place].missing if value is None else found.bins[place].holds(value)
    assert sum(each.rows for each in found.bins) == len(rows)
    assert [one.high for one in found.bins if not one.missing][:-1] == [
        one.low for one in found.bins if not one.missing
    ][1:]


@settings(max_examples=25)
@given(
    st.lists(st.tuples(st.integers(0, 9), st.booleans()), min_size=40, max_size=120),
    st.sampled_from([Trend.RISING, Trend.FALLING]),
)
def test_evidence_goes_the_way_that_was_wished_strictly(rows: list[tuple[int, bool]], trend: Trend) -> None:
    if len({bad for _, bad in rows}) == 1:
        return
    found = bins([Decimal(value) for value, _ in rows], [bad for _, bad in rows], trend, BinningRules(least_share=0.01))
    evidence = [each.evidence for each in found.bins]
    ordered = evidence if trend is Trend.FALLING else evidence[::-1]
    assert all(first < second for first, second in pairwise(ordered))


def test_texts_with_like_shares_are_joined_and_rare_ones_stand_with_what_was_never_seen() -> None:
    values = ["A"] * 40 + ["B"] * 40 + ["C"] * 40 + ["D", "E"]
    bad = ([True] * 4 + [False] * 36) * 2 + [True] * 20 + [False] * 20 + [False, False]
    found = bins(values, bad)
    assert [(each.values, each.other) for each in found.bins] == [(("A", "B"), False), (("C",), True)]


def test_rare_texts_are_a_group_of_their_own_where_they_are_enough_together() -> None:
    values = ["A"] * 60 + ["C"] * 60 + [f"rare {number}" for number in range(20)]
    bad = ([True] * 6 + [False] * 54) + [True] * 30 + [False] * 30 + [True] * 19 + [False]
    found = bins(values, bad)
    assert [(each.values, each.other) for each in found.bins] == [(("A",), False), (("C",), False), ((), True)]


def test_true_and_false_are_named_however_rare() -> None:
    found = bins([True] + [False] * 50, [True] + [True] * 5 + [False] * 45, rules=BinningRules())
    assert sorted(value for each in found.bins for value in each.values) == [False, True]
    assert not any(each.other for each in found.bins)


def test_a_bin_without_a_value_is_there_only_where_some_row_lacks_it() -> None:
    whole = [Decimal(number) for number in range(40)]
    bad = [number % 3 == 0 for number in range(40)]
    assert bins(whole, bad).missing is None
    lacking = bins([None, None, *whole[2:]], bad)
    assert lacking.missing == len(lacking.bins) - 1
    assert lacking.bins[-1].rows == 2


def test_the_weight_of_evidence_and_information_are_those_of_the_books() -> None:
    values = ["A"] * 1000 + ["B"] * 1000
    bad = [True] * 100 + [False] * 900 + [True] * 300 + [False] * 700
    found = bins(values, bad)
    by_hand = [np.log((900 / 1600) / (100 / 400)), np.log((700 / 1600) / (300 / 400))]
    assert [each.evidence for each in found.bins] == pytest.approx(by_hand, abs=0.01)
    assert found.information == pytest.approx(
        (900 / 1600 - 0.25) * by_hand[0] + (700 / 1600 - 0.75) * by_hand[1], abs=0.01
    )
