"""Parameters: dated values that rule sets use by name, what they are and how they came to be so."""

# ruff: noqa: D101 - a type's description says what its docstring would, where clients read it

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Annotated

from creditrules.api.types.arguments import KnownAt, ValidAt
from creditrules.api.types.connections import Connection, connect
from creditrules.api.types.declaring import strawberry
from creditrules.api.types.enums import Category
from creditrules.api.types.global_ids import global_id
from creditrules.api.types.node import Document
from creditrules.api.types.parameter_values import ParameterValue
from creditrules.api.types.permissions import needs
from creditrules.api.types.resolved import field, paged
from creditrules.api.types.versions import ParameterVersion, in_force_as, recorded_as
from creditrules.auth import Action
from creditrules.desk import View, find_version, head_of, versions_page
from creditrules.rules import DocumentKey, Head, parameter_name
from creditrules.rules.ports import Asked

__all__ = ["Parameter", "parameter_at", "parameter_of"]


@strawberry.type(
    description="A value that rule sets use by name, such as a reference rate or a cap: with unit, citations, dates.",
    directives=needs(Action.ASK),
)
class Parameter(Document):
    category: Category = strawberry.field(description="Why it exists; it stays so.")
    expression: str = strawberry.field(description='How rules write it, as in "param.lpr 1y".')

    @field
    def recorded_at(self) -> datetime:
        """When it was made."""
        return self.head.created_at

    @field
    def latest_version(self) -> int:
        """The number of its latest version, in force or not; 0 while it has none. State it as `basedOn`."""
        return self.head.latest_version

    @field
    def value(self, valid_at: ValidAt = None, known_at: KnownAt = None) -> ParameterValue | None:
        """Its value at both times; null when no version was in force, or the one that was says that there is none.

        Null for partners unless it publishes its values.
        """
        version = self._version_in_force(valid_at, known_at)
        return version.value() if version else None

    @field
    def version_in_force(self, valid_at: ValidAt = None, known_at: KnownAt = None) -> ParameterVersion | None:
        """The version in force at both times; null when none was."""
        return self._version_in_force(valid_at, known_at)

    @field
    def version(
        self, number: Annotated[int, strawberry.argument(description="Counts from 1.")]
    ) -> ParameterVersion | None:
        """One version by its number; null when there is none."""
        recorded = find_version(self.view, self.key, number)
        return recorded_as(ParameterVersion, self.view, recorded) if recorded else None

    @field
    @paged
    def versions(self, asked: Asked) -> Connection[ParameterVersion]:
        """Its versions recorded by knownAt, newest first."""
        page = versions_page(self.view, self.head, asked)
        return connect(self.view, page, partial(recorded_as, ParameterVersion))

    def _version_in_force(self, valid_at: datetime | None, known_at: datetime | None) -> ParameterVersion | None:
        return in_force_as(ParameterVersion, self.view.at(valid_at, known_at), self.head)


def parameter_of(view: View, head: Head) -> Parameter:
    """A parameter whose head is at hand."""
    view.hold(head)
    return Parameter(
        id=global_id("Parameter", head.key, said=view.said),
        key=head.key,
        view=view,
        texts=head.name,
        slug=head.key.slug,
        category=head.category or Category.PRODUCT,
        expression=f"param.{parameter_name(head.key.slug)}",
    )


def parameter_at(view: View, key: DocumentKey) -> Parameter:
    """A parameter by its key. Raises Refusal NOT_FOUND."""
    return parameter_of(view, head_of(view, key))
