"""Fields are resolved directly, and what resolvers are given is what strawberry would have given them."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLScalarType,
)
from strawberry.types.arguments import StrawberryArgument, convert_argument

from creditrules.api.engine.plans.marks import ATTRIBUTE
from creditrules.api.schema.built import GRAPHQL_SCHEMA, SCHEMA
from creditrules.api.schema.direct import conversion
from creditrules.api.schema.own_types import DEFINITION, own_types
from creditrules.api.types.facts import RegBReason

CONVERTER = SCHEMA.schema_converter
DEEPEST = 4
SCALARS: dict[str, Any] = {
    "String": "text",
    "ID": "id",
    "Int": 3,
    "Boolean": True,
    "Decimal": Decimal("1.50"),
    "DateTime": datetime(2026, 4, 3, tzinfo=UTC),
    "Date": date(2026, 4, 3),
    "JSON": {"age": Decimal(26), "list": [None, "a"]},
}


def arguments() -> Iterator[tuple[str, StrawberryArgument, GraphQLArgument]]:
    """Every argument of the schema, as strawberry and as graphql-core have it."""
    for owner in own_types(GRAPHQL_SCHEMA):
        for name, field in owner.fields.items():
            for argument in field.extensions[DEFINITION].arguments:
                graphql_name = CONVERTER.config.name_converter.from_argument(argument)
                yield f"{owner.name}.{name}({graphql_name}:)", argument, field.args[graphql_name]


def coerced(type_: Any, how: str, depth: int = 0) -> Any:
    """A value as graphql-core hands it on. how: all there is, only what has to be, or null where it may be."""
    if isinstance(type_, GraphQLNonNull):
        return coerced(type_.of_type, how, depth + 1) if how != "null" else coerced(type_.of_type, "needed", depth + 1)
    if how == "null" and depth:
        return None
    if isinstance(type_, GraphQLList):
        return [coerced(type_.of_type, how, depth + 1) for _ in range(2)]
    if isinstance(type_, GraphQLEnumType):
        return type_.coerce_input_value(next(iter(type_.values)))
    if isinstance(type_, GraphQLScalarType):
        return SCALARS[type_.name]
    assert isinstance(type_, GraphQLInputObjectType)
    return {
        name: coerced(field.type, how, depth + 1)
        for name, field in type_.fields.items()
        if isinstance(field.type, GraphQLNonNull) or (how == "all" and depth < DEEPEST) or how == "null"
    }


@pytest.mark.parametrize("how", ["all", "needed", "null"])
def test_arguments_become_what_strawberry_makes_of_them(how: str) -> None:
    wrong, seen = [], 0
    for place, argument, definition in arguments():
        value = coerced(definition.type, how)
        mine = conversion(argument.type, CONVERTER)(value)
        own = convert_argument(value, argument.type, CONVERTER.scalar_registry, CONVERTER.config)
        seen += 1
        if (mine, repr(mine), type(mine)) != (own, repr(own), type(own)):
            wrong.append(place)
    assert wrong == []
    assert seen > 100


def test_a_list_that_a_resolver_gets_is_its_own() -> None:
    shared = 0
    for _, argument, definition in arguments():
        value = coerced(definition.type, "all")
        if isinstance(value, list):
            shared += conversion(argument.type, CONVERTER)(value) is value
    assert shared == 0


def test_every_field_of_the_schema_is_resolved_directly() -> None:
    resolvers = [
        (f"{owner.name}.{name}", field.resolve)
        for owner in own_types(GRAPHQL_SCHEMA)
        if isinstance(owner, GraphQLObjectType)
        for name, field in owner.fields.items()
    ]
    assert [place for place, resolve in resolvers if resolve.__module__.startswith("strawberry")] == []
    assert sum(hasattr(resolve, ATTRIBUTE) for _, resolve in resolvers) > 1000


def test_a_plain_field_reads_the_attribute_that_it_names() -> None:
    field: Any = GRAPHQL_SCHEMA.type_map["RegBReason"]
    resolve = field.fields["text"].resolve
    assert (resolve(RegBReason(code="C", text="words"), None), getattr(resolve, ATTRIBUTE)) == ("words", "text")
