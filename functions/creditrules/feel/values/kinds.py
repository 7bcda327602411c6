"""What values FEEL has besides those of Python and time: ranges, functions, and what is not known yet."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import TypeAlias

from creditrules.feel.run.evaluation import Run
from creditrules.feel.types import Type
from creditrules.records import dataclass

__all__ = ["Function", "OnNumbers", "Range", "Shortly", "Unknown", "Value"]

Value: TypeAlias = object
"""Any FEEL value: None, Decimal, str, bool, list, dict, a temporal value, Range, Function; Unknown where facts lack."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """A value that cannot be known before the `missing` facts are; operators and functions pass it on."""

    missing: frozenset[str]


@dataclass(frozen=True, slots=True)
class Range:
    """An interval (clause 10.3.2.7): `[low..high]`, or one-sided, as `> 5` is, with None for the open end.

    low_closed, high_closed: whether the end itself belongs to it; False where that end is None.
    sign: "=" for `(= 5)`, which has the values of `[5..5]` and is another range, as equal ranges have the same operator
    at the same end (clause 10.3.2.13.1); "!=" for `(!= 5)`, which is everything but its ends.
    """

    low: Value
    high: Value
    low_closed: bool = True
    high_closed: bool = True
    sign: str = ""


Shortly: TypeAlias = Callable[..., Value]
"""`shortly(run, steps, argument)` pays those steps and its own; null, and nothing done, where it is no way."""

OnNumbers: TypeAlias = tuple[Callable[[Decimal, Decimal], Decimal], int, int]
"""An operation on two numbers, the steps that it takes, and how deep calls may be nested before.

Data, since whoever calls a function of one operation does all of it himself: a call more would be a third of it.
"""


@dataclass(frozen=True, slots=True, eq=False)
class Function:
    """A function as a value (clause 10.3.2.13.2): equal only to itself.

    parameters: names and types in order; None where any number goes (a variadic built-in).
    body: called as `body(run, *arguments)`, the arguments already in order and converted.
    stands_for: the function that this one calls and is equal to, where it only watches another.
    takes: of each parameter the class whose values it takes just as they are, None where it takes any; see `taken`.
    of_one, of_two: what it does at once with a plain argument, and with two numbers; None where it has no such way.
    """

    parameters: tuple[tuple[str, Type], ...] | None
    result: Type
    body: Callable[..., Value]
    name: str = ""
    stands_for: Function | None = None
    takes: tuple[type | None, ...] | None = None
    of_one: Shortly | None = None
    of_two: OnNumbers | None = None

    def __call__(self, run: Run, *arguments: Value) -> Value:
        """The function's value for positional arguments; null and a warning when their number is wrong."""
        if self.parameters is not None and len(arguments) != len(self.parameters):
            called = f"'{self.name}'" if self.name else "the function"
            return run.null(
                "feel.arguments", f"{called} takes {len(self.parameters)} arguments and was given {len(arguments)}."
            )
        return self.body(run, *arguments)
