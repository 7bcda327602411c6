"""Trusted documents, as those see them who register and audit them."""

# ruff: noqa: D101 - a type's description says what its docstring would, where clients read it

from __future__ import annotations

from datetime import datetime

from creditrules.api.types.bounded import MOST_FEW, MOST_NAMED, at_most
from creditrules.api.types.declaring import strawberry
from creditrules.api.types.diagnostics import UserError, user_error
from creditrules.api.types.permissions import needs
from creditrules.api.types.trusted_enums import DocumentOrigin, DocumentState, OperationKind, Registration, TokenRole
from creditrules.auth import Action, Role
from creditrules.desk import (
    DocumentExaminer,
    DocumentsGiven,
    DocumentsRegistered,
    DocumentWarning,
    KnownDocument,
    View,
    known_documents,
)
from creditrules.rules.life import RefusedCaller

__all__ = [
    "DocumentRefusals",
    "RegisterDocumentsInput",
    "RegisterDocumentsPayload",
    "RetireDocumentInput",
    "RetireDocumentPayload",
    "TrustedDocument",
    "id_of",
    "refusals_of",
    "registered_payload",
    "trusted_document",
]

PREFIX = "sha256:"


@strawberry.type(
    description="A GraphQL document that partners may send where they may not send any.",
    directives=needs(Action.AUDIT),
)
class TrustedDocument:
    document_id: str = strawberry.field(description="What is sent as `documentId`: `sha256:` and the hash of the text.")
    name: str = strawberry.field(
        description="Of a shipped one its file in graphql/operations; of a registered one its operation's name."
    )
    operation_name: str = strawberry.field(description="The name of its one operation.")
    kind: OperationKind | None = strawberry.field(
        description="What the operation is; null where a shipped one does not stand in the schema any more."
    )
    text: str = strawberry.field(description="The document, to its last newline.")
    origin: DocumentOrigin = strawberry.field(description="Where it comes from.")
    state: DocumentState = strawberry.field(description="Whether it can be sent, and is answered, by now.")
    faults: list[str] = strawberry.field(description="Why it is answered with errors; empty where it is not.")
    usable_roles: list[TokenRole] = strawberry.field(
        description="The roles that are refused no field of it, each by itself; none where it is broken."
    )
    roles: list[TokenRole] = strawberry.field(
        description="For whom it was registered: it hid nothing from them then. Empty of a shipped one."
    )
    note: str | None = strawberry.field(description="What was noted when it was registered.")
    author: str | None = strawberry.field(description="Who registered it last; null of a shipped one.")
    recorded_at: datetime | None = strawberry.field(
        description="When it was registered, the last time; null of a shipped one."
    )
    retired_at: datetime | None = strawberry.field(description="When it was retired; null where it is not.")
    retired_by: str | None = strawberry.field(description="Who retired it; null where it is not.")
    use_count: int = strawberry.field(
        description="How often it was sent, about: each process counts, and tells once a minute."
    )
    used_at: datetime | None = strawberry.field(
        description="When it was sent last, to the minute; null where it never was."
    )


@strawberry.type(description="Documents that a caller was refused with one code.", directives=needs(Action.AUDIT))
class RefusedDocuments:
    code: str = strawberry.field(description="The code, as in DOCUMENT_NOT_TRUSTED.")
    count: int = strawberry.field(description="How often, about: each process counts, and tells once a minute.")
    refused_at: datetime = strawberry.field(description="When it was refused last, to the minute.")
    document_ids: list[str] = strawberry.field(
        description="Of the latest different ones, at most 5, the latest last; their texts are kept nowhere."
    )


@strawberry.type(
    description="What a caller was refused as it was no trusted document. Forgotten 40 days after the last.",
    directives=needs(Action.AUDIT),
)
class DocumentRefusals:
    subject: str = strawberry.field(description="The `sub` of its tokens, or `key:` and the partner of its API key.")
    refused: list[RefusedDocuments] = strawberry.field(description="By code.")


@strawberry.type(description="A document that was registered, and what that came to.", directives=needs(Action.AUDIT))
class RegisteredDocument:
    registration: Registration = strawberry.field(description="What registering it came to.")
    document: TrustedDocument = strawberry.field(description="The document as it is now.")


@strawberry.type(
    description="What a document hides from a role for which it was not registered, and which may send it.",
    directives=needs(Action.AUDIT),
)
class DocumentRoleWarning:
    document_id: str = strawberry.field(description="Which document.")
    role: TokenRole = strawberry.field(description="From whom.")
    fields: list[str] = strawberry.field(
        description="The fields that are null to that role and refused in `errors`, as `Type.field`."
    )


