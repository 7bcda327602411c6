"""What all evaluations of one request may take together: steps, memory and time."""

from __future__ import annotations

from collections.abc import Callable
from math import inf
from typing import Final

from creditrules.feel.limits import MEMORY, STEPS

__all__ = ["RequestBudget"]


_PLENTY: Final = 10**12


def _always() -> float:
    return inf


class RequestBudget:
    """What is left of a request's evaluation; every evaluation of the request is handed the same one, or a share of it.

    steps, memory: as evaluations count them (`feel/limits.py`). seconds_left: until the time is up; who makes a budget
    has the clock. spent: whether anything was cut short or left out because nothing was left. It then stays so for the
    rest of the request, and what was being worked out is no answer. For one thread.
    """

    __slots__ = ("_whole", "memory", "most_memory", "most_steps", "seconds_left", "spent", "steps")

    def __init__(self, steps: int, memory: int, seconds_left: Callable[[], float] = _always) -> None:
        self.steps = self.most_steps = steps
        self.memory = self.most_memory = memory
        self.seconds_left = seconds_left
        self.spent = False
        self._whole: RequestBudget | None = None

    @classmethod
    def of_one(cls) -> RequestBudget:
        """As much as one evaluation may take, whatever the time."""
        return cls(STEPS, MEMORY)

    def share(self, part: float) -> RequestBudget:
        """A part of all that is left, for what may be left half done; what it takes is taken from the whole.

        Where it is spent the whole is not, so that what follows still can be done.
        """
        left = self.seconds_left
        kept = 0.0 if (now := left()) == inf else now * (1 - part)
        return self._part(part, lambda: left() - kept)

    def untimed(self) -> RequestBudget:
        """All steps and memory that are left, without the clock: for what has to be done to its end or not at all.

        What it comes to then is the same on a busy machine; how long it may last, its steps say.
        """
        return self._part(1, _always)

    def timed(self, part: float) -> RequestBudget:
        """A part of the time that is left, whatever is done in it.

        For what goes through as many as there is time for, and says how many: its steps are not taken from the whole.
        """
        return RequestBudget(_PLENTY, _PLENTY, self.share(part).seconds_left)

    def _part(self, part: float, seconds_left: Callable[[], float]) -> RequestBudget:
        share = RequestBudget(int(self.steps * part), int(self.memory * part), seconds_left)
        share._whole = self
        return share

    @property
    def taken(self) -> int:
        """The steps that were taken, at most as many as there were."""
        return min(self.most_steps, self.most_steps - self.steps)

    def allows(self) -> bool:
        """Whether anything more may be begun. Where not, that is remembered: something is left out."""
        if self.steps <= 0 or self.memory < 0 or self.seconds_left() <= 0:
            self.spent = True
        return not self.spent

    def take(self, steps: int) -> int:
        """So many of the steps, or those that are left; 0 once it is spent."""
        if not self.allows():
            return 0
        granted = min(steps, self.steps)
        self.charge(granted)
        return granted

    def charge(self, steps: int, memory: int = 0) -> None:
        """Pay for what was done already."""
        if self._whole is not None:  # which never pays more than the share had: what goes beyond is asked for, not done
            self._whole.charge(min(steps, max(0, self.steps)), min(memory, max(0, self.memory)))
        self.steps -= steps
        self.memory -= memory
