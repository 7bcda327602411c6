"""What stands on axes that are no facts: sums of multiples of facts, and values that only the evaluator can tell."""

from __future__ import annotations

from fractions import Fraction

from creditrules.dmn.analysis.space.axis import Axis
from creditrules.dmn.analysis.space.diagram import Diagram, support
from creditrules.dmn.analysis.values.operations import Operation
from creditrules.dmn.analysis.values.terms import Items, Linear, Of, Picked, Record, Term
from creditrules.dmn.analysis.values.words import sum_text, term_text
from creditrules.records import dataclass

__all__ = ["Computed", "Form", "Ratio", "Standing", "Stated", "Sum", "axes_of", "facts_of"]


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum of multiples of axes, the first of them taken once."""

    terms: tuple[tuple[Axis, Fraction], ...]

    @property
    def text(self) -> str:
        """In FEEL."""
        return sum_text(self.terms, Fraction(0))

    @property
    def axes(self) -> tuple[Axis, ...]:
        """What it is worked out of."""
        return tuple(axis for axis, _ in self.terms)

    @property
    def linear(self) -> bool:
        """Whether reasoning about it is exact."""
        return all(axis.exact for axis, _ in self.terms)


@dataclass(frozen=True, slots=True)
class Ratio:
    """One sum by another that is never zero here. operands: the same, for the evaluator."""

    above: Linear
    below: Linear

    @property
    def text(self) -> str:
        """In FEEL."""
        return f"{term_text(self.above, inside=True)} / {term_text(self.below, inside=True)}"

    @property
    def axes(self) -> tuple[Axis, ...]:
        """What it is worked out of."""
        return tuple(dict.fromkeys((*axes_of(self.above), *axes_of(self.below))))

    @property
    def linear(self) -> bool:
        """Whether reasoning about it is exact."""
        return all(axis.exact for axis in self.axes)


@dataclass(frozen=True, slots=True)
class Computed:
    """An operation on abstract operands."""

    operation: Operation
    operands: tuple[Term, ...]

    @property
    def text(self) -> str:
        """In FEEL, with what was inlined in its place."""
        return self.operation.words([term_text(operand, inside=True) for operand in self.operands])

    @property
    def axes(self) -> tuple[Axis, ...]:
        """What it is worked out of."""
        return tuple(dict.fromkeys(axis for operand in self.operands for axis in axes_of(operand)))

    @property
    def linear(self) -> bool:
        """Nothing is told of it by reasoning."""
        return False


@dataclass(frozen=True, slots=True)
class Stated:
    """A fact taken whole whose entries are axes themselves, or that has no order."""

    path: tuple[str, ...]
    axes: tuple[Axis, ...]

    @property
    def text(self) -> str:
        """Its name."""
        return ".".join(self.path)

    @property
    def linear(self) -> bool:
        """Nothing is told of it by reasoning."""
        return False


@dataclass(frozen=True, slots=True)
class Standing:
    """What a diagram of numbers comes to, taken as one value: what adds many up need not tell them apart."""

    text: str
    diagram: Diagram

    @property
    def axes(self) -> tuple[Axis, ...]:
        """What it is worked out of."""
        return support(self.diagram)

    @property
    def linear(self) -> bool:
        """Whether reasoning about it is exact."""
        return all(axis.exact for axis in self.axes)


Form = Sum | Ratio | Computed | Standing | Stated


def axes_of(term: Term) -> tuple[Axis, ...]:
    """The axes that a term speaks of."""
    match term:
        case Linear(terms=terms):
            return tuple(axis for axis, _ in terms)
        case Of(axis=axis) | Picked(whole=axis):
            return (axis,)
        case Record(entries):
            return tuple(axis for _, entry in entries for axis in axes_of(entry))
        case Items(items):
            return tuple(axis for item in items for axis in axes_of(item))
    return ()


def facts_of(*axes: Axis) -> frozenset[str]:
    """The facts, whole, that have to be known to know where axes stand."""
    behind = [each for axis in axes for each in axis.behind]
    stated = [each.form.path for each in behind if isinstance(each.form, Stated)]
    return frozenset(path[0] for path in (*stated, *(each.path for each in behind)) if path)
