"""What has an id of its own, and what is kept in versions."""

# ruff: noqa: D101 - a type's description says what its docstring would, where clients read it

from __future__ import annotations

from creditrules.api.types.arguments import Locale
from creditrules.api.types.at_hand import at_hand
from creditrules.api.types.audit import AuditEnd, AuditEntry, end_of, entries_of
from creditrules.api.types.connections import Connection
from creditrules.api.types.declaring import Private, strawberry
from creditrules.api.types.permissions import needs
from creditrules.api.types.resolved import field, linked, paged
from creditrules.api.types.settled import settled
from creditrules.api.types.statements import LocalText
from creditrules.auth import Action
from creditrules.desk import View, audit_end, audit_page, head_of
from creditrules.rules import DocumentKey, Head, Texts
from creditrules.rules.ports import Asked

__all__ = ["Document", "Node"]


@strawberry.interface(
    description="Something with an id of its own, which `node(id:)` finds again.", directives=needs(Action.ASK)
)
class Node:
    id: strawberry.ID = strawberry.field(description="Opaque, stable, and meaningful only within the asking tenant.")


@strawberry.interface(
    description="What is kept in versions: a rule set, a product, a parameter or an experiment.",
    directives=needs(Action.ASK),
)
class Document(Node):
    key: Private[DocumentKey]
    view: Private[View]
    texts: Private[Texts]
    slug: str = strawberry.field(description="Its name in addresses and files; unique within the tenant.")

    @field
    @at_hand
    @settled
    def name(self, locale: Locale = None) -> str:
        """Its name for people."""
        return self.view.text(self.texts, locale) or self.slug

    @field
    @at_hand
    @settled
    def names(self) -> list[LocalText]:
        """Its name in every language there is."""
        return [LocalText(language=tag, text=text) for tag, text in self.texts.items()]

    @property
    def head(self) -> Head:
        """Its moving item. Raises Refusal where a product names a rule set that was never made."""
        return head_of(self.view, self.key)

    activations = linked()
    diff = linked(Action.SEE_POLICY)
    published_diff = linked()
    proposals = linked(Action.SEE_POLICY)

    @field(needs=Action.AUDIT)
    @paged
    def audit_entries(self, asked: Asked) -> Connection[AuditEntry]:
        """Every act on it, oldest first, as links of a hash chain; refused to those who may not audit."""
        return entries_of(self.view, audit_page(self.view, self.key, asked))

    @field(needs=Action.AUDIT)
    def audit_end(self) -> AuditEnd:
        """Where its audit chain ends, as kept apart from the links; refused to those who may not audit."""
        return end_of(audit_end(self.view, self.key))
