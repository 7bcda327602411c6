"""Intervals of numbers are told at once: to the same answer, at the same cost, as by an evaluation of their own."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.dmn.test_dmn_facts import compiled

from creditrules.dmn.domains.allowed import Allowed
from creditrules.dmn.domains.constants import NOWHEN
from creditrules.feel import RequestBudget, Run, Value, limits

INTERVALS = ("[0..150]", "(0..150)", "(0..150]", "[0..150)", "[0.5..0.50]", "[0..1e10]")
OTHERS = ("[-5..5]", "not([0..150])", "[0..1], [5..6]", "> 3", "1, 2", "? > 3", "[0..1+1]")
VALUES: tuple[Value, ...] = (
    *(Decimal(each) for each in ("-1", "0", "0.0", "0.5", "0.50", "2", "149.9", "150", "150.00", "151", "1e10", "-0")),
    None,
    "5",
    True,
)
BUDGETS = ((0, 9), (1, 9), (limits.STEPS_AT_ONCE, 9), (limits.STEPS_AT_ONCE + 1, 9), (10**6, 10**6), (10**6, -1))


def allowed(text: str) -> Allowed:
    """What a fact with these allowed values may be."""
    found = compiled(f"facts: [{{name: x, type: number, allowedValues: '{text}'}}]").facts[0].domain.allowed
    assert found is not None
    return found


def told(values: Allowed, value: Value, budget: RequestBudget | None, steps: int) -> tuple[object, ...]:
    """The answer, and all that is left afterwards."""
    run = Run(NOWHEN, steps)
    if budget is not None:
        run.under(budget)
    held = [values.admits(value, run), values.admits(value, run)]
    run.settle()
    rest = None if budget is None else (budget.steps, budget.memory, budget.spent)
    return held, run.left, run.memory, len(run.warnings), rest


@pytest.mark.parametrize("text", [*INTERVALS, *OTHERS])
def test_what_is_told_at_once_is_told_as_by_an_evaluation(text: str) -> None:
    values, slowly = allowed(text), allowed(text)
    assert values.bounded == (text in INTERVALS)
    slowly.bounded = False
    for value in VALUES:
        for steps in (0, 1, 2, limits.STEPS_AT_ONCE, 10**6):
            assert told(values, value, None, steps) == told(slowly, value, None, steps)
            for budget in BUDGETS:
                left, also = RequestBudget(*budget), RequestBudget(*budget)
                assert told(values, value, left, steps) == told(slowly, value, also, steps), (value, steps, budget)
                parts = RequestBudget(*budget).share(0.5), RequestBudget(*budget).share(0.5)
                assert told(values, value, parts[0], steps) == told(slowly, value, parts[1], steps)
