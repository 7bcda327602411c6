"""The audit chains of documents, as clients see them."""

# ruff: noqa: D101 - a type's description says what its docstring would, where clients read it

from __future__ import annotations

import json

import strawberry
from strawberry import Private

from creditrules.api.context import Scope
from creditrules.api.types.arguments import After, First
from creditrules.api.types.connections import Connection, connect
from creditrules.api.types.resolved import field
from creditrules.desk.paging import page_size
from creditrules.errors import Kind, Refusal
from creditrules.rules import DocumentKey
from creditrules.rules.audit import ChainEnd, ChainLink

__all__ = ["AuditChain", "AuditEnd", "AuditEntry", "audit_chain", "audit_end", "audit_entries"]


@strawberry.type(
    description=(
        "An act on a document, as a link of its audit chain. `hash` is SHA-256 over the 32 bytes of `previous`, all "
        "zero before the first link, followed by `text`."
    )
)
class AuditEntry:
    number: int = strawberry.field(description="Counts from 1 without gaps.")
    text: str = strawberry.field(description="The act as it was written: JSON in ASCII.")
    previous: str = strawberry.field(description="The hash of the link before, in hexadecimal.")
    hash: str = strawberry.field(description="The hash of this link, in hexadecimal.")

    @field
    def act(self) -> str | None:
        """What was done, as in "PUBLISH"; read from the text."""
        return _said(self.text, "act")

    @field
    def author(self) -> str | None:
        """Who did it; read from the text."""
        return _said(self.text, "author")

    @field
    def recorded_at(self) -> str | None:
        """When; read from the text, as it is written there."""
        return _said(self.text, "recordedAt")


@strawberry.type(description="The end of an audit chain, kept apart from the links so that a missing tail is noticed.")
class AuditEnd:
    number: int = strawberry.field(description="The number of the last link.")
    hash: str = strawberry.field(description="The hash of the last link, in hexadecimal.")


@strawberry.type(description="The audit chain of one document.")
class AuditChain:
    scope: Private[Scope]
    key: Private[DocumentKey]
    kind: str = strawberry.field(description='What the document is, as in "RULE_SET" or "PRODUCT".')
    slug: str = strawberry.field(description="The document's slug.")

    @field
    def end(self) -> AuditEnd:
        """Where the chain ends."""
        return audit_end(self.scope, self.key)

    @field
    def entries(self, first: First = None, after: After = None) -> Connection[AuditEntry]:
        """Its links, oldest first."""
        return audit_entries(self.scope, self.key, first, after)


def audit_chain(scope: Scope, key: DocumentKey) -> AuditChain:
    """The chain of a document that there is."""
    return AuditChain(scope=scope, key=key, kind=key.kind.value, slug=key.slug)


def audit_end(scope: Scope, key: DocumentKey) -> AuditEnd:
    """The end as the document's head states it now. Raises Refusal NOT_FOUND."""
    end: ChainEnd | None = scope.catalogue.store.audit_end(scope.tenant, key)
    if end is None:
        raise Refusal(Kind.NOT_FOUND, "UNKNOWN_DOCUMENT", f"There is no document '{key.slug}'.")
    return AuditEnd(number=end.number, hash=end.hash)


def audit_entries(scope: Scope, key: DocumentKey, first: int | None, after: str | None) -> Connection[AuditEntry]:
    """A page of the links, oldest first, up to now."""
    page = scope.catalogue.store.audit(scope.tenant, key, page_size(first), after)
    return connect(page, lambda link: _entry(scope, link), moments=scope.moments, after=after, valid=False)


def _entry(scope: Scope, link: ChainLink) -> AuditEntry:
    text = scope.documents.give_out(link.text)
    return AuditEntry(number=link.number, text=text, previous=link.previous, hash=link.hash)


def _said(text: str, name: str) -> str | None:
    try:
        fields = json.loads(text)
    except (ValueError, RecursionError):
        return None
    said = fields.get(name) if isinstance(fields, dict) else None
    return said if isinstance(said, str) else None
