"""Enumerations about trusted documents, as clients see them."""

# ruff: noqa: D101 - a type's description says what its docstring would, where clients read it

from __future__ import annotations

from enum import Enum

from creditrules.api.types.declaring import enum_value, strawberry
from creditrules.api.types.described import describe
from creditrules.desk import DocumentOrigin, DocumentState, Registration

__all__ = ["DocumentOrigin", "DocumentState", "OperationKind", "Registration", "TokenRole"]


@strawberry.enum(description="A role that a token may have; docs/rights.md has what each may do.")
class TokenRole(Enum):
    PARTNER = enum_value("PARTNER", description="Asks for its users.")
    CHOOSER = enum_value("CHOOSER", description="A partner that chooses the rules and times of its decisions.")
    ADMINISTRATOR = enum_value("ADMINISTRATOR", description="Writes rules.")
    APPROVER = enum_value("APPROVER", description="Approves and rejects.")
    CHIEF = enum_value("CHIEF", description="Approves, corrects, retires, sets the policy.")
    AUDITOR = enum_value("AUDITOR", description="Reads everything.")
    ASSISTANT = enum_value("ASSISTANT", description="Reads rules and drafts, for a language model.")


@strawberry.enum(description="What the operation of a GraphQL document is.")
class OperationKind(Enum):
    QUERY = enum_value("QUERY", description="It reads.")
    MUTATION = enum_value("MUTATION", description="It acts.")


describe(
    DocumentState,
    "Whether a trusted document can be sent, and is answered.",
    name="TrustedDocumentState",
    ACTIVE="It can be sent, and stands in the schema and within the limits.",
    BROKEN="It can be sent, and is answered with errors: the schema or the limits do not allow it any more.",
    RETIRED="It is not found any more.",
)
describe(
    DocumentOrigin,
    "Where a trusted document comes from.",
    name="TrustedDocumentOrigin",
    SHIPPED="It came with the service, from graphql/operations.",
    REGISTERED="The lender registered it.",
)
describe(
    Registration,
    "What registering a document came to.",
    name="DocumentRegistration",
    REGISTERED="It can be sent from now on.",
    REGISTERED_AGAIN="It had been retired, and can be sent again.",
    ALREADY_REGISTERED="It could be sent before, and nothing was changed.",
)
