"""Sums of multiples of axes, exactly."""

from __future__ import annotations

from fractions import Fraction

from creditrules.dmn.analysis.space.axis import Axis
from creditrules.dmn.analysis.space.lines import line_of
from creditrules.dmn.analysis.values.algebra import LINEAR, linear_line
from creditrules.dmn.analysis.values.terms import Known, Linear, Term
from creditrules.dmn.table.region import key_of

__all__ = ["as_linear", "less", "linear_line", "moved", "plus", "times"]


def as_linear(term: Term) -> Linear | None:
    """A term as a sum; None where it is none."""
    if isinstance(term, Linear):
        return term
    if isinstance(term, Known) and line_of(term.value) in LINEAR:
        return Linear(line_of(term.value), (), Fraction(key_of(term.value)))
    return None


def plus(left: Linear, right: Linear, sign: int = 1) -> Linear:
    """`left + sign * right`, on the line of `left`."""
    factors: dict[Axis, Fraction] = dict(left.terms)
    for axis, factor in right.terms:
        factors[axis] = factors.get(axis, Fraction(0)) + sign * factor
    terms = tuple(sorted(((a, f) for a, f in factors.items() if f), key=lambda term: term[0].level))
    return Linear(left.line, terms, left.constant + sign * right.constant, left.recipe or right.recipe)


def less(left: Linear, right: Linear) -> Linear:
    """`left - right`."""
    return plus(left, right, -1)


def times(term: Linear, factor: Fraction) -> Linear:
    """A multiple."""
    terms = tuple((axis, each * factor) for axis, each in term.terms if factor)
    return Linear(term.line, terms, term.constant * factor, term.recipe)


def moved(term: Linear, line: int, factor: Fraction = Fraction(1)) -> Linear:
    """The same number on another line, in its unit."""
    found = times(term, factor)
    return Linear(line, found.terms, found.constant, found.recipe)  # type: ignore[arg-type]
