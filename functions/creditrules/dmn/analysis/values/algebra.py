"""All that one analysis makes: axes, diagrams over them, and what operations come to as diagrams."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Hashable, Iterable, Sequence
from decimal import Decimal
from fractions import Fraction

from creditrules.dmn.analysis.space.axis import Axis
from creditrules.dmn.analysis.space.budget import Budget, TooLarge
from creditrules.dmn.analysis.space.confines import Confines
from creditrules.dmn.analysis.space.diagram import Branch, Diagram, Diagrams, terminals
from creditrules.dmn.analysis.space.lines import Border, Line, on_line, point, position
from creditrules.dmn.analysis.values.forms import Computed, Form, Ratio, Standing, Sum
from creditrules.dmn.analysis.values.monotone import grounded, never_fails
from creditrules.dmn.analysis.values.operations import Operation, run
from creditrules.dmn.analysis.values.terms import FAILED, NULL, Items, Linear, Of, Record, Said, Term, said, value_of
from creditrules.dmn.analysis.values.words import shortened
from creditrules.dmn.limits import ANALYSIS_DEPTH
from creditrules.dmn.table.region import NOTHING, Region
from creditrules.feel import DateTime, Value

__all__ = ["LINEAR", "Algebra"]

LINEAR = frozenset({Line.NUMBER, Line.DATE, Line.DAYS, Line.MONTHS})
"""Lines on which sums are told by their terms."""


class Algebra:
    """The axes and diagrams of one analysis, or of several that are compared.

    now: the moment near which samples have their dates. Diagrams of expressions have values of `Said`.
    coarse: where numbers of several decisions combine in many ways, such as the points of a scorecard, each is one
    value on an axis of its own, and a sum of them is told by its ends and by samples that add up to it: quickly, and
    as exactly, but what hangs on such a sum is not told by facts.
    confines: the only facts for which tables are read from then on; what they say of others then means nothing.
    """

    def __init__(self, now: DateTime, budget: Budget | None = None, *, coarse: bool = False) -> None:
        self.coarse = coarse
        self.now = now
        self.budget = budget or Budget()
        self.diagrams = Diagrams(self.budget)
        self.confines: Confines | None = None
        self.axes: list[Axis] = []
        self._facts: dict[tuple[str, ...], Axis] = {}
        self._forms: dict[Form, Axis] = {}
        self._values: dict[Axis, Diagram] = {}

    def fact(self, path: tuple[str, ...], domain: Region, examples: Sequence[Value] = ()) -> Axis:
        """The axis of a fact, or of an entry of one; the first domain stays."""
        axis = self._facts.get(path)
        if axis is None:
            axis = self._facts[path] = self._axis(".".join(path), domain, path, None)
            axis.examples = tuple(examples)
        return axis

    def fact_axis(self, path: tuple[str, ...]) -> Axis | None:
        """The axis of a fact, if there is one."""
        return self._facts.get(path)

    def formed(self, form: Form, domain: Region) -> Axis:
        """The axis of what is worked out; the same for the same form. Raises TooLarge."""
        axis = self._forms.get(form)
        if axis is None:
            axis = self._forms[form] = self._axis(shortened(form.text), domain, (), form)
            if axis.depth > ANALYSIS_DEPTH:
                raise TooLarge("depth", self.budget.at)
        return axis

    def _axis(self, name: str, domain: Region, path: tuple[str, ...], form: Form | None) -> Axis:
        axis = Axis(name, len(self.axes), domain, path, form)
        self.axes.append(axis)
        return axis

    def said(self, value: Value, *, warned: bool = False) -> Diagram:
        """A constant everywhere."""
        return self.diagrams.leaf(said(value, warned=warned))

    def term(self, term: Term, *, warned: bool = False) -> Diagram:
        """A term everywhere. Raises TooLarge."""
        return self.diagrams.leaf(Said(self.weighed(term), warned))

    def weighed(self, term: Term) -> Term:
        """The term, paid for by its parts: what has itself in it twice doubles at every step. Raises TooLarge."""
        if not isinstance(term, Record | Items) or term.weight:
            return term
        parts = [part for _, part in term.entries] if isinstance(term, Record) else term.items
        inside = [self.weighed(part) for part in parts]
        weight = 1 + sum(part.weight if isinstance(part, Record | Items) else 1 for part in inside)
        self.budget.spend(weight)
        if isinstance(term, Items):
            return Items(tuple(inside), weight)
        return Record(tuple((name, part) for (name, _), part in zip(term.entries, inside, strict=True)), weight)

    def value(self, axis: Axis) -> Diagram:
        """The value on an axis."""
        found = self._values.get(axis)
        if found is None:
            lines = axis.lines
            cuts = [(int(line),) for line in lines[1:]]
            parts = [self._on_line(axis, line) for line in lines]
            found = self._values[axis] = self.diagrams.split(axis, cuts, parts)
        return found

    def _on_line(self, axis: Axis, line: Line) -> Diagram:
        if line is Line.NULL:
            return self.diagrams.leaf(NULL)
        if line is Line.FAILED:
            return (
                self.term(Of(axis, Line.OTHER), warned=True) if Line.OTHER in axis.lines else self.diagrams.leaf(FAILED)
            )
        if line is Line.BOOLEAN:
            return self.diagrams.lookup(axis, [(int(line), True, False)], [said(False), said(True)])
        if line in LINEAR and linear_line(axis) is line:
            return self.term(Linear(line, ((axis, Fraction(1)),), Fraction(0)))
        return self.term(Of(axis, line))

    def computed(
        self, operation: Operation, operands: Sequence[Term], lines: Iterable[Line], *, certain: bool = False
    ) -> Diagram:
        """What an operation comes to: a constant for constants, else a value that only the evaluator can tell.

        lines: on which a value that is not null may stand. certain: whether it never is null and leaves no warning.
        """
        try:
            values = [value_of(operand) for operand in operands]
        except KeyError:
            certain = certain or never_fails(operation.key, operands)
            return self.value(self.formed(Computed(operation, tuple(operands)), _domain(lines, certain=certain)))
        value, warned = run(operation, values, self.budget)
        return self.said(value, warned=warned)

    def parted(self, axis: Axis, cuts: Sequence[Border], values: Sequence[Hashable]) -> Diagram:
        """`values[i]` between the cuts of an axis; along a fact where what is on the axis rises or falls with it."""
        if isinstance(axis.form, Standing):
            return self.diagrams.map(
                lambda each: values[bisect_right(cuts, position(value_of(each.value)))], axis.form.diagram
            )
        if not isinstance(axis.form, Computed):
            return self.diagrams.lookup(axis, cuts, values)
        kept = [at for at, cut in enumerate(cuts) if values[at] != values[at + 1]]
        cuts, values = [cuts[at] for at in kept], [values[0], *(values[at + 1] for at in kept)]
        found = [grounded(axis, cut) for cut in cuts]
        moved = [each for each in found if each is not None]
        if not moved or len(moved) < len(cuts):
            return self.diagrams.lookup(axis, cuts, values)
        base, _, direction = moved[0]
        return self.diagrams.lookup(base, [border for _, border, _ in moved][::direction], values[::direction])

    def ratio(self, above: Linear, below: Linear) -> Diagram:
        """One number by another that is not zero here."""
        return self.value(self.formed(Ratio(above, below), on_line(Line.NUMBER)))

    def sum(self, terms: tuple[tuple[Axis, Fraction], ...]) -> Axis:
        """The axis of a sum of several, the first taken once; from end to end where all have ends."""
        domain = on_line(Line.NUMBER)
        if all(isinstance(axis.form, Standing) for axis, _ in terms):
            ends = [sorted(factor * Fraction(each) for each in _numbers(axis.form)) for axis, factor in terms]
            domain = _stretch(
                sum((each[0] for each in ends), Fraction(0)), sum((each[-1] for each in ends), Fraction(0))
            )
        return self.formed(Sum(terms), domain)

    def standing(self, text: str, diagram: Diagram) -> Diagram:
        """A diagram of numbers as one value on an axis of its own; a constant stays one."""
        if not isinstance(diagram, Branch):
            return diagram
        form = Standing(text, diagram)
        domain = NOTHING
        for number in _numbers(form):
            domain = domain.union(point(number))
        axis = self.formed(form, domain)
        return self.term(Linear(Line.NUMBER, ((axis, Fraction(1)),), Fraction(0)))

    def also(self, diagram: Diagram, *, warned: bool) -> Diagram:
        """The diagram, with a warning if there was one."""
        return self.diagrams.map(lambda each: Said(each.value, warned=True), diagram) if warned else diagram

    def combine(self, function: Callable[..., Diagram], *diagrams: Diagram) -> Diagram:
        """`function` of the terms of several diagrams; what warned there warns here."""

        def together(*said: Said) -> Diagram:
            made = function(*[each.value for each in said])
            return self.also(made, warned=any(each.warned for each in said))

        return self.diagrams.combine(together, *diagrams)


def _numbers(form: object) -> Sequence[Decimal]:
    """The numbers that what stands on an axis may be."""
    assert isinstance(form, Standing)  # noqa: S101 - asked before
    return [value_of(each.value) for each in terminals(form.diagram)]


def _stretch(low: Fraction, high: Fraction) -> Region:
    """The numbers on a sum's axis from one to another."""
    line = int(Line.NUMBER)
    return Region(starts=False, cuts=((line, low, False), (line, high, True)))


def linear_line(axis: Axis) -> Line | None:
    """The line on which sums of an axis are told; None where there are several."""
    lines = [line for line in axis.lines if line in LINEAR]
    return lines[0] if len(lines) == 1 else None


def _domain(lines: Iterable[Line], *, certain: bool) -> Region:
    domain = NOTHING
    for line in (*lines, *(() if certain else (Line.NULL, Line.FAILED))):
        domain = domain.union(on_line(line))
    return domain
