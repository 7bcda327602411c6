"""The variables of an operation, coerced as graphql-core does, with all that does not depend on values done before."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graphql import GraphQLError, GraphQLSchema, OperationDefinitionNode, Undefined, is_non_null_type
from graphql.execution.get_variable_signature import get_variable_signature
from graphql.execution.values import VariableValues, VariableValueSource
from graphql.utilities.coerce_input_value import coerce_default_value

from creditrules.api.engine.plans.inputs import Coercions

__all__ = ["Variables"]


class Variables:
    """Of one operation. Raises GraphQLError where one is of no type that the schema has."""

    def __init__(self, schema: GraphQLSchema, operation: OperationDefinitionNode, coercions: Coercions) -> None:
        self._signatures = []
        for node in operation.variable_definitions or ():
            signature = get_variable_signature(schema, node)
            if isinstance(signature, GraphQLError):
                raise signature
            self._signatures.append((signature, coercions.of(signature.type), node.default_value is not None))

    def coerced(self, given: Mapping[str, object]) -> VariableValues | None:
        """The values; None where one does not fit. The bounds on variables keep them from being nested too deeply."""
        try:
            return self._coerced(given)
        except GraphQLError:  # as graphql-core takes what an input type says of a whole object
            return None

    def _coerced(self, given: Mapping[str, object]) -> VariableValues | None:
        sources: dict[str, VariableValueSource] = {}
        coerced: dict[str, Any] = {}
        for signature, coerce, has_default in self._signatures:
            name = signature.name
            if name not in given:
                sources[name] = VariableValueSource(signature)
                if has_default:
                    value = coerce_default_value(signature)
                elif is_non_null_type(signature.type):
                    return None
                else:
                    continue
            else:
                sources[name] = VariableValueSource(signature, given[name])
                value = coerce(given[name])
                if value is Undefined:
                    return None
            coerced[name] = value
        return VariableValues(sources, coerced)
