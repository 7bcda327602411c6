"""Enumerations of the domain as those of the schema, with a description of each value for those who read it."""

from __future__ import annotations

from enum import Enum
from typing import Any

import strawberry

from creditrules.records import replace

__all__ = ["describe"]


def describe(members: type[Enum], description: str, name: str | None = None, **values: str) -> None:
    """Let an enumeration of the domain be one of the schema: the values that are described, in that order."""
    described: Any = strawberry.enum(members, name=name, description=description)
    definition = described.__strawberry_definition__
    known = {value.name: value for value in definition.values}
    definition.values = [replace(known[value], description=said) for value, said in values.items()]
