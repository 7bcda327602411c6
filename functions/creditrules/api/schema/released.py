"""What a schema may change against the one last released: nothing that breaks clients without being said in time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from graphql import build_schema

from creditrules.api.schema.sdl import SchemaChange, sdl_changes

__all__ = ["NOTICE", "AllowedChange", "refused_changes"]

NOTICE: Final = timedelta(days=90)
"""For how long something has to be deprecated in a released schema before it goes."""


@dataclass(frozen=True, slots=True)
class AllowedChange:
    """A change that clients were told of. change: as it is described; since: deprecated from that day on."""

    change: str
    why: str
    since: date


def refused_changes(released: str, new: str, allowed: Sequence[AllowedChange], today: date) -> tuple[str, ...]:
    """Why each breaking or dangerous change since the release may not be made; none where all may.

    Each has to be listed, and a breaking one 90 days ahead; a field, argument or value that goes has to be deprecated
    in the released schema. Raises GraphQLError where a schema does not parse.
    """
    listed = {each.change: each for each in allowed}
    deprecated = _deprecated(released)
    refused: list[str] = []
    for change in sdl_changes(released, new):
        why = None if change.severity == "SAFE" else _why_not(change, listed.get(change.description), today)
        if why is None and change.kind in _GOES and not any(name in change.description for name in deprecated):
            why = "It was not deprecated in the released schema."
        refused += [f"{change} {why}"] if why else []
    return tuple(refused)


def _why_not(change: SchemaChange, listed: AllowedChange | None, today: date) -> str | None:
    if listed is None:
        return "It is not listed."
    soon = change.severity == "BREAKING" and listed.since + NOTICE > today
    return f"It may be made from {listed.since + NOTICE} on." if soon else None


_GOES: Final = frozenset({"FIELD_REMOVED", "VALUE_REMOVED_FROM_ENUM", "ARG_REMOVED"})


def _deprecated(sdl: str) -> frozenset[str]:
    """Names of what is deprecated, as changes call it: `Type.field`, an argument's or a value's own name."""
    found: set[str] = set()
    for name, type_ in build_schema(sdl).type_map.items():
        for field, it in getattr(type_, "fields", {}).items():
            found |= {f" {name}.{field} "} if it.deprecation_reason else set()
            arguments = getattr(it, "args", {}).items()
            found |= {f" {name}.{field}({arg}:" for arg, given in arguments if given.deprecation_reason}
        values = getattr(type_, "values", {}).items()
        found |= {f" {name}.{value} " for value, it in values if it.deprecation_reason}
    return frozenset(found)
