"""What has an id of its own, and what is kept in versions."""

# ruff: noqa: D101 - a type's description says what its docstring would, where clients read it

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import strawberry
from strawberry import Private

from creditrules.api.types.arguments import After, First, Locale
from creditrules.api.types.audit import AuditEnd, AuditEntry, end_of, entries_of
from creditrules.api.types.connections import Connection, connect
from creditrules.api.types.resolved import field
from creditrules.api.types.statements import LocalText
from creditrules.api.types.version_choice import VersionOrTime
from creditrules.desk import View, audit_end, audit_page, compare, proposals_page
from creditrules.rules import DocumentKey, Texts

if TYPE_CHECKING:
    from creditrules.api.types.diffs import VersionDiff
    from creditrules.api.types.proposals import Proposal

__all__ = ["Document", "Node"]


@strawberry.interface(description="Something with an id of its own, which `node(id:)` finds again.")
class Node:
    id: strawberry.ID = strawberry.field(description="Opaque, stable, and meaningful only within the asking tenant.")


@strawberry.interface(description="What is kept in versions: a rule set or a product.")
class Document(Node):
    key: Private[DocumentKey]
    view: Private[View]
    texts: Private[Texts]
    slug: str = strawberry.field(description="Its name in addresses and files; unique within the tenant.")

    @field
    def name(self, locale: Locale = None) -> str:
        """Its name for people."""
        return self.view.text(self.texts, locale) or self.slug

    @field
    def names(self) -> list[LocalText]:
        """Its name in every language there is."""
        return [LocalText(language=tag, text=text) for tag, text in self.texts.items()]

    @field
    def diff(
        self,
        from_: Annotated[VersionOrTime, strawberry.argument(name="from", description="What it was.")],
        to: Annotated[VersionOrTime, strawberry.argument(description="What it became.")],
    ) -> Annotated[VersionDiff, strawberry.lazy("creditrules.api.types.diffs")]:
        """In what two of its versions differ, part by part; refused to partners."""
        from creditrules.api.types.diffs import version_diff  # noqa: PLC0415  (they refer to each other)

        return version_diff(self.view, self.key, compare(self.view, self.key, from_.which(), to.which()))

    @field
    def proposals(
        self, first: First = None, after: After = None
    ) -> Connection[Annotated[Proposal, strawberry.lazy("creditrules.api.types.proposals")]]:
        """Changes proposed for it, newest first, whatever became of them; refused to partners."""
        from creditrules.api.types.proposals import proposal_node  # noqa: PLC0415  (they refer to each other)

        view = self.view
        page = proposals_page(view, self.key, first, after)
        return connect(page, lambda p: proposal_node(view, p), moments=view.moments, after=after, valid=False)

    @field
    def audit_entries(self, first: First = None, after: After = None) -> Connection[AuditEntry]:
        """Every act on it, oldest first, as links of a hash chain; refused to those who may not audit."""
        return entries_of(self.view, audit_page(self.view, self.key, first, after), after)

    @field
    def audit_end(self) -> AuditEnd:
        """Where its audit chain ends, as kept apart from the links; refused to those who may not audit."""
        return end_of(audit_end(self.view, self.key))
