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

__all__ = ["Taken", "by_position"]

Taken = tuple["type | None", ...]
"""Of each parameter the class whose values it takes as they are, None where it takes any."""

_Make = Callable[[int, int], Shortly]
"""Of what a call takes, and how deep calls may be nested before, the way by position."""


def by_position(compiler: Compiler, node: ast.Expr, names: tuple[str, ...], takes: Taken) -> _Make | None:
    """How a body is run on arguments that need no look at anything else; None where it has no such way."""
    if isinstance(node, ast.Arithmetic):
        return _arithmetic(compiler, node, names) if set(takes) <= {None, Decimal} else None
    found = plain_of(compiler, node) if isinstance(node, ast.Call) and len(names) == 1 else None
    if found is None or not isinstance(node, ast.Call) or compiler.variable(node.arguments[0]) != names[0]:
        return None
    builtin, plain = found
    if len(plain.kinds) > 1 or takes[0] not in (None, plain.kinds[0]):
        return None
    if plain.kinds[0] is not str:
        return lambda cost, deepest: _of_one(plain, cost + plain.steps, deepest)
    made = _making if builtin.signatures[0].result == STRING else _of_text
    return lambda cost, deepest: made(plain, cost + plain.steps, deepest)


def _arithmetic(compiler: Compiler, node: ast.Arithmetic, names: tuple[str, ...]) -> _Make | None:
    """`one sign other` of both parameters, or of the only one and a number."""
    fast, _ = ARITHMETIC[node.operator]
    sides = tuple([compiler.variable(part) for part in (node.left, node.right)])
    number = compiler.constant(node.right)
    if fast is None:
        return None
    if sides == names:
        return lambda cost, deepest: _of_both(fast, cost, deepest)
    if sides[:1] == names and type(number) is Decimal:
        return lambda cost, deepest: _with_number(fast, number, cost, deepest)
    return None


def _of_both(fast: Callable[[Decimal, Decimal], Decimal], cost: int, deepest: int) -> Shortly:
    """These ways are each written out: a shared part would be one call more, which is a third of what they take."""

    def shortly(run: Run, before: int, one: Value, other: Value) -> Value:
        if (
            type(one) is Decimal
            and type(other) is Decimal
            and (steps := run.steps - (before + cost)) >= 0
            and run.depth <= deepest
        ):
            try:
                value = fast(one, other)
            except ArithmeticError:
                return None
            run.steps = steps
            return value
        return None

    return shortly


def _with_number(fast: Callable[[Decimal, Decimal], Decimal], number: Decimal, cost: int, deepest: int) -> Shortly:
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
