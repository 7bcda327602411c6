"""The question that asks for all that is settled below what is kept of an answer, made from the schema."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from graphql import GraphQLField, GraphQLNamedType, GraphQLObjectType, get_named_type, is_leaf_type
from graphql.type import is_required_argument

from creditrules.api import GRAPHQL_SCHEMA
from creditrules.api.engine.plans.marks import ATTRIBUTE, KEEPING, SETTLED, SETTLED_ATTRIBUTES, taken_apart

DEEP = 4


def settled_fields(owner: GraphQLNamedType) -> Iterator[tuple[str, GraphQLField]]:
    """Those that can be asked for without arguments."""
    assert isinstance(owner, GraphQLObjectType)
    for name, definition in owner.fields.items():
        inner = taken_apart(definition.resolve).inner if definition.resolve else None
        attribute = getattr(inner, ATTRIBUTE, None)
        settled = hasattr(inner, SETTLED) if attribute is None else attribute in SETTLED_ATTRIBUTES.get(owner.name, ())
        if settled and not any(map(is_required_argument, definition.args.values())):
            yield name, definition


def kept_fields() -> dict[str, GraphQLField]:
    """Of a decision, by name: those whose objects are known again."""
    decision = GRAPHQL_SCHEMA.type_map["Decision"]
    assert isinstance(decision, GraphQLObjectType)
    found = decision.fields.items()
    return {name: each for name, each in found if each.resolve and hasattr(taken_apart(each.resolve).inner, KEEPING)}


def selection(type_: GraphQLNamedType, deep: int = DEEP) -> str:
    """All that is settled of a type."""
    parts = ["__typename"]
    for name, definition in settled_fields(type_):
        inner = get_named_type(definition.type)
        if is_leaf_type(inner):
            parts.append(name)
        elif deep and isinstance(inner, GraphQLObjectType):
            parts.append(f"{name} {selection(inner, deep - 1)}")
    return "{ " + " ".join(parts) + " }"


@cache
def all_settled() -> str:
    """The whole question."""
    parts = [f"{name} {selection(get_named_type(each.type))}" for name, each in kept_fields().items()]
    reason = selection(GRAPHQL_SCHEMA.type_map["Reason"])
    parts.append(f"principalReasons {{ rank reason {reason} }}")
    return (
        "query Settled($input: EligibilityInput!) { eligibility(input: $input) { decisions { "
        + " ".join(parts)
        + " } } }"
    )
