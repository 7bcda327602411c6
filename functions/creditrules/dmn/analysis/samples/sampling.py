"""A sample for a box: exact where its conditions are linear, by directed search where only the evaluator can tell."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from fractions import Fraction
from itertools import islice, product
from random import Random
from typing import Any, Final, NamedTuple

from creditrules.dmn.analysis.samples.addends import Option, groups_of, is_added, options_of
from creditrules.dmn.analysis.samples.adding import Adding
from creditrules.dmn.analysis.samples.bounding import is_out_of_reach
from creditrules.dmn.analysis.samples.inequalities import Interval, TooMany, Unequal, solution
from creditrules.dmn.analysis.samples.nice import PRESENT, nice_number, values_in
from creditrules.dmn.analysis.space.axis import Axis
from creditrules.dmn.analysis.space.boxes import Box
from creditrules.dmn.analysis.space.budget import Spent, TooLarge
from creditrules.dmn.analysis.space.lines import WHOLE, Border, Line, border, stretches
from creditrules.dmn.analysis.values.algebra import Algebra, linear_line
from creditrules.dmn.analysis.values.evaluating import Facts, Witness
from creditrules.dmn.analysis.values.forms import Ratio, Sum
from creditrules.dmn.analysis.values.numbers import key_on, value_on
from creditrules.dmn.analysis.values.terms import Linear
from creditrules.dmn.limits import ANALYSIS_SAMPLES
from creditrules.dmn.table.region import NOTHING, Region, key_of
from creditrules.feel import Value

__all__ = ["Proof", "Sampler"]

_STRETCHES = 128

EVERYBODY: Final = Box((), None)
"""The box of all applicants."""


class Proof(StrEnum):
    """EMPTY: nobody is there, proved. PROVED: the sample is, and reasoning found it. SEARCHED: a search found it.

    NOT_FOUND: the search found nobody, which proves nothing.
    """

    EMPTY = "EMPTY"
    PROVED = "PROVED"
    SEARCHED = "SEARCHED"
    NOT_FOUND = "NOT_FOUND"


class Found(NamedTuple):
    """facts: None where there is no sample."""

    facts: Facts | None
    proof: Proof


class Sampler:
    """Finds applicants for the boxes of one algebra; the same for the same box.

    Raises Spent where the request that it is for has nothing left.
    """

    def __init__(self, algebra: Algebra) -> None:
        self.algebra = algebra
        self._groups: dict[tuple[tuple[Axis, ...], Box], tuple[Option, ...]] = {}

    def sample(self, box: Box) -> Found:
        """An applicant within a box."""
        if any(region == NOTHING for _, region in box.regions):
            return Found(None, Proof.EMPTY)
        exact = all(axis.exact for axis, _ in box.regions)
        values, proof = self._added(box)
        if values is None:
            if proof is Proof.EMPTY:
                return Found(None, proof)
            values = {}
        facts = self._facts(box, values)
        if self._holds(box, facts):
            return Found(facts, Proof.PROVED if exact else Proof.SEARCHED)
        return self._searched(box, values)

    def applicants(self, most: int, box: Box = EVERYBODY) -> Iterator[Facts]:
        """Applicants of a box with values at the cuts that anything makes, and next to them, by chance.

        The same every time. most: how many are tried; fewer where some of them turn out not to be of the box.
        """
        chance = Random(most)  # noqa: S311 - the same samples every time
        options = {axis: list(islice(self._options(box, axis), 40)) for axis in self.algebra.axes if not axis.form}
        for _ in range(most):
            facts = self._facts(box, {axis: chance.choice(values) for axis, values in options.items() if values})
            if self._holds(box, facts):
                yield facts

    def _holds(self, box: Box, facts: Facts) -> bool:
        """Whether they are within the box; nothing is found any more once looking costs too much."""
        witness = Witness(facts, self.algebra.budget)
        try:
            return all(_inside(region, witness.position(axis)) for axis, region in box.regions)
        except Spent:
            raise
        except TooLarge:
            return False

    def _added(self, box: Box) -> tuple[Mapping[Axis, Value] | None, Proof]:
        """Values on the axes of facts that sums of decisions, and linear conditions beside them, speak of."""
        asked = [(axis, region.intersection(axis.domain)) for axis, region in box.regions if is_added(axis)]
        apart = [(axis, region) for axis, region in box.regions if isinstance(axis.form, Sum | Ratio)]
        if not asked:
            return self._solved(box, apart)
        if any(region == NOTHING for _, region in asked):
            return None, Proof.EMPTY
        groups = [self._options_of(*each) for each in groups_of(box, [axis for axis, _ in asked])]
        if not all(groups):
            return None, Proof.EMPTY
        adding = Adding(asked, groups, self._option)
        found = adding.found()
        if found is None:
            return None, Proof.NOT_FOUND if adding.gave_up else Proof.EMPTY
        linear = [(axis, region) for axis, region in apart if not is_added(axis) and not _known(axis, found)]
        values, proof = self._solved(box, linear)
        return (None, proof) if values is None else ({**values, **found}, Proof.PROVED)

    def _options_of(self, addends: tuple[Axis, ...], within: Box) -> tuple[Option, ...]:
        found = self._groups.get((addends, within))
        if found is None:
            found = options_of(addends, within, self.algebra.budget)
            self._groups[addends, within] = found
        return found

    def _option(self, box: Box) -> tuple[Mapping[Axis, Value] | None, bool]:
        """Values of all facts that a box speaks of; None with whether it is proved that nobody is there."""
        linear = [(axis, region) for axis, region in box.regions if isinstance(axis.form, Sum | Ratio)]
        values, proof = self._solved(box, linear)
        if values is None:
            return None, proof is Proof.EMPTY
        facts = [axis for axis, _ in box.regions if axis.form is None and axis not in values]
        return {**values, **{axis: self._pick(axis, box.region(axis), None) for axis in facts}}, False

    def _solved(self, box: Box, linear: Sequence[tuple[Axis, Region]]) -> tuple[Mapping[Axis, Value] | None, Proof]:
        """Values on the axes of facts that linear conditions speak of."""
        if not linear:
            return {}, Proof.PROVED
        if any(is_out_of_reach(box, axis) for axis, _ in linear):
            return None, Proof.EMPTY
        if any(not axis.exact for axis, _ in linear):
            return None, Proof.NOT_FOUND
        variables = list(dict.fromkeys(each for axis, _ in linear for each in _basis(axis)))
        choices = [_linear_stretches(box.region(axis), axis) for axis in variables]
        choices += [[(axis, low, high) for low, high in stretches(region)] for axis, region in linear]
        proof = Proof.EMPTY
        for number, chosen in enumerate(product(*choices)):
            if number > _STRETCHES:
                return None, Proof.NOT_FOUND
            for system in _systems(chosen):
                self.algebra.budget.look()
                try:
                    found = solution(system, _choose)
                except TooMany:
                    return None, Proof.NOT_FOUND
                if found is not None:
                    return {axis: _value(axis, number) for axis, number in found.items()}, Proof.PROVED  # type: ignore[misc, arg-type]
                if solution(system, _anything) is not None:
                    proof = Proof.NOT_FOUND
        return None, proof

    def _facts(self, box: Box, values: Mapping[Axis, Value], chance: Random | None = None) -> dict[str, Value]:
        """Facts with these values, the others as they please within the box."""
        self.algebra.budget.look()
        found: dict[str, Value] = {}
        for axis in self.algebra.axes:
            if axis.form is not None:
                continue
            value = values[axis] if axis in values else self._pick(axis, box.region(axis), chance)
            _put(found, axis, value)
        return found

    def _pick(self, axis: Axis, region: Region, chance: Random | None) -> Value:
        options = list(islice(values_in(axis, region, self.algebra.now), 12 if chance else 1))
        if not options:
            return None
        return chance.choice(options) if chance else options[0]

    def _searched(self, box: Box, values: Mapping[Axis, Value]) -> Found:
        """Directed sampling: values at the cuts and next to them of the facts that conditions speak of, then chance."""
        chance = Random(len(box.regions))  # noqa: S311 - the same samples every time
        for facts in islice(self._tries(box, values, chance), ANALYSIS_SAMPLES):
            if self._holds(box, facts):
                return Found(facts, Proof.SEARCHED)
        return Found(None, Proof.NOT_FOUND)

    def _tries(self, box: Box, values: Mapping[Axis, Value], chance: Random) -> Iterator[dict[str, Value]]:
        read = list(dict.fromkeys(each for axis, _ in box.regions if axis.form for each in _basis(axis)))
        options = {axis: list(islice(self._options(box, axis), 40)) for axis in read}
        for axis in read:
            for value in options[axis]:
                yield self._facts(box, {**values, axis: value})
        while read:
            picked = {axis: chance.choice(options[axis]) for axis in read if options[axis]}
            yield self._facts(box, picked)

    def _options(self, box: Box, axis: Axis) -> Iterator[Value]:
        """Values of a fact within a box, at all cuts that anything makes on its axis, and around."""
        region = box.region(axis)
        yield from values_in(axis, region, self.algebra.now)
        for cut in self.algebra.diagrams.cuts_of(axis):
            self.algebra.budget.look()
            for part in (_below(cut), _above(cut)):
                yield from islice(values_in(axis, region.intersection(part), self.algebra.now), 3)
        yield from _scaled(axis, region)


def _known(axis: Axis, values: Mapping[Axis, Value]) -> bool:
    return all(each in values for each in _basis(axis))


def _scaled(axis: Axis, region: Region) -> Iterator[Value]:
    """Numbers of every size."""
    if Line.NUMBER in axis.lines:
        for power in range(-3, 10):
            for digit in (1, 3):
                value = value_on(Line.NUMBER, key_on(Line.NUMBER, Fraction(digit) * Fraction(10) ** power))
                if _inside(region, border(Line.NUMBER, value, after=False)):
                    yield value


def _below(cut: Border) -> Region:
    return Region(starts=True, cuts=(cut,))


def _above(cut: Border) -> Region:
    return Region(starts=False, cuts=(cut,))


def _inside(region: Region, where: Border) -> bool:
    return region.starts ^ (bisect_right(region.cuts, where) % 2 == 1)


def _basis(axis: Axis) -> tuple[Axis, ...]:
    """The axes of facts that an axis is worked out of."""
    return tuple(each for each in axis.behind if each.form is None)


def _linear_stretches(region: Region, axis: Axis) -> list[tuple[Axis, Border, Border]]:
    line = linear_line(axis)
    return [(axis, low, high) for low, high in stretches(region) if low[0] == line]


def _systems(chosen: Sequence[tuple[Axis, Border, Border]]) -> Iterator[list[Unequal]]:
    """The inequalities of stretches; of a ratio either with what is below it above or below zero."""
    parts: list[list[list[Unequal]]] = []
    for axis, low, high in chosen:
        form = axis.form
        if isinstance(form, Ratio):
            parts.append([_ratio(form, low, high, sign) for sign in (1, -1)])
        else:
            terms = form.terms if isinstance(form, Sum) else ((axis, Fraction(1)),)
            parts.append([_bounds(terms, Fraction(0), low, high)])
    for each in product(*parts):
        yield [one for part in each for one in part]


def _bounds(terms: Any, constant: Fraction, low: Border, high: Border) -> list[Unequal]:
    found = []
    if len(high) > 1:
        found.append(Unequal(tuple(terms), constant - Fraction(high[1]), strict=not high[2]))
    if len(low) > 1:
        turned = tuple((axis, -factor) for axis, factor in terms)
        found.append(Unequal(turned, Fraction(low[1]) - constant, strict=bool(low[2])))
    return found


def _ratio(form: Ratio, low: Border, high: Border, sign: int) -> list[Unequal]:
    """`low < above / below < high` where `below` has this sign."""
    found = [_less(form.below, Linear(Line.NUMBER, (), Fraction(0)), -sign, strict=True)]
    if len(high) > 1:
        found.append(_less(form.above, _multiple(form.below, Fraction(high[1])), sign, strict=not high[2]))
    if len(low) > 1:
        found.append(_less(form.above, _multiple(form.below, Fraction(low[1])), -sign, strict=bool(low[2])))
    return found


def _multiple(term: Linear, factor: Fraction) -> Linear:
    terms = tuple((axis, each * factor) for axis, each in term.terms if factor)
    return Linear(term.line, terms, term.constant * factor)


def _less(left: Linear, right: Linear, sign: int, *, strict: bool) -> Unequal:
    """`sign * (left - right)` below zero."""
    factors: dict[Axis, Fraction] = {}
    for term, times in ((left, sign), (right, -sign)):
        for axis, factor in term.terms:
            factors[axis] = factors.get(axis, Fraction(0)) + times * factor
    terms = tuple((axis, factor) for axis, factor in factors.items() if factor)
    return Unequal(terms, sign * (left.constant - right.constant), strict)


def _choose(variable: object, interval: Interval) -> Fraction | None:
    """A nice value, strictly inside where that can be, as the evaluator rounds."""
    assert isinstance(variable, Axis)  # noqa: S101 - variables are axes
    low, high, low_open, high_open = interval
    if low is not None and high is not None and (low > high or (low == high and (low_open or high_open))):
        return None
    if linear_line(variable) in WHOLE:
        return _whole(interval)
    inner = nice_number(low, high, first_open=low_open, last_open=high_open)
    return Fraction(inner) if inner is not None else None


def _whole(interval: Interval) -> Fraction | None:
    low, high, low_open, high_open = interval
    if low is not None:
        found = Fraction(-(-low // 1))
        found += low_open and found == low
        return found if high is None or found < high or (found == high and not high_open) else None
    if high is not None:
        found = Fraction(high // 1)
        return found - (high_open and found == high)
    return Fraction(0)


def _anything(_variable: object, interval: Interval) -> Fraction | None:
    low, high, low_open, high_open = interval
    if low is not None and high is not None:
        if low > high or (low == high and (low_open or high_open)):
            return None
        return (low + high) / 2
    if low is not None:
        return low + 1
    return high - 1 if high is not None else Fraction(0)


def _value(axis: Axis, number: Fraction) -> Value:
    line = linear_line(axis) or Line.NUMBER
    key = key_on(line, number)
    return value_on(line, key if key is not None else key_of(number))


def _put(facts: dict[str, Value], axis: Axis, value: Value) -> None:
    """Set a fact or an entry; entries of what is null are left out, and a context stands for `present`."""
    *outer, name = axis.path
    inside: Any = facts
    for each in outer:
        inside = inside.setdefault(each, {}) if isinstance(inside, dict) else None
        if inside is None:
            return
    if value is PRESENT:
        inside.setdefault(name, {})
    else:
        inside[name] = value
