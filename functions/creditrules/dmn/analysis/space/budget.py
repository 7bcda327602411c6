"""How much one analysis may take, and the one way in which it says that it took more."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from creditrules.dmn.limits import ANALYSIS_BOXES, ANALYSIS_NODES, ANALYSIS_STEPS, ANALYSIS_WORK
from creditrules.feel import RequestBudget

__all__ = ["Budget", "Spent", "TooLarge"]

_STEPS_UNTIL_A_LOOK: Final = 100
"""Nodes and combinations between two looks at what the request has left: about a millisecond."""


class TooLarge(Exception):
    """The analysis would take more than its budget. at: the place it had come to, such as "decisions.Risk"."""

    def __init__(self, what: str, at: str) -> None:
        super().__init__(f"Not analysed: too large, at {at or 'its boxes'} ({what}).")
        self.what, self.at = what, at


class Spent(TooLarge):
    """The request that the analysis is for has nothing left. What was worked out before stands; no more can be."""

    def __init__(self, at: str) -> None:
        super().__init__("request", at)

    def __str__(self) -> str:
        return "Not analysed to its end: the request took more evaluation than it may."


class Budget:
    """What is left. at: the place that is being worked on; whoever works sets it.

    request: the budget of the request that all of it is for; a step here is a step there. None outside of requests.
    stretches: of columns of tables, between two thresholds each, all together; None for as many as there are.
    """

    __slots__ = ("_unlooked", "at", "boxes", "nodes", "request", "steps", "stretches", "work")

    def __init__(
        self,
        nodes: int = ANALYSIS_NODES,
        steps: int = ANALYSIS_STEPS,
        boxes: int = ANALYSIS_BOXES,
        request: RequestBudget | None = None,
        stretches: int | None = None,
    ) -> None:
        self.work = ANALYSIS_WORK
        self.at = ""
        self.request = request
        self.stretches = stretches
        self._unlooked = 0
        self.grant(nodes, steps, boxes)

    def grant(self, nodes: int, steps: int, boxes: int) -> None:
        """Let so much be left, whatever was spent."""
        self.nodes, self.steps, self.boxes = nodes, steps, boxes

    def look(self) -> None:
        """Raises Spent where the request has nothing left. For whatever goes on for long without paying."""
        if self.request is not None:
            self.request.charge(self._unlooked)
            if not self.request.allows():
                raise Spent(self.at)
        self._unlooked = 0

    def node(self) -> None:
        """Pay for a node."""
        self._unlooked += 1
        if self._unlooked > _STEPS_UNTIL_A_LOOK:
            self.look()
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
        self._unlooked += steps
        if self._unlooked > _STEPS_UNTIL_A_LOOK:
            self.look()
        self.steps -= steps
        if self.steps < 0:
            raise TooLarge("steps", self.at)

    def begin_table(self, stretches: int) -> None:
        """Refuse a table before any of its columns is looked at, where these have more stretches than may be."""
        if self.stretches is None:
            return
        self.stretches -= stretches
        if self.stretches < 0:
            raise TooLarge("stretches", self.at)

    @contextmanager
    def at_most(self, steps: int) -> Iterator[None]:
        """Let at most so many of the steps that are left be spent inside. Raises TooLarge beyond."""
        kept = max(0, self.steps - steps)
        self.steps -= kept
        try:
            yield
        finally:
            self.steps = kept + max(0, self.steps)
