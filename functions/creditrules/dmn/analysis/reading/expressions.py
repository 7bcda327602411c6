"""Literals, names, operators, lists, contexts and paths read as diagrams."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from creditrules.dmn.analysis.reading.calls import read_call, read_function
from creditrules.dmn.analysis.reading.lists import entries_of, read_filter
from creditrules.dmn.analysis.reading.logic import read_and, read_if, read_or
from creditrules.dmn.analysis.reading.records import Entries
from creditrules.dmn.analysis.reading.scope import Inline, Reader, Scope, Scoped
from creditrules.dmn.analysis.reading.tests import read_in
from creditrules.dmn.analysis.space.diagram import Branch, Diagram, Leaf
from creditrules.dmn.analysis.space.lines import Line, lines_of_type
from creditrules.dmn.analysis.values.arithmetic import calculate, negative
from creditrules.dmn.analysis.values.comparing import compare, line_of_term
from creditrules.dmn.analysis.values.operations import entry, holes, of_node
from creditrules.dmn.analysis.values.terms import FAILED, Items, Known, Picked, Record, Said, Term
from creditrules.dmn.meaning import tree_text
from creditrules.feel import ANY, Checked, ast
from creditrules.records import replace

__all__ = ["READERS"]


def _name(reader: Reader, checked: Checked, node: ast.Name, scope: Scope) -> Scoped:
    if node in checked.builtins:
        return reader.at_large(checked, node, scope)
    return scope.get(node.name) or reader.algebra.diagrams.leaf(FAILED)


def _path(reader: Reader, checked: Checked, node: ast.Path, scope: Scope) -> Scoped:
    base = reader.expression(checked, node.base, scope)
    if isinstance(base, Leaf | Branch | Inline):
        return reader.algebra.combine(lambda term: _entry(reader, checked, node, term), reader.whole(base))
    found = base.entry(node.name) or reader.algebra.diagrams.leaf(FAILED)
    return reader.warning(found, reader.noise(base))


def _entry(reader: Reader, checked: Checked, node: ast.Path, term: Term) -> Diagram:
    if isinstance(term, Record):
        for name, value in term.entries:
            if name == node.name:
                return reader.algebra.term(value)
        return reader.algebra.diagrams.leaf(FAILED)
    found = entries_of(reader.algebra, checked, node, term) if isinstance(term, Picked) else None
    if found is not None:
        return found
    lines = lines_of_type(checked.types.get(node, ANY))
    return reader.algebra.computed(entry(node.name), (term,), lines)


def _negate(reader: Reader, checked: Checked, node: ast.Negate, scope: Scope) -> Scoped:
    return reader.algebra.combine(
        lambda term: negative(reader.algebra, term), reader.diagram(checked, node.operand, scope)
    )


def _arithmetic(reader: Reader, checked: Checked, node: ast.Arithmetic, scope: Scope) -> Scoped:
    operations = [node]
    while isinstance(operations[-1].left, ast.Arithmetic):
        operations.append(operations[-1].left)
    found = reader.diagram(checked, operations[-1].left, scope)
    for operation in reversed(operations):
        sign = operation.operator
        right = reader.diagram(checked, operation.right, scope)
        found = reader.algebra.combine(_calculating(reader, sign), found, right)
    return found


def _calculating(reader: Reader, sign: str) -> Callable[[Term, Term], Diagram]:
    return lambda one, other: calculate(reader.algebra, sign, one, other)


def _comparison(reader: Reader, checked: Checked, node: ast.Comparison, scope: Scope) -> Scoped:
    left, right = reader.diagram(checked, node.left, scope), reader.diagram(checked, node.right, scope)
    return reader.algebra.combine(lambda one, other: compare(reader.algebra, node.operator, one, other), left, right)


def _between(reader: Reader, checked: Checked, node: ast.Between, scope: Scope) -> Scoped:
    parts = [reader.diagram(checked, part, scope) for part in (node.value, node.low, node.high)]

    def within(value: Term, low: Term, high: Term) -> Diagram:
        if not all(line_of_term(each) is Line.NUMBER for each in (value, low, high)):
            return _strict(reader, checked, node, (value, low, high))
        above = compare(reader.algebra, ">=", value, low)
        below = compare(reader.algebra, "<=", value, high)
        return reader.algebra.diagrams.combine(_both(reader), above, below)

    return reader.algebra.combine(within, *parts)


def _both(reader: Reader) -> Callable[[Said, Said], Diagram]:
    """Of two that are true or false."""
    return lambda one, other: reader.algebra.diagrams.leaf(other if _holds(one) else one)


def _holds(said: Said) -> bool:
    return isinstance(said.value, Known) and said.value.value is True


def _list(reader: Reader, checked: Checked, node: ast.List, scope: Scope) -> Scoped:
    parts = [reader.diagram(checked, item, scope) for item in node.items]
    return reader.algebra.combine(lambda *items: reader.algebra.term(Items(items)), *parts)


def _context(reader: Reader, checked: Checked, node: ast.Context, scope: Scope) -> Scoped:
    if any(map(_calls_itself, node.entries)):
        return reader.at_large(checked, node, scope)
    inner, own = dict(scope), dict[str, Scoped]()
    for part in node.entries:
        if part.name in own:
            return reader.algebra.diagrams.leaf(FAILED)
        own[part.name] = reader.expression(checked, part.value, inner)
        inner[part.name] = reader.quiet(own[part.name])
    return Entries(reader, own)


def _calls_itself(part: ast.ContextEntry) -> bool:
    return isinstance(part.value, ast.FunctionDefinition) and any(
        isinstance(inner, ast.Name) and inner.name == part.name for inner in ast.walk(part.value)
    )


def _other(reader: Reader, checked: Checked, node: ast.Expr, scope: Scope) -> Scoped:
    """A strict operation of which nothing special is known."""
    parts = [part for part in ast.children(node) if isinstance(part, ast.Expr)]
    diagrams = [reader.diagram(checked, part, scope) for part in parts]
    return reader.algebra.combine(lambda *operands: _strict(reader, checked, node, operands), *diagrams)


def _strict(reader: Reader, checked: Checked, node: ast.Expr, operands: Sequence[Term]) -> Diagram:
    names = holes(len(operands))
    left = list(names)
    fields: dict[str, Any] = {
        field: left.pop(0) for field in type(node).__slots__ if isinstance(getattr(node, field), ast.Expr)
    }
    held = replace(node, **fields)
    lines = lines_of_type(checked.types.get(node, ANY))
    parts = [part for part in ast.children(node) if isinstance(part, ast.Expr)]
    operation = of_node(checked, held, tree_text(held), names, _spelt(checked, node, parts))
    return reader.algebra.computed(operation, operands, lines)


def _spelt(checked: Checked, node: ast.Node, parts: Sequence[ast.Node]) -> Callable[[Sequence[str]], str]:
    """The node's own text with other texts in place of its parts'."""
    start, end = node.span

    def words(texts: Sequence[str]) -> str:
        text, at = "", start
        for part, spelt in zip(parts, texts, strict=True):
            text += checked.text[at : part.span[0]] + spelt
            at = part.span[1]
        return text + checked.text[at:end]

    return words


def _at_large(reader: Reader, checked: Checked, node: ast.Expr, scope: Scope) -> Scoped:
    return reader.at_large(checked, node, scope)


READERS: Final[Mapping[type[ast.Node], Callable[..., Scoped]]] = {
    ast.Name: _name,
    ast.Path: _path,
    ast.Negate: _negate,
    ast.Arithmetic: _arithmetic,
    ast.Comparison: _comparison,
    ast.And: read_and,
    ast.Or: read_or,
    ast.If: read_if,
    ast.In: read_in,
    ast.Between: _between,
    ast.List: _list,
    ast.Context: _context,
    ast.Interval: _other,
    ast.OperatorTest: _other,
    ast.InstanceOf: _other,
    ast.Call: read_call,
    ast.FunctionDefinition: read_function,
    ast.For: _at_large,
    ast.Quantified: _at_large,
    ast.Filter: read_filter,
}
"""By class of node."""
