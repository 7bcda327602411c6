"""The documents that a lender's partners may send, as those see them who audit: their state, their use, refusals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum
from operator import itemgetter
from typing import Final

from creditrules.auth import Action, require
from creditrules.desk.examining import DocumentExaminer, Examined
from creditrules.desk.paging import page_at_hand
from creditrules.desk.registering import REGISTERED
from creditrules.desk.view import View
from creditrules.records import dataclass
from creditrules.rules.life import DocumentUse, RefusedCaller, RegisteredDocument
from creditrules.rules.ports import Asked, Page

__all__ = [
    "DocumentOrigin",
    "DocumentState",
    "KnownDocument",
    "known_documents",
    "refused_callers_page",
    "trusted_documents_page",
]

MOST_CALLERS: Final = 1_000
"""How many callers are looked at for a page."""


class DocumentOrigin(StrEnum):
    """Whether a document came with the service or was registered by the lender."""

    SHIPPED = "SHIPPED"
    REGISTERED = "REGISTERED"


class DocumentState(StrEnum):
    """Whether a document can be sent, and is answered."""

    ACTIVE = "ACTIVE"
    BROKEN = "BROKEN"
    RETIRED = "RETIRED"


@dataclass(frozen=True, slots=True)
class KnownDocument:
    """A trusted document. registered: None of a shipped one. use: None where it was never sent."""

    name: str
    digest: str
    text: str
    examined: Examined
    registered: RegisteredDocument | None
    use: DocumentUse | None

    @property
    def origin(self) -> DocumentOrigin:
        """Where it comes from."""
        return DocumentOrigin.SHIPPED if self.registered is None else DocumentOrigin.REGISTERED

    @property
    def state(self) -> DocumentState:
        """Held against the schema and the limits as they are now, not as they were when it was registered."""
        if self.registered is not None and self.registered.retired is not None:
            return DocumentState.RETIRED
        return DocumentState.BROKEN if self.examined.faults else DocumentState.ACTIVE

    @property
    def operation(self) -> str:
        """The name of its operation."""
        return self.registered.operation if self.registered else self.examined.operation

    @property
    def kind(self) -> str:
        """QUERY or MUTATION."""
        return self.registered.kind if self.registered else self.examined.kind


def trusted_documents_page(
    view: View, examiner: DocumentExaminer, asked: Asked, origin: DocumentOrigin | None = None
) -> Page[KnownDocument]:
    """All that partners may send or could once, shipped ones first, by name. Raises Refusal FORBIDDEN; UNAVAILABLE."""
    require(view.principal, Action.AUDIT)
    listed = _listed(view, examiner, origin)
    placed = sorted(((each.position, each) for each in listed), key=itemgetter(0))
    page = page_at_hand(view, ("trustedDocuments", origin or ""), placed, asked)
    return page.showing(_known(view, examiner, page.items))


def known_documents(
    view: View, examiner: DocumentExaminer, registered: Sequence[RegisteredDocument]
) -> list[KnownDocument]:
    """Registered documents as those see them who registered them. Raises Refusal FORBIDDEN; UNAVAILABLE."""
    require(view.principal, Action.AUDIT)
    return _known(view, examiner, [_Listed(each.operation, each.digest, each, "") for each in registered])


def refused_callers_page(view: View, asked: Asked) -> Page[RefusedCaller]:
    """Whom documents were refused in the last 40 days, by subject. Raises Refusal FORBIDDEN; UNAVAILABLE."""
    require(view.principal, Action.AUDIT)
    callers = view.catalogue.store.document_uses.of_callers(view.tenant, MOST_CALLERS)
    named = ((each.subject.encode("unicode_escape").decode(), each) for each in callers)
    placed = sorted(named, key=itemgetter(0))
    return page_at_hand(view, ("documentRefusals",), placed, asked)


@dataclass(frozen=True, slots=True)
class _Listed:
    """text: of a shipped one."""

    name: str
    digest: str
    registered: RegisteredDocument | None
    text: str

    @property
    def position(self) -> str:
        return f"{self.registered is not None:d}\0{self.name}\0{self.digest}"


def _listed(view: View, examiner: DocumentExaminer, origin: DocumentOrigin | None) -> Iterator[_Listed]:
    if origin is not DocumentOrigin.REGISTERED:
        for shipped in examiner.shipped:
            yield _Listed(shipped.name, shipped.digest, None, shipped.text)
    if origin is not DocumentOrigin.SHIPPED:
        for registered in REGISTERED.latest(view.catalogue, view.tenant)[1].values():
            yield _Listed(registered.operation, registered.digest, registered, "")


def _known(view: View, examiner: DocumentExaminer, listed: Sequence[_Listed]) -> list[KnownDocument]:
    """With texts and uses, each read at once for all."""
    texts = view.catalogue.texts(view.tenant, [each.digest for each in listed if each.registered])
    uses = view.catalogue.store.document_uses.of_documents(
        view.tenant, list(dict.fromkeys(each.digest for each in listed))
    )
    found = []
    for each in listed:
        text = texts[each.digest] if each.registered else each.text
        known = each.name, each.digest, text, examiner.examine(text), each.registered, uses.get(each.digest)
        found.append(KnownDocument(*known))
    return found
