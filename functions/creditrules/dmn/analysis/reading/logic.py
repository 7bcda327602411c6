"""Branches and the three-valued connectives, as the compiler has them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from creditrules.dmn.analysis.reading.scope import Reader, Scope, Scoped
from creditrules.dmn.analysis.space.diagram import Diagram
from creditrules.dmn.analysis.values.algebra import Algebra
from creditrules.dmn.analysis.values.terms import Known, Said, Term
from creditrules.feel import Checked, ast

__all__ = ["branching", "in_turn", "is_false", "is_true", "read_and", "read_if", "read_or"]


def is_true(term: Term) -> bool:
    """Whether it is the constant true."""
    return isinstance(term, Known) and term.value is True


def is_false(term: Term) -> bool:
    """Whether it is the constant false."""
    return isinstance(term, Known) and term.value is False


def is_null(term: Term) -> bool:
    """Whether it is the constant null."""
    return isinstance(term, Known) and term.value is None


def branching(
    algebra: Algebra, condition: Diagram, then: Callable[[], Diagram], otherwise: Callable[[], Diagram]
) -> Diagram:
    """`if`: what is not true is false, with a warning where it is no boolean."""

    def decided(held: Said) -> Diagram:
        if is_true(held.value):
            return algebra.also(then(), warned=held.warned)
        odd = not is_false(held.value) and not is_null(held.value)
        return algebra.also(otherwise(), warned=held.warned or odd)

    return algebra.diagrams.combine(decided, condition)


def read_if(reader: Reader, checked: Checked, node: ast.If, scope: Scope) -> Scoped:
    """`if`."""
    memo: dict[bool, Diagram] = {}

    def part(which: bool) -> Diagram:  # noqa: FBT001
        if which not in memo:
            memo[which] = reader.diagram(checked, node.then if which else node.otherwise, scope)
        return memo[which]

    condition = reader.diagram(checked, node.condition, scope)
    return branching(reader.algebra, condition, lambda: part(True), lambda: part(False))


def read_and(reader: Reader, checked: Checked, node: ast.And, scope: Scope) -> Scoped:
    """`and`."""
    return in_turn(reader.algebra, [_later(reader, checked, part, scope) for part in node.operands], decisive=False)


def read_or(reader: Reader, checked: Checked, node: ast.Or, scope: Scope) -> Scoped:
    """`or`."""
    return in_turn(reader.algebra, [_later(reader, checked, part, scope) for part in node.operands], decisive=True)


def _later(reader: Reader, checked: Checked, node: ast.Expr, scope: Scope) -> Callable[[], Diagram]:
    return lambda: reader.diagram(checked, node, scope)


def in_turn(
    algebra: Algebra, operands: Sequence[Callable[[], Diagram]], *, decisive: bool, odd: bool = True
) -> Diagram:
    """The first operand that is decisive decides; else null where one is neither true nor false.

    odd: whether one that is neither true, false nor null leaves a warning then.
    """
    memo: dict[tuple[int, bool, bool], Diagram] = {}

    def rest(at: int, doubtful: bool, strange: bool) -> Diagram:  # noqa: FBT001
        if at == len(operands):
            return algebra.said(None if doubtful else not decisive, warned=strange)
        key = (at, doubtful, strange)
        if key not in memo:
            memo[key] = algebra.diagrams.combine(lambda held: following(held, *key), operands[at]())
        return memo[key]

    def following(held: Said, at: int, doubtful: bool, strange: bool) -> Diagram:  # noqa: FBT001
        value = held.value
        if (is_true if decisive else is_false)(value):
            return algebra.said(decisive, warned=held.warned)
        if not (is_false if decisive else is_true)(value):
            strange = strange or (odd and not is_null(value))
            doubtful = True
        return algebra.also(rest(at + 1, doubtful, strange), warned=held.warned)

    return rest(0, False, False)
