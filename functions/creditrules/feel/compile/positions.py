"""Functions of one or two parameters whose body is one operation on them: run on plain arguments without a scope."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from creditrules.feel.builtins.signature import Plain
from creditrules.feel.compile.building import Compiler
from creditrules.feel.compile.direct import plain_of
from creditrules.feel.compile.operators import ARITHMETIC, SHORT
from creditrules.feel.run.evaluation import Run
from creditrules.feel.tree import ast
from creditrules.feel.types import STRING
from creditrules.feel.values.kinds import Shortly, Value

__all__ = ["Taken", "of_one", "of_two"]

Taken = tuple["type | None", ...]
"""Of each parameter the class whose values it takes as they are, None where it takes any."""

_OnTwo = Callable[[Decimal, Decimal], Decimal]

_Make = Callable[[int, int], Shortly]
"""Of what a call takes, and how deep calls may be nested before, the way by position."""


def of_two(compiler: Compiler, node: ast.Expr, names: tuple[str, ...], takes: Taken) -> _OnTwo | None:
    """The operation on numbers that a body is of both its parameters; None where it is none."""
    if len(names) != 2 or not isinstance(node, ast.Arithmetic) or not set(takes) <= {None, Decimal}:  # noqa: PLR2004
        return None
    fast, _ = ARITHMETIC[node.operator]
    sides = tuple([compiler.variable(part) for part in (node.left, node.right)])
    return fast if sides == names else None


def of_one(compiler: Compiler, node: ast.Expr, names: tuple[str, ...], takes: Taken) -> _Make | None:
    """How a body is run on the only argument, where that needs no look at anything else; None where it does."""
    if len(names) != 1:
        return None
    if isinstance(node, ast.Arithmetic):
        return _arithmetic(compiler, node, names[0]) if takes[0] in (None, Decimal) else None
    found = plain_of(compiler, node) if isinstance(node, ast.Call) else None
    if found is None or not isinstance(node, ast.Call) or compiler.variable(node.arguments[0]) != names[0]:
        return None
    builtin, plain = found
    if len(plain.kinds) > 1 or takes[0] not in (None, plain.kinds[0]):
        return None
    if plain.kinds[0] is not str:
        return lambda cost, deepest: _of_one(plain, cost + plain.steps, deepest)
    made = _making if builtin.signatures[0].result == STRING else _of_text
    return lambda cost, deepest: made(plain, cost + plain.steps, deepest)


def _arithmetic(compiler: Compiler, node: ast.Arithmetic, name: str) -> _Make | None:
    """`name sign number`."""
    fast, _ = ARITHMETIC[node.operator]
    number = compiler.constant(node.right)
    if fast is None or compiler.variable(node.left) != name or type(number) is not Decimal:
        return None
    return lambda cost, deepest: _with_number(fast, number, cost, deepest)


def _with_number(fast: _OnTwo, number: Decimal, cost: int, deepest: int) -> Shortly:
    """These ways are each written out: a shared part would be one call more, which is a third of what they take."""

    def shortly(run: Run, before: int, one: Value) -> Value:
        if type(one) is Decimal and (steps := run.steps - (before + cost)) >= 0 and run.depth <= deepest:
            try:
                value = fast(one, number)
            except ArithmeticError:
                return None
            run.steps = steps
            return value
        return None

    return shortly


def _of_one(plain: Plain, cost: int, deepest: int) -> Shortly:
    kind, call = plain.kinds[0], plain.call

    def shortly(run: Run, before: int, one: Value) -> Value:
        if type(one) is kind and (steps := run.steps - (before + cost)) >= 0 and run.depth <= deepest:
            run.steps = steps
            return call(one)
        return None

    return shortly


def _of_text(plain: Plain, cost: int, deepest: int) -> Shortly:
    call = plain.call

    def shortly(run: Run, before: int, one: Value) -> Value:
        if (
            type(one) is str
            and len(one) < SHORT
            and (steps := run.steps - (before + cost)) >= 0
            and run.depth <= deepest
        ):
            run.steps = steps
            return call(one)
        return None

    return shortly


def _making(plain: Plain, cost: int, deepest: int) -> Shortly:
    """What makes a text pays for it; where `call` gives none, the general way tells what is wrong, or makes it."""
    call: Callable[[str], Any] = plain.call

    def shortly(run: Run, before: int, one: Value) -> Value:
        if (
            type(one) is str
            and len(one) < SHORT
            and (steps := run.steps - (before + cost)) >= 0
            and run.depth <= deepest
        ):
            made = call(one)
            if made and (memory := run.memory - len(made)) >= 0:
                run.steps = steps
                run.memory = memory
                return made
        return None

    return shortly
