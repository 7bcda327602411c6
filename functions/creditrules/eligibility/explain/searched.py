"""Changes by search, where reasoning does not reach: one fact, then two, at the cuts and in growing steps."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations
from typing import Final

from creditrules.dmn.analysis import Algebra, Move, NearestPoint, Reach, parts_between
from creditrules.eligibility.decision import Outcome
from creditrules.feel import Value

__all__ = ["MOST_TRIES", "searched"]

MOST_TRIES: Final = 400
"""Answers that one search may take."""

_MOST_OF_ONE: Final = 60
_MOST_OF_TWO: Final = 12
"""Values of a fact that are tried alone, and beside another."""

_Answer = Callable[[Mapping[str, Value]], Outcome | None]
_Moves = Mapping[str, Move]


class _Search:
    """better: the rung that some values lead to, None where it is no better one or no answer."""

    def __init__(self, better: _Answer) -> None:
        self.better = better
        self.left = MOST_TRIES
        self.points: dict[tuple[Outcome, frozenset[str]], NearestPoint] = {}

    def tried(self, moves: _Moves) -> Outcome | None:
        """The rung that these moves lead to; kept where nothing cheaper of these facts does."""
        if self.left <= 0:
            return None
        self.left -= 1
        outcome = self.better({name: move.value for name, move in moves.items()})
        if outcome is not None:
            cost = sum((move.cost for move in moves.values()), Fraction(0))
            point = NearestPoint(outcome, cost, tuple(moves.items()))
            known = self.points.get((outcome, point.facts))
            if known is None or cost < known.cost:
                self.points[outcome, point.facts] = point
        return outcome

    def along(self, reach: Reach, beside: _Moves) -> None:
        """Growing steps of one fact, and back to the first that does where one did."""
        for upwards in reach.directions:
            least = 0
            for move, count in zip(reach.steps(upwards=upwards), _doubled(), strict=False):
                if self.tried({**beside, reach.name: move}) is not None:
                    self._back(reach, beside, (least, count), upwards=upwards)
                    break
                least = count

    def _back(self, reach: Reach, beside: _Moves, between: tuple[int, int], *, upwards: bool) -> None:
        least, most = between
        while most - least > 1:
            middle = (least + most) // 2
            move = reach.step(middle, upwards=upwards)
            done = move is not None and self.tried({**beside, reach.name: move}) is not None
            least, most = (least, middle) if done else (middle, most)


def searched(algebra: Algebra, reaches: Sequence[Reach], better: _Answer) -> tuple[NearestPoint, ...]:
    """The changes of one or two facts that were found; the cheapest first, the same every time."""
    search = _Search(better)
    values = {reach.name: _at_cuts(algebra, reach) for reach in reaches}
    for reach in reaches:
        for move in values[reach.name][:_MOST_OF_ONE]:
            search.tried({reach.name: move})
        search.along(reach, {})
    for one, other in combinations(reaches, 2):
        for first, second in ((one, other), (other, one)):
            for move in (*values[first.name][:_MOST_OF_TWO], *_growing(first)):
                search.along(second, {first.name: move})
    return tuple(sorted(search.points.values(), key=lambda point: (point.cost, sorted(point.facts))))


def _growing(reach: Reach) -> Iterator[Move]:
    for upwards in reach.directions:
        yield from reach.steps(upwards=upwards)


def _at_cuts(algebra: Algebra, reach: Reach) -> list[Move]:
    """The cheapest values between the cuts that anything makes on a fact's axis, the cheapest first."""
    axis = algebra.fact_axis((reach.name,))
    if axis is None:
        return []
    found = [reach.nearest(region) for region, _ in parts_between(axis, algebra.diagrams.cuts_of(axis))]
    return sorted((move for move in found if move and move.upwards is not None), key=lambda move: move.cost)


def _doubled() -> Iterator[int]:
    count = 1
    while True:
        yield count
        count *= 2
