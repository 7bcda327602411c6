"""One evaluation of a model: FEEL's run, and which warnings arose where."""

from __future__ import annotations

from dataclasses import dataclass, field

from creditrules.dmn.evaluation import PlacedWarning, TableTrace
from creditrules.feel.run import Run

__all__ = ["ModelRun"]


@dataclass(slots=True)
class ModelRun(Run):
    """places: from a range of warnings to the place they arose at, innermost first. traces: when asked for, else None."""

    places: list[tuple[int, int, str]] = field(default_factory=list)
    traces: dict[int, TableTrace] | None = None

    def placed(self, before: int, place: str) -> None:
        """The warnings since there were `before` of them arose at `place`."""
        if len(self.warnings) > before:
            self.places.append((before, len(self.warnings), place))

    def warn(self, code: str, message: str, place: str) -> None:
        """A warning of the model itself; returns null as `null` does."""
        self.null(code, message)
        self.places.append((len(self.warnings) - 1, len(self.warnings), place))

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
