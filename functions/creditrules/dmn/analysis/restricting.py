"""Diagrams where some facts are known: what is worked out of them is worked out, as far as it can be."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Hashable, Mapping, Sequence
from fractions import Fraction

from creditrules.dmn.analysis.space.axis import Axis
from creditrules.dmn.analysis.space.diagram import Branch, Diagram
from creditrules.dmn.analysis.space.lines import Border, Line
from creditrules.dmn.analysis.values.algebra import Algebra
from creditrules.dmn.analysis.values.comparing import borders, leading
from creditrules.dmn.analysis.values.evaluating import Witness
from creditrules.dmn.analysis.values.forms import Computed, Ratio, Stated, Sum
from creditrules.dmn.analysis.values.sums import plus
from creditrules.dmn.analysis.values.terms import Items, Linear, Of, Record, Said, Term, known
from creditrules.dmn.table.region import key_of
from creditrules.feel import Value

__all__ = ["restricted"]


def restricted(algebra: Algebra, diagram: Diagram, facts: Mapping[str, Value]) -> Diagram:
    """The diagram for applicants with these facts, contexts whole; it depends on the others alone.

    Values of `Said` are told by the others as well.
    """
    return _Restriction(algebra, facts).of(diagram)


class _Restriction:
    def __init__(self, algebra: Algebra, facts: Mapping[str, Value]) -> None:
        self.algebra, self.witness = algebra, Witness(facts, algebra.budget)
        self._known = {axis: axis.path[0] in facts for axis in algebra.axes if axis.path}
        self._memo: dict[Diagram, Diagram] = {}

    def of(self, part: Diagram) -> Diagram:
        found = self._memo.get(part)
        if found is None:
            self.algebra.budget.spend()
            found = self._memo[part] = self._branch(part) if isinstance(part, Branch) else self._leaf(part.value)
        return found

    def _leaf(self, value: Hashable) -> Diagram:
        if isinstance(value, Said):
            value = Said(self.algebra.weighed(self.term(value.value)), value.warned)
        return self.algebra.diagrams.leaf(value)

    def _branch(self, branch: Branch) -> Diagram:
        axis = branch.axis
        if self._is_known(axis):
            return self.of(branch.children[bisect_right(branch.cuts, self.witness.position(axis))])
        children = [self.of(child) for child in branch.children]
        if isinstance(axis.form, Sum):
            return self._along(Linear(Line.NUMBER, axis.form.terms, Fraction(0)), branch.cuts, children)
        if isinstance(axis.form, Ratio):
            return self._ratio(axis, axis.form, branch.cuts, children)
        if isinstance(axis.form, Computed):
            operands = tuple(self.term(operand) for operand in axis.form.operands)
            axis = self.algebra.formed(Computed(axis.form.operation, operands), axis.domain)
        return self.algebra.diagrams.split(axis, branch.cuts, children)

    def _is_known(self, axis: Axis) -> bool:
        found = self._known.get(axis)
        if found is None:
            found = self._known[axis] = all(map(self._stands, axis.behind))
        return found

    def _stands(self, axis: Axis) -> bool:
        """Whether nothing that is not known stands on an axis itself; its parts apart."""
        if isinstance(axis.form, Stated):
            return axis.form.path[0] in self.witness.facts
        return axis.form is not None or self._known.get(axis, False)

    def _ratio(self, axis: Axis, form: Ratio, cuts: Sequence[Border], children: Sequence[Diagram]) -> Diagram:
        above, below = self._linear(form.above), self._linear(form.below)
        if not below.terms and above.recipe is None and below.recipe is None:
            factor = 1 / below.constant
            terms = tuple((each, times * factor) for each, times in above.terms)
            return self._along(Linear(Line.NUMBER, terms, above.constant * factor), cuts, children)
        axis = self.algebra.formed(Ratio(above, below), axis.domain)
        return self.algebra.diagrams.split(axis, cuts, children)

    def _along(self, term: Linear, cuts: Sequence[Border], children: Sequence[Diagram]) -> Diagram:
        """Cuts of a sum, moved to where what is left of it reaches them."""
        left = self._linear(term)
        axis, factor = leading(self.algebra, left)
        moved = [
            borders(axis, (Fraction(cut[1]) - left.constant) / factor)[bool(cut[2]) is (factor > 0)] for cut in cuts
        ]
        if factor < 0:
            return self.algebra.diagrams.split(axis, moved[::-1], children[::-1])
        return self.algebra.diagrams.split(axis, moved, children)

    def term(self, term: Term) -> Term:
        """A term with what is known of it."""
        match term:
            case Of(axis=axis) if self._is_known(axis):
                return known(self.witness.on(axis)[0])
            case Linear(terms=terms) if terms and all(self._is_known(axis) for axis, _ in terms):
                return known(self.witness.value(term)[0])
            case Linear():
                return self._linear(term)
            case Record(entries):
                return Record(tuple((name, self.term(entry)) for name, entry in entries))
            case Items(items):
                return Items(tuple(map(self.term, items)))
        return term

    def _linear(self, term: Linear) -> Linear:
        """A sum with what is known of it in its constant."""
        found = Linear(term.line, (), term.constant, term.recipe)
        for axis, factor in term.terms:
            if self._is_known(axis):
                value = self.witness.on(axis)[0]
                number = value if isinstance(value, Fraction) else Fraction(key_of(value))
                found = Linear(term.line, found.terms, found.constant + factor * number, term.recipe)
            else:
                found = plus(found, Linear(term.line, ((axis, factor),), Fraction(0)))
        return found
