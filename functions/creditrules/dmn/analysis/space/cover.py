"""A set of facts as few boxes that may overlap, each as wide as the set lets it be."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from creditrules.dmn.analysis.space.axis import Axis
from creditrules.dmn.analysis.space.boxes import Box
from creditrules.dmn.analysis.space.diagram import Diagram, Diagrams, apart
from creditrules.dmn.table.region import NOTHING, Region

__all__ = ["cover"]

_Boxes = tuple[tuple[tuple[Axis, Region], ...], ...]


def cover(diagrams: Diagrams, inside: Diagram, value: Any) -> tuple[Box, ...]:
    """Boxes with this value whose union is where a diagram of booleans is true; no box could be left out.

    What needs no bound on an axis has none: the sum of products that Minato (1992) reads off a decision diagram, for
    axes of many values. Raises TooLarge beyond the budget.
    """
    found = _Cover(diagrams)
    return tuple(Box(regions, value) for regions in found.of(inside, inside)[0])


class _Cover:
    def __init__(self, diagrams: Diagrams) -> None:
        self.diagrams = diagrams
        self.nothing, self.everything = diagrams.leaf(False), diagrams.leaf(True)
        self._known: dict[tuple[Diagram, Diagram], tuple[_Boxes, Diagram]] = {}

    def of(self, wanted: Diagram, allowed: Diagram) -> tuple[_Boxes, Diagram]:
        """Boxes that hold all that is wanted and nothing that is not allowed, and their union."""
        if wanted is self.nothing:
            return (), self.nothing
        if allowed is self.everything:
            return ((),), self.everything
        found = self._known.get((wanted, allowed))
        if found is None:
            self.diagrams.budget.spend()
            found = self._known[wanted, allowed] = self._along(*apart((wanted, allowed)))
        return found

    def _along(self, axis: Axis, cuts: Sequence[Any], parts: Sequence[Sequence[Diagram]]) -> tuple[_Boxes, Diagram]:
        """First what needs no bound on the axis, then the rest stretch by stretch, each as wide as may be."""
        regions = [_between(*ends).intersection(axis.domain) for ends in pairwise((None, *cuts, None))]
        parts = [part for part, region in zip(parts, regions, strict=True) if region != NOTHING]
        regions = [region for region in regions if region != NOTHING]
        common = self._all([allowed for _, allowed in parts])
        free = [self._and(wanted, common) for wanted, _ in parts]
        boxes, union = self.of(self._any(free), common)
        found = list(boxes)
        left = [self._without(wanted, union) for wanted, _ in parts]
        for at in range(len(parts)):
            more, _ = self.of(left[at], parts[at][1])
            for box in more:
                held = self._box(box)
                wide = [other for other in range(len(parts)) if self._without(held, parts[other][1]) is self.nothing]
                region = NOTHING
                for other in wide:
                    region = region.union(regions[other])
                    left[other] = self._without(left[other], held)
                found.append(((axis, region), *box))
                union = self._or(union, self._bounded(axis, region, held))
        return tuple(found), union

    def _box(self, regions: Sequence[tuple[Axis, Region]]) -> Diagram:
        found: Diagram = self.everything
        for axis, region in reversed(regions):
            found = self._bounded(axis, region, found)
        return found

    def _bounded(self, axis: Axis, region: Region, held: Diagram) -> Diagram:
        parts = [held if region.starts ^ (at % 2 == 1) else self.nothing for at in range(len(region.cuts) + 1)]
        return self.diagrams.branch(axis, region.cuts, parts)

    def _all(self, parts: Sequence[Diagram]) -> Diagram:
        found: Diagram = self.everything
        for part in dict.fromkeys(parts):
            found = self._and(found, part)
        return found

    def _any(self, parts: Sequence[Diagram]) -> Diagram:
        found: Diagram = self.nothing
        for part in dict.fromkeys(parts):
            found = self._or(found, part)
        return found

    def _and(self, one: Diagram, other: Diagram) -> Diagram:
        return self.diagrams.combine(lambda a, b: self.diagrams.leaf(a and b), one, other)

    def _or(self, one: Diagram, other: Diagram) -> Diagram:
        return self.diagrams.combine(lambda a, b: self.diagrams.leaf(a or b), one, other)

    def _without(self, one: Diagram, other: Diagram) -> Diagram:
        return self.diagrams.combine(lambda a, b: self.diagrams.leaf(a and not b), one, other)


def _between(low: Any, high: Any) -> Region:
    return Region(low is None, tuple(end for end in (low, high) if end is not None))
