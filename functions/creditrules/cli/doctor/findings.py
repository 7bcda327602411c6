"""What a check found: one line, and what to do about it."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from creditrules.codes import code_named
from creditrules.errors import Refusal

__all__ = ["Finding", "Level", "failed", "fine", "tried", "warned"]


class Level(StrEnum):
    """How bad it is."""

    OK = "ok"
    WARNING = "warning"
    FAILURE = "failure"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found. check: its name, stable. advice: what to do, where there is anything."""

    check: str
    level: Level
    message: str
    advice: str = ""


def fine(check: str, message: str) -> Finding:
    """All is as it should be."""
    return Finding(check, Level.OK, message)


def warned(check: str, message: str, advice: str) -> Finding:
    """The service works, and yet."""
    return Finding(check, Level.WARNING, message, advice)


def failed(check: str, message: str, advice: str) -> Finding:
    """The service does not work, or is not safe."""
    return Finding(check, Level.FAILURE, message, advice)


def tried(check: str, look: Callable[[], Iterable[Finding]]) -> Iterator[Finding]:
    """What a check finds; where it is refused that is what was found, so that the other checks go on."""
    try:
        yield from look()
    except Refusal as refused:
        cause = f" ({refused.cause})" if refused.cause else ""
        known = code_named(refused.code)
        advice = refused.hint or (known.mend if known else "")
        yield failed(check, f"{refused.message} [{refused.code}]{cause}", advice)
    except (zlib.error, ValueError, KeyError, TypeError) as error:
        advice = "Somebody altered it, or a later release wrote it: restore a copy, or run that release."
        yield failed(check, f"An item cannot be read ({type(error).__name__}).", advice)
