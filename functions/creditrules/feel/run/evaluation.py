"""One evaluation: its moment, its budget and the warnings it leaves."""

from __future__ import annotations

from creditrules.feel.limits import MEMORY, STEPS, STEPS_AT_ONCE, WARNINGS
from creditrules.feel.run.budget import RequestBudget
from creditrules.feel.temporal.kinds import DateTime
from creditrules.records import dataclass, field

__all__ = ["EvaluationWarning", "Exhausted", "Run"]

_COST_OF_A_WARNING = 8
"""Steps: what is null has its sentence, which quotes what may be long."""


class Exhausted(Exception):
    """An evaluation spent its steps or nested its calls too deep; the program's front turns it into null."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True)
class EvaluationWarning:
    """Why something became null: a stable code, a sentence, and the characters of the expression it is about."""

    code: str
    message: str
    source: str = ""
    span: tuple[int, int] | None = None


@dataclass(slots=True)
class Run:
    """What every compiled expression is handed beside its scope.

    now: the moment `now()` and `today()` answer with; FEEL owns no clock.
    steps: evaluation steps left; loops and calls pay from it (limits in `feel/limits.py`).
    warnings: every null that was an error, in order of evaluation, up to a bound. failures: their number, without one.
    depth: how deep calls of user-defined functions are nested at the moment.
    memory: what it may still make, in characters of texts (see `limits.MEMORY`).
    budget: of the request; its steps are taken a few thousand at a time, `held_back` being what may follow, so that its
    clock is looked at between them and the common step costs nothing more. See `under`.
    """

    now: DateTime
    steps: int = STEPS
    warnings: list[EvaluationWarning] = field(default_factory=list)
    depth: int = 0
    failures: int = 0
    memory: int = MEMORY
    held_back: int = 0
    budget: RequestBudget | None = None

    @property
    def left(self) -> int:
        """The steps that the evaluation may still take, as far as it alone is asked."""
        return self.steps + self.held_back

    def under(self, budget: RequestBudget) -> None:
        """Take steps and memory from the request's budget as well, before the first step; `settle` ends it."""
        granted = budget.take(min(STEPS_AT_ONCE, self.steps))
        self.budget, self.held_back, self.steps = budget, self.steps - granted, granted
        if self.memory > budget.memory:
            self.memory = max(0, budget.memory)

    def settle(self) -> None:
        """Give back what was not taken."""
        if self.budget is not None:
            most = self.budget.memory
            self.budget.charge(-self.steps, (MEMORY if most >= MEMORY else max(0, most)) - self.memory)

    def pay(self, steps: int, part: Run) -> None:
        """Take over what a part with a run of its own, under the same budget, has taken: the budget has it already."""
        part.settle()
        self.pay_beside(steps)

    def pay_beside(self, steps: int) -> None:
        """Take fewer steps from now on, none of them of the request's budget."""
        if self.budget is None:
            self.steps -= steps
        else:
            self.held_back -= steps

    def null(self, code: str, message: str, source: str = "", span: tuple[int, int] | None = None) -> object:
        """Keep a warning; returns None, the FEEL null that stands for the failed value."""
        self.failures += 1
        self.steps -= _COST_OF_A_WARNING
        if len(self.warnings) < WARNINGS:
            self.warnings.append(EvaluationWarning(code, message, source, span))
        return None

    def spend(self, steps: int = 1) -> None:
        """Pay for `steps` elements or turns; Exhausted when the budget is gone, which ends the evaluation with null."""
        self.steps -= steps
        if self.steps < 0:
            self._go_on()

    def make(self, memory: int) -> None:
        """Pay for what a value takes that is made; the next step ends the evaluation when there is no more."""
        self.memory -= memory
        if self.memory < 0:
            self.held_back += self.steps + 1
            self.steps = -1

    def _go_on(self) -> None:
        """Take further steps from the request, and look at its clock. Raises Exhausted."""
        if self.memory < 0:
            raise self._without_memory()
        while self.steps < 0:
            if self.budget is None or self.left < 0:
                raise Exhausted("feel.too-many-steps", "The evaluation takes more steps than it may.")
            granted = self.budget.take(min(max(STEPS_AT_ONCE, -self.steps), self.held_back))
            if not granted:
                raise Exhausted("feel.budget-spent", "The request has no evaluation left.")
            self.steps += granted
            self.held_back -= granted

    def _without_memory(self) -> Exhausted:
        if self.budget is not None and self.budget.memory < MEMORY:
            self.budget.spent = True
            return Exhausted("feel.budget-spent", "The request has no evaluation left.")
        return Exhausted("feel.too-much-memory", "The evaluation makes more texts and lists than it may hold.")
