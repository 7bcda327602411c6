"""Unary tests of an abstract value, as the compiler has them: cells, allowed values, the right side of `in`."""

from __future__ import annotations

from functools import partial
from typing import Final

from creditrules.dmn.analysis.reading.logic import in_turn, is_null
from creditrules.dmn.analysis.reading.scope import Reader, Scope, Scoped
from creditrules.dmn.analysis.space.diagram import Diagram
from creditrules.dmn.analysis.space.lines import Line
from creditrules.dmn.analysis.values.comparing import compare, line_of_term
from creditrules.dmn.analysis.values.operations import membership
from creditrules.dmn.analysis.values.terms import FAILED, NULL, Known, Said, Term, known
from creditrules.dmn.domains.constants import constant_value
from creditrules.feel import BOOLEAN, NOT_CONSTANT, Checked, Range, Value, ast

__all__ = ["read_in", "tested"]

_INPUT: Final = "?"


def read_in(reader: Reader, checked: Checked, node: ast.In, scope: Scope) -> Scoped:
    """`value in tests`."""
    value = reader.diagram(checked, node.value, scope)
    tests = ast.UnaryTests(node.span, node.tests)
    input_is_boolean = checked.types.get(node.value) == BOOLEAN
    return reader.algebra.combine(
        lambda term: _any_of(reader, checked, tests, scope, term, boolean=input_is_boolean), value
    )


def tested(reader: Reader, checked: Checked, tests: ast.UnaryTests, scope: Scope, value: Term) -> Diagram:
    """The tests of a cell."""
    if not tests.tests:
        return reader.algebra.said(True)
    found = _any_of(reader, checked, tests, scope, value, boolean=checked.input_type == BOOLEAN)
    return reader.algebra.diagrams.map(_negated, found) if tests.negated else found


def _negated(held: Said) -> Said:
    value = held.value.value if isinstance(held.value, Known) else None
    return Said(known(not value), held.warned) if type(value) is bool else held


def _any_of(
    reader: Reader, checked: Checked, tests: ast.UnaryTests, scope: Scope, value: Term, *, boolean: bool
) -> Diagram:
    parts = [partial(_test, reader, checked, _turned(test), scope, value, boolean) for test in tests.tests]
    if len(parts) == 1:
        return parts[0]()
    return in_turn(reader.algebra, parts, decisive=True, odd=False)


def _turned(node: ast.Expr) -> ast.Expr:
    """`? = x` and `x = ?` as the test `= x`, which they mean."""
    if not isinstance(node, ast.Comparison) or node.operator not in ("=", "!="):
        return node
    for side, other in ((node.left, node.right), (node.right, node.left)):
        if isinstance(side, ast.Name) and side.name == _INPUT and not _asks(other):
            return ast.OperatorTest(node.span, node.operator, other)
    return node


def _asks(node: ast.Node) -> bool:
    return any(isinstance(part, ast.Name) and part.name == _INPUT for part in ast.walk(node))


def _test(reader: Reader, checked: Checked, node: ast.Expr, scope: Scope, value: Term, boolean: bool) -> Diagram:  # noqa: FBT001
    algebra = reader.algebra
    inner = {**scope, _INPUT: algebra.term(value)}
    match node:
        case ast.OperatorTest(operator=sign, operand=operand):
            bound = reader.diagram(checked, operand, inner)
            return algebra.diagrams.combine(lambda held: _against(reader, sign, value, held), bound)
        case ast.Interval():
            return _interval(reader, checked, node, inner, value)
    if _asks(node):
        return algebra.diagrams.map(_as_boolean, reader.diagram(checked, node, inner))
    constant = constant_value(checked, node)
    if constant is not NOT_CONSTANT:
        return _belongs(reader, value, known(constant))
    decides = checked.types.get(node) == BOOLEAN and not isinstance(node, ast.Name | ast.Path)
    made = reader.diagram(checked, node, scope)
    return algebra.diagrams.combine(lambda held: _member(reader, value, held, decides=decides, boolean=boolean), made)


def _as_boolean(held: Said) -> Said:
    if isinstance(held.value, Known) and (held.value.value is None or type(held.value.value) is bool):
        return held
    return FAILED


def _against(reader: Reader, sign: str, value: Term, bound: Said) -> Diagram:
    if bound.warned and (is_null(bound.value) or is_null(value)):
        return reader.algebra.diagrams.leaf(FAILED)
    if is_null(value) and sign not in ("=", "!="):
        return reader.algebra.diagrams.leaf(Said(NULL.value, bound.warned))
    return reader.algebra.also(compare(reader.algebra, sign, value, bound.value), warned=bound.warned)


