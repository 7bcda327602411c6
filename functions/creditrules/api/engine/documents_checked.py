"""Whether a document can be a trusted one: it stands in the schema, within the limits, and has names."""

from __future__ import annotations

from graphql import FragmentDefinitionNode, GraphQLSchema, GraphQLSyntaxError, OperationDefinitionNode

from creditrules.api.engine.cost import operation_cost
from creditrules.api.engine.documents import Document
from creditrules.api.engine.preparing import Prepared, Preparing, syntax_data
from creditrules.config import Limits
from creditrules.errors import Refusal

__all__ = ["document_faults"]


def document_faults(schema: GraphQLSchema, text: str, limits: Limits) -> tuple[str, ...]:
    """Sentences on what is wrong with the text; none where it can be trusted. Costs are those without variables."""
    preparing = Preparing(schema, limits, introspection=False, suggestions=True)
    try:
        prepared = preparing.prepare(Document(text))
    except GraphQLSyntaxError as error:
        return (str(syntax_data(error)["message"]),)
    except Refusal as refusal:
        return (refusal.message,)
    return tuple(str(error["message"]) for error in prepared.errors) or _faults_of_operations(schema, prepared, limits)


def _faults_of_operations(schema: GraphQLSchema, prepared: Prepared, limits: Limits) -> tuple[str, ...]:
    definitions = prepared.document.definitions
    fragments = {each.name.value: each for each in definitions if isinstance(each, FragmentDefinitionNode)}
    operations = [each for each in definitions if isinstance(each, OperationDefinitionNode)]
    found = [] if operations else ["The document holds no operation."]
    for operation in operations:
        if operation.name is None:
            found.append("An operation has no name.")
        if operation_cost(schema, operation, fragments, {}, limits.query_cost).objects > limits.query_cost:
            found.append(f"An operation costs more than the {limits.query_cost} objects of one request.")
    return tuple(found)
