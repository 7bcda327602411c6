"""The budget of evaluation that each request gets."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from creditrules.config import Limits
from creditrules.feel import RequestBudget
from creditrules.records import dataclass, field

__all__ = ["Budgets"]


@dataclass(frozen=True, slots=True)
class Budgets:
    """Makes a budget for every request. clock: seconds, from anywhere, that never go back."""

    limits: Limits = field(default_factory=Limits)
    clock: Callable[[], float] = monotonic

    def new(self, *, of_lender: bool = False) -> RequestBudget:
        """The budget of a request that has just come. of_lender: whether from people who may see the lender's policy.

        They have rules verified and compared, which takes longer than any question.
        """
        clock, limits = self.clock, self.limits
        times = limits.evaluation_times if of_lender else 1
        end = clock() + limits.evaluation_milliseconds * times / 1000
        return RequestBudget(limits.evaluation_steps * times, limits.evaluation_memory, lambda: end - clock())
