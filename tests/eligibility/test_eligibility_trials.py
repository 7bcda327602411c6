"""Experiments in numbers: arms that lie within each other, intervals that hold, and guards that end what they watch."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from decimal import Decimal
from functools import reduce
from math import cos, exp, log, pi, sin, sqrt
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creditrules.eligibility.trials import (
    BUCKETS,
    OTHERS,
    Arm,
    ArmTally,
    LimitTally,
    ShadowState,
    Tally,
    arm_of,
    bucket_of,
    certain_difference,
    certain_share,
    newcombe,
    overstepped,
    plain_tally,
    read_tally,
    seen_in,
    standing_of,
    wilson,
)
from creditrules.rules import GuardForm, Metric

NAMES = st.text(min_size=1, max_size=20)
SECRET = bytes(32)
PARTS = st.integers(0, BUCKETS)


# --- arms


@given(NAMES, NAMES, PARTS, PARTS)
def test_a_larger_share_holds_every_subject_of_a_smaller_one(experiment: str, subject: str, one: int, two: int) -> None:
    small, large = sorted((one, two))
    if arm_of(SECRET, experiment, (subject,), small) is Arm.CHALLENGER:
        assert arm_of(SECRET, experiment, (subject,), large) is Arm.CHALLENGER


@given(NAMES, NAMES)
def test_no_share_is_nobody_and_all_of_it_everybody(experiment: str, subject: str) -> None:
    assert arm_of(SECRET, experiment, (subject,), 0) is Arm.CHAMPION
    assert arm_of(SECRET, experiment, (subject,), BUCKETS) is Arm.CHALLENGER


@given(NAMES, PARTS)
def test_who_names_no_subject_is_the_champions(experiment: str, parts: int) -> None:
    assert arm_of(SECRET, experiment, (), parts) is Arm.CHAMPION


@pytest.mark.parametrize("parts", [1, 10, 123, 500, 900])
def test_a_share_is_met_within_what_chance_allows(parts: int) -> None:
    many, share = 40_000, parts / BUCKETS
    found = sum(arm_of(SECRET, "line-v4", (f"customer-{number}",), parts) is Arm.CHALLENGER for number in range(many))
    assert abs(found - many * share) <= 4 * sqrt(many * share * (1 - share))


def test_buckets_are_filled_evenly_and_two_experiments_are_independent() -> None:
    many = 50_000
    first, second = ([bucket_of(SECRET, name, str(number)) for number in range(many)] for name in ("one", "two"))
    counts = Counter(first)
    expected = many / BUCKETS
    chi_square = sum((counts[bucket] - expected) ** 2 / expected for bucket in range(BUCKETS))
    assert abs(chi_square - (BUCKETS - 1)) <= 4 * sqrt(2 * (BUCKETS - 1))
    both = sum(one < 500 and two < 500 for one, two in zip(first, second, strict=True))
    assert abs(both - many / 4) <= 4 * sqrt(many * 3 / 16)


def test_names_do_not_run_into_each_other() -> None:
    names = [("ab", "c"), ("a", "bc"), ("abc", ""), ("a", "b", "c"), ("a", "", "bc"), ("a", "bc", "")]
    assert len({bucket_of(SECRET, *each) for each in names}) == len(names)


def test_a_bucket_is_the_same_in_every_process_and_for_ever() -> None:
    known = {("line-v4", "customer-1"): 101, ("line-v4", "客户"): 50, ("other", "customer-1"): 671}
    assert {pair: bucket_of(SECRET, *pair) for pair in known} == known
    code = "from creditrules.eligibility.trials import bucket_of; print(bucket_of(bytes(32), 'line-v4', 'customer-1'))"
    there = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=_seeded())
    assert int(there.stdout) == known["line-v4", "customer-1"]


def _seeded() -> dict[str, str]:
    return {"PYTHONPATH": ":".join(sys.path), "PYTHONHASHSEED": "7"}


# --- intervals


def test_wilson_as_published() -> None:
    """E. B. Wilson's interval in R. G. Newcombe, Statistics in Medicine 17 (1998), 857-872, table I."""
    for (total, count), (low, high) in {
        (81, 263): (0.2553, 0.3662),
        (15, 148): (0.0624, 0.1605),
        (0, 20): (0.0, 0.1611),
        (1, 29): (0.0061, 0.1718),
    }.items():
        found = wilson(total, count)
        assert (round(found.low, 4), round(found.high, 4)) == (low, high)


