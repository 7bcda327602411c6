"""What can be refused is nullable, so that a refusal takes its own field and nothing beside it."""

from __future__ import annotations

from collections.abc import Iterator

from graphql import GraphQLField, GraphQLNonNull, GraphQLSchema
from strawberry.types.field import StrawberryField

from creditrules.api.schema.own_types import DEFINITION, own_types
from creditrules.api.types.at_hand import is_at_hand

__all__ = ["let_refused_fields_be_null", "refusable_fields"]


def let_refused_fields_be_null(schema: GraphQLSchema) -> None:
    """Take the exclamation mark off every field that can be refused."""
    for _, _, definition in refusable_fields(schema):
        if isinstance(definition.type, GraphQLNonNull):
            definition.type = definition.type.of_type


def refusable_fields(schema: GraphQLSchema) -> Iterator[tuple[str, str, GraphQLField]]:
    """Type, name and definition of each field that has a resolver which is not `at_hand`."""
    for type_ in own_types(schema):
        for name, definition in type_.fields.items():
            source: StrawberryField | None = definition.extensions.get(DEFINITION)
            if source and source.base_resolver and not is_at_hand(source.base_resolver.wrapped_func):
                yield type_.name, name, definition
