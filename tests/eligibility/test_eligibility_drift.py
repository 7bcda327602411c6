"""The population stability index: exact against its formula, calm without drift, and never telling of one applicant."""

from __future__ import annotations

import math
import random
from collections import Counter
from decimal import Decimal

import pytest

from creditrules.eligibility import drift_of_counts, drift_of_values
from creditrules.eligibility.drift import LEAST_CELL


def test_the_index_of_counts_is_its_formula_with_half_a_count_added() -> None:
    drift = drift_of_counts({"ALLOW": 70, "DECLINE": 30}, {"ALLOW": 40, "DECLINE": 60})
    shares = [(70.5 / 101, 40.5 / 101), (30.5 / 101, 60.5 / 101)]
    assert float(drift.psi) == pytest.approx(sum((a - b) * math.log(a / b) for b, a in shares), abs=1e-4)
    # χ² of one degree of freedom exceeds 3.8415 once in twenty times; the approximation is within a few hundredths
    assert float(drift.by_chance) == pytest.approx((1 / 100 + 1 / 100) * 3.8415, rel=0.03)


def test_what_is_the_same_does_not_drift_and_what_is_new_is_no_infinity() -> None:
    assert drift_of_counts({"ALLOW": 70, "DECLINE": 30}, {"ALLOW": 700, "DECLINE": 300}).psi < Decimal("0.001")
    assert drift_of_counts({"ALLOW": 70}, {"DECLINE": 70}).psi > 5
    assert drift_of_counts({}, {"ALLOW": 3}).psi == 0


def test_without_drift_chance_alone_exceeds_its_bound_about_once_in_twenty_times() -> None:
    chance = random.Random(5)  # noqa: S311 - examples

    def sample() -> list[object]:
        return [Decimal(chance.randrange(10_000)) for _ in range(250)]

    found = [drift_of_values(sample(), sample()) for _ in range(200)]
    beyond = sum(each is not None and each.psi > each.by_chance for each in found)
    assert 1 <= beyond <= 24


def test_incomes_that_fell_are_found_and_bins_are_of_the_first_period() -> None:
    before = [Decimal(1000 + number) for number in range(0, 5000, 20)]
    after = [value - 900 for value in before]
    drift = drift_of_values(before, after)
    assert drift is not None
    assert drift.psi > drift.by_chance
    assert sum(each.before for each in drift.bins) == sum(each.after for each in drift.bins) == 250
    assert drift.bins[0].name.startswith("< ")


@pytest.mark.parametrize("seed", range(30))
def test_no_bin_tells_of_fewer_than_five_applicants_and_none_is_lost(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - examples
    pools: list[list[object]] = [
        [None, Decimal(1), Decimal("2.5"), Decimal(99999), Decimal(-3), Decimal(17)],
        [None, "A", "B", "C", "rare"],
        [True, False, None],
        [f"name {number}" for number in range(300)],
        [{"a": 1}, [1], None, "x"],
    ]
    pool = chance.choice(pools)
    weights = [chance.random() ** 4 for _ in pool]
    samples = [chance.choices(pool, weights, k=chance.randint(50, 120)) for _ in range(2)]
    drift = drift_of_values(*samples)
    assert drift is not None
    assert [sum(each.before for each in drift.bins), sum(each.after for each in drift.bins)] == [
        len(s) for s in samples
    ]
    small = [each for each in drift.bins if 0 < each.before < LEAST_CELL or 0 < each.after < LEAST_CELL]
    assert len(drift.bins) == 1 or not small
    assert not any(each.name.startswith("name ") for each in drift.bins)


def test_too_few_are_not_told_of_at_all() -> None:
    assert drift_of_values([Decimal(1)] * 49, [Decimal(1)] * 200) is None


def test_the_index_is_that_of_a_published_example() -> None:
    # "Population Stability Index", GeeksforGeeks, 2025: incomes of 40, 30 and 30 % become 35, 25 and 40 %
    before = {"low": 400_000, "medium": 300_000, "high": 300_000}
    assert drift_of_counts(before, {"low": 350_000, "medium": 250_000, "high": 400_000}).psi == Decimal("0.0446")


@pytest.mark.parametrize("moved", [0, 5, 10, 20, 40])
def test_the_index_of_all_lies_within_the_margin_of_that_of_samples(moved: int) -> None:
    chance = random.Random(moved)  # noqa: S311 - examples
    shares = [25, 25, 25, 25], [25 + moved // 2, 25 - moved // 2, 25 + moved // 4, 25 - moved // 4]
    people = [[name for name, share in zip("abcd", each, strict=True) for _ in range(share * 100)] for each in shares]
    whole = drift_of_counts(*(Counter(each) for each in people))
    samples = (drift_of_counts(*(Counter(chance.sample(each, 400)) for each in people)) for _ in range(200))
    assert sum(abs(each.psi - whole.psi) <= each.margin(10_000, 10_000) for each in samples) >= 188


def test_where_all_were_looked_at_the_index_is_exact() -> None:
    drift = drift_of_counts({"a": 30, "b": 70}, {"a": 50, "b": 50})
    assert drift.margin(100, 100) == 0
    assert drift.margin(100, 1000) < drift.margin(1000, 1000)
    assert drift_of_counts({"a": 30}, {"a": 3}).margin(500, 500) > 0
