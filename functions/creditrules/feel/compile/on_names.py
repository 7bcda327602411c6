"""Calls of functions by their names, of one or two names: without a list of arguments or a scope."""

from __future__ import annotations

from decimal import Decimal

from creditrules.feel.compile.building import Compiler
from creditrules.feel.compile.operators import SHORT, Code, Scope
from creditrules.feel.run.evaluation import Run
from creditrules.feel.run.place import Place, locate
from creditrules.feel.tree import ast
from creditrules.feel.values.kinds import Function, Value

__all__ = ["as_they_are", "shortest"]


def shortest(compiler: Compiler, node: ast.Expr, general: Code, cost: int = 0) -> Code:
    """`general`, and before it what a function does at once where its body is one operation on plain arguments.

    general: the whole of it, which pays `cost` steps before anything else. It begins anew where the short way ends:
    nothing has been paid until then, and nothing goes wrong on that.
    """
    match _names(compiler, node):
        case (callee, first):
            return _of_one(callee, first, general, cost)
        case (callee, first, second):
            return _of_two(callee, first, second, general, cost)
        case _:
            return general


def as_they_are(compiler: Compiler, node: ast.Call, general: Code) -> Code:
    """`general`, and before it the call where the function takes the arguments as they are."""
    place = compiler.place(node)
    match _names(compiler, node):
        case (callee, first):
            return _taking_one(callee, first, general, place)
        case (callee, first, second):
            return _taking_two(callee, first, second, general, place)
        case _:
            return general


def _names(compiler: Compiler, node: ast.Expr) -> tuple[str, ...]:
    """The function's and those of its arguments; none where the call is another."""
    if not isinstance(node, ast.Call) or node.names is not None or len(node.arguments) not in (1, 2):
        return ()
    names = [compiler.variable(part) for part in (node.function, *node.arguments)]
    return () if None in names else tuple([name for name in names if name is not None])


def _of_one(callee: str, first: str, general: Code, cost: int) -> Code:
    def evaluate(run: Run, scope: Scope) -> Value:
        try:
            shortly, argument = scope[callee].of_one, scope[first]  # type: ignore[attr-defined]
        except (KeyError, AttributeError):
            return general(run, scope)
        if shortly is not None and (value := shortly(run, cost, argument)) is not None:
            return value
        return general(run, scope)

    return evaluate


def _of_two(callee: str, first: str, second: str, general: Code, cost: int) -> Code:
    def evaluate(run: Run, scope: Scope) -> Value:
        try:
            on_numbers, one, other = scope[callee].of_two, scope[first], scope[second]  # type: ignore[attr-defined]
        except (KeyError, AttributeError):
            return general(run, scope)
        if on_numbers is not None and type(one) is Decimal and type(other) is Decimal:
            fast, own, deepest = on_numbers
            if (steps := run.steps - cost - own) >= 0 and run.depth <= deepest:
                try:
                    value = fast(one, other)
                except ArithmeticError:
                    return general(run, scope)
                run.steps = steps
                return value
        return general(run, scope)

    return evaluate


def _taking_one(callee: str, first: str, general: Code, place: Place) -> Code:
    def evaluate(run: Run, scope: Scope) -> Value:
        try:
            function, argument = scope[callee], scope[first]
        except KeyError:
            return general(run, scope)
        if type(function) is Function and (takes := function.takes) is not None and len(takes) == 1:
            (kind,) = takes
            if kind is None or (type(argument) is kind and (kind is not str or len(argument) < SHORT)):  # type: ignore[arg-type]
                result = function.body(run, argument)
                return locate(run, place) if result is None else result
        return general(run, scope)

    return evaluate


def _taking_two(callee: str, first: str, second: str, general: Code, place: Place) -> Code:
    def evaluate(run: Run, scope: Scope) -> Value:
        try:
            function, argument, other = scope[callee], scope[first], scope[second]
        except KeyError:
            return general(run, scope)
        if type(function) is Function and (takes := function.takes) is not None and len(takes) == 2:  # noqa: PLR2004
            kind, other_kind = takes
            if (kind is None or (type(argument) is kind and kind is not str)) and (
                other_kind is None or (type(other) is other_kind and other_kind is not str)
            ):
                result = function.body(run, argument, other)
                return locate(run, place) if result is None else result
        return general(run, scope)

    return evaluate
