"""How often which number was given: exact up to many different numbers, beyond that by three significant digits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import ROUND_FLOOR, ROUND_HALF_EVEN, Context, Decimal
from typing import Final

from creditrules.population.fairness import Moments
from creditrules.records import dataclass

__all__ = ["Bin", "Spread", "Values", "bins_of"]

_MOST_VALUES: Final = 20_000
_COARSE: Final = Context(prec=3, rounding=ROUND_HALF_EVEN)
_SHARES: Final = (5, 25, 50, 75, 95)
_MOST_BARS: Final = 12
_BINS: Final = 20
_STEPS: Final = (Decimal(1), Decimal(2), Decimal(5), Decimal(10))


@dataclass(frozen=True, slots=True)
class Spread:
    """What numbers there were: percentiles by nearest rank. exact: whether the percentiles are of the very numbers."""

    count: int
    mean: float | None
    deviation: float | None
    lowest: Decimal | None
    highest: Decimal | None
    percentiles: Mapping[int, Decimal]
    exact: bool


@dataclass(frozen=True, slots=True)
class Bin:
    """How many numbers lie from `low` to below `high`, before and after; at `low` itself where both are the same."""

    low: Decimal
    high: Decimal
    before: int
    after: int


class Values:
    """A bag of numbers."""

    def __init__(self) -> None:
        self.times: Counter[Decimal] = Counter()
        self._moments = Moments()
        self._exact = True
        self._ends: tuple[Decimal, Decimal] | None = None

    def add(self, more: Mapping[Decimal, int]) -> None:
        """Put numbers in, each with how often it is there."""
        if not more:
            return
        self._moments.add(more.items())
        ends = (*(self._ends or ()), *more)
        self._ends = min(ends), max(ends)
        self._put(more)
        if self._exact and len(self.times) > _MOST_VALUES:
            self._exact = False
            exact, self.times = self.times, Counter()
            self._put(exact)

    def _put(self, more: Mapping[Decimal, int]) -> None:
        for number, times in more.items():
            self.times[number if self._exact else _COARSE.plus(number)] += times

    def spread(self) -> Spread:
        """What there is."""
        low, high = self._ends or (None, None)
        moments = self._moments
        return Spread(moments.count, moments.mean, moments.deviation, low, high, self._percentiles(), self._exact)

    def _percentiles(self) -> dict[int, Decimal]:
        wanted = {share: -(-share * self._moments.count // 100) for share in _SHARES}
        found: dict[int, Decimal] = {}
        passed = 0
        for number in sorted(self.times):
            passed += self.times[number]
            found |= {share: number for share, rank in wanted.items() if share not in found and passed >= rank}
        return found if passed else {}


def bins_of(before: Values, after: Values) -> tuple[Bin, ...]:
    """Bars for both: one for each number where there are few, else of even width, the outermost 1 % in the end bars."""
    numbers = sorted({*before.times, *after.times})
    if len(numbers) <= _MOST_BARS:
        return tuple(Bin(number, number, before.times[number], after.times[number]) for number in numbers)
    both = before.times + after.times
    low, high = _outermost(numbers, both), _outermost(numbers[::-1], both)
    step = _step(high - low)
    first, last = _bar(low, step), _bar(high, step)
    counts = [[0] * (last - first + 1) for _ in range(2)]
    for side, values in zip(counts, (before, after), strict=True):
        for number, times in values.times.items():
            side[min(max(_bar(number, step), first), last) - first] += times
    return tuple(
        Bin(step * (first + place), step * (first + place + 1), b, a)
        for place, (b, a) in enumerate(zip(*counts, strict=True))
    )


def _outermost(numbers: Sequence[Decimal], times: Mapping[Decimal, int]) -> Decimal:
    """The first of the numbers before which there is no more than 1 % of all."""
    left = sum(times.values()) // 100
    for number in numbers:
        left -= times[number]
        if left < 0:
            break
    return number


def _bar(number: Decimal, step: Decimal) -> int:
    return int((number / step).to_integral_value(ROUND_FLOOR))


def _step(width: Decimal) -> Decimal:
    """A round width, 1, 2 or 5 times a power of ten, of which at most so many fit."""
    rough = width / _BINS
    power = Decimal(1).scaleb(rough.adjusted())
    return next(power * step for step in _STEPS if power * step >= rough)
