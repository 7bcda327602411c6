"""Whether a document can be a trusted one: it stands in the schema, within the limits, and its operation has a name."""

from __future__ import annotations

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLSchema,
    GraphQLSyntaxError,
    OperationDefinitionNode,
)

from creditrules.api.engine.cost import operation_cost
from creditrules.api.engine.documents import Document
from creditrules.api.engine.preparing import Prepared, Preparing, syntax_data
from creditrules.config import Limits
from creditrules.errors import Refusal
from creditrules.records import dataclass

__all__ = ["CheckedDocument", "checked_document", "document_faults"]


@dataclass(frozen=True, slots=True)
class CheckedDocument:
    """A document in which nothing is wrong, and its one operation, which has a name."""

    document: DocumentNode
    operation: OperationDefinitionNode


def document_faults(schema: GraphQLSchema, text: str, limits: Limits) -> tuple[str, ...]:
    """Sentences on what is wrong with the text; none where it can be trusted. Costs are those without variables."""
    found = checked_document(schema, text, limits)
    return found if isinstance(found, tuple) else ()


def checked_document(schema: GraphQLSchema, text: str, limits: Limits) -> CheckedDocument | tuple[str, ...]:
    """The document with its one operation, or sentences on what is wrong with the text."""
    preparing = Preparing(schema, limits, introspection=False, suggestions=True)
    try:
        prepared = preparing.prepare(Document(text))
    except GraphQLSyntaxError as error:
        return (str(syntax_data(error)["message"]),)
    except Refusal as refusal:
        return (refusal.message,)
    except RecursionError:
        return ("The document is nested too deeply.",)
    if prepared.errors:
        return tuple(str(error["message"]) for error in prepared.errors)
    return _with_one_operation(schema, prepared, limits)


def _with_one_operation(schema: GraphQLSchema, prepared: Prepared, limits: Limits) -> CheckedDocument | tuple[str, ...]:
    definitions = prepared.document.definitions
    operations = [each for each in definitions if isinstance(each, OperationDefinitionNode)]
    if len(operations) != 1:
        count = f"{len(operations)} operations" if operations else "no operation"
        return (f"The document holds {count}; a trusted one holds exactly one.",)
    [operation] = operations
    fragments = {each.name.value: each for each in definitions if isinstance(each, FragmentDefinitionNode)}
    found = [] if operation.name else ["The operation has no name."]
    if operation_cost(schema, operation, fragments, {}, limits.query_cost).objects > limits.query_cost:
        found.append(f"The operation costs more than the {limits.query_cost} objects of one request.")
    return tuple(found) or CheckedDocument(prepared.document, operation)
