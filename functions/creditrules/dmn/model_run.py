"""One evaluation of a model: FEEL's run, and which warnings arose where; what programs of a model are handed."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from creditrules.dmn.evaluation import PlacedWarning, TableTrace
from creditrules.feel import STEPS, DateTime, RequestBudget, Run, Value
from creditrules.feel.limits import MEMORY
from creditrules.records import dataclass

__all__ = ["BoxCode", "ModelRun", "Runs", "Variables", "outside"]

Variables = Mapping[str, Value]
"""What texts may name, and what it is worth."""


class ModelRun(Run):
    """A run that knows places.

    places: from a range of warnings to the place they arose at, innermost first. traces: by the place of the table,
    when asked for.
    """

    __slots__ = ("places", "traces")

    def __init__(
        self,
        now: DateTime,
        steps: int,
        traces: dict[str, TableTrace] | None = None,
        budget: RequestBudget | None = None,
    ) -> None:
        # Written out instead of super().__init__: one is made for every decision of every applicant.
        self.now = now
        self.steps = steps
        self.warnings = []
        self.depth = self.failures = self.held_back = 0
        self.memory = MEMORY
        self.budget = None
        self.places: list[tuple[int, int, str]] = []
        self.traces = traces
        if budget is not None:
            self.under(budget)

    def placed(self, before: int, place: str) -> None:
        """The warnings since there were `before` of them arose at `place`."""
        if len(self.warnings) > before:
            self.places.append((before, len(self.warnings), place))

    def warn(self, code: str, message: str, place: str) -> None:
        """A warning of the model itself."""
        self.null(code, message)
        self.places.append((len(self.warnings) - 1, len(self.warnings), place))

    def warned(self, code: str, message: str, place: str) -> Value:
        """Null, and a warning as `warn` leaves it."""
        self.warn(code, message, place)
        return None

    def placed_warnings(self) -> tuple[PlacedWarning, ...]:
        """All warnings in order, with their places."""
        if not self.warnings:
            return ()
        places = [""] * len(self.warnings)
        for start, end, place in self.places:
            for index in range(start, end):
                places[index] = places[index] or place
        return tuple(
            PlacedWarning(warning.code, warning.message, place, warning.source, warning.span)
            for warning, place in zip(self.warnings, places, strict=True)
        )


@dataclass(frozen=True, slots=True)
class Runs:
    """Makes the runs of many evaluations at one moment. budget: what all of them are taken from."""

    now: DateTime
    budget: RequestBudget | None = None

    def new(self) -> ModelRun:
        """A run that has taken nothing yet; whoever is done with it settles it."""
        return ModelRun(self.now, STEPS, None, self.budget)


BoxCode = Callable[[ModelRun, Variables], Value]
"""A program of a model. A program of FEEL is one too: it takes any run."""


def outside(body: Callable[..., Value], run: Run, arguments: tuple[Value, ...]) -> Value:
    """What a function of a model gives where FEEL alone calls it: the run lends it its budget and its warnings.

    body: called as `body(run, *arguments)` with a ModelRun.
    """
    own = ModelRun(run.now, run.steps)
    own.warnings, own.depth = run.warnings, run.depth
    own.memory, own.held_back, own.budget = run.memory, run.held_back, run.budget
    try:
        return body(own, *arguments)
    finally:
        run.steps, run.held_back, run.memory = own.steps, own.held_back, own.memory
        run.failures += own.failures
