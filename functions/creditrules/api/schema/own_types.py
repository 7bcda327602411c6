"""The schema's own types with fields, introspection's left out, and where strawberry keeps what they were made of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from graphql import GraphQLInterfaceType, GraphQLObjectType, GraphQLSchema

__all__ = ["DEFINITION", "own_types"]

DEFINITION: Final = "strawberry-definition"
"""The name in `extensions` under which a type, field or argument has its definition in Python, as strawberry has it."""


def own_types(schema: GraphQLSchema) -> Iterator[GraphQLObjectType | GraphQLInterfaceType]:
    """Every object type and interface that is not introspection's."""
    for name, type_ in schema.type_map.items():
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType) and not name.startswith("__"):
            yield type_
