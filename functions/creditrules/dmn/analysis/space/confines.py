"""Confines: the facts that are asked about. What a function is outside of them does not matter, so it is not built."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from creditrules.dmn.analysis.space.axis import Axis
from creditrules.dmn.analysis.space.boxes import children_of
from creditrules.dmn.analysis.space.diagram import Branch, Diagram, Leaf, nodes
from creditrules.dmn.table.region import ALL, NOTHING, Region

__all__ = ["Confines"]


class Confines:
    """A set of facts, as a diagram of booleans, and how far it reaches along each axis."""

    def __init__(self, inside: Diagram) -> None:
        self.inside = inside
        self._reach: dict[Diagram, dict[Axis, Region]] = {}

    def reached(self, diagram: Diagram, inside: Diagram | None = None) -> Iterator[Any]:
        """The values that a diagram may have within the confines, or the part of them that is given.

        Each axis is looked at by itself: there may be some among them that it has outside only.
        """
        reach = self._reach_of(self.inside if inside is None else inside)
        seen: set[Diagram] = set()
        waiting = [diagram]
        while waiting:
            part = waiting.pop()
            if part in seen:
                continue
            seen.add(part)
            if isinstance(part, Branch):
                waiting += _children_in(part, reach.get(part.axis, ALL))
            else:
                yield part.value

    def _reach_of(self, inside: Diagram) -> dict[Axis, Region]:
        found = self._reach.get(inside)
        if found is None:
            found = self._reach[inside] = _projections(inside)
        return found


def _projections(inside: Diagram) -> dict[Axis, Region]:
    """By axis the values of those who are inside; axes that bound nobody, or not everybody, are left out."""
    branches = [part for part in nodes(inside) if isinstance(part, Branch)]
    found = dict.fromkeys((branch.axis for branch in branches), NOTHING)
    steps = {(-1, inside.level)}
    for branch in branches:
        for child, region in children_of(branch):
            if not _is_outside(child):
                found[branch.axis] = found[branch.axis].union(region)
                steps.add((branch.level, child.level))
    return {
        axis: region for axis, region in found.items() if not any(above < axis.level < below for above, below in steps)
    }


def _is_outside(part: Diagram) -> bool:
    return isinstance(part, Leaf) and part.value is False


def _children_in(branch: Branch, region: Region) -> Iterator[Diagram]:
    """The children that hold somewhere in a region."""
    ends = (None, *branch.cuts, None)
    starts, cuts, at = region.starts, region.cuts, 0
    for child, (low, high) in zip(branch.children, pairwise(ends), strict=True):
        while at < len(cuts) and low is not None and cuts[at] <= low:
            at += 1
        inside = starts ^ (at % 2 == 1)
        if inside or (at < len(cuts) and (high is None or cuts[at] < high)):
            yield child
