"""Checked text to a program: every name, overload and constant is settled once, then the closures run often."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from creditrules.feel.checked import Checked
from creditrules.feel.compile.building import Builders, Compiler
from creditrules.feel.compile.calls import CALLS
from creditrules.feel.compile.constants import NOT_CONSTANT, NotConstant
from creditrules.feel.compile.direct import direct
from creditrules.feel.compile.expressions import EXPRESSIONS
from creditrules.feel.compile.functions import is_flat
from creditrules.feel.compile.loops import LOOPS
from creditrules.feel.compile.on_names import shortest
from creditrules.feel.compile.operators import Code
from creditrules.feel.compile.unary_tests import TestCode, any_of, build_test, none_of
from creditrules.feel.compile.weights import turn
from creditrules.feel.run.evaluation import EvaluationWarning, Exhausted, Run
from creditrules.feel.tree import ast
from creditrules.feel.types import ANY, BOOLEAN, NULL, NUMBER, STRING, Type
from creditrules.feel.values.kinds import Value
from creditrules.feel.values.native import to_feel, to_scope

__all__ = [
    "NOT_CONSTANT",
    "Code",
    "NotConstant",
    "Program",
    "TestCode",
    "TestProgram",
    "compile_expression",
    "compile_unary_tests",
    "constant",
    "folding",
    "sees_only",
]


class Program:
    """An expression ready to run.

    code: the same for callers whose values are FEEL's already, as those of other programs are; it converts nothing.
    """

    __slots__ = ("code",)

    def __init__(self, code: Code) -> None:
        self.code = code

    def __call__(self, run: Run, scope: Mapping[str, object]) -> Value:
        """The value for these variables, which may be ordinary Python values: `to_feel` converts them.

        Raises TypeError or ValueError where it cannot, with the variable's name; nothing else.
        """
        return self.code(run, to_scope(scope))


class TestProgram:
    """Unary tests ready to run. code: as a Program's, `code(run, scope, value)`."""

    __slots__ = ("code",)

    def __init__(self, code: TestCode) -> None:
        self.code = code

    def __call__(self, run: Run, scope: Mapping[str, object], value: object) -> Value:
        """True, False, None where it cannot be told, or Unknown; the variables and the value as for a Program."""
        return self.code(run, to_scope(scope), to_feel(value))


_BUILDERS: Builders = {**EXPRESSIONS, **LOOPS, **CALLS}

_BOUNDED_BY_TEXT = 12
_SMALL = 64
"""Nodes; what is larger and has no loop in it is paid for by its size."""
_REPEATING = (ast.For, ast.Quantified, ast.Filter, ast.Call, ast.FunctionDefinition)
_UNDATED: frozenset[Type] = frozenset((NUMBER, STRING, BOOLEAN, NULL))
"""Where either side is one of these, a sum or a difference takes no steps."""


def compile_expression(checked: Checked) -> Program:
    """`program(run, scope)` gives the expression's value for the variables in `scope`, and never raises for its text.

    A variable may be Unknown; the value then is Unknown with every fact that could still alter it, or known where none
    can. What goes wrong is null with a warning in `run`. A text with errors compiles as well: what is wrong is null.
    """
    return Program(_expression(checked))


def _expression(checked: Checked) -> Code:
    if not isinstance(checked.expr, ast.Expr):
        return _unreadable(checked)
    try:
        compiler = Compiler(checked, _BUILDERS)
        code = compiler.code(checked.expr)
    except RecursionError:
        return _too_deep(checked)
    if not _needs_guard(checked.expr):
        return _guarded(code, checked, 0) if _may_spend(checked.expr, checked) else code
    cost = turn(checked.expr)
    guarded = shortest(compiler, checked.expr, _guarded(code, checked, cost), cost)
    return direct(compiler, checked.expr, guarded, cost)


def compile_unary_tests(checked: Checked) -> TestProgram:
    """`test(run, scope, value)`: True, False, None where it cannot be told, or Unknown; never raises for its text."""
    return TestProgram(_unary_tests(checked))


