"""The schema as text, and what a change of it means to clients."""

from __future__ import annotations

from dataclasses import dataclass

from graphql import BreakingChange, DangerousChange, build_schema, find_schema_changes

from creditrules.api.schema.built import SCHEMA

__all__ = ["SchemaChange", "schema_sdl", "sdl_changes"]


@dataclass(frozen=True, slots=True)
class SchemaChange:
    """One difference. severity: "BREAKING", "DANGEROUS" (as a new enum value is for old clients) or "SAFE"."""

    severity: str
    kind: str
    description: str

    def __str__(self) -> str:
        return f"{self.severity}: {self.description}"


def schema_sdl() -> str:
    """The schema in its definition language, as committed in graphql/schema.graphql."""
    return SCHEMA.as_str().rstrip() + "\n"


def sdl_changes(old: str, new: str) -> tuple[SchemaChange, ...]:
    """Every difference between two schemas, the breaking ones first. Raises GraphQLError when one does not parse."""
    found = []
    for change in find_schema_changes(build_schema(old), build_schema(new)):
        severity = (
            "BREAKING"
            if isinstance(change, BreakingChange)
            else "DANGEROUS"
            if isinstance(change, DangerousChange)
            else "SAFE"
        )
        found.append(SchemaChange(severity, change.type.name, change.description))
    return tuple(sorted(found, key=lambda change: ("BREAKING", "DANGEROUS", "SAFE").index(change.severity)))
