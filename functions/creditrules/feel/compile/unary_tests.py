"""Tests of a value: the cells of tables and the right side of `in` (DMN 1.5, clauses 7.3.3 and 10.3.2.8)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from creditrules.feel.compile.building import Compiler
from creditrules.feel.compile.constants import NOT_CONSTANT
from creditrules.feel.compile.operators import ORDER, PLAIN, Code, Scope, compared
from creditrules.feel.run.cost import weigh
from creditrules.feel.run.evaluation import Run
from creditrules.feel.run.place import Place, fail, locate
from creditrules.feel.tree import ast
from creditrules.feel.types import BOOLEAN, Type
from creditrules.feel.values import brief, compare, equal, includes, make_range
from creditrules.feel.values.kinds import Range, Unknown, Value
from creditrules.feel.values.partial import unknown_among

__all__ = ["TestCode", "any_of", "build_test", "none_of", "uses_input"]

TestCode: TypeAlias = Callable[[Run, Scope, Value], Value]
"""`test(run, scope, value)`: True, False, null, or Unknown."""

_INPUT = "?"
_FREE = PLAIN - {str}
"""Types whose values Python's own operators compare as FEEL does, which costs nothing."""


def uses_input(node: ast.Node) -> bool:
    """Whether the expression speaks of the tested value as `?`."""
    return any(isinstance(part, ast.Name) and part.name == _INPUT for part in ast.walk(node))


def build_test(compiler: Compiler, node: ast.Expr, input_type: Type) -> TestCode:
    """One test as a closure.

    What a test compares with is either a value or a failure, null with a warning: a value that is null as well never
    equals a failure, as an applicant without a limit would be let through by every condition that goes wrong.
    """
    place = compiler.place(node)
    node = _turned(node)
    if isinstance(node, ast.OperatorTest):
        return _operator_test(compiler, node, place)
    if isinstance(node, ast.Interval):
        return _interval_test(compiler, node, place)
    if uses_input(node):
        return _condition(compiler.code(node), place)
    constant = compiler.constant(node)
    if constant is not NOT_CONSTANT:
        return _constant_test(constant, place)
    decides = compiler.type(node) == BOOLEAN and not isinstance(node, ast.Name | ast.Path)
    return _member_test(compiler.code(node), input_type, place, decides=decides)


def _turned(node: ast.Expr) -> ast.Expr:
    """`? = x` and `x = ?` as the test `= x`, which they mean."""
    if not isinstance(node, ast.Comparison) or node.operator not in ("=", "!="):
        return node
    for side, other in ((node.left, node.right), (node.right, node.left)):
        if isinstance(side, ast.Name) and side.name == _INPUT and not uses_input(other):
            return ast.OperatorTest(node.span, node.operator, other)
    return node


def _operator_test(compiler: Compiler, node: ast.OperatorTest, place: Place) -> TestCode:
    sign = node.operator
    constant = compiler.constant(node.operand)
    if type(constant) in PLAIN:
        return _against_constant(sign, constant, place)
    operand, order = compiler.code(node.operand), ORDER[sign]
    asks = uses_input(node.operand)

    def test(run: Run, scope: Scope, value: Value) -> Value:
        before = run.failures
        bound = operand(run, {**scope, _INPUT: value} if asks else scope)
        kind = type(value)
        if kind is type(bound) and kind in _FREE:
            return order(value, bound)
        if run.failures > before and (bound is None or value is None):
            return None
        return _ordered(run, sign, value, bound, place)

    return test


def _against_constant(sign: str, constant: Value, place: Place) -> TestCode:
    order = ORDER[sign]
    kind = type(constant)

    def test(run: Run, _scope: Scope, value: Value) -> Value:
        if type(value) is kind:
            return order(value, constant)
        return _ordered(run, sign, value, constant, place)

    return test


def _ordered(run: Run, sign: str, value: Value, bound: Value, place: Place) -> Value:
    if value is None and sign not in ("=", "!="):
        return None
    return compared(run, sign, value, bound, place)


