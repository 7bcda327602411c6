"""Enumerations of the domain as those of the schema, with a description of each value for those who read it."""

from __future__ import annotations

from enum import Enum

from creditrules.api.types.defining import declare_enum

__all__ = ["describe"]


def describe(members: type[Enum], description: str, name: str | None = None, **values: str) -> None:
    """Let an enumeration of the domain be one of the schema: the values that are described, in that order."""
    declare_enum(members, name or members.__name__, description, values)
