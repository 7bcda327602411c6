"""Values that only the evaluator can tell but that rise or fall with one fact: their cuts are cuts of that fact."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Final

from creditrules.dmn.analysis.space.axis import Axis
from creditrules.dmn.analysis.space.lines import WHOLE, Border, Line, border, line_of, on_line
from creditrules.dmn.analysis.values.evaluating import Witness
from creditrules.dmn.analysis.values.forms import Computed
from creditrules.dmn.analysis.values.numbers import key_on, value_on
from creditrules.dmn.analysis.values.terms import Known, Linear, Of, Term

__all__ = ["base_of", "grounded", "never_fails"]

_MEASURED: Final = frozenset({Line.NUMBER, Line.DATE, Line.ZONED_MOMENT, Line.DAYS, Line.MONTHS})
_UP: Final = 1
_DOWN: Final = -1

_RISING: Final[Mapping[tuple[str, tuple[Line, ...]], tuple[int, ...]]] = {
    ("floor()", (Line.NUMBER,)): (_UP,),
    ("ceiling()", (Line.NUMBER,)): (_UP,),
    ("years and months duration(,)", (Line.DATE, Line.DATE)): (_DOWN, _UP),
    (".years", (Line.MONTHS,)): (_UP,),
    (".year", (Line.DATE,)): (_UP,),
    (".days", (Line.DAYS,)): (_UP,),
    ("+", (Line.DATE, Line.MONTHS)): (_UP, _UP),
    ("-", (Line.DATE, Line.MONTHS)): (_UP, _DOWN),
    ("+", (Line.ZONED_MOMENT, Line.DAYS)): (_UP, _UP),
    ("-", (Line.ZONED_MOMENT, Line.DAYS)): (_UP, _DOWN),
    ("-", (Line.ZONED_MOMENT, Line.ZONED_MOMENT)): (_UP, _DOWN),
}
"""Operations that rise (or fall) with each operand of these kinds, and never fail for what facts may be."""

_WIDEST: Final = 10**24
_LARGEST: Final = 15
_SMALLEST: Final = -18
_BEYOND: Final = Fraction(1, 10**19)


def never_fails(key: str, operands: Sequence[Term]) -> bool:
    """Whether an operation never is null and leaves no warning for operands of these kinds."""
    if key in {"+", "-"} and not isinstance(operands[-1], Known):
        return False
    return (key, tuple(map(_line, operands))) in _RISING


def grounded(axis: Axis, cut: Border) -> tuple[Axis, Border, int] | None:
    """The fact with which the value on an axis rises or falls, where it passes the cut, and 1 or -1.

    None where it is no such value, or the place cannot be told with a few digits.
    """
    found = base_of(axis)
    if found is None:
        return None
    base, direction = found
    lines = [line for line in base.lines if line in _MEASURED]
    if len(lines) != 1 or len(cut) == 1:
        return None
    line = lines[0]

    def below(number: Fraction) -> bool:
        """Whether the value lies on the side of small numbers of the fact."""
        witness = Witness({})
        witness.suppose(base, value_on(line, key_on(line, number)))
        return (bisect_right((cut,), witness.position(axis)) == 0) is (direction > 0)

    where = _whole(base, line, below) if line in WHOLE else _number(below)
    return None if where is None else (base, where, direction)


def base_of(axis: Axis) -> tuple[Axis, int] | None:
    """The one fact that a value is told by, and whether it rises or falls with it."""
    form = axis.form
    if form is None:
        return axis, _UP
    if not isinstance(form, Computed):
        return None
    lines = tuple(_line(operand) for operand in form.operands)
    directions = _RISING.get((form.operation.key, lines))
    moving = [at for at, operand in enumerate(form.operands) if not isinstance(operand, Known)]
    if directions is None or len(moving) != 1:
        return None
    moved = _moved_by(form.operands[moving[0]])
    found = base_of(moved[0]) if moved else None
    if found is None or moved is None:
        return None
    return found[0], found[1] * directions[moving[0]] * moved[1]


def _moved_by(term: Term) -> tuple[Axis, int] | None:
    """The one axis that moves a term, and whether it rises or falls with it."""
    match term:
        case Linear(terms=((axis, factor),), recipe=None):
            return axis, _UP if factor > 0 else _DOWN
        case Of(axis=axis):
            return axis, _UP
    return None


def _line(term: Term) -> Line:
    if isinstance(term, Known):
        return line_of(term.value)
    return term.line if isinstance(term, Linear | Of) else Line.OTHER


def _whole(base: Axis, line: Line, below: Callable[[Fraction], bool]) -> Border | None:
    """The border where it passes, by halving; whole numbers from end to end of the domain."""
    cuts = base.domain.intersection(on_line(line)).cuts
    low, high = (end[1] if len(end) > 1 else widest for end, widest in ((cuts[0], -_WIDEST), (cuts[-1], _WIDEST)))
    while low < high:
        middle = (low + high) // 2
        if below(Fraction(middle)):
            low = middle + 1
        else:
            high = middle
    return border(line, low, after=False)


def _number(below: Callable[[Fraction], bool]) -> Border | None:
    """The border where it passes, digit by digit; beyond the last of them it makes no difference to any fact."""
    unit = Fraction(10) ** _LARGEST
    low, high = -unit, unit
    if not below(low) or below(high):
        return None
    while unit >= Fraction(10) ** _SMALLEST:
        while high - low > unit:
            middle = low + (high - low) // unit // 2 * unit
            low, high = (middle, high) if below(middle) else (low, middle)
        unit /= 10
    after = not below(high - _BEYOND)
    key = key_on(Line.NUMBER, low if after else high)
    return None if key is None else border(Line.NUMBER, key, after=after)
