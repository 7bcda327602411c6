"""Comparisons of abstract values: cuts of one axis where they are, else an axis of their own."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from creditrules.dmn.analysis.space.axis import Axis
from creditrules.dmn.analysis.space.diagram import Diagram
from creditrules.dmn.analysis.space.lines import WHOLE, Border, Line, border, line_of
from creditrules.dmn.analysis.values.algebra import LINEAR, Algebra
from creditrules.dmn.analysis.values.evaluating import Witness
from creditrules.dmn.analysis.values.forms import Sum
from creditrules.dmn.analysis.values.numbers import MILLISECOND, border_of, key_on, value_on
from creditrules.dmn.analysis.values.operations import comparison, run
from creditrules.dmn.analysis.values.sums import as_linear, less, linear_line
from creditrules.dmn.analysis.values.terms import FAILED, Items, Known, Linear, Of, Picked, Record, Term, said
from creditrules.dmn.table.region import key_of
from creditrules.feel import Value

__all__ = ["borders", "compare", "leading", "line_of_term", "on_axis"]

_MIRRORED: Final = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
_HOLDS: Final = {
    "<": (True, False, False),
    "<=": (True, True, False),
    "=": (False, True, False),
    "!=": (True, False, True),
    ">=": (False, True, True),
    ">": (False, False, True),
}
"""Whether each sign holds below, at and above."""

_CLOCKS: Final = frozenset({Line.TIME, Line.ZONED_TIME, Line.MOMENT, Line.ZONED_MOMENT})


def line_of_term(term: Term) -> Line:
    """The line on which the value of a term stands."""
    match term:
        case Known(value=value):
            return line_of(value)
        case Linear(line=line) | Of(line=line):
            return line
        case Record() | Items() | Picked():
            return Line.OTHER


def compare(algebra: Algebra, sign: str, left: Term, right: Term) -> Diagram:
    """`left sign right`."""
    one, other = line_of_term(left), line_of_term(right)
    if isinstance(left, Known) and isinstance(right, Known):
        return algebra.computed(comparison(sign), (left, right), ())
    if Line.NULL in {one, other}:
        return algebra.said(sign == "!=") if sign in {"=", "!="} else algebra.diagrams.leaf(FAILED)
    if one is other and one in LINEAR:
        first, second = as_linear(left), as_linear(right)
        if first is not None and second is not None:
            return _ordered(algebra, sign, less(first, second), left, right)
    if one is other and isinstance(left, Of) and isinstance(right, Known) and one is not Line.OTHER:
        return _cut(algebra, sign, left, right)
    if one is other and isinstance(right, Of) and isinstance(left, Known) and one is not Line.OTHER:
        return _cut(algebra, _MIRRORED[sign], right, left)
    if one is not other and Line.OTHER not in {one, other} and not {one, other} <= _CLOCKS:
        return algebra.diagrams.leaf(FAILED)
    certain = one is other and one in {Line.TEXT, *LINEAR}
    return algebra.computed(comparison(sign), (left, right), (Line.BOOLEAN,), certain=certain)


def _cut(algebra: Algebra, sign: str, left: Of, right: Known) -> Diagram:
    key, line = key_of(right.value), left.line
    if line in _CLOCKS:
        first = key // MILLISECOND * MILLISECOND
        before, after = border(line, first, after=False), border(line, first + MILLISECOND, after=False)
    else:
        before, after = border(line, key, after=False), border(line, key, after=True)
    return _parted(algebra, left.axis, before, after, _HOLDS[sign])


def _parted(algebra: Algebra, axis: Axis, before: Border, after: Border, holds: tuple[bool, bool, bool]) -> Diagram:
    return algebra.parted(axis, [before, after], [said(each) for each in holds])


def _ordered(algebra: Algebra, sign: str, difference: Linear, left: Term, right: Term) -> Diagram:
    """`difference sign 0`."""
    if not difference.terms:
        below, at, above = _HOLDS[sign]
        return algebra.said(at if not difference.constant else below if difference.constant < 0 else above)
    axis, factor = leading(algebra, difference)
    border_at = -difference.constant / factor
    holds = _HOLDS[sign if factor > 0 else _MIRRORED[sign]]
    before, after = borders(axis, border_at)
    if difference.recipe is not None and axis.form is None:
        holds = _as_computed(sign, axis, border_at, (left, right), holds)
    return _parted(algebra, axis, before, after, holds)


def leading(algebra: Algebra, term: Linear) -> tuple[Axis, Fraction]:
    """The axis on which a sum that is no constant is told, and how many times it has it, its constant apart."""
    axis, factor = term.terms[0]
    if len(term.terms) == 1:
        return axis, factor
    return algebra.sum(tuple((each, times / factor) for each, times in term.terms)), factor


def borders(axis: Axis, number: Fraction) -> tuple[Border, Border]:
    """The borders before and after a number on an axis."""
    if isinstance(axis.form, Sum):
        line = int(Line.NUMBER)
        if _is_whole(axis.form):
            number = Fraction(number)
            floor = number.numerator // number.denominator
            ceiling = floor if floor == number else floor + 1
            return (line, Fraction(ceiling), False), (line, Fraction(floor + 1), False)
        return (line, number, False), (line, number, True)
    line = linear_line(axis) or Line.NUMBER
    return border_of(line, number, after=False), border_of(line, number, after=True)


def on_axis(axis: Axis, number: Fraction) -> Value:
    """The value that a number is on the axis of a fact; None where none is."""
    line = linear_line(axis)
    key = key_on(line, number) if line is not None else None
    return None if key is None or line is None else value_on(line, key)


def _is_whole(form: Sum) -> bool:
    """Whether the sum is always a whole number."""
    return all(factor.denominator == 1 and linear_line(axis) in WHOLE for axis, factor in form.terms)


def _as_computed(
    sign: str,
    axis: Axis,
    number: Fraction,
    operands: tuple[Term, Term],
    holds: tuple[bool, bool, bool],
) -> tuple[bool, bool, bool]:
    """What the evaluator, which rounds, says at the very border."""
    value = on_axis(axis, number)
    if value is None:
        return holds
    witness = Witness({})
    witness.suppose(axis, value)
    found = [witness.value(operand)[0] for operand in operands]
    return holds[0], run(comparison(sign), found)[0] is True, holds[2]
