"""Where a fact can be moved from the value that it has, and what each move costs."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Final

from creditrules.dmn.analysis.space.lines import Border, Line, line_of, on_line, point, position, stretches, within
from creditrules.dmn.analysis.values.numbers import DAY, key_on, value_on
from creditrules.dmn.analysis.values.operations import arithmetic, run
from creditrules.dmn.changes import Changeable
from creditrules.dmn.facts import Fact
from creditrules.dmn.model.declarations import Direction
from creditrules.dmn.table.region import Region, key_of
from creditrules.feel import DaysDuration, MonthsDuration, Value
from creditrules.records import dataclass

__all__ = ["Move", "Reach", "reach_of"]

_FARTHEST: Final = 1 << 40
"""Steps that are looked at."""

_SECOND: Final = 10**9
_UNITS: Final = {Line.DAYS: DAY, Line.MOMENT: DAY, Line.ZONED_MOMENT: DAY}
"""Of keys in a unit of cost: all others have one."""

_DAY: Final = DaysDuration(DAY)
_USUAL: Final[dict[Line, Value]] = {
    Line.DATE: _DAY,
    Line.DAYS: _DAY,
    Line.MOMENT: _DAY,
    Line.ZONED_MOMENT: _DAY,
    Line.MONTHS: MonthsDuration(1),
}
"""A step where none is declared; of numbers 1."""

_AGAINST: Final = {True: Direction.DOWN, False: Direction.UP}
_SIZES: Final = tuple(Fraction(1, 10**places) for places in (0, 2, 4, 8, 16))
"""How far beyond an open end a value is looked for, where a fact has no step."""


@dataclass(frozen=True, slots=True)
class Move:
    """What a fact could come to, and at what cost; upwards: None where neither."""

    value: Value
    cost: Fraction
    upwards: bool | None = None


@dataclass(frozen=True, slots=True)
class Reach:
    """The values that one applicant could bring a fact to.

    ranks: the listed values of a fact that has no order by nature, lowest first.
    """

    name: str
    given: Value
    change: Changeable
    ranks: tuple[Value, ...] = ()

    def nearest(self, region: Region) -> Move | None:
        """The cheapest value within a region; the one it has where that is there, None where none can be reached."""
        if within(region, self.given):
            return Move(self.given, Fraction(0))
        found = self._listed(region) if self.ranks else self._ordered(region)
        return min(found, key=lambda move: move.cost, default=None)

    def steps(self, *, upwards: bool) -> Iterator[Move]:
        """Moves of one, two, four and so on steps in one direction, as far as it goes."""
        count = 1
        while count <= _FARTHEST:
            move = self.step(count, upwards=upwards)
            if move is None:
                return
            yield move
            count *= 2

    def step(self, count: int, *, upwards: bool) -> Move | None:
        """The move of so many steps; None where it leads too far, or in a direction that is not open."""
        if upwards not in self.directions:
            return None
        value = self._listed_at(count, upwards=upwards) if self.ranks else self._at(count, upwards=upwards)
        if value is None or not (self.ranks or within(self._bounds(), value)):
            return None
        return Move(value, self._cost(value, count), upwards)

    @property
    def is_continuous(self) -> bool:
        """Whether it is a number that moves by any size."""
        return self.change.step is None and line_of(self.given) is Line.NUMBER

    @property
    def rate(self) -> Fraction | None:
        """What a number that moves one way costs by the unit, below zero downwards; None of all others."""
        if line_of(self.given) is not Line.NUMBER or len(self.directions) > 1:
            return None
        step = Fraction(key_of(self.change.step)) if self.change.step is not None else Fraction(1)
        return Fraction(self.change.cost) / step * (1 if self.directions[0] else -1)

    @property
    def bounds(self) -> Region:
        """What can be reached at all, in either direction that is open, its own value included."""
        found = self._bounds()
        for upwards in {True, False} - set(self.directions):
            beyond = point(self.given).cuts[1:] if upwards else (position(self.given),)
            found = found.intersection(Region(starts=upwards, cuts=beyond))
        return found.union(point(self.given))

    @property
    def directions(self) -> tuple[bool, ...]:
        """Upwards, downwards, or both."""
        return tuple(each for each in (True, False) if self.change.direction is not _AGAINST[each])

    def _listed(self, region: Region) -> Iterator[Move]:
        for upwards in self.directions:
            for count in range(1, len(self.ranks)):
                value = self._listed_at(count, upwards=upwards)
                if value is not None and within(region, value):
                    yield Move(value, count * Fraction(self.change.cost), upwards)
                    break

    def _listed_at(self, count: int, *, upwards: bool) -> Value:
        place = self.ranks.index(self.given) + (count if upwards else -count)
        return self.ranks[place] if 0 <= place < len(self.ranks) else None

    def _ordered(self, region: Region) -> Iterator[Move]:
        own = position(self.given)
        for low, high in stretches(region.intersection(self._bounds())):
            upwards = own < low
            if upwards not in self.directions:
                continue
            if self.change.step is None:
                value, count = _first(low, high) if upwards else _last(low, high), 0
            else:
                value, count = self._stepped(low, high, upwards=upwards)
            if value is not None:
                yield Move(value, self._cost(value, count), upwards)

    def _bounds(self) -> Region:
        """What can be reached at all, on the line of the value given."""
        found = on_line(line_of(self.given))
        low, high = self.change.minimum, self.change.maximum
        if low is not None:
            found = found.intersection(Region(starts=False, cuts=(position(low),)))
        return found if high is None else found.intersection(Region(starts=True, cuts=point(high).cuts[1:]))

    def _cost(self, value: Value, count: int) -> Fraction:
        if self.ranks or self.change.step is not None:
            return count * Fraction(self.change.cost)
        apart = abs(Fraction(key_of(value)) - Fraction(key_of(self.given)))
        return apart / _UNITS.get(line_of(self.given), 1) * Fraction(self.change.cost)

    def _stepped(self, low: Border, high: Border, *, upwards: bool) -> tuple[Value, int]:
        """The first whole number of steps that leads into a stretch; none where they lead past it."""

        def beyond(count: int) -> bool:
            value = self._at(count, upwards=upwards)
            return value is not None and (low <= position(value) if upwards else position(value) < high)

        most = 1
        while not beyond(most):
            most *= 2
            if most > _FARTHEST or self._at(most, upwards=upwards) is None:
                return None, 0
        least = most // 2
        while most - least > 1:
            middle = (least + most) // 2
            least, most = (least, middle) if beyond(middle) else (middle, most)
        value = self._at(most, upwards=upwards)
        return (value, most) if low <= position(value) < high else (None, 0)

    def _at(self, count: int, *, upwards: bool) -> Value:
        """The value so many steps away; None where there is none."""
        step = _USUAL.get(line_of(self.given), Decimal(1)) if self.change.step is None else self.change.step
        return run(arithmetic("+" if upwards else "-"), [self.given, _times(step, count)])[0]


def reach_of(fact: Fact, given: Value) -> Reach | None:
    """Where a fact can be moved; None where it cannot: not declared so, protected, sensitive, or without a value."""
    if fact.changeable is None or fact.protected or fact.sensitive or given is None:
        return None
    ranks = (False, True) if isinstance(given, bool) and not fact.ranks else fact.ranks
    if (isinstance(given, str) or ranks) and given not in ranks:
        return None
    return Reach(fact.name, given, fact.changeable, ranks)


def _times(step: Value, count: int) -> Value:
    if isinstance(step, DaysDuration | MonthsDuration):
        return type(step)(step.key * count)
    return run(arithmetic("*"), [step, Decimal(count)])[0]


def _first(low: Border, high: Border) -> Value:
    """The value at the lower end of a stretch, or next to it where that is open."""
    line = Line(low[0])
    return value_on(line, low[1]) if not low[2] else _beside(line, Fraction(low[1]), 1, low, high)


def _last(low: Border, high: Border) -> Value:
    """The value at the upper end of a stretch, or next to it where that is open."""
    line = Line(low[0])
    if high[2]:
        return value_on(line, high[1])
    if line is Line.NUMBER:
        return _beside(line, Fraction(high[1]), -1, low, high)
    second = value_on(line, high[1] - _SECOND) if line in _UNITS else None
    if second is not None and low <= position(second):
        return second
    return value_on(line, high[1] - 1)


def _beside(line: Line, end: Fraction, sign: int, low: Border, high: Border) -> Value:
    """A number beyond an open end: the next whole one, or hundredth where the end is none, or nearer still."""
    for size in _SIZES[end.denominator != 1 :]:
        key = key_on(line, end + sign * size)
        if key is not None and low <= position(value_on(line, key)) < high:
            return value_on(line, key)
    return None
