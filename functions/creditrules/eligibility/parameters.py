"""Parameters as a question finds them: the value of each that is in force, and the version that says it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from typing import Final

from creditrules.feel import Value
from creditrules.records import dataclass
from creditrules.rules import Category, Parameter

__all__ = [
    "NO_PARAMETERS",
    "AppliedParameter",
    "ParameterInForce",
    "Parameters",
    "ParametersAt",
    "lacking",
    "none_at",
    "value_in_force",
]


@dataclass(frozen=True, slots=True)
class AppliedParameter:
    """The version of a parameter that an answer rests on.

    sequence, valid_from, recorded_at: of the activation that put it in force; None where it came from a file or was
    pinned. pinned: whether the caller chose it.
    """

    parameter: str
    category: Category
    version: int
    digest: str
    sequence: int | None = None
    valid_from: datetime | None = None
    recorded_at: datetime | None = None
    pinned: bool = False


@dataclass(frozen=True, slots=True)
class ParameterInForce:
    """A parameter's content at a moment. value: None where it says that there is none."""

    applied: AppliedParameter
    parameter: Parameter
    value: Value


Parameters = Mapping[str, ParameterInForce]
"""By the names that expressions use; one of which no version is in force is not there."""

NO_PARAMETERS: Final[Parameters] = {}

ParametersAt = Callable[[datetime, Collection[str]], Parameters]
"""Those of the named ones that are in force at a moment."""


def none_at(_moment: datetime, _names: Collection[str]) -> Parameters:
    """Where there are no parameters."""
    return NO_PARAMETERS


def value_in_force(parameter: Parameter, applied: AppliedParameter, moment: datetime) -> ParameterInForce:
    """What a content in force says for a moment: the one rule, for rule sets and for prices."""
    step = parameter.at(moment)
    return ParameterInForce(applied, parameter, None if step is None else step.value)


def lacking(names: Iterable[str], values: Mapping[str, Value]) -> tuple[str, ...]:
    """What is told of those of the names that have no value: nothing that uses them is evaluated."""
    without = (name for name in names if values.get(name) is None)
    return tuple(f"The parameter '{name}' has no value in force at the time asked for." for name in without)
