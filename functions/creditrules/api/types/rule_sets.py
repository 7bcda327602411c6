"""Rule sets: what they are, what they ask for, and how they came to be so."""

# ruff: noqa: D101 - a type's description says what its docstring would, where clients read it

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Annotated

from creditrules.api.types.arguments import KnownAt, ValidAt
from creditrules.api.types.connections import Connection, connect
from creditrules.api.types.declaring import strawberry
from creditrules.api.types.enums import Category
from creditrules.api.types.facts import FactDefinition, ReasonDefinition
from creditrules.api.types.global_ids import global_id
from creditrules.api.types.node import Document
from creditrules.api.types.permissions import needs
from creditrules.api.types.resolved import field, linked, paged
from creditrules.api.types.settled import settled, settled_attributes
from creditrules.api.types.versions import RuleVersion, in_force_as, recorded_as
from creditrules.auth import Action
from creditrules.desk import View, find_version, head_of, versions_page
from creditrules.rules import DocumentKey, Head
from creditrules.rules.ports import Asked

__all__ = ["RuleSet", "rule_set_at", "rule_set_of"]


@settled_attributes()
@strawberry.type(
    description="A decision model with its reason catalogue, in versions. Its category is why it exists.",
    directives=needs(Action.ASK),
)
class RuleSet(Document):
    category: Category = strawberry.field(description="Why it exists.")
    experiments = linked(Action.SEE_POLICY)

    @field
    @settled
    def recorded_at(self) -> datetime:
        """When it was made; its first version may be later."""
        return self.head.created_at

    @field
    @settled
    def latest_version(self) -> int:
        """The number of its latest version, in force or not; 0 while it has none. State it as `basedOn`."""
        return self.head.latest_version

    @field
    def facts(self, valid_at: ValidAt = None, known_at: KnownAt = None) -> list[FactDefinition]:
        """The facts that the version in force asks for; empty when none is."""
        version = self._version_in_force(valid_at, known_at)
        return version.facts() if version else []

    @field
    def reasons(self, valid_at: ValidAt = None, known_at: KnownAt = None) -> list[ReasonDefinition]:
        """The reasons that the version in force may give; empty when none is."""
        version = self._version_in_force(valid_at, known_at)
        return version.reasons() if version else []

    @field
    def version_in_force(self, valid_at: ValidAt = None, known_at: KnownAt = None) -> RuleVersion | None:
        """The version in force at both times; null when none was."""
        return self._version_in_force(valid_at, known_at)

    @field
    def version(self, number: Annotated[int, strawberry.argument(description="Counts from 1.")]) -> RuleVersion | None:
        """One version by its number; null when there is none."""
        recorded = find_version(self.view, self.key, number)
        return recorded_as(RuleVersion, self.view, recorded) if recorded else None

    @field
    @paged
    def versions(self, asked: Asked) -> Connection[RuleVersion]:
        """Its versions recorded by knownAt, newest first."""
        page = versions_page(self.view, self.head, asked)
        return connect(self.view, page, partial(recorded_as, RuleVersion))

    def _version_in_force(self, valid_at: datetime | None, known_at: datetime | None) -> RuleVersion | None:
        return in_force_as(RuleVersion, self.view.at(valid_at, known_at), self.head)


def rule_set_of(view: View, head: Head) -> RuleSet:
    """A rule set whose head is at hand."""
    view.hold(head)
    return RuleSet(
        id=global_id("RuleSet", head.key, said=view.said),
        key=head.key,
        view=view,
        texts=head.name,
        slug=head.key.slug,
        category=head.category or Category.PRODUCT,
    )


def rule_set_at(view: View, key: DocumentKey) -> RuleSet:
    """A rule set by its key. Raises Refusal NOT_FOUND."""
    return rule_set_of(view, head_of(view, key))
