"""How much one analysis may take, and the one way in which it says that it took more."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from creditrules.dmn.limits import ANALYSIS_BOXES, ANALYSIS_NODES, ANALYSIS_STEPS, ANALYSIS_WORK

__all__ = ["Budget", "TooLarge"]


class TooLarge(Exception):
    """The analysis would take more than its budget. at: the place it had come to, such as "decisions.Risk"."""

    def __init__(self, what: str, at: str) -> None:
        super().__init__(f"Not analysed: too large, at {at or 'its boxes'} ({what}).")
        self.what, self.at = what, at


class Budget:
    """What is left. at: the place that is being worked on; whoever works sets it."""

    __slots__ = ("at", "boxes", "nodes", "steps", "work")

    def __init__(self, nodes: int = ANALYSIS_NODES, steps: int = ANALYSIS_STEPS, boxes: int = ANALYSIS_BOXES) -> None:
        self.work = ANALYSIS_WORK
        self.at = ""
        self.grant(nodes, steps, boxes)

    def grant(self, nodes: int, steps: int, boxes: int) -> None:
        """Let so much be left, whatever was spent."""
        self.nodes, self.steps, self.boxes = nodes, steps, boxes

    def node(self) -> None:
        """Pay for a node."""
        self.nodes -= 1
        if self.nodes < 0:
            raise TooLarge("nodes", self.at)

    def worked(self, steps: int) -> None:
        """Pay for steps of the evaluator."""
        self.work -= steps
        if self.work < 0:
            raise TooLarge("work", self.at)

    def expect(self, steps: int) -> None:
        """Refuse at once what will take more than is left."""
        if steps > self.steps:
            raise TooLarge("steps", self.at)

    def spend(self, steps: int = 1) -> None:
        """Pay for combinations."""
        self.steps -= steps
        if self.steps < 0:
            raise TooLarge("steps", self.at)

    @contextmanager
    def at_most(self, steps: int) -> Iterator[None]:
        """Let at most so many of the steps that are left be spent inside. Raises TooLarge beyond."""
        kept = max(0, self.steps - steps)
        self.steps -= kept
        try:
            yield
        finally:
            self.steps = kept + max(0, self.steps)
