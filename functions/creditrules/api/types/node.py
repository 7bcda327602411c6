"""What has an id of its own, and what is kept in versions."""

# ruff: noqa: D101 - a type's description says what its docstring would, where clients read it

from __future__ import annotations

import strawberry
from strawberry import Private

from creditrules.api.context import Scope
from creditrules.api.types.arguments import Locale
from creditrules.api.types.resolved import field
from creditrules.api.types.statements import LocalText
from creditrules.rules import DocumentKey, Texts

__all__ = ["Document", "Node"]


@strawberry.interface(description="Something with an id of its own, which `node(id:)` finds again.")
class Node:
    id: strawberry.ID = strawberry.field(description="Opaque, stable, and meaningful only within the asking tenant.")


@strawberry.interface(description="What is kept in versions: a rule set or a product.")
class Document(Node):
    key: Private[DocumentKey]
    scope: Private[Scope]
    texts: Private[Texts]
    slug: str = strawberry.field(description="Its name in addresses and files; unique within the tenant.")

    @field
    def name(self, locale: Locale = None) -> str:
        """Its name for people."""
        return self.scope.text(self.texts, locale) or self.slug

    @field
    def names(self) -> list[LocalText]:
        """Its name in every language there is."""
        return [LocalText(language=tag, text=text) for tag, text in self.texts.items()]
