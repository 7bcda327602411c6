"""Boxes: sets of facts with one region for each axis that counts; diagrams taken apart into them, few made of many."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any, Final

from creditrules.dmn.analysis.space.axis import Axis
from creditrules.dmn.analysis.space.budget import Budget, TooLarge
from creditrules.dmn.analysis.space.diagram import Branch, Diagram
from creditrules.dmn.analysis.space.lines import Border
from creditrules.dmn.table.region import NOTHING, Region
from creditrules.records import dataclass

__all__ = ["Box", "children_of", "few", "one_of_each", "parts_between", "paths"]

_FIRST: Final[Border] = (-1,)
"""Before all that is on any line."""


@dataclass(frozen=True, slots=True)
class Box:
    """A set of facts, and the value that a function has there.

    regions: by axis, in the order of the axes; an axis that is not there may have any value of its domain.
    """

    regions: tuple[tuple[Axis, Region], ...]
    value: Any

    @property
    def exact(self) -> bool:
        """Whether boxes and linear conditions alone say that it is there: then it is proved, else searched."""
        return all(axis.exact for axis, _ in self.regions)

    def region(self, axis: Axis) -> Region:
        """The values on an axis."""
        return next((region for each, region in self.regions if each is axis), axis.domain)

    def has(self, position: Callable[[Axis], Border]) -> bool:
        """Whether it holds who is there, by axis."""
        return all(
            region.starts ^ (bisect_right(region.cuts, position(axis)) % 2 == 1) for axis, region in self.regions
        )

    def narrowed(self, axis: Axis, region: Region) -> Box:
        """The part of it in a region of one axis."""
        found = {**dict(self.regions), axis: self.region(axis).intersection(region)}
        return Box(tuple(sorted(found.items(), key=lambda each: each[0].level)), self.value)

    def meet(self, other: Box) -> Box | None:
        """What both have in common, with the value of this one; None where that is nothing."""
        found = self
        for axis, region in other.regions:
            found = found.narrowed(axis, region)
            if found.region(axis) == NOTHING:
                return None
        return found


def paths(diagram: Diagram, budget: Budget) -> Iterator[Box]:
    """The boxes of a diagram: disjoint, and together all facts. Raises TooLarge beyond the budget's boxes."""
    left = budget.boxes

    def walk(part: Diagram, regions: tuple[tuple[Axis, Region], ...]) -> Iterator[Box]:
        nonlocal left
        if not isinstance(part, Branch):
            left -= 1
            if left < 0:
                raise TooLarge("boxes", budget.at)
            budget.look()
            yield Box(regions, part.value)
            return
        for child, region in children_of(part):
            yield from walk(child, (*regions, (part.axis, region)))

    yield from walk(diagram, ())


def one_of_each(diagram: Diagram) -> Iterator[Box]:
    """For each value of a diagram one box that has it."""
    seen = {diagram}
    waiting: list[tuple[Diagram, tuple[tuple[Axis, Region], ...]]] = [(diagram, ())]
    while waiting:
        part, regions = waiting.pop()
        if not isinstance(part, Branch):
            yield Box(regions, part.value)
            continue
        for child, region in children_of(part):
            if child not in seen:
                seen.add(child)
                waiting.append((child, (*regions, (part.axis, region))))


def children_of(branch: Branch) -> Iterator[tuple[Diagram, Region]]:
    """Each different child with the region in which it holds."""
    cuts: dict[Diagram, list[Any]] = {}
    ends = (None, *branch.cuts, None)
    for at, child in enumerate(branch.children):
        cuts.setdefault(child, []).extend((ends[at], ends[at + 1]))
    for child, borders in cuts.items():
        region = Region(borders[0] is None, tuple(border for border in borders if border is not None))
        yield child, region.intersection(branch.axis.domain)


def few(boxes: Iterable[Box]) -> tuple[Box, ...]:
    """The same sets in fewer boxes: those that differ along one axis only are joined, until none do."""
    found = list(boxes)
    while True:
        before = len(found)
        for axis in sorted({axis for box in found for axis, _ in box.regions}, key=lambda axis: -axis.level):
            found = _joined(found, axis)
        if len(found) == before:
            return tuple(found)


def _joined(boxes: list[Box], axis: Axis) -> list[Box]:
    together: dict[tuple[tuple[tuple[Axis, Region], ...], Any], Region] = {}
    for box in boxes:
        rest = tuple(each for each in box.regions if each[0] is not axis)
        known = together.get((rest, box.value))
        region = box.region(axis)
        together[rest, box.value] = region if known is None else known.union(region)
    return [_with(key[0], axis, region, key[1]) for key, region in together.items()]


def _with(rest: tuple[tuple[Axis, Region], ...], axis: Axis, region: Region, value: Any) -> Box:
    if region == axis.domain:
        return Box(rest, value)
    return Box(tuple(sorted((*rest, (axis, region)), key=lambda each: each[0].level)), value)


def parts_between(axis: Axis, cuts: Sequence[Border]) -> Iterator[tuple[Region, Border]]:
    """The parts of an axis between cuts, ascending, each with a position in it; parts outside its domain left out."""
    ends = (None, *cuts, None)
    for low, high in pairwise(ends):
        region = Region(low is None, tuple(end for end in (low, high) if end is not None))
        inside = region.intersection(axis.domain)
        if inside != NOTHING:
            yield inside, low or _FIRST
