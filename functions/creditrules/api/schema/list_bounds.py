"""How many items each list of an input may have: from where it is defined into its description and to the engine."""

from __future__ import annotations

from collections.abc import Iterator

from graphql import (
    GraphQLArgument,
    GraphQLInputField,
    GraphQLSchema,
    is_input_object_type,
    is_list_type,
    is_non_null_type,
)

from creditrules.api.engine.inputs.holding import MOST_ITEMS
from creditrules.api.schema.own_types import DEFINITION, own_types

__all__ = ["input_lists", "tell_list_bounds"]


def tell_list_bounds(schema: GraphQLSchema) -> None:
    """Let every list of an input carry its bound, and say it. Raises ValueError for one that has none."""
    for place, definition in input_lists(schema):
        source = definition.extensions.get(DEFINITION)
        most = source.metadata.get(MOST_ITEMS) if source else None
        if most is None:
            message = f"{place} is a list without a bound: add metadata=at_most(…)"
            raise ValueError(message)
        definition.extensions[MOST_ITEMS] = most
        definition.description = f"{definition.description} At most {most:,}."


def input_lists(schema: GraphQLSchema) -> Iterator[tuple[str, GraphQLArgument | GraphQLInputField]]:
    """Every argument and input field that is a list, with its coordinate in the schema; introspection's left out."""
    for place, definition in _inputs(schema):
        type_ = definition.type.of_type if is_non_null_type(definition.type) else definition.type
        if is_list_type(type_):
            yield place, definition


def _inputs(schema: GraphQLSchema) -> Iterator[tuple[str, GraphQLArgument | GraphQLInputField]]:
    for owner, type_ in schema.type_map.items():
        if is_input_object_type(type_):
            yield from ((f"{owner}.{name}", field) for name, field in type_.fields.items())
    for told in own_types(schema):
        for name, field in told.fields.items():
            yield from ((f"{told.name}.{name}({given}:)", argument) for given, argument in field.args.items())
