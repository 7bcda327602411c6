"""What evaluation costs beside turns and calls: copying scopes, looking at every part of long values."""

from __future__ import annotations

from collections.abc import Mapping

from creditrules.feel.limits import ELEMENT_MEMORY
from creditrules.feel.run.evaluation import Run

__all__ = ["NAMES_A_STEP", "copied", "has_at_most", "made", "weigh"]

NAMES_A_STEP = 16
"""Names of a scope that are copied for the price of one step."""

_CHARACTERS_A_STEP = 256


def copied(run: Run, scope: Mapping[str, object]) -> dict[str, object]:
    """The scope to bind further names in, paid for by its size."""
    run.steps -= len(scope) // NAMES_A_STEP
    return dict(scope)


def weigh(run: Run, value: object) -> None:
    """Pay for looking at all of `value`: a long string, or every part of a list or context.

    The steps may fall below zero here; the next turn of a loop or call of a function then ends the evaluation.
    """
    if isinstance(value, str):
        run.steps -= len(value) // _CHARACTERS_A_STEP
        return
    waiting = [value] if isinstance(value, list | dict) else []
    while waiting and run.left >= 0:
        part = waiting.pop()
        if isinstance(part, list):
            run.steps -= len(part)
            waiting.extend(item for item in part if isinstance(item, list | dict))
        elif isinstance(part, dict):
            run.steps -= len(part)
            waiting.extend(item for item in part.values() if isinstance(item, list | dict))


def has_at_most(value: object, parts: int) -> bool:
    """Whether a value has at most so many parts; those that are shared count as often as they are met."""
    waiting = [value]
    while waiting:
        part = waiting.pop()
        if isinstance(part, list | dict):
            parts -= len(part)
            if parts < 0:
                return False
            waiting.extend(part.values() if isinstance(part, dict) else part)
    return True


def made(run: Run, value: object) -> object:
    """The value, paid for in memory where it is a text, a list or a context that has just been made; not its parts."""
    kind = type(value)
    if kind is str:
        run.make(len(value))  # type: ignore[arg-type]
    elif kind is list or kind is dict:
        run.make(ELEMENT_MEMORY * (1 + len(value)))  # type: ignore[arg-type]
    return value
