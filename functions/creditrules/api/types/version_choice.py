"""Which version of a document is meant, as clients say it."""

# ruff: noqa: D101 - a type's description says what its docstring would, where clients read it

from __future__ import annotations

from datetime import datetime

from creditrules.api.types.declaring import strawberry
from creditrules.desk import WhichVersion

__all__ = ["VersionOrTime"]


@strawberry.input(
    description="A version by its number, or the one in force at a time: `version` alone, or one or both times."
)
class VersionOrTime:
    version: int | None = strawberry.field(default=None, description="Its number, counted from 1.")
    valid_at: datetime | None = strawberry.field(default=None, description="When it was, or will be, in force.")
    known_at: datetime | None = strawberry.field(
        default=None, description="What had been recorded by then; now unless said."
    )

    def which(self) -> WhichVersion:
        """The version that is meant."""
        return WhichVersion(self.version, self.valid_at, self.known_at)
