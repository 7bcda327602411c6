"""The budget of evaluation that each request gets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic

from creditrules.config import Limits
from creditrules.feel import RequestBudget

__all__ = ["Budgets"]


@dataclass(frozen=True, slots=True)
class Budgets:
    """Makes a budget for every request. clock: seconds, from anywhere, that never go back."""

    limits: Limits = field(default_factory=Limits)
    clock: Callable[[], float] = monotonic

    def new(self) -> RequestBudget:
        """The budget of a request that has just come."""
        clock, limits = self.clock, self.limits
        end = clock() + limits.evaluation_milliseconds / 1000
        return RequestBudget(limits.evaluation_steps, limits.evaluation_memory, lambda: end - clock())
