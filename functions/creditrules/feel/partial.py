"""Unknown values in operators: what is known nevertheless, and which facts are missing otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from creditrules.feel.run import EvaluationWarning, Run
from creditrules.feel.value_kinds import Unknown, Value

__all__ = ["Place", "copied", "fail", "locate", "missing_of", "unknown_among", "weigh"]

_NAMES_A_STEP = 16
_CHARACTERS_A_STEP = 256


class Place(NamedTuple):
    """Where in which text something was evaluated; warnings carry it."""

    source: str
    span: tuple[int, int]


def unknown_among(values: Iterable[Value]) -> Unknown | None:
    """One Unknown with the missing facts of all that are among `values`; None if none is."""
    found = [value for value in values if type(value) is Unknown]
    if not found:
        return None
    return found[0] if len(found) == 1 else Unknown(missing_of(found))


def missing_of(values: Iterable[Value]) -> frozenset[str]:
    """The missing facts of all unknown values."""
    return frozenset().union(*(value.missing for value in values if isinstance(value, Unknown)))


def fail(run: Run, code: str, message: str, place: Place) -> Value:
    """Null and a warning with its place."""
    return run.null(code, message, place.source, place.span)


def locate(run: Run, place: Place) -> Value:
    """Give the warnings that a built-in just left without a place this one; returns null."""
    warnings = run.warnings
    for index in range(len(warnings) - 1, -1, -1):
        warning = warnings[index]
        if warning.source:
            break
        warnings[index] = EvaluationWarning(warning.code, warning.message, place.source, place.span)
    return None


def copied(run: Run, scope: Mapping[str, Value]) -> dict[str, Value]:
    """The scope to bind further names in, paid for by its size."""
    run.steps -= len(scope) // _NAMES_A_STEP
    return dict(scope)


def weigh(run: Run, value: Value) -> None:
    """Pay for looking at all of `value`: a long string, or every part of a list or context.

    The steps may fall below zero here; the next turn of a loop or call of a function then ends the evaluation.
    """
    if isinstance(value, str):
        run.steps -= len(value) // _CHARACTERS_A_STEP
        return
    waiting = [value] if isinstance(value, list | dict) else []
    while waiting and run.steps >= 0:
        part = waiting.pop()
        if isinstance(part, list):
            run.steps -= len(part)
            waiting.extend(item for item in part if isinstance(item, list | dict))
        elif isinstance(part, dict):
            run.steps -= len(part)
            waiting.extend(item for item in part.values() if isinstance(item, list | dict))
