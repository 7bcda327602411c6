"""The fields about trusted documents, for both roots of the schema."""

# ruff: noqa: D101 - a type's description says what its docstring would, where clients read it

from __future__ import annotations

from typing import Annotated

from creditrules.api.context import RequestContext
from creditrules.api.types.connections import Connection, connect
from creditrules.api.types.declaring import Info, strawberry
from creditrules.api.types.payloads import payload_field
from creditrules.api.types.resolved import field, paged
from creditrules.api.types.trusted_documents import (
    DocumentRefusals,
    RegisterDocumentsInput,
    RegisterDocumentsPayload,
    RetireDocumentInput,
    RetireDocumentPayload,
    TrustedDocument,
    refusals_of,
    registered_payload,
    trusted_document,
)
from creditrules.api.types.trusted_enums import DocumentOrigin
from creditrules.auth import Action
from creditrules.desk import (
    known_documents,
    refused_callers_page,
    register_documents,
    retire_document,
    trusted_documents_page,
)
from creditrules.rules.ports import Asked

__all__ = ["TrustedDocumentMutations", "TrustedDocumentQueries"]


@strawberry.type(description="Reading which documents partners may send, and which they were refused.")
class TrustedDocumentQueries:
    @field(needs=Action.AUDIT)
    @paged
    def trusted_documents(
        self,
        info: Info[RequestContext, None],
        asked: Asked,
        origin: Annotated[
            DocumentOrigin | None, strawberry.argument(description="Only those that come from there.")
        ] = None,
    ) -> Connection[TrustedDocument]:
        """What partners may send where they may not send any document: shipped ones first, by name."""
        view = info.context.view()
        page = trusted_documents_page(view, info.context.examiner, asked, origin)
        return connect(view, page, trusted_document)

    @field(needs=Action.AUDIT)
    @paged
    def document_refusals(self, info: Info[RequestContext, None], asked: Asked) -> Connection[DocumentRefusals]:
        """Whom documents were refused, by subject; of more than 1,000 callers some are left out."""
        view = info.context.view()
        return connect(view, refused_callers_page(view, asked), refusals_of)


@strawberry.type(description="Registering and retiring documents that partners may send.")
class TrustedDocumentMutations:
    @payload_field(RegisterDocumentsPayload, Action.REGISTER_DOCUMENTS)
    def register_documents(
        self,
        info: Info[RequestContext, None],
        input: Annotated[RegisterDocumentsInput, strawberry.argument(description="The documents.")],  # noqa: A002
    ) -> RegisterDocumentsPayload:
        """Let partners send these documents, all of them or none; one that is registered is not doubled."""
        context = info.context
        context.only_once("registerDocuments")
        done = context.act(register_documents, context.examiner, input.given())
        context.after_write()
        return registered_payload(context.view(), context.examiner, done)

    @payload_field(RetireDocumentPayload, Action.REGISTER_DOCUMENTS)
    def retire_document(
        self,
        info: Info[RequestContext, None],
        input: Annotated[RetireDocumentInput, strawberry.argument(description="Which one.")],  # noqa: A002
    ) -> RetireDocumentPayload:
        """Let a registered document be found no more, from the next request on; it stays on record."""
        context = info.context
        done = context.act(retire_document, input.digest(), input.idempotency_key)
        context.after_write()
        view = context.view()
        [known] = known_documents(view, context.examiner, [done.document])
        return RetireDocumentPayload(document=trusted_document(view, known), replayed=done.replayed)
