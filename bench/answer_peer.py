"""The same-shaped static answer from plain strawberry with both of its caches, behind Mangum: what we are held against.

It has no authentication, no tenants, no throttling, no store and no rules, bounds neither operations nor answers, and
counts nothing: its one resolver gives an answer that was made before, of plain dataclasses, which have the fields that
the operation asks for. Numbers and moments of ours are texts to it, as the answer has them: it converts none.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import make_dataclass
from typing import Any, Final

import strawberry
from graphql import (
    FieldNode,
    GraphQLBoolean,
    GraphQLInt,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    OperationDefinitionNode,
    SelectionSetNode,
    parse,
)
from mangum import Mangum
from strawberry.asgi import GraphQL
from strawberry.extensions import ParserCache, ValidationCache
from strawberry.scalars import JSON

from creditrules.api import GRAPHQL_SCHEMA

__all__ = ["static_handler"]

_PLAIN: Final[dict[Any, type]] = {GraphQLInt: int, GraphQLBoolean: bool}
Made = Callable[[Any], Any]
"""What makes a static value of the JSON of one."""


@strawberry.input
class EligibilityInput:
    """As ours, as far as the question has it."""

    facts: JSON
    products: list[str] | None = None
    valid_at: str | None = None
    known_at: str | None = None


def static_handler(text: str, data: dict[str, Any]) -> Mangum:
    """A handler of Lambda events that answers `eligibility` with this, whatever it is asked.

    text: the operation, which asks for fields without arguments, aliases or fragments.
    """
    operation = parse(text).definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    asked = operation.selection_set.selections[0]
    query = GRAPHQL_SCHEMA.query_type
    assert isinstance(asked, FieldNode)
    assert query is not None
    kind, made = _of(query.fields["eligibility"].type, asked.selection_set, "")
    report = made(data["eligibility"])

    def eligibility(input: Any) -> Any:  # noqa: A002, ARG001 - asked as ours is
        """The answer that was made before."""
        return report

    eligibility.__annotations__.update({"input": EligibilityInput, "return": kind})
    fields = {"__annotations__": {}, "eligibility": strawberry.field(eligibility)}
    schema = strawberry.Schema(
        strawberry.type(type("Query", (), fields)), extensions=[ParserCache(), ValidationCache()]
    )
    return Mangum(GraphQL(schema), lifespan="off")


def _of(type_: GraphQLOutputType, asked: SelectionSetNode | None, place: str) -> tuple[Any, Made]:
    """The annotation of a value, and what makes one. place: the names of the types above."""
    if isinstance(type_, GraphQLNonNull):
        kind, made = _nullable(type_.of_type, asked, place)
        return kind, made
    kind, made = _nullable(type_, asked, place)
    return kind | None, lambda value: None if value is None else made(value)


def _nullable(type_: Any, asked: SelectionSetNode | None, place: str) -> tuple[Any, Made]:
    if isinstance(type_, GraphQLList):
        kind, made = _of(type_.of_type, asked, place)
        return list[kind], lambda value: [made(each) for each in value]
    if not isinstance(type_, GraphQLObjectType):
        return _PLAIN.get(type_, str), lambda value: value
    assert asked is not None
    return _object(type_, asked, place + type_.name)


def _object(type_: GraphQLObjectType, asked: SelectionSetNode, place: str) -> tuple[Any, Made]:
    """A type with the fields asked for; one of its own in each place, as it has other fields there."""
    parts: dict[str, tuple[Any, Made]] = {}
    for each in asked.selections:
        assert isinstance(each, FieldNode)
        parts[each.name.value] = _of(type_.fields[each.name.value].type, each.selection_set, place)
    plain = make_dataclass(place, [(name, kind) for name, (kind, _) in parts.items()])
    own = strawberry.type(plain)
    return own, lambda value: own(**{name: made(value[name]) for name, (_, made) in parts.items()})
