"""The schema, built once at import: it depends on nothing but the types."""

from __future__ import annotations

import strawberry
from graphql import (
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    is_introspection_type,
)
from strawberry.schema.config import StrawberryConfig

from creditrules.api.fields.mutations import Mutation
from creditrules.api.fields.queries import Query
from creditrules.api.schema.direct import resolve_directly
from creditrules.api.schema.list_bounds import tell_list_bounds
from creditrules.api.schema.list_ends import tell_list_ends
from creditrules.api.schema.own_types import DEFINITION
from creditrules.api.schema.refusable import let_refused_fields_be_null
from creditrules.api.schema.rights import Rights, guard
from creditrules.api.types.declared import refuse_undeclared
from creditrules.api.types.history import Activation, RuleChange
from creditrules.api.types.links import link_types
from creditrules.api.types.products import Product
from creditrules.api.types.rule_sets import RuleSet
from creditrules.api.types.scalars import scalar_map
from creditrules.api.types.versions import ProductVersion, RuleVersion

__all__ = ["GRAPHQL_SCHEMA", "RIGHTS_OF_FIELDS", "SCHEMA", "executable", "schema_of"]

_WITH_FIELDS = GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType


def schema_of(query: type) -> strawberry.Schema:
    """The schema with that root of queries."""
    return strawberry.Schema(
        query=query,
        mutation=Mutation,
        types=[RuleSet, Product, RuleVersion, ProductVersion, Activation, RuleChange],
        config=StrawberryConfig(scalar_map=scalar_map()),
    )


def executable(schema: strawberry.Schema) -> tuple[GraphQLSchema, Rights]:
    """What the engine executes: bounded, guarded, and null where it may be refused.

    Raises as `guard` and `refuse_undeclared` do.
    """
    made: GraphQLSchema = schema._schema  # noqa: SLF001  (strawberry offers no other way to the executable schema)
    for type_ in made.type_map.values():
        if isinstance(type_, _WITH_FIELDS) and not is_introspection_type(type_):
            refuse_undeclared(type_.extensions[DEFINITION])
    resolve_directly(made, schema.schema_converter)
    let_refused_fields_be_null(made)
    tell_list_bounds(made)
    tell_list_ends(made)
    return made, guard(made)


link_types()
SCHEMA = schema_of(Query)
GRAPHQL_SCHEMA, RIGHTS_OF_FIELDS = executable(SCHEMA)
