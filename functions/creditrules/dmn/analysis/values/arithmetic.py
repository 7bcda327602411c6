"""Arithmetic of abstract values: sums while they are sums, then ratios, then what only the evaluator can tell."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Final

from creditrules.dmn.analysis.space.diagram import Diagram
from creditrules.dmn.analysis.space.lines import Line, on_line
from creditrules.dmn.analysis.values.algebra import Algebra
from creditrules.dmn.analysis.values.comparing import compare, line_of_term
from creditrules.dmn.analysis.values.forms import Computed
from creditrules.dmn.analysis.values.numbers import DAY, is_decimal
from creditrules.dmn.analysis.values.operations import arithmetic, negation
from creditrules.dmn.analysis.values.sums import as_linear, less, moved, plus, times
from creditrules.dmn.analysis.values.terms import FAILED, Known, Linear, Term
from creditrules.records import replace

__all__ = ["calculate", "negative"]

_Rule = Callable[[Algebra, Linear, Linear], Diagram | None]
_ANYTHING: Final = (Line.OTHER,)


def calculate(algebra: Algebra, sign: str, left: Term, right: Term) -> Diagram:
    """`left sign right`."""
    operation = arithmetic(sign)
    if isinstance(left, Known) and isinstance(right, Known):
        return algebra.computed(operation, (left, right), ())
    lines = (line_of_term(left), line_of_term(right))
    if Line.NULL in lines:
        return algebra.diagrams.leaf(FAILED)
    first, second = as_linear(left), as_linear(right)
    rule = _RULES.get((sign, *lines))
    found = rule(algebra, first, second) if rule and first is not None and second is not None else None
    if found is not None:
        return found
    if sign in "+-*" and lines == (Line.NUMBER, Line.NUMBER):
        return algebra.computed(operation, (left, right), (Line.NUMBER,), certain=True)
    if sign == "+" and lines == (Line.TEXT, Line.TEXT):
        return algebra.computed(operation, (left, right), (Line.TEXT,), certain=True)
    return algebra.computed(operation, (left, right), _lines(sign, lines))


def negative(algebra: Algebra, term: Term) -> Diagram:
    """`-term`."""
    found = as_linear(term)
    if isinstance(term, Known) or found is None or found.line is Line.DATE:
        return algebra.computed(negation(), (term,), (line_of_term(term),))
    return algebra.term(_rounded(algebra, times(found, Fraction(-1)), negation(), (term,)))


def _lines(sign: str, lines: tuple[Line, Line]) -> tuple[Line, ...]:
    """Where a result may stand."""
    if Line.OTHER in lines:
        return _ANYTHING
    if lines[0] is lines[1] and sign == "/":
        return (Line.NUMBER,)
    if sign in "*/" and Line.NUMBER in lines:
        return (lines[0] if lines[1] is Line.NUMBER else lines[1],)
    if sign in "+-" and lines[1] in {Line.DAYS, Line.MONTHS}:
        return (lines[0],)
    if sign == "+" and lines[0] in {Line.DAYS, Line.MONTHS}:
        return (lines[1],)
    return (Line.DAYS,) if sign == "-" else (Line.NUMBER,)


def _rounded(algebra: Algebra, found: Linear, operation: object, operands: tuple[Term, ...]) -> Linear:
    """The sum; where an operand is rounded, with the axis of the same as it is computed."""
    if all(not isinstance(each, Linear) or each.recipe is None for each in operands):
        return replace(found, recipe=None)
    form = Computed(operation, operands)  # type: ignore[arg-type]
    return replace(found, recipe=algebra.formed(form, on_line(found.line)))


def _plus(algebra: Algebra, left: Linear, right: Linear) -> Diagram:
    return algebra.term(_rounded(algebra, plus(left, right), arithmetic("+"), (left, right)))


def _minus(algebra: Algebra, left: Linear, right: Linear) -> Diagram:
    return algebra.term(_rounded(algebra, less(left, right), arithmetic("-"), (left, right)))


def _times(algebra: Algebra, left: Linear, right: Linear) -> Diagram | None:
    for one, other in ((left, right), (right, left)):
        if not one.terms and one.recipe is None:
            found = times(other, one.constant)
            return algebra.term(_rounded(algebra, found, arithmetic("*"), (left, right)))
    return None


def _by(algebra: Algebra, left: Linear, right: Linear) -> Diagram:
    if right.terms or right.recipe is not None:
        return algebra.diagrams.combine(
            lambda held: algebra.diagrams.leaf(FAILED) if held.value.value else algebra.ratio(left, right),
            compare(algebra, "=", right, Linear(Line.NUMBER, (), Fraction(0))),
        )
    if not right.constant:
        return algebra.diagrams.leaf(FAILED)
    found = times(left, 1 / right.constant)
    if is_decimal(1 / right.constant):
        return algebra.term(_rounded(algebra, found, arithmetic("/"), (left, right)))
    form = Computed(arithmetic("/"), (left, right))
    return algebra.term(replace(found, recipe=algebra.formed(form, on_line(Line.NUMBER))))


def _moved_date(sign: int) -> _Rule:
    def rule(algebra: Algebra, left: Linear, right: Linear) -> Diagram | None:
        if left.line is Line.DAYS:
            left, right = right, left
        if right.terms or right.constant % DAY:
            return None
        return algebra.term(plus(left, moved(right, Line.DATE, Fraction(1, DAY)), sign))

    return rule


def _between_dates(algebra: Algebra, left: Linear, right: Linear) -> Diagram:
    return algebra.term(moved(less(left, right), Line.DAYS, Fraction(DAY)))


_RULES: Final[Mapping[tuple[str, Line, Line], _Rule]] = {
    ("+", Line.NUMBER, Line.NUMBER): _plus,
    ("-", Line.NUMBER, Line.NUMBER): _minus,
    ("*", Line.NUMBER, Line.NUMBER): _times,
    ("/", Line.NUMBER, Line.NUMBER): _by,
    ("+", Line.DAYS, Line.DAYS): _plus,
    ("-", Line.DAYS, Line.DAYS): _minus,
    ("+", Line.MONTHS, Line.MONTHS): _plus,
    ("-", Line.MONTHS, Line.MONTHS): _minus,
    ("+", Line.DATE, Line.DAYS): _moved_date(1),
    ("+", Line.DAYS, Line.DATE): _moved_date(1),
    ("-", Line.DATE, Line.DAYS): _moved_date(-1),
    ("-", Line.DATE, Line.DATE): _between_dates,
}
