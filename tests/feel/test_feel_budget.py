"""One budget for all evaluations of a request: taken a part at a time, and nothing is answered beyond it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count

import pytest

from creditrules.feel import (
    STEPS,
    Date,
    DateTime,
    RequestBudget,
    Run,
    Time,
    Value,
    check_expression,
    compile_expression,
    limits,
    parse_expression,
)

NOW = DateTime(Date(2026, 1, 1), Time(0, None))
PLENTY = 10**9


def evaluate(text: str, budget: RequestBudget | None, steps: int = STEPS) -> tuple[Value, list[str], int]:
    """The value, the codes of the warnings, and the steps that the evaluation itself counted."""
    run = Run(NOW, steps)
    if budget is not None:
        run.under(budget)
    value = compile_expression(check_expression(parse_expression(text), {}))(run, {})
    run.settle()
    return value, [warning.code for warning in run.warnings], steps - run.left


def loop(turns: int) -> str:
    return f"count(for i in 1..{turns} return i + 1)"


@pytest.mark.parametrize("turns", [10, 2_000, 40_000])
def test_under_a_budget_the_same_is_answered_in_the_same_steps(turns: int) -> None:
    budget = RequestBudget(PLENTY, PLENTY)
    assert evaluate(loop(turns), budget) == evaluate(loop(turns), None)
    assert budget.taken == evaluate(loop(turns), None)[2]
    assert not budget.spent


def test_several_evaluations_take_from_the_same_budget() -> None:
    budget = RequestBudget(100_000, PLENTY)
    answered = [evaluate(loop(10_000), budget)[1] for _ in range(8)]
    whole = answered.index(["feel.budget-spent"])
    assert 1 < whole < 8
    assert answered == [[]] * whole + [["feel.budget-spent"]] * (8 - whole)
    assert budget.spent
    assert budget.taken == budget.most_steps


def test_the_bound_of_one_evaluation_is_its_own_and_leaves_the_rest_to_others() -> None:
    budget = RequestBudget(PLENTY, PLENTY)
    assert evaluate(loop(100_000), budget, 20_000)[1] == ["feel.too-many-steps"]
    assert not budget.spent
    assert budget.taken < 300_000
    assert evaluate(loop(10), budget)[1] == []


def late_after(looks: int) -> Callable[[], float]:
    times: Iterator[int] = count()
    return lambda: looks - next(times)


def test_when_the_time_is_up_the_evaluation_ends_within_a_few_thousand_steps() -> None:
    budget = RequestBudget(PLENTY, PLENTY, late_after(4))
    value, codes, steps = evaluate(loop(900_000), budget, 10_000_000)
    assert (value, codes) == (None, ["feel.budget-spent"])
    assert steps <= 900_000 + 5 * limits.STEPS_AT_ONCE
    assert evaluate("1 + 1", budget)[0] == 2, "what takes no steps is not asked for them"
    assert not budget.allows()


def test_the_clock_is_looked_at_between_parts_only() -> None:
    looks = count()
    budget = RequestBudget(PLENTY, PLENTY, lambda: 1 + next(looks))
    evaluate(loop(50_000), budget)
    assert next(looks) <= 3 + evaluate(loop(50_000), None)[2] // limits.STEPS_AT_ONCE


def test_a_budget_stays_spent() -> None:
    left = 0.0
    budget = RequestBudget(10, 10, lambda: left)
    assert not budget.allows()
    left = 1.0
    assert not budget.allows()
    assert budget.take(5) == 0


def test_a_share_ends_before_the_whole_and_is_taken_from_it() -> None:
    now = 0.0
    whole = RequestBudget(100_000, PLENTY, lambda: 10.0 - now)
    share = whole.share(0.5)
    assert evaluate(loop(900_000), share)[:2] == (None, ["feel.budget-spent"])
    assert share.spent
    assert not whole.spent
    assert (whole.taken, whole.steps) == (50_000, 50_000)
    assert whole.allows()
    timed = whole.share(0.5)
    now = 5.0
    assert not timed.allows()
    assert whole.allows()
    assert not RequestBudget(100, PLENTY, lambda: 0.0).share(0.5).allows()


def test_what_has_to_end_ends_whatever_the_time_and_what_goes_through_many_whatever_the_steps() -> None:
    late = RequestBudget(100_000, PLENTY, lambda: 0.0)
    assert evaluate(loop(9_000), late.untimed())[0] == 9_000
    assert 9_000 < late.taken < 100_000
    assert evaluate(loop(900_000), late.untimed())[1] == ["feel.budget-spent"]
    assert evaluate(loop(9_000), RequestBudget(100, PLENTY, lambda: 9.0).timed(0.5))[0] == 9_000
    assert not late.timed(0.5).allows()
