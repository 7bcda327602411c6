"""Systems of linear inequalities over exact fractions, by the elimination of variables (Fourier and Motzkin)."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from creditrules.dmn.limits import ANALYSIS_INEQUALITIES

__all__ = ["Interval", "TooMany", "Unequal", "solution", "span"]


class Unequal(NamedTuple):
    """`sum of factors * variables + constant < 0`, or `<= 0` where it is not strict."""

    factors: tuple[tuple[Hashable, Fraction], ...]
    constant: Fraction
    strict: bool


class Interval(NamedTuple):
    """Where a variable may be; None is no end."""

    low: Fraction | None
    high: Fraction | None
    low_open: bool
    high_open: bool


class TooMany(Exception):
    """The elimination takes more inequalities than it may."""


Choose = Callable[[Hashable, Interval], Fraction | None]
"""A value of a variable within an interval; None where it has none there."""


def solution(system: Sequence[Unequal], choose: Choose) -> Mapping[Hashable, Fraction] | None:
    """Values that meet all; None where there are none, or none that `choose` offers. Raises TooMany."""
    stages: list[tuple[Hashable, list[Unequal]]] = []
    left = _distinct(system)
    while True:
        if any(_impossible(each) for each in left):
            return None
        variables = list(dict.fromkeys(name for each in left for name, _ in each.factors))
        if not variables:
            break
        chosen = min(variables, key=lambda name: _cost(left, name))
        stages.append((chosen, [each for each in left if _factor(each, chosen)]))
        left = _without(left, chosen)
        if len(left) > ANALYSIS_INEQUALITIES:
            raise TooMany
    found: dict[Hashable, Fraction] = {}
    staged = {name for name, _ in stages}
    free = dict.fromkeys(name for each in system for name, _ in each.factors if name not in staged)
    for name, bounds in (*((name, ()) for name in free), *reversed(stages)):
        value = choose(name, _interval(bounds, name, found))
        if value is None:
            return None
        found[name] = value
    return found


def span(system: Sequence[Unequal], name: Hashable) -> Interval | None:
    """Between which values a variable lies where all are met; None where they cannot be. Raises TooMany."""
    left = _distinct(system)
    while not any(_impossible(each) for each in left):
        others = list(dict.fromkeys(other for each in left for other, _ in each.factors if other != name))
        if not others:
            found = _interval([each for each in left if each.factors], name, {})
            return None if _is_empty(found) else found
        left = _without(left, min(others, key=lambda other: _cost(left, other)))
        if len(left) > ANALYSIS_INEQUALITIES:
            raise TooMany
    return None


def _is_empty(found: Interval) -> bool:
    if found.low is None or found.high is None:
        return False
    return found.low > found.high or (found.low == found.high and (found.low_open or found.high_open))


def _factor(each: Unequal, name: Hashable) -> Fraction:
    return next((factor for other, factor in each.factors if other == name), Fraction(0))


def _impossible(each: Unequal) -> bool:
    return not each.factors and (each.constant > 0 or (each.strict and each.constant == 0))


def _cost(system: Sequence[Unequal], name: Hashable) -> int:
    factors = [_factor(each, name) for each in system]
    above, below = sum(factor > 0 for factor in factors), sum(factor < 0 for factor in factors)
    return above * below - above - below


def _without(system: Sequence[Unequal], name: Hashable) -> list[Unequal]:
    kept = [each for each in system if not _factor(each, name)]
    above = [each for each in system if _factor(each, name) > 0]
    below = [each for each in system if _factor(each, name) < 0]
    kept += [_joined(one, other, name) for one in above for other in below]
    return _distinct(kept)


def _joined(one: Unequal, other: Unequal, name: Hashable) -> Unequal:
    """The sum of both, each taken so often that the variable is gone."""
    first, second = -_factor(other, name), _factor(one, name)
    factors: dict[Hashable, Fraction] = {}
    for each, times in ((one, first), (other, second)):
        for variable, factor in each.factors:
            factors[variable] = factors.get(variable, Fraction(0)) + times * factor
    terms = tuple((variable, factor) for variable, factor in factors.items() if factor)
    return Unequal(terms, one.constant * first + other.constant * second, one.strict or other.strict)


def _distinct(system: Sequence[Unequal]) -> list[Unequal]:
    """Of inequalities that differ in their constants only the tightest."""
    tightest: dict[tuple[tuple[Hashable, Fraction], ...], tuple[Fraction, bool]] = {}
    for each in system:
        size = abs(each.factors[0][1]) if each.factors else Fraction(1)
        terms = tuple((name, factor / size) for name, factor in each.factors)
        bound = (each.constant / size, each.strict)
        tightest[terms] = max(bound, tightest.get(terms, bound))
    return [Unequal(terms, constant, strict) for terms, (constant, strict) in tightest.items()]


def _interval(bounds: Sequence[Unequal], name: Hashable, known: Mapping[Hashable, Fraction]) -> Interval:
    low: tuple[Fraction, bool] | None = None
    high: tuple[Fraction, bool] | None = None
    for each in bounds:
        factor = _factor(each, name)
        rest = each.constant + sum(times * known[other] for other, times in each.factors if other != name)
        end = -rest / factor
        if factor > 0 and (high is None or (end, not each.strict) < high):
            high = (end, not each.strict)
        if factor < 0 and (low is None or (end, each.strict) > low):
            low = (end, each.strict)
    return Interval(
        low[0] if low else None,
        high[0] if high else None,
        low_open=low is not None and low[1],
        high_open=high is not None and not high[1],
    )
