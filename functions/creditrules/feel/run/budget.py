"""What all evaluations of one request may take together: steps, memory and time."""

from __future__ import annotations

from collections.abc import Callable

from creditrules.feel.limits import MEMORY, STEPS

__all__ = ["RequestBudget"]


class RequestBudget:
    """What is left of a request's evaluation; every evaluation of the request is handed the same one.

    steps, memory: as evaluations count them (`feel/limits.py`). is_late: whether the time is up; who makes a budget
    has the clock. spent: whether anything was cut short or left out because nothing was left. It then stays so for the
    rest of the request, and what was being worked out is no answer. For one thread.
    """

    __slots__ = ("_is_late", "memory", "most_memory", "most_steps", "spent", "steps")

    def __init__(self, steps: int, memory: int, is_late: Callable[[], bool] = bool) -> None:
        self.steps = self.most_steps = steps
        self.memory = self.most_memory = memory
        self._is_late = is_late
        self.spent = False

    @classmethod
    def of_one(cls) -> RequestBudget:
        """As much as one evaluation may take, whatever the time."""
        return cls(STEPS, MEMORY)

    @property
    def taken(self) -> int:
        """The steps that were taken, at most as many as there were."""
        return min(self.most_steps, self.most_steps - self.steps)

    def allows(self) -> bool:
        """Whether anything more may be begun. Where not, that is remembered: something is left out."""
        if self.steps <= 0 or self.memory < 0 or self._is_late():
            self.spent = True
        return not self.spent

    def take(self, steps: int) -> int:
        """So many of the steps, or those that are left; 0 once it is spent."""
        if not self.allows():
            return 0
        granted = min(steps, self.steps)
        self.steps -= granted
        return granted

    def charge(self, steps: int, memory: int = 0) -> None:
        """Pay for what was done already."""
        self.steps -= steps
        self.memory -= memory
