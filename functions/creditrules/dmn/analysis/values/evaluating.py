"""What stands on axes, and what terms come to, for given facts: by the real evaluator."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from fractions import Fraction

from creditrules.dmn.analysis.space.axis import Axis
from creditrules.dmn.analysis.space.budget import Budget
from creditrules.dmn.analysis.space.diagram import Branch, Diagram
from creditrules.dmn.analysis.space.lines import Border, Line, line_of, position
from creditrules.dmn.analysis.values.forms import Computed, Ratio, Standing, Stated, Sum
from creditrules.dmn.analysis.values.numbers import nearest, value_on
from creditrules.dmn.analysis.values.operations import arithmetic, run
from creditrules.dmn.analysis.values.terms import Items, Known, Linear, Of, Picked, Record, Term
from creditrules.dmn.table.region import key_of
from creditrules.feel import Value

__all__ = ["Facts", "Witness"]

Facts = Mapping[str, Value]
"""Facts by name, contexts whole, as the real evaluator is given them."""

_Found = tuple[Value, bool]


class Witness:
    """One applicant: the values on all axes, each worked out once. budget: of what that costs, raising TooLarge."""

    def __init__(self, facts: Facts, budget: Budget | None = None) -> None:
        self.facts, self._budget = facts, budget
        self._known: dict[Axis, _Found] = {}

    def on(self, axis: Axis) -> _Found:
        """The value on an axis, a Fraction on a sum, and whether a warning was left as it was worked out."""
        found = self._known.get(axis)
        if found is None:
            found = self._known[axis] = self._of(axis)
        return found

    def suppose(self, axis: Axis, value: Value) -> None:
        """Take a value on an axis as given."""
        self._known[axis] = (value, False)

    def position(self, axis: Axis) -> Border:
        """The border before the value on an axis."""
        value, warned = self.on(axis)
        if warned:
            return (int(Line.FAILED),)
        if isinstance(value, Fraction):
            return (int(Line.NUMBER), value, False)
        return position(value) if line_of(value) in axis.lines else (int(Line.OTHER),)

    def value(self, term: Term) -> _Found:
        """What a term comes to, and whether a warning was left as it was worked out."""
        match term:
            case Known(value=value):
                return value, False
            case Of(axis=axis) | Picked(whole=axis) | Linear(recipe=Axis() as axis):
                return self.on(axis)
            case Linear(terms=terms) if self._missing(terms):
                return None, True
            case Linear():
                return value_on(term.line, nearest(term.line, self.sum(term.terms) + term.constant)), False
            case Record(entries):
                found = {name: self.value(entry) for name, entry in entries}
                return {name: value for name, (value, _) in found.items()}, any(bad for _, bad in found.values())
            case Items(items):
                parts = [self.value(item) for item in items]
                return [value for value, _ in parts], any(bad for _, bad in parts)

    def sum(self, terms: tuple[tuple[Axis, Fraction], ...]) -> Fraction:
        """The sum of multiples; the axes have numbers, dates or durations on them."""
        return sum((factor * self._number(axis) for axis, factor in terms), Fraction(0))

    def said(self, diagram: Diagram) -> _Found:
        """What a diagram of `Said` comes to."""
        while isinstance(diagram, Branch):
            diagram = diagram.children[bisect_right(diagram.cuts, self.position(diagram.axis))]
        value, warned = self.value(diagram.value.value)
        return value, warned or diagram.value.warned

    def _missing(self, terms: tuple[tuple[Axis, Fraction], ...]) -> bool:
        return any(self.on(axis)[0] is None for axis, _ in terms)

    def _number(self, axis: Axis) -> Fraction:
        value, _ = self.on(axis)
        return value if isinstance(value, Fraction) else Fraction(key_of(value))

    def _of(self, axis: Axis) -> _Found:
        match axis.form:
            case Sum(terms):
                return (None, True) if self._missing(terms) else (self.sum(terms), False)
            case Ratio(above, below):
                return run(arithmetic("/"), [self.value(above)[0], self.value(below)[0]], self._budget)
            case Standing(diagram=diagram):
                return self.said(diagram)
            case Computed(operation, operands):
                found = [self.value(operand) for operand in operands]
                value, warned = run(operation, [value for value, _ in found], self._budget)
                return value, warned or any(bad for _, bad in found)
        path = axis.form.path if isinstance(axis.form, Stated) else axis.path
        inside: Value = self.facts
        for name in path:
            inside = inside.get(name) if isinstance(inside, Mapping) else None
        return inside, False
