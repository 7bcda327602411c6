"""The cheapest moves where conditions are of several facts together: sums and ratios of what can be moved.

All facts but one are moved step by step, within what the others leave them; the last one is solved for. Exact, as steps
can be counted, and as what is left for the last fact is a set of values on its own axis.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from fractions import Fraction
from heapq import merge
from itertools import combinations, count, product
from typing import Final

from creditrules.dmn.analysis.nearest.inequality import alternatives, region_of
from creditrules.dmn.analysis.nearest.reach import Move, Reach
from creditrules.dmn.analysis.samples.inequalities import Interval, TooMany, Unequal, span
from creditrules.dmn.analysis.space.axis import Axis
from creditrules.dmn.analysis.space.boxes import Box
from creditrules.dmn.analysis.space.budget import Budget, TooLarge
from creditrules.dmn.analysis.space.lines import within
from creditrules.dmn.analysis.values.algebra import linear_line
from creditrules.dmn.analysis.values.forms import Ratio, Sum
from creditrules.dmn.table.region import key_of
from creditrules.feel import Value

__all__ = ["Moves", "can_be_solved", "moved_together"]

Moves = tuple[tuple[str, Move], ...]
_Moved = dict[Axis, Move]
Cheapest = Callable[[frozenset[str]], Fraction | None]
"""The least that is known to do with some of these facts; None for nothing."""

_MOST_SYSTEMS: Final = 128
_A_SYSTEM: Final = 100
"""Steps of the budget that one system of inequalities takes."""


def can_be_solved(axes: Sequence[Axis], reaches: Mapping[Axis, Reach]) -> bool:
    """Whether all are facts that can be moved, or sums and ratios of such; of these at most one moves by any size."""
    spoken: set[Axis] = set()
    for axis in axes:
        if isinstance(axis.form, Sum | Ratio):
            spoken.update(axis.form.axes)
        elif axis.form is not None or axis not in reaches:
            return False
    solvable = all(axis in reaches and axis.form is None and linear_line(axis) is not None for axis in spoken)
    return solvable and sum(reaches[axis].is_continuous for axis in spoken) <= 1


def moved_together(box: Box, reaches: Mapping[Axis, Reach], budget: Budget, known: Cheapest) -> Iterator[Moves]:
    """For sets of facts of which a box's sums and ratios speak the cheapest moves into it that are worth knowing.

    Of its other facts the cheapest. known: asked before each set, so that only what is cheaper is looked for. Raises
    TooLarge beyond the budget.
    """
    spoken = list(dict.fromkeys(each for axis, _ in box.regions if axis.form for each in axis.form.axes))
    alone = _alone(box, reaches, spoken)
    if alone is None:
        return
    paid, others = sum((move.cost for _, move in alone), Fraction(0)), {name for name, _ in alone}
    for size in range(len(spoken) + 1):
        for moving in combinations(spoken, size):
            least = known(frozenset({*others, *(axis.name for axis in moving)}))
            if least is not None and least <= paid:
                continue
            search = _Together(box, reaches, budget, None if least is None else least - paid)
            found = search.cheapest([axis for axis in spoken if axis not in moving], moving)
            if found is not None:
                yield (*alone, *((axis.name, found[axis]) for axis in moving))


def _alone(box: Box, reaches: Mapping[Axis, Reach], spoken: Collection[Axis]) -> list[tuple[str, Move]] | None:
    """The moves of facts that no sum or ratio of the box speaks of; None where one cannot get there."""
    found: list[tuple[str, Move]] = []
    for axis, region in box.regions:
        if axis.form is None and axis not in spoken:
            move = reaches[axis].nearest(region)
            if move is None:
                return None
            if move.upwards is not None or move.cost:
                found.append((axis.name, move))
    return found


class _Together:
    """One box, and the cheapest moves into it that were found. least: only what costs less is looked for."""

    def __init__(self, box: Box, reaches: Mapping[Axis, Reach], budget: Budget, least: Fraction | None) -> None:
        self.box, self.reaches, self.budget, self.least = box, reaches, budget, least
        self.best: _Moved | None = None

    def cheapest(self, staying: Sequence[Axis], moving: Sequence[Axis]) -> _Moved | None:
        """The moves of all that move, where the others stay; None where there are none."""
        stay = {axis: Move(self.reaches[axis].given, Fraction(0)) for axis in staying}
        if all(within(self.box.region(axis), move.value) for axis, move in stay.items()):
            self._from(stay, sorted(moving, key=lambda axis: self.reaches[axis].is_continuous), Fraction(0))
        return self.best

    def _from(self, moved: _Moved, moving: Sequence[Axis], cost: Fraction) -> None:
        self.budget.spend()
        if len(moving) < 2:  # noqa: PLR2004 - the last one is solved for
            self._last(moved, moving, cost)
            return
        for move in self._steps(moving[0], moved, moving, cost):
            if self.least is not None and cost + move.cost >= self.least:
                break
            self._from({**moved, moving[0]: move}, moving[1:], cost + move.cost)

    def _last(self, moved: _Moved, moving: Sequence[Axis], cost: Fraction) -> None:
        known = _places(moved)
        if not moving:
            systems = [alternatives(axis, region, known) for axis, region in self.box.regions if axis.form]
            if all(any(not any(map(_fails, system)) for system in each) for each in systems):
                self._keep(moved, cost)
            return
        axis = moving[0]
        region = self.box.region(axis)
        for formed, wanted in self.box.regions:
            if formed.form is not None:
                region = region.intersection(region_of(axis, alternatives(formed, wanted, known)))
        move = self.reaches[axis].nearest(region)
        if move is not None and move.upwards is not None:
            self._keep({**moved, axis: move}, cost + move.cost)

    def _keep(self, moved: _Moved, cost: Fraction) -> None:
        if self.least is None or cost < self.least:
            self.best, self.least = moved, cost

    def _steps(self, axis: Axis, moved: _Moved, moving: Sequence[Axis], cost: Fraction) -> Iterator[Move]:
        """The moves of a fact that leave something to the others, the cheapest first."""
        ends = self._span(axis, moved, moving, cost)
        if ends is not None:
            ways = [self._one_way(axis, ends, upwards) for upwards in self.reaches[axis].directions]
            yield from merge(*ways, key=lambda move: move.cost)

    def _one_way(self, axis: Axis, ends: Interval, upwards: bool) -> Iterator[Move]:  # noqa: FBT001 - one of two ways
        for number in count(1):
            self.budget.spend()
            move = self.reaches[axis].step(number, upwards=upwards)
            place = None if move is None else _place(move.value)
            if move is None or place is None or _is_past(place, ends, upwards=upwards):
                return
            if not _is_past(place, ends, upwards=not upwards) and within(self.box.region(axis), move.value):
                yield move

    def _span(self, axis: Axis, moved: _Moved, moving: Sequence[Axis], cost: Fraction) -> Interval | None:
        """Between which values a fact lies, as far as inequalities tell; None where it can lie nowhere.

        cost: of what moved already; what all that move cost has to stay below the least that is known.
        """
        known = _places(moved)
        wanted = [
            alternatives(each, self.box.region(each).intersection(self.reaches[each].bounds), {}) for each in moving
        ]
        wanted += [alternatives(each, region, known) for each, region in self.box.regions if each.form]
        found: list[Interval] = []
        for at, chosen in enumerate(product(*wanted)):
            if at >= _MOST_SYSTEMS:
                raise TooLarge("systems", self.budget.at)
            self.budget.spend(_A_SYSTEM)
            system: list[Unequal] = [*self._affordable(moving, cost), *(each for part in chosen for each in part)]
            try:
                interval = span(system, axis)
            except TooMany as error:
                raise TooLarge("inequalities", self.budget.at) from error
            if interval is not None:
                found.append(interval)
        if not found:
            return None
        lows, highs = [each.low for each in found], [each.high for each in found]
        low = None if None in lows else min(each for each in lows if each is not None)
        high = None if None in highs else max(each for each in highs if each is not None)
        return Interval(low, high, low_open=False, high_open=False)

    def _affordable(self, moving: Sequence[Axis], cost: Fraction) -> Iterator[Unequal]:
        """That moves cost less than the least that is known; of facts that move both ways nothing is counted."""
        if self.least is None:
            return
        terms: list[tuple[Axis, Fraction]] = []
        for axis in moving:
            rate = self.reaches[axis].rate
            if rate:
                terms.append((axis, rate))
                cost -= rate * _place(self.reaches[axis].given)
        yield Unequal(tuple(terms), cost - self.least, strict=True)


def _fails(each: Unequal) -> bool:
    return each.constant > 0 or (each.strict and not each.constant)


def _is_past(place: Fraction, ends: Interval, *, upwards: bool) -> bool:
    end = ends.high if upwards else ends.low
    return end is not None and (place > end if upwards else place < end)


def _places(moved: Mapping[Axis, Move]) -> Mapping[Axis, Fraction]:
    return {axis: _place(move.value) for axis, move in moved.items()}


def _place(value: Value) -> Fraction:
    return Fraction(key_of(value))
