"""Finds what is null whatever the facts: constant parts are worked out, calls with constant arguments are tried."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from creditrules.errors import Diagnostic, Severity
from creditrules.feel import limits
from creditrules.feel.checked import Checked
from creditrules.feel.compile.building import Compiler
from creditrules.feel.compile.compiler import folding
from creditrules.feel.compile.constants import NOT_CONSTANT
from creditrules.feel.faults.advice import advice
from creditrules.feel.faults.looks import looks
from creditrules.feel.faults.trying import never
from creditrules.feel.temporal import DaysDuration, MonthsDuration
from creditrules.feel.tree import ast
from creditrules.feel.tree.parsed import quoted
from creditrules.feel.values import brief, compare
from creditrules.feel.values.kinds import Value
from creditrules.records import replace

__all__ = ["looks_grouped", "with_faults"]

_OF_BUDGET = frozenset({"feel.pattern-steps", "feel.too-many-steps", "feel.too-deep"})
"""Codes of nulls that hang on the budget, which is smaller here than when rules run."""

_OF_TYPES = frozenset({"feel.comparison", "feel.operand", "feel.type", "feel.argument", "feel.range-ends"})
_NULL_IS_AN_ANSWER = frozenset({"get value"})
_PLAIN = (ast.Literal, ast.Name)
_GROUPED = re.compile("[0-9],[0-9]")


def with_faults(checked: Checked) -> Checked:
    """The same with everything in it that is null whatever the facts reported as an error at its place.

    Inside `= null` as well: the answer would always be the same, and the null leaves its warning in every run.
    """
    if checked.expr is None or _is_plain(checked):
        return checked
    try:
        found = sorted(_Finder(checked).found(), key=lambda fault: fault.span or (0, 0))
    except RecursionError:
        return checked
    if not found:
        return checked
    told = (one for one in checked.diagnostics if not _follows(one, found))
    return replace(checked, diagnostics=(*told, *found)[: limits.DIAGNOSTICS])


def _follows(told: Diagnostic, found: list[Diagnostic]) -> bool:
    """Whether the checker tells of types that only a date without quotes makes wrong."""
    if told.code not in _OF_TYPES or told.span is None:
        return False
    dates = [fault.span for fault in found if fault.code == "feel.looks-like-date" and fault.span]
    return any(told.span[0] <= start and end <= told.span[1] for start, end in dates)


def looks_grouped(text: str) -> bool:
    """Whether a comma between digits may have been meant to be a part of a number."""
    return _GROUPED.search(text) is not None


def _is_plain(checked: Checked) -> bool:
    """A name, or literals in order and with blanks between them: nothing to find, and most texts of most tables."""
    expr = checked.expr
    if not isinstance(expr, ast.UnaryTests):
        return isinstance(expr, _PLAIN)
    return ast.is_plain(expr) and not any(map(_is_range_of_texts, expr.tests)) and not looks_grouped(checked.text)


def _is_range_of_texts(test: ast.Expr) -> bool:
    """The checker sees which of two numbers is the greater, and no more."""
    return type(test) is ast.Interval and not isinstance(getattr(test.low, "value", Decimal()), Decimal)


class _Finder:
    """One text."""

    def __init__(self, checked: Checked) -> None:
        self._checked = checked
        self._compiler: Compiler = folding(checked)
        self._told = [one.span for one in checked.diagnostics if one.severity is Severity.ERROR and one.span]

    def found(self) -> Iterator[Diagnostic]:
        """Every fault, those inside before those around."""
        assert self._checked.expr is not None  # noqa: S101  (with_faults saw to it)
        nodes = list(ast.walk(self._checked.expr))
        yield from looks(self._checked, nodes)
        for node in reversed(nodes):
            if not isinstance(node, _PLAIN):
                yield from self._of(node)

    def _of(self, node: ast.Node) -> Iterator[Diagnostic]:
        value, warnings = self._compiler.attempt(node)
        if value is None and warnings and not self._is_told(node):
            if warnings[0].code not in _OF_BUDGET and not _null_is_an_answer(self._compiler, node):
                yield self._fault(node, warnings[0].code, warnings[0].message)
        elif value is NOT_CONSTANT and not warnings:
            yield from self._partly(node)

    def _partly(self, node: ast.Node) -> Iterator[Diagnostic]:
        """Of a node that is constant in part."""
        match node:
            case ast.Arithmetic(_, "/", _, right) if _is_zero(self._compiler.constant(right)):
                message = f"'{self._quote(node)}' divides by zero, so it is always null."
                yield self._fault(node, "feel.division-by-zero", message)
            case ast.Filter(_, base, predicate):
                yield from self._position(node, base, self._compiler.constant(predicate))
            case ast.Between(_, _, low, high):
                yield from self._turned(node, self._compiler.constant(low), self._compiler.constant(high))
            case ast.Call() if not self._is_told(node) and not _null_is_an_answer(self._compiler, node):
                tried = never(self._compiler, node, self._quote)
                if tried is not None and tried.code not in _OF_BUDGET:
                    yield self._fault(node, tried.code, tried.message, tried.at)

    def _position(self, node: ast.Filter, base: ast.Expr, position: Value) -> Iterator[Diagnostic]:
        if type(position) is not Decimal:
            return
        if not position or position != position.to_integral_value():
            message = f"'{self._quote(node)}' is always null: no list has a position {brief(position)}."
            yield self._fault(node, "feel.no-element", message)
        elif isinstance(base, ast.List) and abs(position) > len(base.items):
            message = f"'{self._quote(node)}' is always null: the list has {len(base.items)} elements."
            yield self._fault(node, "feel.no-element", message)

    def _turned(self, node: ast.Between, low: Value, high: Value) -> Iterator[Diagnostic]:
        if low is NOT_CONSTANT or high is NOT_CONSTANT or (compare(low, high) or 0) <= 0:
            return
        message = f"'{self._quote(node)}' is never true: {brief(low)} is more than {brief(high)}."
        yield self._fault(node, "feel.range-order", message)

    def _fault(self, node: ast.Node, code: str, message: str, at: ast.Node | None = None) -> Diagnostic:
        hint = advice(self._compiler, node, code, message)
        return Diagnostic(code, message, hint, source=self._checked.text, span=(at or node).span)

    def _is_told(self, node: ast.Node) -> bool:
        """Whether the checker has said already what is wrong in `node`."""
        start, end = node.span
        return any(start <= first and last <= end for first, last in self._told)

    def _quote(self, node: ast.Node) -> str:
        return quoted(self._checked.text, node)


def _is_zero(value: Value) -> bool:
    if type(value) is Decimal:
        return not value
    return isinstance(value, DaysDuration | MonthsDuration) and not value.key


def _null_is_an_answer(compiler: Compiler, node: ast.Node) -> bool:
    if not isinstance(node, ast.Call):
        return False
    builtin = compiler.builtin(node.function)
    return builtin is not None and builtin.name in _NULL_IS_AN_ANSWER