@strawberry.input(description="GraphQL documents that partners may send from now on: all of them, or none.")
class RegisterDocumentsInput:
    documents: list[str] = strawberry.field(
        description=(
            "Their texts, as they will be sent or hashed, to the last space. Each holds one operation with a name, and "
            "has at most 32,768 bytes; all together 500,000."
        ),
        metadata=at_most(MOST_NAMED),
    )
    roles: list[TokenRole] | None = strawberry.field(
        default=None,
        description="For whom they are: a field that one of these roles may not see is refused. PARTNER unless said.",
        metadata=at_most(MOST_FEW),
    )
    note: str | None = strawberry.field(
        default=None, description="What to note of them, such as the app and its release; at most 120 characters."
    )
    idempotency_key: str | None = strawberry.field(
        default=None, description="Chosen by you: a retry with the same key gets the first answer."
    )

    def given(self) -> DocumentsGiven:
        """What was sent."""
        roles = frozenset({Role.PARTNER}) if self.roles is None else frozenset(Role[each.name] for each in self.roles)
        return DocumentsGiven(tuple(self.documents), self.note or "", roles, self.idempotency_key)


@strawberry.type(description="What came of registerDocuments.", directives=needs(Action.ASK))
class RegisterDocumentsPayload:
    documents: list[RegisteredDocument] | None = strawberry.field(
        default=None, description="Each that was sent, once; null when refused."
    )
    warnings: list[DocumentRoleWarning] | None = strawberry.field(
        default=None, description="What they hide from partners where they are not for them; null when refused."
    )
    replayed: bool = strawberry.field(
        default=False, description="Whether this is the answer to an earlier sending of the same."
    )
    user_errors: list[UserError] = strawberry.field(
        default_factory=list,
        description="Why none was registered, at most 20 reasons; empty when all are.",
    )


@strawberry.input(description="A registered document to be sent no more.")
class RetireDocumentInput:
    document_id: str = strawberry.field(description="As `trustedDocuments` has it.")
    idempotency_key: str | None = strawberry.field(
        default=None, description="Chosen by you: a retry with the same key gets the first answer."
    )

    def digest(self) -> str:
        """The hash in the id."""
        return self.document_id.removeprefix(PREFIX)


@strawberry.type(description="What came of retireDocument.", directives=needs(Action.ASK))
class RetireDocumentPayload:
    document: TrustedDocument | None = strawberry.field(
        default=None, description="The document as it is now; null when refused."
    )
    replayed: bool = strawberry.field(default=False, description="Whether it was retired before.")
    user_errors: list[UserError] = strawberry.field(
        default_factory=list, description="Why it was refused; empty when it is retired."
    )


def id_of(digest: str) -> str:
    """A digest as `documentId` has it."""
    return PREFIX + digest


def trusted_document(_view: View, known: KnownDocument) -> TrustedDocument:
    """A document as clients see it."""
    registered = known.registered
    retired = registered.retired if registered else None
    return TrustedDocument(
        document_id=id_of(known.digest),
        name=known.name,
        operation_name=known.operation,
        kind=OperationKind[known.kind] if known.kind else None,
        text=known.text,
        origin=known.origin,
        state=known.state,
        faults=list(known.examined.faults),
        usable_roles=[TokenRole[role.name] for role in known.examined.usable],
        roles=[TokenRole[role] for role in registered.roles] if registered else [],
        note=(registered.note or None) if registered else None,
        author=registered.registered.by if registered else None,
        recorded_at=registered.registered.at if registered else None,
        retired_at=retired.at if retired else None,
        retired_by=retired.by if retired else None,
        use_count=known.use.count if known.use else 0,
        used_at=known.use.used_at if known.use else None,
    )


def refusals_of(_view: View, caller: RefusedCaller) -> DocumentRefusals:
    """What a caller was refused, as clients see it."""
    refused = [
        RefusedDocuments(
            code=each.code,
            count=each.count,
            refused_at=each.refused_at,
            document_ids=[id_of(digest) for digest in each.digests],
        )
        for each in caller.refused
    ]
    return DocumentRefusals(subject=caller.subject, refused=refused)


def registered_payload(view: View, examiner: DocumentExaminer, done: DocumentsRegistered) -> RegisterDocumentsPayload:
    """What registering came to, as clients see it."""
    if done.errors:
        return RegisterDocumentsPayload(user_errors=[user_error(each, RegisterDocumentsInput) for each in done.errors])
    known = known_documents(view, examiner, [document for document, _ in done.documents])
    documents = [
        RegisteredDocument(registration=registration, document=trusted_document(view, each))
        for each, (_, registration) in zip(known, done.documents, strict=True)
    ]
    warnings = [_warning(each) for each in done.warnings]
    return RegisterDocumentsPayload(documents=documents, warnings=warnings, replayed=done.replayed)


def _warning(warning: DocumentWarning) -> DocumentRoleWarning:
    role = TokenRole[warning.role.name]
    return DocumentRoleWarning(document_id=id_of(warning.digest), role=role, fields=list(warning.fields))