def test_newcombe_as_published() -> None:
    """Method 10 in R. G. Newcombe, Statistics in Medicine 17 (1998), 873-890, table II."""
    for (one, two), (low, high) in {
        ((48, 80), (56, 70)): (0.0524, 0.3339),
        ((3, 10), (9, 10)): (0.1705, 0.8090),
        ((2, 7), (6, 7)): (0.0582, 0.8062),
        ((0, 29), (5, 56)): (-0.0381, 0.1926),
        ((0, 20), (0, 10)): (-0.1611, 0.2775),
    }.items():
        found = newcombe(one, two)
        assert (round(found.low, 4), round(found.high, 4)) == (low, high)


@given(st.integers(0, 60), st.integers(0, 60))
def test_a_certain_share_is_where_the_mixture_says_so_little_against_it(hits: int, misses: int) -> None:
    """Against the mixture integrated step by step."""
    count, alpha = hits + misses, 0.025
    found = certain_share(hits, count, alpha)
    assert 0 <= found.low <= found.high <= 1
    steps = 1000
    angles = [(step + 0.5) / steps * pi / 2 for step in range(steps)]
    weights = [(2 * log(sin(angle)), 2 * log(cos(angle))) for angle in angles]  # Jeffreys' prior is flat in these
    for share in (0.01, 0.1, 0.3, 0.5, 0.77, 0.99):
        mixed = sum(exp(hits * (one - log(share)) + misses * (two - log(1 - share))) for one, two in weights) / steps
        if abs(mixed * alpha - 1) > 1e-6:
            assert (found.low <= share <= found.high) == (mixed < 1 / alpha)


def test_looking_after_every_decision_is_wrong_seldom_where_an_ordinary_interval_is_wrong_often() -> None:
    random, runs, looks = Random(20261128), 100, 200  # noqa: S311 - a seeded simulation
    certain_wrong = ordinary_wrong = 0
    for _ in range(runs):
        one = two = 0
        certain_missed = ordinary_missed = False
        for count in range(1, looks + 1):
            one += random.random() < 0.7
            two += random.random() < 0.7
            if count >= 20 and count % 5 == 0:
                certain = certain_difference((one, count), (two, count), 0.05)
                ordinary = newcombe((one, count), (two, count))
                certain_missed |= not certain.low <= 0 <= certain.high
                ordinary_missed |= not ordinary.low <= 0 <= ordinary.high
        certain_wrong += certain_missed
        ordinary_wrong += ordinary_missed
    assert certain_wrong <= 0.05 * runs
    assert ordinary_wrong >= 0.15 * runs


# --- tallies

COUNTS = st.dictionaries(st.sampled_from(["ALLOW", "LIMIT", "DECLINE"]), st.integers(1, 9))
BY_PRODUCT = st.dictionaries(st.sampled_from(["line", "loan", "car"]), COUNTS)
LIMITS = st.dictionaries(
    st.sampled_from(["line", "loan"]),
    st.builds(LimitTally, st.integers(1, 9), st.decimals(0, 10**6, places=2, allow_nan=False)),
)
SHARES = st.dictionaries(st.sampled_from([each.value for each in Metric]), st.integers(1, 10**7))
ARMS = st.builds(ArmTally, st.integers(0, 99), SHARES, BY_PRODUCT, LIMITS)
STATES = st.dictionaries(st.sampled_from([each.value for each in ShadowState]), st.integers(1, 9))
TALLIES = st.builds(Tally, ARMS, ARMS, BY_PRODUCT, STATES)


@given(TALLIES, TALLIES, TALLIES)
def test_tallies_add_up_in_any_order(one: Tally, two: Tally, three: Tally) -> None:
    assert (one + two) + three == one + (two + three)
    assert one + two == two + one
    assert one + Tally() == one


@given(TALLIES)
def test_a_tally_is_read_as_it_was_written(tally: Tally) -> None:
    assert read_tally(plain_tally(tally)) == tally


def answer(product: str, outcome: str, limit: str | None = None, origin: str = "RULE") -> dict[str, Any]:
    terms = None if limit is None else {"limit": Decimal(limit)}
    reasons = [{"origin": origin}]
    return {
        "product": product,
        "outcome": outcome,
        "terms": terms,
        "reasons": reasons,
        "versions": [{"ruleSet": "behaviour"}],
    }


