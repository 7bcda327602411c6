"""What the executor has to know of fields that are scalars and enums, found out once a type."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from graphql import (
    FieldNode,
    GraphQLBoolean,
    GraphQLError,
    GraphQLField,
    GraphQLID,
    GraphQLLeafType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLString,
    NameNode,
    get_argument_values,
    is_leaf_type,
)

__all__ = ["ATTRIBUTE", "CALL", "WITHOUT_INFO", "LeafField", "leaf_fields"]

ATTRIBUTE: Final = "attribute"
"""What resolvers that read an attribute, and do nothing else, have its name under."""
CALL: Final = "call"
"""What resolvers that call a function with the object, and do nothing else, have it under."""
WITHOUT_INFO: Final = "without_info"
"""What resolvers have that never look at the `info` that they are given."""
_KEPT: Final = "creditrules-leaf-fields"
_PLAIN: Final[Mapping[str, type[Any]]] = {GraphQLString.name: str, GraphQLID.name: str, GraphQLBoolean.name: bool}
"""Scalars of which the values of one class stay as they are."""


@dataclass(frozen=True, slots=True)
class LeafField:
    """A field that is one scalar or enum.

    resolve: of the definition as it was looked at. attribute: the name of what that reads; "" where it does more.
    with_info: whether it looks at `info`. leaf: what it is where it is not null. plain: the class of which values stay
    as they are. given: its arguments where none are written; None where that is to be worked out each time.
    """

    definition: GraphQLField
    nullable: bool
    resolve: Callable[..., Any]
    attribute: str
    with_info: bool
    leaf: GraphQLLeafType
    plain: type[Any] | None
    given: Mapping[str, Any] | None


def leaf_fields(type_: GraphQLObjectType) -> Mapping[str, LeafField]:
    """Those of an object type, by their names in the schema."""
    kept: Mapping[str, LeafField] | None = type_.extensions.get(_KEPT)
    if kept is None:
        found = ((name, _leaf_field(name, field)) for name, field in type_.fields.items())
        kept = type_.extensions[_KEPT] = {name: leaf for name, leaf in found if leaf is not None}
    return kept


def _leaf_field(name: str, field: GraphQLField) -> LeafField | None:
    type_: Any = field.type.of_type if isinstance(field.type, GraphQLNonNull) else field.type
    if not is_leaf_type(type_) or field.resolve is None:
        return None
    leaf: GraphQLLeafType = type_
    return LeafField(
        field,
        field.type is leaf,
        field.resolve,
        getattr(field.resolve, ATTRIBUTE, ""),
        not hasattr(field.resolve, WITHOUT_INFO),
        leaf,
        _PLAIN.get(leaf.name),
        _without_arguments(name, field),
    )


def _without_arguments(name: str, field: GraphQLField) -> Mapping[str, Any] | None:
    try:
        given = get_argument_values(field, FieldNode(name=NameNode(value=name), arguments=()))
    except GraphQLError:
        return None
    return None if any(isinstance(each, list | dict) for each in given.values()) else given
