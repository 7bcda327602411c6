"""Where something was evaluated, and warnings that say so."""

from __future__ import annotations

from typing import NamedTuple

from creditrules.feel.run.evaluation import EvaluationWarning, Run

__all__ = ["Place", "fail", "locate"]


class Place(NamedTuple):
    """Where in which text something was evaluated; warnings carry it."""

    source: str
    span: tuple[int, int]


def fail(run: Run, code: str, message: str, place: Place) -> object:
    """Null and a warning with its place."""
    return run.null(code, message, place.source, place.span)


def locate(run: Run, place: Place) -> object:
    """Give the warnings that a built-in just left without a place this one; returns null."""
    warnings = run.warnings
    for index in range(len(warnings) - 1, -1, -1):
        warning = warnings[index]
        if warning.source:
            break
        warnings[index] = EvaluationWarning(warning.code, warning.message, place.source, place.span)
    return None