def test_a_decision_counts_once_whatever_it_answers_on() -> None:
    seen = seen_in([answer("line", "ALLOW", "100"), answer("loan", "REFER", origin="NOT_EVALUABLE")])
    assert seen.decisions == 1
    assert [seen.of(metric) for metric in Metric] == [(0.5, 1), (0.5, 1), (0.5, 1)]
    assert seen.by_outcome == {"ALLOW": 1, "REFER": 1}
    assert seen.limits == {"line": LimitTally(1, Decimal(100))}


def test_a_shadow_is_counted_on_the_same_answers_only() -> None:
    answered = [answer("line", "ALLOW", "100"), answer("loan", "ALLOW"), {**answer("car", "ALLOW"), "versions": []}]
    shadows = [answer("line", "DECLINE"), answer("car", "DECLINE")]
    found = Tally.of_shadow(ShadowState.ANSWERED, answered, shadows, "behaviour")
    assert found.transitions == {"line": {"ALLOW>DECLINE": 1}}
    assert (found.champion.by_outcome, found.challenger.by_outcome) == ({"ALLOW": 1}, {"DECLINE": 1})
    failed = Tally.of_shadow(ShadowState.FAILED, answered, [], "behaviour")
    assert failed == Tally(states={"FAILED": 1})


def test_products_beyond_the_first_forty_are_counted_together() -> None:
    many = [Tally.of_arm(Arm.CHAMPION, seen_in([answer(f"p{number:03}", "ALLOW", "10")])) for number in range(60)]
    total = reduce(Tally.__add__, many)
    bounded = total.bounded()
    assert bounded.champion.outcomes[OTHERS] == {"ALLOW": 20}
    assert bounded.champion.limits[OTHERS] == LimitTally(20, Decimal(200))
    assert bounded.champion.by_outcome == total.champion.by_outcome
    assert len(bounded.champion.outcomes) == 41
    assert (bounded + many[0]).bounded().champion.by_outcome == {"ALLOW": 61}


# --- guards


def arms(champion: tuple[int, int], challenger: tuple[int, int]) -> Tally:
    one, two = (ArmTally(count, {"approvalRate": hits * 10**6}) for hits, count in (champion, challenger))
    return Tally(one, two)


GUARD = GuardForm(metric=Metric.APPROVAL_RATE, low=Decimal("-0.05"), high=Decimal("0.2"), decisions=50)


@pytest.mark.parametrize(
    ("champion", "challenger", "ends"),
    [
        ((70, 100), (10, 100), True),  # beyond doubt
        ((70, 100), (60, 100), False),  # outside of the bounds, but it may be chance
        ((7_000, 10_000), (6_000, 10_000), True),  # the same on more decisions
        ((700, 1000), (700, 1000), False),
        ((10, 100), (90, 100), True),  # above
        ((40, 49), (0, 100), False),  # one arm has too few
        ((0, 0), (0, 0), False),
    ],
    ids=str,
)
def test_a_guard_ends_what_lies_outside_of_its_bounds_beyond_doubt(
    champion: tuple[int, int], challenger: tuple[int, int], *, ends: bool
) -> None:
    found = overstepped([GUARD], arms(champion, challenger))
    assert (found is not None) is ends
    if found:
        assert f"after {champion[1]} decisions of the champion and {challenger[1]} of the challenger" in found.told


def test_several_guards_share_the_doubt() -> None:
    tally = arms((70, 100), (60, 100))
    [alone] = standing_of([GUARD], tally)
    other = GuardForm(metric=Metric.SEVERE_RATE, high=Decimal("0.1"))
    beside, _ = standing_of([GUARD, other], tally)
    assert beside.certain.low < alone.certain.low
    assert beside.certain.high > alone.certain.high
    assert alone.difference == pytest.approx(-0.1)


@settings(max_examples=50)
@given(st.integers(0, 200), st.integers(0, 200), st.integers(0, 200), st.integers(0, 200))
def test_a_guard_never_ends_what_is_observed_within_its_bounds(hits: int, misses: int, more: int, less: int) -> None:
    champion, challenger = (hits, hits + misses), (more, more + less)
    if champion[1] and challenger[1]:
        difference = challenger[0] / challenger[1] - champion[0] / champion[1]
        if float(GUARD.low) <= difference <= float(GUARD.high):
            assert overstepped([GUARD], arms(champion, challenger)) is None
