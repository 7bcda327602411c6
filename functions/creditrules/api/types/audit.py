"""The audit chains of documents, as clients see them."""

# ruff: noqa: D101 - a type's description says what its docstring would, where clients read it

from __future__ import annotations

import json
from datetime import datetime

from creditrules.api.types.connections import Connection, connect
from creditrules.api.types.declaring import Private, strawberry
from creditrules.api.types.enums import DocumentKind
from creditrules.api.types.permissions import needs
from creditrules.api.types.resolved import field, paged, told
from creditrules.api.types.told_enums import AuditAct
from creditrules.auth import Action
from creditrules.desk import Expected, View, audit_end, audit_page
from creditrules.rules import DocumentKey
from creditrules.rules.audit import ChainEnd, ChainLink
from creditrules.rules.ports import Asked, Page

__all__ = ["AuditChain", "AuditEnd", "AuditEntry", "audit_chain", "end_of", "entries_of"]


@strawberry.type(
    description=(
        "An act on a document, as a link of its audit chain. `hash` is SHA-256 over the 32 bytes of `previous`, all "
        "zero before the first link, followed by `text`."
    ),
    directives=needs(Action.AUDIT),
)
class AuditEntry:
    number: int = strawberry.field(description="Counts from 1 without gaps.")
    text: str = strawberry.field(description="The act as it was written: JSON in ASCII.")
    previous: str = strawberry.field(description="The hash of the link before, in hexadecimal.")
    hash: str = strawberry.field(description="The hash of this link, in hexadecimal.")

    @field
    def act(self) -> AuditAct | None:
        """What was done; read from the text, and null where it says something that this release does not know."""
        said = _said(self.text, "act")
        return AuditAct(said) if said in set(AuditAct) else None

    @field
    def author(self) -> str | None:
        """Who did it; read from the text."""
        return _said(self.text, "author")

    @field
    def recorded_at(self) -> datetime | None:
        """When; read from the text."""
        said = _said(self.text, "recordedAt")
        try:
            moment = datetime.fromisoformat(said) if said else None
        except ValueError:
            return None
        return moment if moment and moment.tzinfo else None


@strawberry.type(
    description="The end of an audit chain, kept apart from the links so that a missing tail is noticed.",
    directives=needs(Action.AUDIT),
)
class AuditEnd:
    number: int = strawberry.field(description="The number of the last link.")
    hash: str = strawberry.field(description="The hash of the last link, in hexadecimal.")


@strawberry.type(description="The audit chain of one document.", directives=needs(Action.AUDIT))
class AuditChain:
    view: Private[View]
    key: Private[DocumentKey]
    kind: DocumentKind = strawberry.field(description="What the document is.")
    slug: str = strawberry.field(description="The document's slug.")

    @field
    def end(self) -> AuditEnd:
        """Where the chain ends."""
        return end_of(audit_end(self.view, self.key))

    @field
    @paged
    def entries(self, asked: Asked) -> Connection[AuditEntry]:
        """Its links, oldest first."""
        return entries_of(self.view, audit_page(self.view, self.key, asked))


def audit_chain(view: View, key: DocumentKey) -> AuditChain:
    """The chain of a document that there is."""
    view.catalogue.expect(lambda: Expected(documents=(key,)))
    return AuditChain(view=view, key=key, kind=key.kind, slug=key.slug)


def end_of(end: ChainEnd) -> AuditEnd:
    """The end of a chain as clients see it."""
    return told(AuditEnd, end)


def entries_of(view: View, page: Page[ChainLink]) -> Connection[AuditEntry]:
    """A page of a chain's links as clients see them."""
    return connect(view, page, _entry)


def _entry(view: View, link: ChainLink) -> AuditEntry:
    return told(AuditEntry, link, text=view.documents.give_out(link.text))


def _said(text: str, name: str) -> str | None:
    try:
        fields = json.loads(text)
    except (ValueError, RecursionError):
        return None
    said = fields.get(name) if isinstance(fields, dict) else None
    return said if isinstance(said, str) else None
