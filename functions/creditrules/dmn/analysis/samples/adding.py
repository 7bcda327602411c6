"""Whether numbers, one of each group's options, add up to what is asked of sums of them.

They are added one after the other. A partial sum is left where the ends of what is to come, of each sum and of the
difference of two sums, cannot lead to what is asked, and no partial sum is tried twice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import combinations
from math import lcm
from typing import Final, NamedTuple

from creditrules.dmn.analysis.samples.addends import Option, Solve, Values
from creditrules.dmn.analysis.space.axis import Axis
from creditrules.dmn.analysis.space.lines import Border, stretches
from creditrules.dmn.analysis.values.forms import Sum
from creditrules.dmn.table.region import Region

__all__ = ["Adding"]

_MOST_STATES: Final = 20_000

_Numbers = tuple[int, ...]
"""By bound, in units in which all parts are whole."""


class _Bound(NamedTuple):
    """Between which whole numbers, both included, a sum, or the difference of two, has to be."""

    between: Sequence[tuple[int, int]]

    @property
    def low(self) -> int:
        """The least."""
        return self.between[0][0]

    @property
    def high(self) -> int:
        """The most."""
        return self.between[-1][1]


class Adding:
    """One question. gave_up: whether something was left undecided: then it proves nothing that nobody was found."""

    def __init__(self, asked: Sequence[tuple[Axis, Region]], groups: Sequence[Sequence[Option]], solve: Solve) -> None:
        """asked: regions of sums, within their domains. groups: of each one option is to be chosen, none is empty."""
        factors = [dict(axis.form.terms) for axis, _ in asked if isinstance(axis.form, Sum)]
        parts = [[[_part(each, option) for each in factors] for option in group] for group in groups]
        unit = lcm(*(part.denominator for group in parts for option in group for part in option))
        sums = [_bound(region, unit) for _, region in asked]
        self._bounds = [*sums, *map(_difference, combinations(sums, 2))]
        levels = [
            [(option, _in_units(own, unit)) for option, own in zip(group, each, strict=True)]
            for group, each in zip(groups, parts, strict=True)
        ]
        self._levels = sorted(levels, key=_weight, reverse=True)
        self._rest = self._ends()
        self._solve = solve
        self._dead: set[tuple[int, _Numbers]] = set()
        self.gave_up = False

    def _ends(self) -> list[list[tuple[int, int]]]:
        """By level what is to come adds to each bound, at least and at most."""
        rest = [[(0, 0)] * len(self._bounds)]
        for level in reversed(self._levels):
            ends = [(min(each), max(each)) for each in zip(*[parts for _, parts in level], strict=True)]
            rest.append([(low + a, high + b) for (low, high), (a, b) in zip(rest[-1], ends, strict=True)])
        return rest[::-1]

    def found(self) -> Values | None:
        """Facts of somebody; None where there is nobody, or where it `gave_up`."""
        start = (0,) * len(self._bounds)
        chosen = self._from(0, start) if self._may_lead(0, start) else None
        return None if chosen is None else {axis: value for part in chosen for axis, value in part.items()}

    def _from(self, level: int, so_far: _Numbers) -> list[Values] | None:
        if level == len(self._levels):
            return []
        if (level, so_far) in self._dead or self.gave_up:
            return None
        for option, parts in self._levels[level]:
            total = tuple(map(int.__add__, so_far, parts))
            if not self._may_lead(level + 1, total):
                continue
            values, nobody = option.values(self._solve)
            rest = self._from(level + 1, total) if values is not None else None
            if values is not None and rest is not None:
                return [values, *rest]
            self.gave_up = self.gave_up or (values is None and not nobody)
        self._dead.add((level, so_far))
        self.gave_up = self.gave_up or len(self._dead) > _MOST_STATES
        return None

    def _may_lead(self, level: int, so_far: _Numbers) -> bool:
        for bound, have, (low, high) in zip(self._bounds, so_far, self._rest[level], strict=True):
            if not any(have + high >= first and have + low <= last for first, last in bound.between):
                return False
        return True


def _part(factors: Mapping[Axis, Fraction], option: Option) -> Fraction:
    """What an option adds to a sum."""
    return sum((factors.get(axis, Fraction(0)) * each for axis, each in option.numbers.items()), Fraction(0))


def _weight(level: Sequence[tuple[Option, _Numbers]]) -> tuple[int, int]:
    """Groups of several decisions first, as conditions are on them; then those that move the first sum most."""
    firsts = [parts[0] for _, parts in level]
    return max(len(option.numbers) for option, _ in level), max(firsts) - min(firsts)


def _in_units(parts: Sequence[Fraction], unit: int) -> _Numbers:
    """What is added to each bound: to the sums, and to the difference of each two."""
    own = [int(part * unit) for part in parts]
    return (*own, *(one - other for one, other in combinations(own, 2)))


def _bound(region: Region, unit: int) -> _Bound:
    return _Bound([(_first(low, unit), _first(high, unit) - 1) for low, high in stretches(region)])


def _first(cut: Border, unit: int) -> int:
    """The first whole number after a border."""
    number = cut[1] * unit
    return int(number // 1) + 1 if cut[2] or number % 1 else int(number)


def _difference(sums: tuple[_Bound, _Bound]) -> _Bound:
    """Of two sums the one less the other: where it may lie, by the ends of both."""
    one, other = sums
    return _Bound([(one.low - other.high, one.high - other.low)])
