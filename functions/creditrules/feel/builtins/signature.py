"""How a built-in function is described to the checker and to the code that calls it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from creditrules.feel.types import Type
from creditrules.feel.values.kinds import Value
from creditrules.records import dataclass

__all__ = ["Builtin", "Implementation", "Parameter", "Plain", "ResultOf", "Signature"]

Implementation = Callable[..., Value]
ResultOf = Callable[[tuple[Type, ...]], Type]


@dataclass(frozen=True, slots=True)
class Parameter:
    """One formal parameter, named as the specification names it (named arguments use this name).

    type: what the caller converts the argument to before the call (clause 10.3.2.9.4): a singleton list becomes its
    item where a scalar is asked, a scalar becomes a singleton list where a list is asked. `Any` is left alone. Null is
    always passed on: the function knows what null means to it. Anything else that does not conform is passed on as
    well: the function answers null with its own sentence.
    optional: may be left out at the end of positional arguments, or anywhere among named ones (passed as None then).
    variadic: takes all remaining positional arguments, each of this type; cannot be given by name.
    """

    name: str
    type: Type
    optional: bool = False
    variadic: bool = False


@dataclass(frozen=True, slots=True)
class Signature:
    """One way to call a function.

    result: the result's type whatever the arguments; result_of: narrows it from the types of the given arguments.
    """

    parameters: tuple[Parameter, ...]
    result: Type
    result_of: ResultOf | None = None


@dataclass(frozen=True, slots=True)
class Plain:
    """What a function does where its arguments are just of these classes, and texts among them short.

    Nothing goes wrong then, and it costs `steps` and the memory of a text that it makes, as the function's own `call`
    does. Of a text that it would make it may give None or an empty one, for which the own one is asked. prepared: the
    same as `call` of the first argument, where all others are known.
    """

    kinds: tuple[type, ...]
    call: Callable[..., Value]
    steps: int = 0
    prepared: Callable[..., Callable[[Any], Value]] | None = None


@dataclass(frozen=True, slots=True)
class Builtin:
    """A built-in function (DMN 1.5, clause 10.3.4).

    signatures: tried in order; the first whose arity and argument types fit is meant.
    call: `call(run, *arguments)` with the arguments in the order of that signature's parameters, those of a variadic
    parameter spread. An error is null with a warning kept in `run`; the only exception is `Exhausted`, when the run
    has no steps left. plain: the same for what it is given nearly always.
    """

    name: str
    signatures: tuple[Signature, ...]
    call: Implementation
    plain: Plain | None = None
