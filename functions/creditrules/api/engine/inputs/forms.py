"""Values as JSON has them and literals of GraphQL, taken apart in the same way."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeAlias

from graphql import (
    EnumValueNode,
    GraphQLEnumType,
    GraphQLScalarType,
    ListValueNode,
    NullValueNode,
    ObjectValueNode,
    Undefined,
    VariableNode,
)

from creditrules.records import dataclass

__all__ = ["LITERALS", "VALUES", "Form"]

Leaf: TypeAlias = GraphQLScalarType | GraphQLEnumType


@dataclass(frozen=True, slots=True)
class Form:
    """How values of one kind are taken apart.

    variable: the name of the one that stands in its place, else None. items: of a list, else None. entries: of an
    object by name, else None. fits: whether a leaf's type takes it; raises whatever the type does.
    """

    variable: Callable[[Any], str | None]
    is_null: Callable[[Any], bool]
    items: Callable[[Any], list[Any] | None]
    entries: Callable[[Any], Iterable[tuple[str, Any]] | None]
    fits: Callable[[Leaf, Any], bool]


def _value_entries(value: object) -> Iterable[tuple[str, object]] | None:
    return value.items() if isinstance(value, Mapping) else None


def _value_fits(type_: Leaf, value: object) -> bool:
    if isinstance(type_, GraphQLEnumType):
        return isinstance(value, str) and value in type_.values
    return type_.coerce_input_value(value) is not Undefined


def _literal_entries(node: object) -> Iterable[tuple[str, object]] | None:
    return [(each.name.value, each.value) for each in node.fields] if isinstance(node, ObjectValueNode) else None


def _literal_fits(type_: Leaf, node: Any) -> bool:
    if isinstance(type_, GraphQLEnumType):
        return isinstance(node, EnumValueNode) and node.value in type_.values
    read = type_.coerce_input_literal or type_.parse_literal
    return read(node) is not Undefined


VALUES = Form(
    variable=lambda _value: None,
    is_null=lambda value: value is None,
    items=lambda value: value if isinstance(value, list) else None,
    entries=_value_entries,
    fits=_value_fits,
)
LITERALS = Form(
    variable=lambda node: node.name.value if isinstance(node, VariableNode) else None,
    is_null=lambda node: isinstance(node, NullValueNode),
    items=lambda node: list(node.values) if isinstance(node, ListValueNode) else None,
    entries=_literal_entries,
    fits=_literal_fits,
)
