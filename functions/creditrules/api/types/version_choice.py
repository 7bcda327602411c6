"""Which version of a document is meant, as clients say it."""

# ruff: noqa: D101 - a type's description says what its docstring would, where clients read it

from __future__ import annotations

from datetime import datetime

import strawberry

from creditrules.api.context import Scope
from creditrules.desk.comparing import ChosenVersion, version_at, version_numbered
from creditrules.errors import Kind, Refusal
from creditrules.rules import DocumentKey

__all__ = ["VersionOrTime", "chosen_version"]


@strawberry.input(
    description="A version by its number, or the one in force at a time: `version` alone, or one or both times."
)
class VersionOrTime:
    version: int | None = strawberry.field(default=None, description="Its number, counted from 1.")
    valid_at: datetime | None = strawberry.field(default=None, description="When it was, or will be, in force.")
    known_at: datetime | None = strawberry.field(
        default=None, description="What had been recorded by then; now unless said."
    )


def chosen_version(scope: Scope, key: DocumentKey, given: VersionOrTime, now: datetime, argument: str) -> ChosenVersion:
    """The version that is meant; refusals name their field from `argument` on.

    Raises Refusal INVALID "VERSION_OR_TIME", NOT_FOUND "UNKNOWN_VERSION" or "NO_VERSION_IN_FORCE", and as
    `fix_moments` does.
    """
    try:
        _check(given)
        if given.version is not None:
            return version_numbered(scope, key, given.version)
        return version_at(scope, key, given.valid_at, given.known_at, now)
    except Refusal as refusal:
        refusal.field = (argument, *refusal.field)
        raise


def _check(given: VersionOrTime) -> None:
    timed = given.valid_at is not None or given.known_at is not None
    if timed == (given.version is not None):
        hint = "State `version`, or else `validAt`, `knownAt` or both."
        raise Refusal(Kind.INVALID, "VERSION_OR_TIME", "Either a version or a time says what is meant.", (), hint)
