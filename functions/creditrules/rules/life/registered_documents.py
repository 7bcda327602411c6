"""The GraphQL documents that a lender registered: one versioned document, so that each act is a link of its chain."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from creditrules.document import canonical
from creditrules.records import dataclass, replace
from creditrules.rules.time.history import DocumentKey, DocumentKind

__all__ = [
    "MOST_ACTIVE",
    "REGISTERED_DOCUMENTS_KEY",
    "DocumentAct",
    "RegisteredDocument",
    "kept_documents",
    "registered_documents_content",
    "stored_registered_documents",
]

REGISTERED_DOCUMENTS_KEY: Final = DocumentKey(DocumentKind.POLICY, "trusted-documents")
"""The one document of a tenant's registered GraphQL documents."""
MOST_ACTIVE: Final = 1_000
"""How many a tenant may have that are not retired."""
_MOST_RETIRED: Final = 500
_MOST_ACTS: Final = 4
"""Of each document; of earlier ones the chain tells."""


@dataclass(frozen=True, slots=True)
class DocumentAct:
    """That a document was registered, or retired. made_by: a digest of the request, so that a retry finds it.

    asked: a digest of what that request asked for.
    """

    at: datetime
    by: str
    retires: bool
    made_by: str
    asked: str


@dataclass(frozen=True, slots=True)
class RegisteredDocument:
    """What is kept of a document beside its text, which lies under its digest. acts: the latest last.

    operation: the name of its one operation. kind: QUERY or MUTATION. roles: for whom it was registered.
    """

    digest: str
    operation: str
    kind: str
    note: str
    roles: tuple[str, ...]
    acts: tuple[DocumentAct, ...]

    @property
    def registered(self) -> DocumentAct:
        """The latest registration."""
        return next(act for act in reversed(self.acts) if not act.retires)

    @property
    def retired(self) -> DocumentAct | None:
        """What retired it; None where it may be sent."""
        return self.acts[-1] if self.acts[-1].retires else None

    def after(self, act: DocumentAct) -> RegisteredDocument:
        """The same with one more act."""
        return replace(self, acts=(*self.acts, act)[-_MOST_ACTS:])


def kept_documents(documents: Iterable[RegisteredDocument]) -> tuple[RegisteredDocument, ...]:
    """All that may be sent, and the last 500 that were retired; of earlier ones the chain tells."""
    all_ = tuple(documents)
    ended = sorted((each.retired.at, each.digest) for each in all_ if each.retired is not None)
    gone = {digest for _, digest in ended[:-_MOST_RETIRED]}
    return tuple(each for each in all_ if each.digest not in gone)


def registered_documents_content(documents: Iterable[RegisteredDocument]) -> bytes:
    """The document's content."""
    return canonical({"documents": [_written(each) for each in documents]})


def stored_registered_documents(content: bytes) -> Mapping[str, RegisteredDocument]:
    """What `registered_documents_content` wrote, by digest, in its order.

    A cold process reads it before it answers: a thousand in a few milliseconds, where `read_json`, which keeps places
    for people, takes half a second.
    """
    value: Any = json.loads(content)
    read = (_read(said) for said in value["documents"])
    return {each.digest: each for each in read}


def _written(document: RegisteredDocument) -> dict[str, Any]:
    return {
        "digest": document.digest,
        "operation": document.operation,
        "kind": document.kind,
        "note": document.note,
        "roles": list(document.roles),
        "acts": [
            [act.at.isoformat(), act.by, "RETIRED" if act.retires else "REGISTERED", act.made_by, act.asked]
            for act in document.acts
        ],
    }


def _read(said: Mapping[str, Any]) -> RegisteredDocument:
    acts = (
        DocumentAct(datetime.fromisoformat(at), by, what == "RETIRED", made_by, asked)
        for at, by, what, made_by, asked in said["acts"]
    )
    plain = said["digest"], said["operation"], said["kind"], said["note"], tuple(said["roles"])
    return RegisteredDocument(*plain, tuple(acts))
