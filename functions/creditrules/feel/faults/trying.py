"""Calls with some arguments constant: tried on samples of the others, in case they are always null."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import islice, product
from math import prod
from typing import NamedTuple

from creditrules.feel.builtins.overloads import Arity, by_name, by_position
from creditrules.feel.builtins.signature import Builtin, Parameter
from creditrules.feel.compile.building import Compiler
from creditrules.feel.compile.constants import NOT_CONSTANT
from creditrules.feel.faults.samples import LONGEST, samples
from creditrules.feel.run.evaluation import EvaluationWarning, Exhausted, Run
from creditrules.feel.temporal import UTC_ZONE, Date, DateTime, Time
from creditrules.feel.tree import ast
from creditrules.feel.types import ANY, FunctionType, Type
from creditrules.feel.values import brief
from creditrules.feel.values.kinds import Value

__all__ = ["Tried", "never"]

_NOWHEN = DateTime(Date(1970, 1, 1), Time(0, UTC_ZONE))
_STEPS = 5_000
_MOST = 4_000
"""Combinations that are tried; where there are more, nothing is claimed."""


class Tried(NamedTuple):
    """A call that is always null. at: the argument that makes it so, or the call."""

    at: ast.Node
    code: str
    message: str


class _Argument(NamedTuple):
    """node: as written. value: its constant, or NOT_CONSTANT. values: what it may be, where it is none."""

    node: ast.Expr
    name: str
    value: Value
    values: tuple[Value, ...]


def never(compiler: Compiler, node: ast.Call, quote: Callable[[ast.Node], str]) -> Tried | None:
    """Why a call of a built-in is null whatever its arguments that are no constants; None where it need not be."""
    builtin = compiler.builtin(node.function)
    if builtin is None or all(compiler.constant(part) is NOT_CONSTANT for part in node.arguments):
        return None
    arguments = _arguments(compiler, node, builtin)
    if arguments is None:
        return None
    trial = _Trial(compiler, node)
    told = trial.failures([(part.value,) if part.value is not NOT_CONSTANT else part.values for part in arguments])
    if not told or (told[0].code == "feel.position" and _is_far(part.value for part in arguments)):
        return None
    blamed = trial.blamed(arguments)
    at = node if blamed is None else blamed.node
    if len({one.message for one in told}) == 1:
        return Tried(at, told[0].code, told[0].message)
    why = "" if blamed is None else f"'{builtin.name}' does not take {brief(blamed.value)} as '{blamed.name}': "
    return Tried(at, told[0].code, f"{why}'{quote(node)}' is always null.")


def _arguments(compiler: Compiler, node: ast.Call, builtin: Builtin) -> list[_Argument] | None:
    """None where one of them cannot be tried."""
    found = []
    for index, part in enumerate(node.arguments):
        wanted = dict(_wanted(node, builtin, index))
        value = compiler.constant(part)
        given = compiler.type(part)
        values = samples(given) if given != ANY else tuple(_of_any(wanted.values()))
        if not wanted or (value is NOT_CONSTANT and (isinstance(given, FunctionType) or not values)):
            return None
        name = next((name for name, type_ in wanted.items() if type_ == given), next(iter(wanted)))
        found.append(_Argument(part, name, value, values))
    return found


def _wanted(node: ast.Call, builtin: Builtin, index: int) -> Iterator[tuple[str, Type]]:
    """The name and type of the parameter that an argument is for, in each form that fits."""
    if node.names is not None:
        for order in by_name(builtin, node.names):
            yield from ((part.name, part.type) for part in _parts(order.arity) if part.name == node.names[index])
        return
    for arity in by_position(builtin, len(node.arguments)):
        yield arity.parameter_at(index).name, arity.type_at(index)


def _parts(arity: Arity) -> Sequence[Parameter]:
    return arity.signature.parameters


def _of_any(wanted: Iterable[Type]) -> Iterator[Value]:
    for type_ in dict.fromkeys(wanted):
        yield from samples(type_)


def _is_far(values: Iterable[Value]) -> bool:
    """Whether a position may lie beyond what was tried."""
    return any(type(value) is Decimal and abs(value) >= LONGEST for value in values)


class _Trial:
    """One call, compiled with names for its arguments."""

    def __init__(self, compiler: Compiler, node: ast.Call) -> None:
        self._names = [f"argument {index}" for index in range(len(node.arguments))]
        arguments = tuple(ast.Name(node.span, name) for name in self._names)
        self._code = compiler.code(ast.Call(node.span, node.function, arguments, node.names))

    def failures(self, choices: Sequence[Sequence[Value]]) -> list[EvaluationWarning]:
        """Why each of the combinations fails; none where one does not, or there are too many to say."""
        if prod(map(len, choices)) > _MOST:
            return []
        told = []
        for values in product(*choices):
            failure = self._failure(values)
            if failure is None:
                return []
            told.append(failure)
        return told

    def blamed(self, arguments: Sequence[_Argument]) -> _Argument | None:
        """The only constant that another value of its type mends; None where there is none, or several."""
        mending = [part for part in arguments if part.value is not NOT_CONSTANT and self._mends(part, arguments)]
        return mending[0] if len(mending) == 1 else None

    def _mends(self, part: _Argument, arguments: Sequence[_Argument]) -> bool:
        choices = [
            other.values if other is part or other.value is NOT_CONSTANT else (other.value,) for other in arguments
        ]
        return any(self._failure(values) is None for values in islice(product(*choices), _MOST))

    def _failure(self, values: Sequence[Value]) -> EvaluationWarning | None:
        run = Run(_NOWHEN, _STEPS)
        try:
            result = self._code(run, dict(zip(self._names, values, strict=True)))
        except Exhausted:
            return None
        return run.warnings[-1] if result is None and run.warnings else None
