"""The schema, built once at import: it depends on nothing but the types."""

from __future__ import annotations

import strawberry
from graphql import GraphQLSchema
from strawberry.schema.config import StrawberryConfig

from creditrules.api.fields.mutations import Mutation
from creditrules.api.fields.queries import Query
from creditrules.api.schema.list_bounds import tell_list_bounds
from creditrules.api.schema.refusable import let_refused_fields_be_null
from creditrules.api.schema.rights import Rights, guard
from creditrules.api.types.history import Activation, RuleChange
from creditrules.api.types.links import link_types
from creditrules.api.types.products import Product
from creditrules.api.types.rule_sets import RuleSet
from creditrules.api.types.scalars import SCALARS
from creditrules.api.types.versions import ProductVersion, RuleVersion

__all__ = ["GRAPHQL_SCHEMA", "RIGHTS_OF_FIELDS", "SCHEMA"]

link_types()
SCHEMA = strawberry.Schema(
    query=Query,
    mutation=Mutation,
    types=[RuleSet, Product, RuleVersion, ProductVersion, Activation, RuleChange],
    config=StrawberryConfig(scalar_map=SCALARS),
)

GRAPHQL_SCHEMA: GraphQLSchema = SCHEMA._schema  # noqa: SLF001  (strawberry offers no other way to the executable schema)
let_refused_fields_be_null(GRAPHQL_SCHEMA)
tell_list_bounds(GRAPHQL_SCHEMA)

RIGHTS_OF_FIELDS: Rights = guard(GRAPHQL_SCHEMA)
