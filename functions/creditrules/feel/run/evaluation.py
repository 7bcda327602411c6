"""One evaluation: its moment, its budget and the warnings it leaves."""

from __future__ import annotations

from creditrules.feel.limits import STEPS, WARNINGS
from creditrules.feel.temporal.kinds import DateTime
from creditrules.records import dataclass, field

__all__ = ["EvaluationWarning", "Exhausted", "Run"]


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
    """

    now: DateTime
    steps: int = STEPS
    warnings: list[EvaluationWarning] = field(default_factory=list)
    depth: int = 0
    failures: int = 0

    def null(self, code: str, message: str, source: str = "", span: tuple[int, int] | None = None) -> object:
        """Keep a warning; returns None, the FEEL null that stands for the failed value."""
        self.failures += 1
        if len(self.warnings) < WARNINGS:
            self.warnings.append(EvaluationWarning(code, message, source, span))
        return None

    def spend(self, steps: int = 1) -> None:
        """Pay for `steps` elements or turns; Exhausted when the budget is gone, which ends the evaluation with null."""
        self.steps -= steps
        if self.steps < 0:
            raise Exhausted("feel.too-many-steps", "The evaluation takes more steps than it may.")