def _unary_tests(checked: Checked) -> TestCode:
    tests = checked.expr
    if not isinstance(tests, ast.UnaryTests):
        unreadable = _unreadable(checked)
        return lambda run, scope, _value: unreadable(run, scope)
    if not tests.tests:
        return lambda _run, _scope, _value: True
    try:
        compiler = Compiler(checked, _BUILDERS)
        test = any_of(tuple(build_test(compiler, part, checked.input_type) for part in tests.tests))
    except RecursionError:
        too_deep = _too_deep(checked)
        return lambda run, scope, _value: too_deep(run, scope)
    if tests.negated:
        test = none_of(test)
    if len(tests.tests) <= _SMALL and all(map(_is_plain, tests.tests)):
        return test
    needs = _needs_guard(tests)
    if not needs and not _may_spend(tests, checked):
        return test
    guarded, cost = test, turn(tests) if needs else 0

    def guard(run: Run, scope: Mapping[str, Value], value: Value) -> Value:
        return _guarded(lambda run, scope: guarded(run, scope, value), checked, cost)(run, scope)

    return guard


def constant(expr: ast.Expr, checked: Checked | None = None) -> Value:
    """The value of an expression that depends on nothing and evaluates without a warning, else NOT_CONSTANT.

    checked: what `expr` is a part of; without it calls of built-in functions are not looked through.
    """
    try:
        return Compiler(checked or Checked("", expr, ANY), _BUILDERS).constant(expr)
    except RecursionError:
        return NOT_CONSTANT


def folding(checked: Checked) -> Compiler:
    """The compiler of a checked text, to work out what is constant in it."""
    return Compiler(checked, _BUILDERS)


def sees_only(checked: Checked, names: tuple[str, ...]) -> bool:
    """Whether an expression reads these names alone, has no scope of its own, and calls built-in functions only."""
    return isinstance(checked.expr, ast.Expr) and is_flat(folding(checked), checked.expr, names)


def _is_plain(test: ast.Expr) -> bool:
    """A literal, a comparison with one or an interval of two: most cells of most tables."""
    match test:
        case ast.OperatorTest(_, _, ast.Literal()) | ast.Interval(_, ast.Literal(), ast.Literal()) | ast.Literal():
            return True
        case _:
            return False


def _needs_guard(node: ast.Node) -> bool:
    """Whether it can run out of steps or of stack; what is small and has no loop in it cannot."""
    waiting = [(node, 1)]
    for _ in range(_SMALL):
        if not waiting:
            return False
        part, depth = waiting.pop()
        if isinstance(part, _REPEATING) or depth > _BOUNDED_BY_TEXT:
            return True
        waiting.extend((inner, depth + 1) for inner in ast.children(part))
    return True


def _may_spend(whole: ast.Node, checked: Checked) -> bool:
    """Whether what has no loop in it can take steps all the same, as broken powers do, and what adds to dates."""
    return any(isinstance(node, ast.Arithmetic) and _takes_steps(node, checked) for node in ast.walk(whole))


def _takes_steps(node: ast.Arithmetic, checked: Checked) -> bool:
    match node:
        case ast.Arithmetic(_, "**", _, ast.Literal(_, Decimal() as power)):
            return power != power.to_integral_value()
        case ast.Arithmetic(_, "**"):
            return True
        case ast.Arithmetic(_, "+" | "-", left, right):
            return not any(checked.types.get(part, ANY) in _UNDATED for part in (left, right))
    return False


def _guarded(code: Code, checked: Checked, cost: int) -> Code:
    """cost: what running it takes by its size, which is where a text without loops is long."""

    def program(run: Run, scope: Mapping[str, Value]) -> Value:
        depth = run.depth
        try:
            if (steps := run.steps - cost) >= 0:
                run.steps = steps
            else:
                run.spend(cost)
            return code(run, scope)
        except Exhausted as exhausted:
            return _stopped(run, depth, exhausted.code, exhausted.message, checked)
        except RecursionError:
            return _stopped(run, depth, "feel.too-deep", "The evaluation is nested too deep.", checked)

    return program


def _stopped(run: Run, depth: int, code: str, message: str, checked: Checked) -> Value:
    """Null; the warning is kept even where those before it have filled their bound."""
    run.depth = depth
    run.failures += 1
    run.warnings.append(EvaluationWarning(code, message, checked.text, (0, len(checked.text))))
    return None


def _unreadable(checked: Checked) -> Code:
    reason = checked.diagnostics[0].message if checked.diagnostics else "The expression cannot be read."
    return lambda run, _scope: run.null("feel.unreadable", reason, checked.text, (0, len(checked.text)))


def _too_deep(checked: Checked) -> Code:
    whole = (0, len(checked.text))
    return lambda run, _scope: run.null("feel.too-deep", "The expression is nested too deep.", checked.text, whole)
