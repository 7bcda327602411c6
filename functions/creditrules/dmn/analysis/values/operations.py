"""What the real evaluator does with operands, as a function of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Final

from creditrules.dmn.analysis.space.budget import Budget
from creditrules.dmn.domains.constants import NOWHEN
from creditrules.dmn.domains.domain import Domain, conform
from creditrules.dmn.model_run import BoxCode, ModelRun
from creditrules.feel import (
    ANY,
    STEPS,
    Checked,
    DateTime,
    Exhausted,
    Value,
    ast,
    compile_expression,
    compile_unary_tests,
)
from creditrules.records import replace

__all__ = [
    "Operation",
    "Words",
    "arithmetic",
    "comparison",
    "conforming",
    "entry",
    "holes",
    "membership",
    "negation",
    "of_node",
    "of_test",
    "run",
]

Words = Callable[[Sequence[str]], str]
"""A text for the operands' texts."""

_NOWHERE: Final = (0, 0)
_NO_TEXT: Final = Checked("", None, ANY)


class Operation:
    """A strict operation of the language. Two are the same where their keys and moments are.

    code: run with the operands under the names of `names`. words: in FEEL. now: what `now()` and `today()` answer in
    it; None where it does not ask.
    """

    __slots__ = ("code", "key", "names", "now", "words")

    def __init__(
        self, key: str, names: Sequence[str], code: BoxCode, words: Words, now: DateTime | None = None
    ) -> None:
        self.key, self.names, self.code, self.words, self.now = key, tuple(names), code, words, now

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Operation) and (other.key, other.now) == (self.key, self.now)

    def __hash__(self) -> int:
        return hash(self.key)


def run(operation: Operation, values: Sequence[Value], budget: Budget | None = None) -> tuple[Value, bool]:
    """The value for these operands, and whether a warning was left. Raises TooLarge where a budget is given."""
    if budget is not None:
        budget.worked(0)
    own = ModelRun(operation.now or NOWHEN, STEPS, budget=budget.request if budget is not None else None)
    try:
        value = operation.code(own, dict(zip(operation.names, values, strict=True)))
    except (Exhausted, RecursionError):
        value = None
        own.failures += 1
    if budget is not None:
        taken = STEPS - own.left
        own.settle()
        if own.failures:
            budget.look()
        budget.worked(taken)
    return value, own.failures > 0 or bool(own.warnings)


@cache
def holes(count: int) -> tuple[ast.Name, ...]:
    """Variables for operands, such as no text has them."""
    return tuple(ast.Name(_NOWHERE, f"operand {number}") for number in range(1, count + 1))


def of_node(
    checked: Checked,
    node: ast.Expr,
    key: str,
    operands: Sequence[ast.Name],
    words: Words,
    now: DateTime | None = None,
) -> Operation:
    """The operation that a node is whose operands are these variables."""
    code = compile_expression(replace(checked, expr=node)).code
    return Operation(key, [operand.name for operand in operands], code, words, now)


def of_test(
    checked: Checked,
    tests: ast.UnaryTests,
    key: str,
    operands: Sequence[ast.Name],
    words: Words,
    now: DateTime | None = None,
) -> Operation:
    """The operation that unary tests are; the last operand is the tested value."""
    code = compile_unary_tests(replace(checked, expr=tests)).code
    names = [operand.name for operand in operands]
    return Operation(key, names, lambda own, scope: code(own, scope, scope[names[-1]]), words, now)


@cache
def arithmetic(sign: str) -> Operation:
    """`left sign right`."""
    left, right = holes(2)
    node = ast.Arithmetic(_NOWHERE, sign, left, right)  # type: ignore[arg-type]  # a sign of the language
    return of_node(_NO_TEXT, node, sign, (left, right), lambda texts: f"{texts[0]} {sign} {texts[1]}")


@cache
def comparison(sign: str) -> Operation:
    """`left sign right`."""
    left, right = holes(2)
    node = ast.Comparison(_NOWHERE, sign, left, right)  # type: ignore[arg-type]  # a sign of the language
    return of_node(_NO_TEXT, node, sign, (left, right), lambda texts: f"{texts[0]} {sign} {texts[1]}")


@cache
def negation() -> Operation:
    """`-operand`."""
    (operand,) = holes(1)
    return of_node(_NO_TEXT, ast.Negate(_NOWHERE, operand), "negative", (operand,), lambda texts: f"-{texts[0]}")


@cache
def entry(name: str) -> Operation:
    """`operand.name`."""
    (operand,) = holes(1)
    node = ast.Path(_NOWHERE, operand, name)
    return of_node(_NO_TEXT, node, f".{name}", (operand,), lambda texts: f"{texts[0]}.{name}")


@cache
def membership() -> Operation:
    """Whether the second operand equals the first or is in it."""
    container, value = holes(2)
    tests = ast.UnaryTests(_NOWHERE, (container,))
    return of_test(_NO_TEXT, tests, "in", (container, value), lambda texts: f"{texts[1]} in {texts[0]}")


def conforming(domain: Domain, key: str) -> Operation:
    """The operand as a value of `domain`; null with a warning where it cannot be one."""
    (operand,) = holes(1)

    def code(own: ModelRun, scope: Mapping[str, Value]) -> Value:
        value, problem = conform(scope[operand.name], domain)
        return own.null("dmn.not-allowed", problem) if problem else value

    return Operation(key, (operand.name,), code, lambda texts: texts[0])
