"""Parsed text to checked text: the front of the checker."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from creditrules.errors import Diagnostic
from creditrules.feel import limits
from creditrules.feel.builtins import BUILTINS
from creditrules.feel.check.expressions import ExpressionChecker
from creditrules.feel.check.relations import assignable
from creditrules.feel.check.scope import Frame
from creditrules.feel.checked import Checked
from creditrules.feel.tree import ast
from creditrules.feel.tree.parsed import Parsed, too_deep
from creditrules.feel.types import ANY, BOOLEAN, Type

__all__ = ["check_expression", "check_unary_tests"]


def check_expression(
    parsed: Parsed,
    scope: Mapping[str, Type],
    expected: Type | None = None,
    types: Mapping[str, Type] | None = None,
) -> Checked:
    """Infer types and report what they alone tell to be null whatever the data.

    scope: the variables by name. expected: what the whole has to be, conversions allowed (clause 10.3.2.9.4).
    types: the item definitions that `instance of` and parameters may name.
    """

    def check(checker: ExpressionChecker, expr: ast.Node) -> Type:
        if not isinstance(expr, ast.Expr):
            raise TypeError("check_unary_tests checks unary tests")
        type_ = checker.infer(expr)
        if expected is not None and not assignable(type_, expected):
            message = f"'{checker.quote(expr)}' is a {type_}, where a {expected} is wanted."
            checker.wrong("feel.type", message, expr)
        return type_

    return _checked(parsed, scope, types or {}, ANY, check)


def check_unary_tests(
    parsed: Parsed, scope: Mapping[str, Type], input_type: Type, types: Mapping[str, Type] | None = None
) -> Checked:
    """The same for a table's cell, whose tested value is an `input_type`."""

    def check(checker: ExpressionChecker, tests: ast.Node) -> Type:
        if isinstance(tests, ast.UnaryTests):
            checker.frames.append(Frame({"?": input_type}))
            for test in tests.tests:
                checker.check_test(test, input_type)
        return BOOLEAN

    return _checked(parsed, scope, types or {}, input_type, check)


def _checked(
    parsed: Parsed,
    scope: Mapping[str, Type],
    types: Mapping[str, Type],
    input_type: Type,
    check: Callable[[ExpressionChecker, ast.Node], Type],
) -> Checked:
    read = parsed.guess if parsed.expr is None else parsed.expr
    if read is None:
        return Checked(parsed.text, None, ANY, parsed.diagnostics, input_type=input_type)
    checker = ExpressionChecker(parsed.text, scope, types, BUILTINS)
    try:
        type_ = check(checker, read)
    except RecursionError:
        problems = (*parsed.diagnostics, too_deep(parsed.text))
        return Checked(parsed.text, None, ANY, problems, input_type=input_type)
    diagnostics = _in_order((*parsed.diagnostics, *checker.diagnostics))
    if parsed.expr is None:
        return Checked(parsed.text, None, ANY, diagnostics, input_type=input_type)
    return Checked(parsed.text, parsed.expr, type_, diagnostics, checker.types, checker.builtins, input_type)


def _in_order(diagnostics: tuple[Diagnostic, ...]) -> tuple[Diagnostic, ...]:
    return tuple(sorted(diagnostics, key=lambda diagnostic: diagnostic.span or (0, 0))[: limits.DIAGNOSTICS])
