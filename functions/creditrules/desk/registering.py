"""GraphQL documents that a lender lets its partners send besides the shipped ones: registered, retired, found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Final

from creditrules.auth import Action, Principal, Role, require
from creditrules.desk.catalogue import Catalogue
from creditrules.desk.examining import DocumentExaminer, Examined
from creditrules.desk.kept_lists import KeptList
from creditrules.desk.prose import refuse_hidden
from creditrules.desk.submitting import once_unless
from creditrules.document import digest, digest_of
from creditrules.errors import Kind, Refusal
from creditrules.records import dataclass
from creditrules.rules.life import (
    MOST_ACTIVE,
    REGISTERED_DOCUMENTS_KEY,
    DocumentAct,
    RegisteredDocument,
    kept_documents,
    registered_documents_content,
)

__all__ = [
    "REGISTERED",
    "DocumentRetired",
    "DocumentWarning",
    "DocumentsGiven",
    "DocumentsRegistered",
    "Registration",
    "register_documents",
    "registered_text",
    "retire_document",
]

Documents = Mapping[str, RegisteredDocument]

MOST_AT_ONCE: Final = 100
LARGEST_TEXT: Final = 32_768
LARGEST_TOGETHER: Final = 500_000
LONGEST_NOTE: Final = 120
MOST_TOLD: Final = 20
MOST_NAMED: Final = 5


def _busy() -> Refusal:
    message, hint = "Other acts on registered documents came between.", "Try again in a moment."
    return Refusal(Kind.UNAVAILABLE, "DOCUMENTS_BUSY", message, hint=hint)


REGISTERED: Final[KeptList[Documents]] = KeptList(
    REGISTERED_DOCUMENTS_KEY,
    "registered GraphQL documents",
    _busy,
    {},
    Catalogue.registered_documents,
    lambda documents, _now: registered_documents_content(kept_documents(documents.values())),
)


@dataclass(frozen=True, slots=True)
class DocumentsGiven:
    """Texts to be registered, for whom, and what is to be noted of them, such as an app and its release."""

    texts: tuple[str, ...]
    note: str = ""
    roles: frozenset[Role] = frozenset({Role.PARTNER})
    key: str | None = None


class Registration(StrEnum):
    """What registering a document came to."""

    REGISTERED = "REGISTERED"
    REGISTERED_AGAIN = "REGISTERED_AGAIN"
    ALREADY_REGISTERED = "ALREADY_REGISTERED"


@dataclass(frozen=True, slots=True)
class DocumentWarning:
    """What is worth knowing of a document that was registered all the same: what it hides from a role."""

    digest: str
    role: Role
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DocumentsRegistered:
    """What came of it. errors: why nothing was registered, of each document; none where all are."""

    documents: tuple[tuple[RegisteredDocument, Registration], ...] = ()
    warnings: tuple[DocumentWarning, ...] = ()
    replayed: bool = False
    errors: tuple[Refusal, ...] = ()


@dataclass(frozen=True, slots=True)
class DocumentRetired:
    """What came of it. replayed: whether it was retired before."""

    document: RegisteredDocument
    replayed: bool


def register_documents(
    catalogue: Catalogue, principal: Principal, examiner: DocumentExaminer, given: DocumentsGiven
) -> DocumentsRegistered:
    """Let partners send these texts, all of them or none; one that was retired may be sent again.

    Raises Refusal FORBIDDEN; INVALID "BAD_DOCUMENTS", "HIDDEN_CHARACTERS", "BAD_IDEMPOTENCY_KEY"; CONFLICT
    "KEY_REUSED"; TOO_LARGE "DOCUMENTS_TOO_LARGE", "TOO_MANY_DOCUMENTS"; UNAVAILABLE.
    """
    require(principal, Action.REGISTER_DOCUMENTS)
    once = digest([principal.subject, once_unless(given.key)])[:32]
    _check(given)
    examined = [examiner.examine(text) for text in given.texts]
    errors = tuple(error for place, each in enumerate(examined) for error in _errors(place, each, given.roles))
    if errors:
        return DocumentsRegistered(errors=errors[:MOST_TOLD])
    sent = {digest_of(text.encode()): (text, each) for text, each in zip(given.texts, examined, strict=True)}
    asked = digest([sorted(sent), given.note, sorted(given.roles)])[:32]
    warnings = tuple(_warnings(sent, given.roles))

    def act(there: Documents, now: datetime) -> tuple[Documents | None, str, DocumentsRegistered]:
        _refuse_reused(there, once, asked)
        done = DocumentAct(now, principal.subject, retires=False, made_by=once, asked=asked)
        new = [each for each in sent if each not in there or there[each].retired is not None]
        if any(act.made_by == once for each in sent if each in there for act in there[each].acts):
            new = []
        after = {**there, **{each: _registered(there.get(each), each, sent[each][1], given, done) for each in new}}
        _refuse_many(after)
        for each in new:
            catalogue.store.keep(principal.tenant, sent[each][0].encode())
        came = tuple((after[each], _registration(there.get(each), after[each], once)) for each in sent)
        replayed = not new and any(what is not Registration.ALREADY_REGISTERED for _, what in came)
        return after if new else None, _comment("registered", new, after), DocumentsRegistered(came, warnings, replayed)

    return REGISTERED.altered(catalogue, principal, act)


def retire_document(catalogue: Catalogue, principal: Principal, sha256: str, key: str | None = None) -> DocumentRetired:
    """Let a document be sent no more, from the next request on; what is on record of it stays.

    Raises Refusal FORBIDDEN; INVALID "BAD_IDEMPOTENCY_KEY"; NOT_FOUND "UNKNOWN_DOCUMENT_ID"; CONFLICT "KEY_REUSED";
    UNAVAILABLE.
    """
    require(principal, Action.REGISTER_DOCUMENTS)
    once, asked = digest([principal.subject, once_unless(key)])[:32], digest(["retire", sha256])[:32]

    def act(there: Documents, now: datetime) -> tuple[Documents | None, str, DocumentRetired]:
        found = there.get(sha256)
        if found is None:
            hint = "`trustedDocuments(origin: REGISTERED)` lists them; shipped ones are not retired."
            message = "No document with this id is registered."
            raise Refusal(Kind.NOT_FOUND, "UNKNOWN_DOCUMENT_ID", message, ("documentId",), hint)
        _refuse_reused(there, once, asked)
        if found.retired is not None or any(act.made_by == once for act in found.acts):
            return None, "", DocumentRetired(found, replayed=True)
        retired = found.after(DocumentAct(now, principal.subject, retires=True, made_by=once, asked=asked))
        after = {**there, sha256: retired}
        return after, _comment("retired", [sha256], after), DocumentRetired(retired, replayed=False)

    return REGISTERED.altered(catalogue, principal, act)


def registered_text(catalogue: Catalogue, tenant: str, sha256: str) -> str | None:
    """The text of a registered document that may be sent now; None where there is none.

    Costs one read of the lender's revision, so that what is retired is refused at the next request, wherever that
    arrives; what an unknown hash asks for is kept nowhere. Raises Refusal UNAVAILABLE.
    """
    found = REGISTERED.held(catalogue, tenant).get(sha256)
    if found is None or found.retired is not None:
        return None
    return catalogue.texts(tenant, [sha256])[sha256]


def _check(given: DocumentsGiven) -> None:
    if not 1 <= len(given.texts) <= MOST_AT_ONCE or not given.roles:
        message = f"From 1 to {MOST_AT_ONCE} documents are registered at once, for at least one role."
        raise Refusal(Kind.INVALID, "BAD_DOCUMENTS", message, ("documents",))
    if len(given.note) > LONGEST_NOTE:
        raise Refusal(Kind.INVALID, "BAD_DOCUMENTS", f"A note has at most {LONGEST_NOTE} characters.", ("note",))
    refuse_hidden(given.note, "note")
    sizes = [len(text.encode("utf-8", "surrogatepass")) for text in given.texts]
    for place, size in enumerate(sizes):
        if size > LARGEST_TEXT:
            message = f"A document has at most {LARGEST_TEXT:,} bytes."
            raise Refusal(Kind.TOO_LARGE, "DOCUMENTS_TOO_LARGE", message, ("documents", str(place)), "Take it apart.")
    if sum(sizes) > LARGEST_TOGETHER:
        message = f"Documents that are registered at once have at most {LARGEST_TOGETHER:,} bytes together."
        raise Refusal(Kind.TOO_LARGE, "DOCUMENTS_TOO_LARGE", message, ("documents",), "Register them in parts.")


def _errors(place: int, examined: Examined, roles: Iterable[Role]) -> Iterable[Refusal]:
    at = "documents", str(place)
    for fault in examined.faults:
        yield Refusal(Kind.INVALID, "DOCUMENT_FAULTY", fault, at, "Correct the document.")
    for role in () if examined.faults else sorted(roles):
        if hidden := examined.hidden.get(role):
            message = f"The role {role} may not see {_named(hidden)}."
            hint = "Leave these fields out, or say in `roles` for whom the document is."
            yield Refusal(Kind.INVALID, "DOCUMENT_NOT_FOR_ROLE", message, at, hint)


def _warnings(sent: Mapping[str, tuple[str, Examined]], roles: frozenset[Role]) -> Iterable[DocumentWarning]:
    """Partners may send whatever is registered: what is null to them is told even where it is for others."""
    for sha256, (_, examined) in sent.items():
        hidden = examined.hidden.get(Role.PARTNER)
        if hidden and Role.PARTNER not in roles:
            yield DocumentWarning(sha256, Role.PARTNER, hidden)


def _registered(
    before: RegisteredDocument | None, sha256: str, examined: Examined, given: DocumentsGiven, act: DocumentAct
) -> RegisteredDocument:
    acts = before.acts if before else ()
    roles = tuple(role.value for role in Role if role in given.roles)
    return RegisteredDocument(sha256, examined.operation, examined.kind, given.note, roles, acts).after(act)


def _registration(before: RegisteredDocument | None, after: RegisteredDocument, once: str) -> Registration:
    """What the act with that key did, be it now or when it was first sent."""
    place = next((place for place, act in enumerate(after.acts) if act.made_by == once), None)
    if place is None:
        return Registration.ALREADY_REGISTERED
    return Registration.REGISTERED_AGAIN if place or (before and before.retired) else Registration.REGISTERED


def _refuse_reused(there: Documents, once: str, asked: str) -> None:
    if any(act.made_by == once and act.asked != asked for each in there.values() for act in each.acts):
        message = "The idempotency key was used for another act on documents."
        hint = "Take a new key for every act, and the same only to repeat one."
        raise Refusal(Kind.CONFLICT, "KEY_REUSED", message, ("idempotencyKey",), hint)


def _refuse_many(after: Documents) -> None:
    if sum(each.retired is None for each in after.values()) > MOST_ACTIVE:
        message = f"A lender has at most {MOST_ACTIVE:,} registered documents that are not retired."
        raise Refusal(Kind.TOO_LARGE, "TOO_MANY_DOCUMENTS", message, ("documents",), "Retire those no longer sent.")


def _comment(done: str, digests: Sequence[str], documents: Documents) -> str:
    names = [documents[each].operation for each in digests]
    count = f"{len(names)} GraphQL document{'s' if len(names) > 1 else ''}"
    return f"{count} {done}: {_named(names)}."


def _named(names: Sequence[str]) -> str:
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return ", ".join(name[:60] for name in names[:MOST_NAMED]) + more
