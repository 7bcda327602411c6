"""What sums and ratios ask of the facts that they speak of, as linear inequalities with some of these known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Final

from creditrules.dmn.analysis.samples.inequalities import Unequal
from creditrules.dmn.analysis.space.axis import Axis
from creditrules.dmn.analysis.space.lines import Border, on_line, stretches
from creditrules.dmn.analysis.values.algebra import linear_line
from creditrules.dmn.analysis.values.comparing import borders
from creditrules.dmn.analysis.values.forms import Ratio, Sum
from creditrules.dmn.table.region import NOTHING, Region

__all__ = ["Known", "alternatives", "region_of"]

Known = Mapping[Axis, Fraction]
"""The places of facts on their lines."""

_Terms = Sequence[tuple[Axis, Fraction]]
_Sum = tuple[Mapping[Axis, Fraction], Fraction]
"""Multiples of facts, and a constant."""

_ZERO: Final[_Sum] = ({}, Fraction(0))
_ONE: Final[_Sum] = ({}, Fraction(1))


def alternatives(axis: Axis, region: Region, known: Known) -> list[tuple[Unequal, ...]]:
    """Systems of inequalities of which one holds just where a fact, a sum or a ratio is in a region."""
    form = axis.form
    parts = list(stretches(region.intersection(axis.domain)))
    if isinstance(form, Ratio):
        above, below = (_sum(term.terms, term.constant, known) for term in (form.above, form.below))
        sides = [(_times(above, Fraction(sign)), _times(below, Fraction(sign))) for sign in (1, -1)]
        return [
            (_below(_ZERO, unit, strict=True), *_within(value, unit, ends)) for ends in parts for value, unit in sides
        ]
    terms = form.terms if isinstance(form, Sum) else ((axis, Fraction(1)),)
    return [tuple(_within(_sum(terms, Fraction(0), known), _ONE, ends)) for ends in parts]


def region_of(axis: Axis, systems: Sequence[tuple[Unequal, ...]]) -> Region:
    """The values of a fact at which one of the systems holds, which speak of no other."""
    line = linear_line(axis)
    whole = axis.domain.intersection(on_line(line)) if line is not None else NOTHING
    found = NOTHING
    for system in systems:
        part = whole
        for each in system:
            part = part.intersection(_half(axis, each))
        found = found.union(part)
    return found


def _half(axis: Axis, each: Unequal) -> Region:
    if not each.factors:
        return NOTHING if each.constant > 0 or (each.strict and not each.constant) else axis.domain
    factor = each.factors[0][1]
    before, after = borders(axis, -each.constant / factor)
    if factor > 0:
        return Region(starts=True, cuts=(before if each.strict else after,))
    return Region(starts=False, cuts=(after if each.strict else before,)).intersection(axis.domain)


def _within(value: _Sum, unit: _Sum, ends: tuple[Border, Border]) -> Iterator[Unequal]:
    """That a value, in a unit above zero, lies in a stretch."""
    low, high = ends
    if len(low) > 1:
        yield _below(_times(unit, Fraction(low[1])), value, strict=bool(low[2]))
    if len(high) > 1:
        yield _below(value, _times(unit, Fraction(high[1])), strict=not high[2])


def _below(one: _Sum, other: _Sum, *, strict: bool) -> Unequal:
    """`one < other`, or `<=`."""
    factors = dict(one[0])
    for axis, factor in other[0].items():
        factors[axis] = factors.get(axis, Fraction(0)) - factor
    return Unequal(tuple((axis, factor) for axis, factor in factors.items() if factor), one[1] - other[1], strict)


def _times(found: _Sum, number: Fraction) -> _Sum:
    return {axis: factor * number for axis, factor in found[0].items()}, found[1] * number


def _sum(terms: _Terms, constant: Fraction, known: Known) -> _Sum:
    factors: dict[Axis, Fraction] = {}
    for axis, factor in terms:
        if axis in known:
            constant += factor * known[axis]
        else:
            factors[axis] = factors.get(axis, Fraction(0)) + factor
    return factors, constant