def _interval(reader: Reader, checked: Checked, node: ast.Interval, scope: Scope, value: Term) -> Diagram:
    signs = (">=" if node.low_closed else ">", "<=" if node.high_closed else "<")
    low, high = reader.diagram(checked, node.low, scope), reader.diagram(checked, node.high, scope)
    return reader.algebra.combine(lambda one, other: _between(reader, value, (one, other), signs), low, high)


def _between(reader: Reader, value: Term, ends: tuple[Term, Term], signs: tuple[str, str]) -> Diagram:
    """Within the ends, which have to be the ends of a range."""
    algebra = reader.algebra

    def ordered(held: Said) -> Diagram:
        if not (isinstance(held.value, Known) and held.value.value is True):
            return algebra.diagrams.leaf(FAILED)
        return algebra.diagrams.leaf(NULL) if is_null(value) else _inside(reader, value, ends, signs)

    return algebra.diagrams.combine(ordered, compare(algebra, "<=", *ends))


def _inside(reader: Reader, value: Term, ends: tuple[Term, Term], signs: tuple[str, str]) -> Diagram:
    """As `includes`: null with a warning where it cannot be compared."""
    algebra = reader.algebra

    def after_low(held: Said) -> Diagram:
        if is_null(held.value):
            return algebra.diagrams.leaf(FAILED)
        if held.value.value is False:  # type: ignore[union-attr]
            return algebra.said(False)
        return compare(algebra, signs[1], value, ends[1])

    return algebra.diagrams.combine(after_low, compare(algebra, signs[0], value, ends[0]))


def _member(reader: Reader, value: Term, made: Said, *, decides: bool, boolean: bool) -> Diagram:
    """A computed cell: what it equals or contains; a boolean one about another kind stands for itself."""
    algebra = reader.algebra
    if is_null(made.value) and (decides or made.warned):
        return algebra.diagrams.leaf(Said(NULL.value, made.warned))
    if made.warned and is_null(value):
        return algebra.diagrams.leaf(FAILED)
    is_condition = isinstance(made.value, Known) and type(made.value.value) is bool
    if is_condition and line_of_term(value) is not Line.BOOLEAN and not boolean:
        return algebra.diagrams.leaf(made)
    return algebra.also(_belongs(reader, value, made.value), warned=made.warned)


def _belongs(reader: Reader, value: Term, container: Term) -> Diagram:
    """`value in container`."""
    algebra = reader.algebra
    if line_of_term(value) is Line.OTHER or not isinstance(container, Known):
        if line_of_term(container) is Line.OTHER or line_of_term(value) is Line.OTHER:
            return _computed_member(reader, value, container)
        return compare(algebra, "=", value, container)
    match container.value:
        case list(items):
            return in_turn(algebra, [partial(_listed, reader, value, item) for item in items], decisive=True)
        case Range(sign="") as interval:
            return _in_range(reader, value, interval)
        case Range():
            return _computed_member(reader, value, container)
    return compare(algebra, "=", value, container)


def _listed(reader: Reader, value: Term, item: Value) -> Diagram:
    """One item of a list: what cannot be compared is not equal."""
    if isinstance(item, Range):
        found = _in_range(reader, value, item) if not item.sign else _belongs(reader, value, known(item))
    else:
        found = compare(reader.algebra, "=", value, known(item))
    return reader.algebra.diagrams.map(_or_false, found)


def _or_false(held: Said) -> Said:
    return held if isinstance(held.value, Known) and held.value.value is True else Said(known(False))


def _in_range(reader: Reader, value: Term, interval: Range) -> Diagram:
    if is_null(value):
        return reader.algebra.diagrams.leaf(NULL)
    low = (">=" if interval.low_closed else ">", interval.low)
    high = ("<=" if interval.high_closed else "<", interval.high)
    ends = [(sign, known(end)) for sign, end in (low, high) if end is not None]
    if len(ends) == 1:
        return compare(reader.algebra, ends[0][0], value, ends[0][1])
    return _inside(reader, value, (ends[0][1], ends[1][1]), (ends[0][0], ends[1][0]))


def _computed_member(reader: Reader, value: Term, container: Term) -> Diagram:
    operands = (container, value)
    return reader.algebra.computed(membership(), operands, (Line.BOOLEAN,))
