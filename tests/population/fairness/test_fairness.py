"""Rates and means of groups are compared as the literature has it; its worked examples are repeated here."""

from __future__ import annotations

from decimal import Decimal
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditrules.population.fairness import (
    GroupCount,
    Moments,
    adverse_impact,
    fisher_exact,
    mean_difference,
    ratio_interval,
    two_proportions,
    wilson,
)

COUNTS = st.integers(1, 60).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of)))


@pytest.mark.parametrize(
    ("found", "of", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_gives_the_figures_of_newcombe_1998_table_1_method_3(
    found: int, of: int, low: float, high: float
) -> None:
    interval = wilson(found, of)
    assert interval is not None
    assert (round(interval.low, 4), round(interval.high, 4)) == (low, high)


def test_the_ratio_of_the_aspirin_study_has_the_interval_of_agresti_2002_section_3_1() -> None:
    interval = ratio_interval((189, 11_034), (104, 11_037))
    assert interval is not None
    assert (round(interval.low, 2), round(interval.high, 2)) == (1.43, 2.31)


def test_a_group_in_which_nobody_was_selected_still_has_an_interval_and_nobody_has_none() -> None:
    none_selected = ratio_interval((0, 20), (10, 20))
    assert none_selected is not None
    assert none_selected.low == 0
    assert 0.3 < none_selected.high < 1
    all_selected = ratio_interval((1, 1), (9, 12))
    assert all_selected is not None
    assert all_selected.low < 1
    assert all_selected.high > 4 / 3
    assert ratio_interval((3, 9), (0, 9)) is None
    assert ratio_interval((0, 0), (10, 20)) is None
    assert wilson(0, 0) is None


def test_fishers_lady_tasting_tea_has_her_p_value() -> None:
    assert fisher_exact((3, 4), (1, 4)) == pytest.approx(34 / 70)  # one-sided 17/70, and the table is symmetric


def test_two_proportions_agree_with_the_two_standard_deviations_of_the_courts() -> None:
    # the half-and-half case: z = (0.6 - 0.4) / sqrt(0.25 * 2 / 100) = 2.828
    assert two_proportions((60, 100), (40, 100)) == pytest.approx(0.004678, abs=1e-6)
    assert two_proportions((5, 5), (9, 9)) is None


def slow_fisher(first: tuple[int, int], second: tuple[int, int]) -> float:
    found = first[0] + second[0]
    ways = {
        k: comb(first[1], k) * comb(second[1], found - k) for k in range(first[1] + 1) if 0 <= found - k <= second[1]
    }
    return sum(way for way in ways.values() if way <= ways[first[0]]) / comb(first[1] + second[1], found)


@given(COUNTS, COUNTS)
def test_fisher_is_the_sum_of_all_tables_no_likelier(first: tuple[int, int], second: tuple[int, int]) -> None:
    assert fisher_exact(first, second) == pytest.approx(slow_fisher(first, second))
    assert fisher_exact(first, second) == pytest.approx(fisher_exact(second, first))


@pytest.mark.parametrize(
    ("first", "second"), [((3, 2_501), (14, 2_500)), ((14, 6_000), (3, 6_000)), ((0, 9), (1, 9_999))]
)
def test_fisher_of_large_groups_by_logarithms_is_the_same(first: tuple[int, int], second: tuple[int, int]) -> None:
    assert fisher_exact(first, second) == pytest.approx(slow_fisher(first, second), rel=1e-6)


@given(COUNTS.filter(lambda pair: pair[0] > 0), COUNTS.filter(lambda pair: pair[0] > 0))
def test_the_ratio_the_other_way_round_has_the_inverse_interval(
    first: tuple[int, int], second: tuple[int, int]
) -> None:
    one, other = ratio_interval(first, second), ratio_interval(second, first)
    assert one is not None
    assert other is not None
    assert one.low * other.high == pytest.approx(1)
    assert one.high * other.low == pytest.approx(1)


def test_the_example_of_the_questions_and_answers_on_the_uniform_guidelines_has_half_the_rate() -> None:
    """44 FR 11996 (1979), question 12: 48 of 80 white and 12 of 40 black applicants are hired: 30 over 60 is 50 %."""
    found = adverse_impact([GroupCount("white", 48, 80), GroupCount("black", 12, 40)])
    assert found is not None
    assert found.reference == "white"
    black = found.groups[1]
    assert (black.rate, black.ratio, black.below_four_fifths, black.test) == (0.3, 0.5, True, "z")
    assert black.p_value is not None
    assert black.p_value < 0.05
    assert found.below_four_fifths


def test_exactly_four_fifths_is_not_below() -> None:
    found = adverse_impact([GroupCount("a", 50, 100), GroupCount("b", 40, 100)])
    assert found is not None
    assert [group.below_four_fifths for group in found.groups] == [False, False]
    assert not found.below_four_fifths


def test_a_small_group_is_told_sets_no_standard_and_has_the_exact_test() -> None:
    counts = [GroupCount("few", 5, 5), GroupCount("many", 50, 100), GroupCount("others", 45, 100)]
    found = adverse_impact(counts)
    assert found is not None
    assert found.reference == "many"
    assert [(group.small, group.test) for group in found.groups] == [(True, "Fisher"), (False, None), (False, "z")]
    assert found.lowest == pytest.approx(0.9)
    all_small = adverse_impact([GroupCount("a", 5, 10), GroupCount("b", 3, 10)])
    assert all_small is not None
    assert all_small.lowest == pytest.approx(0.6)
    chosen = adverse_impact(counts, "few")
    assert chosen is not None
    assert chosen.reference == "few"


def test_nobody_selected_has_no_ratio_and_nobody_at_all_no_impact() -> None:
    found = adverse_impact([GroupCount("a", 0, 50), GroupCount("b", 0, 50)])
    assert found is not None
    assert [group.ratio for group in found.groups] == [None, None]
    assert found.lowest is None
    assert adverse_impact([GroupCount("a", 0, 0)]) is None


def of(mean: int, deviation: str, people: int) -> Moments:
    """Numbers with exactly this mean and standard deviation of the sample: half above, half below, alike far."""
    reach = Decimal(deviation) * (Decimal(people - 1) / people).sqrt()
    moments = Moments()
    moments.add([(mean + reach, people // 2), (mean - reach, people // 2)])
    return moments


def test_cohens_d_gives_the_figures_of_borenstein_2009_chapter_4() -> None:
    """Means 103 and 100, deviations 5.5 and 4.5, 50 persons each: d is 0.5970 with a variance of 0.0418."""
    found = mean_difference(of(103, "5.5", 50), of(100, "4.5", 50))
    assert found is not None
    assert round(found.difference, 4) == 0.5970
    assert ((found.interval.high - found.difference) / 1.959964) ** 2 == pytest.approx(0.0418, abs=5e-5)


@given(st.lists(st.tuples(st.decimals(-1000, 1000, places=2), st.integers(1, 5)), min_size=1, max_size=20))
def test_moments_are_those_of_the_numbers_one_by_one_in_any_order(values: list[tuple[Decimal, int]]) -> None:
    together, singly = Moments(), Moments()
    together.add(values)
    for value, times in reversed(values):
        for _ in range(times):
            singly.add([(value, 1)])
    assert together == singly
    numbers = [value for value, times in values for _ in range(times)]
    mean = sum(numbers, Decimal(0)) / len(numbers)
    assert together.deviations == pytest.approx(float(sum(((n - mean) ** 2 for n in numbers), Decimal(0))), abs=1e-6)


def test_no_difference_is_told_of_one_person_or_of_numbers_that_are_all_the_same() -> None:
    assert mean_difference(of(1, "0", 2), Moments()) is None
    assert mean_difference(of(1, "0", 2), of(1, "0", 2)) is None
