"""The cheapest point of each value of a diagram: the shortest path in it, for every set of facts that is moved."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from creditrules.dmn.analysis.nearest.reach import Move, Reach
from creditrules.dmn.analysis.nearest.together import Cheapest, can_be_solved, moved_together
from creditrules.dmn.analysis.space.axis import Axis
from creditrules.dmn.analysis.space.boxes import children_of, paths
from creditrules.dmn.analysis.space.budget import Budget
from creditrules.dmn.analysis.space.diagram import Branch, Diagram, support
from creditrules.records import dataclass

__all__ = ["NearestPoint", "nearest_points"]


@dataclass(frozen=True, slots=True)
class NearestPoint:
    """A value, and the cheapest moves of some facts that lead to it."""

    value: Any
    cost: Fraction
    moves: tuple[tuple[str, Move], ...]

    @property
    def facts(self) -> frozenset[str]:
        """Those that are moved."""
        return frozenset(name for name, _ in self.moves)


_Points = dict[tuple[Any, frozenset[str]], NearestPoint]


def nearest_points(diagram: Diagram, reaches: Mapping[Axis, Reach], budget: Budget) -> tuple[NearestPoint, ...] | None:
    """For every value and every set of facts the cheapest moves of these that lead there, the cheapest first.

    A set of which a part does the same for no more is left out. Exact, since between two cuts all values of a fact come
    to the same. None where the diagram depends on other facts than those that have a reach, or on several together in a
    way that cannot be solved. Raises TooLarge beyond the budget.
    """
    axes = support(diagram)
    if not can_be_solved(axes, reaches):
        return None
    if any(axis.form for axis in axes):
        return _by_boxes(diagram, reaches, budget)
    known: dict[Diagram, tuple[NearestPoint, ...]] = {}

    def of(part: Diagram) -> tuple[NearestPoint, ...]:
        found = known.get(part)
        if found is None:
            found = known[part] = along(part) if isinstance(part, Branch) else (_here(part.value),)
        return found

    def along(branch: Branch) -> tuple[NearestPoint, ...]:
        reach = reaches[branch.axis]
        points: _Points = {}
        for child, region in children_of(branch):
            move = reach.nearest(region)
            if move is None:
                continue
            for point in of(child):
                budget.spend()
                _keep(points, _moved(point, reach.name, move))
        return _undominated(points)

    return of(diagram)


def _by_boxes(diagram: Diagram, reaches: Mapping[Axis, Reach], budget: Budget) -> tuple[NearestPoint, ...]:
    """Box by box, where sums and ratios tie facts together."""
    points: _Points = {}

    def known(value: Any) -> Cheapest:
        def least(facts: frozenset[str]) -> Fraction | None:
            found = (point.cost for point in points.values() if point.value == value and point.facts <= facts)
            return min(found, default=None)

        return least

    for box in paths(diagram, budget):
        for moves in moved_together(box, reaches, budget, known(box.value)):
            cost = sum((move.cost for _, move in moves), Fraction(0))
            _keep(points, NearestPoint(box.value, cost, moves))
    return _undominated(points)


def _here(value: Any) -> NearestPoint:
    return NearestPoint(value, Fraction(0), ())


def _moved(point: NearestPoint, name: str, move: Move) -> NearestPoint:
    if move.upwards is None and not move.cost:
        return point
    return NearestPoint(point.value, point.cost + move.cost, ((name, move), *point.moves))


def _keep(points: _Points, point: NearestPoint) -> None:
    key = (point.value, point.facts)
    known = points.get(key)
    if known is None or point.cost < known.cost:
        points[key] = point


def _undominated(points: _Points) -> tuple[NearestPoint, ...]:
    """Those of which no part of the facts leads to the same value for no more; the cheapest first."""
    found: list[NearestPoint] = []
    for point in sorted(points.values(), key=lambda each: (each.cost, len(each.moves), sorted(each.facts))):
        facts = point.facts
        if not any(other.value == point.value and other.facts <= facts for other in found):
            found.append(point)
    return tuple(found)