def _interval_test(compiler: Compiler, node: ast.Interval, place: Place) -> TestCode:
    low, high = compiler.constant(node.low), compiler.constant(node.high)
    if type(low) in PLAIN and (compare(low, high) or 0) <= 0 and type(low) is type(high):
        return _plain_interval(Range(low, high, node.low_closed, node.high_closed), place)
    low_end, high_end = compiler.code(node.low), compiler.code(node.high)
    asks = uses_input(node.low) or uses_input(node.high)
    above, below = ORDER[">=" if node.low_closed else ">"], ORDER["<=" if node.high_closed else "<"]

    def test(run: Run, scope: Scope, value: Value) -> Value:
        inner = {**scope, _INPUT: value} if asks else scope
        start, end = low_end(run, inner), high_end(run, inner)
        kind = type(value)
        if kind is type(start) and kind is type(end) and kind in _FREE and start <= end:  # type: ignore[operator]
            return above(value, start) and below(value, end)
        unknown = unknown_among((value, start, end))
        if unknown is not None:
            return unknown
        interval = make_range(run, start, end, node.low_closed, node.high_closed)
        return _within(run, value, interval, place) if isinstance(interval, Range) else locate(run, place)

    return test


def _plain_interval(interval: Range, place: Place) -> TestCode:
    low, high = interval.low, interval.high
    kind = type(low)
    above = ORDER[">=" if interval.low_closed else ">"]
    below = ORDER["<=" if interval.high_closed else "<"]

    def test(run: Run, _scope: Scope, value: Value) -> Value:
        if type(value) is kind:
            return above(value, low) and below(value, high)
        return _within(run, value, interval, place)

    return test


def _within(run: Run, value: Value, interval: Range, place: Place) -> Value:
    if value is None or type(value) is Unknown:
        return value
    held = includes(interval, value)
    if held is None:
        return fail(run, "feel.comparison", f"{brief(value)} cannot be compared with {brief(interval)}.", place)
    return held


def _condition(code: Code, place: Place) -> TestCode:
    def test(run: Run, scope: Scope, value: Value) -> Value:
        result = code(run, {**scope, _INPUT: value})
        if result is None or type(result) is bool or type(result) is Unknown:
            return result
        return fail(run, "feel.not-boolean", f"{brief(result)} is neither true nor false.", place)

    return test


def _constant_test(constant: Value, place: Place) -> TestCode:
    if type(constant) in PLAIN or type(constant) is bool:
        kind = type(constant)

        def scalar(run: Run, _scope: Scope, value: Value) -> Value:
            if type(value) is kind:
                return value == constant
            return belongs(run, value, constant, place)

        return scalar
    return lambda run, _scope, value: belongs(run, value, constant, place)


def _member_test(code: Code, input_type: Type, place: Place, *, decides: bool) -> TestCode:
    """A computed cell: what it equals or contains; a boolean one about another kind of input stands for itself.

    decides: whether it is a condition, whose null is no value to be equal to.
    """

    def test(run: Run, scope: Scope, value: Value) -> Value:
        before = run.failures
        result = code(run, scope)
        if result is None and decides:
            return None
        if run.failures > before and (result is None or value is None):
            return None
        if type(result) is bool and type(value) is not bool and input_type != BOOLEAN:
            return result
        return belongs(run, value, result, place)

    return test


def belongs(run: Run, value: Value, container: Value, place: Place) -> Value:
    """`value in container`: equal to it, or within the list or range that it is."""
    unknown = unknown_among((value, container))
    if unknown is not None:
        return unknown
    weigh(run, container)
    if isinstance(container, list):
        return _listed(value, container)
    if isinstance(container, Range):
        return value == container if isinstance(value, Range) else _within(run, value, container, place)
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    same = equal(value, container)
    if same is None:
        message = f"{brief(value)} and {brief(container)} cannot be compared."
        return fail(run, "feel.comparison", message, place)
    return same


def _listed(value: Value, container: list[Value]) -> bool:
    if isinstance(value, list) and equal(value, container):
        return True
    for item in container:
        if equal(value, item) is True:
            return True
        if isinstance(item, Range) and includes(item, value) is True:
            return True
    return False


def any_of(tests: tuple[TestCode, ...]) -> TestCode:
    """True when one of the tests is."""
    if len(tests) == 1:
        return tests[0]

    def test(run: Run, scope: Scope, value: Value) -> Value:
        doubtful: list[Value] = []
        for alternative in tests:
            held = alternative(run, scope, value)
            if held is True:
                return True
            if held is not False:
                doubtful.append(held)
        return unknown_among(doubtful) if doubtful else False

    return test


def none_of(test: TestCode) -> TestCode:
    """The negation of a test; null stays null."""

    def negated(run: Run, scope: Scope, value: Value) -> Value:
        held = test(run, scope, value)
        return not held if type(held) is bool else held

    return negated
