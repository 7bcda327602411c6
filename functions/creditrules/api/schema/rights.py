"""The one place where the schema's permissions are enforced: worked out once, as the schema is built.

A field needs no check of its own where everybody who can reach its type has its right; the others are wrapped, and
made nullable, so that a refusal takes nothing else away.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_abstract_type,
    is_non_null_type,
)

from creditrules.api.engine.examiner import NEEDS
from creditrules.api.schema.guarding import Resolver, guarded
from creditrules.api.schema.own_types import DEFINITION, own_types
from creditrules.api.types.permissions import permission_among
from creditrules.auth import Action, implied
from creditrules.records import dataclass

__all__ = ["GUARDED", "Rights", "guard", "rights_of"]

GUARDED: Final = "creditrules-guarded"
"""In the extensions of a field that is guarded: its right, or None, and those of the kinds of things that it gives."""

_ROOTS: Final = ("Query", "Mutation", "Subscription")


@dataclass(frozen=True, slots=True)
class Rights:
    """What the fields of a schema need. needed: by type and field. own: by type, what it needs to be had at all.

    held: by object type, what everybody may who reaches it.
    """

    needed: Mapping[str, Mapping[str, Action]]
    own: Mapping[str, Action]
    held: Mapping[str, frozenset[Action]]

    def checked(self, type_: str, field: str) -> bool:
        """Whether some who reach the type may not have the field."""
        return self.needed[type_][field] not in self.held[type_]


def rights_of(schema: GraphQLSchema) -> Rights:
    """The permissions of all fields. Raises TypeError naming those that have none, or give a type to who may not."""
    composites = tuple(own_types(schema))
    own = {type_.name: action for type_ in composites if (action := _said(type_)) is not None}
    needed = {type_.name: dict(_needed(type_, own.get(type_.name))) for type_ in composites}
    held = _held(schema, needed, own)
    rights = Rights(needed, own, held)
    _refuse_unguarded(schema, rights)
    return rights


def guard(schema: GraphQLSchema) -> Rights:
    """Let no field of the schema be had without its permission. Raises TypeError as `rights_of` does."""
    rights = rights_of(schema)
    _tell(schema, rights)
    for owner in _objects(schema):
        for name, field in owner.fields.items():
            kinds = _kinds(schema, rights, field, rights.held[owner.name] | implied(rights.needed[owner.name][name]))
            action = rights.needed[owner.name][name] if rights.checked(owner.name, name) else None
            if kinds or action is not None:
                field.extensions[GUARDED] = (action, kinds)
                field.resolve = guarded(_resolver(field), action, kinds)
                _make_nullable(owner, name)
    return rights


def _tell(schema: GraphQLSchema, rights: Rights) -> None:
    """Say on each field and type what it needs, for those who look at documents."""
    for type_ in own_types(schema):
        if type_.name in rights.own:
            type_.extensions[NEEDS] = rights.own[type_.name]
        for name, field in type_.fields.items():
            field.extensions[NEEDS] = rights.needed[type_.name][name]


def _make_nullable(owner: GraphQLObjectType, name: str) -> None:
    for type_ in (owner, *owner.interfaces):
        field = type_.fields.get(name)
        if field is not None and is_non_null_type(field.type):
            field.type = field.type.of_type


def _resolver(field: GraphQLField) -> Resolver:
    if field.resolve is None:
        message = "A field without a resolver cannot be guarded."
        raise TypeError(message)
    return field.resolve


def _kinds(
    schema: GraphQLSchema, rights: Rights, field: GraphQLField, held: frozenset[Action]
) -> Mapping[type, Action]:
    """By class, what is needed of the kinds of things that a field of an abstract type may come to."""
    type_ = get_named_type(field.type)
    if not is_abstract_type(type_):
        return {}
    possible = schema.get_possible_types(type_)
    strict = {each: rights.own[each.name] for each in possible if rights.own[each.name] not in held}
    if strict and get_named_type(field.type) is not _nullable(field):
        message = f"A list of {type_.name} cannot be guarded item by item."
        raise TypeError(message)
    return {each.extensions[DEFINITION].origin: action for each, action in strict.items()}


def _nullable(field: GraphQLField) -> object:
    return field.type.of_type if isinstance(field.type, GraphQLNonNull) else field.type


def _held(
    schema: GraphQLSchema, needed: Mapping[str, Mapping[str, Action]], own: Mapping[str, Action]
) -> Mapping[str, frozenset[Action]]:
    """The greatest solution of: who reaches a type may whatever is asked for on every way to it."""
    held = {each.name: frozenset[Action]() if each.name in _ROOTS else frozenset(Action) for each in _objects(schema)}
    moved = True
    while moved:
        moved = False
        for owner, name, field in _fields(schema):
            reached = held[owner.name] | implied(needed[owner.name][name])
            for type_ in _possible(schema, get_named_type(field.type)):
                told = reached | implied(own[type_.name]) if type_ is not get_named_type(field.type) else reached
                if not held[type_.name] <= told:
                    held[type_.name] &= told
                    moved = True
    return held


def _refuse_unguarded(schema: GraphQLSchema, rights: Rights) -> None:
    wrong = [
        f"{owner.name}.{name} gives a {type_.name} to some who may not have it"
        for owner, name, field in _fields(schema)
        if isinstance(type_ := get_named_type(field.type), GraphQLObjectType)
        and rights.own[type_.name] not in rights.held[owner.name] | implied(rights.needed[owner.name][name])
    ]
    if wrong:
        raise TypeError("; ".join(wrong))


def _needed(type_: GraphQLNamedType, default: Action | None) -> Iterator[tuple[str, Action]]:
    assert isinstance(type_, GraphQLObjectType | GraphQLInterfaceType)  # noqa: S101  (of composites alone)
    for name, field in type_.fields.items():
        action = permission_among(field.extensions[DEFINITION].directives) or default
        if action is None:
            message = f"{type_.name}.{name} has no permission; give it, or its type, `needs`."
            raise TypeError(message)
        yield name, action


def _said(type_: GraphQLNamedType) -> Action | None:
    return permission_among(type_.extensions[DEFINITION].directives)


def _objects(schema: GraphQLSchema) -> Iterator[GraphQLObjectType]:
    return (type_ for type_ in own_types(schema) if isinstance(type_, GraphQLObjectType))


def _fields(schema: GraphQLSchema) -> Iterator[tuple[GraphQLObjectType, str, GraphQLField]]:
    for owner in _objects(schema):
        for name, field in owner.fields.items():
            yield owner, name, field


def _possible(schema: GraphQLSchema, type_: GraphQLNamedType) -> Iterator[GraphQLObjectType]:
    if isinstance(type_, GraphQLObjectType):
        yield type_
    elif is_abstract_type(type_):
        yield from schema.get_possible_types(type_)
