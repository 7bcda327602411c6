"""An image of the executable schema. What cannot be written so, and read back equal, is refused."""

from __future__ import annotations

import marshal
import sys
from collections.abc import Iterable, Mapping
from enum import Enum
from functools import cache
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    GraphQLType,
    Undefined,
    is_introspection_type,
    is_specified_directive,
    is_specified_scalar_type,
    validate_schema,
)
from strawberry.schema.config import StrawberryConfig
from strawberry.schema.schema_converter import GraphQLCoreConverter

from creditrules.api.engine.examiner import NEEDS
from creditrules.api.engine.inputs.holding import MOST_ITEMS
from creditrules.api.engine.preparing import sound_documents
from creditrules.api.schema.direct import parts_of, taken_by
from creditrules.api.schema.image.forms import (
    Argument,
    Class,
    EnumForm,
    FieldForm,
    Image,
    InputForm,
    Ref,
    Resolver,
    ScalarForm,
    TypeForm,
)
from creditrules.api.schema.image.reading import KINDS
from creditrules.api.schema.own_types import DEFINITION
from creditrules.api.schema.resolving import is_attribute
from creditrules.api.schema.rights import GUARDED
from creditrules.api.types.declared import declared_name
from creditrules.api.types.scalars import OWN, scalar_map

__all__ = ["Unwritable", "image_of"]


class Unwritable(TypeError):
    """Something of the schema cannot be written; the message says what."""


def image_of(schema: GraphQLSchema, documents: Iterable[str] = ()) -> bytes:
    """The image of an executable schema that is valid. Raises Unwritable.

    documents: texts of which it tells whether they are sound.
    """
    wrong = validate_schema(schema)
    if wrong:
        raise Unwritable(str(wrong))
    types: dict[str, tuple[Any, ...]] = {}
    for name, type_ in schema.type_map.items():
        form = _type(type_)
        types[name] = () if form is None else (KINDS.index(type(form)), *form)
    assert schema.query_type is not None  # noqa: S101  (every schema of ours has both)
    assert schema.mutation_type is not None  # noqa: S101
    implementations = {
        name: (tuple(t.name for t in found.objects), tuple(t.name for t in found.interfaces))
        for name, found in schema._implementations_map.items()  # noqa: SLF001 - asked for by the type otherwise
    }
    roots = schema.query_type.name, schema.mutation_type.name
    sound = sound_documents(schema, documents)
    return marshal.dumps(_plain(Image(types, *roots, _directives(schema), implementations, sound)))


def _plain(value: Any) -> Any:
    """The same of nothing but what `marshal` writes."""
    if isinstance(value, tuple):
        return tuple(map(_plain, value))
    return {name: _plain(each) for name, each in value.items()} if isinstance(value, dict) else value


def _type(type_: GraphQLNamedType) -> TypeForm | InputForm | EnumForm | ScalarForm | None:
    if is_introspection_type(type_) or is_specified_scalar_type(type_):
        return None
    match type_:
        case GraphQLScalarType():
            if type_.name not in {each.name for each in OWN.values()}:
                raise Unwritable(f"The scalar {type_.name} is none of ours.")
            return ScalarForm(type_.name, type_.description, type_.specified_by_url)
        case GraphQLEnumType():
            values = tuple(
                (name, _text(each.value), each.description, each.deprecation_reason)
                for name, each in type_.values.items()
            )
            members = _class(type_.extensions[DEFINITION].wrapped_cls)
            return EnumForm(type_.name, type_.description, members, values)
        case GraphQLInputObjectType():
            made = "out_type" in vars(type_)
            inputs, origin = _arguments(type_.fields), type_.extensions[DEFINITION].origin
            return InputForm(
                type_.name, type_.description, _class(origin), made, inputs, *parts_of(origin, _converter())
            )
        case GraphQLObjectType() | GraphQLInterfaceType():
            return _composite(type_)
    raise Unwritable(f"{type_.name} is of a kind that is not written.")


def _composite(type_: GraphQLObjectType | GraphQLInterfaceType) -> TypeForm:
    told = isinstance(type_, GraphQLInterfaceType) or type_.is_type_of is not None
    definition = type_.extensions[DEFINITION]
    if told and (definition.is_type_of or definition.resolve_type or not _is_told_by_class(definition)):
        raise Unwritable(f"How objects of {type_.name} are told is not known.")
    return TypeForm(
        type_.name,
        type_.description,
        isinstance(type_, GraphQLInterfaceType),
        _class(definition.origin) if told else ("", ""),
        type_.extensions[NEEDS].value if NEEDS in type_.extensions else "",
        told,
        tuple(each.name for each in type_.interfaces),
        tuple(_field(type_, name, field) for name, field in type_.fields.items()),
    )


def _is_told_by_class(definition: Any) -> bool:
    plain = definition.concrete_of is None and not definition.is_graphql_generic
    return plain and declared_name(definition.origin) == definition.name


@cache
def _converter() -> GraphQLCoreConverter:
    config = StrawberryConfig(scalar_map=scalar_map())
    return GraphQLCoreConverter(config, {}, config.scalar_map, lambda told: told.fields)


def _field(owner: GraphQLObjectType | GraphQLInterfaceType, name: str, field: GraphQLField) -> FieldForm:
    told = field.description, field.deprecation_reason, field.extensions[NEEDS].value
    return FieldForm(name, _ref(field.type), _arguments(field.args), *told, _resolver(owner, name, field))


def _resolver(owner: GraphQLObjectType | GraphQLInterfaceType, name: str, field: GraphQLField) -> Resolver:
    source = field.extensions[DEFINITION]
    action, kinds = field.extensions.get(GUARDED, (None, {}))
    guarded = action.value if action else "", tuple((_class(each), right.value) for each, right in kinds.items())
    if source.extensions:
        raise Unwritable(f"{owner.name}.{name} has extensions.")
    if source.base_resolver is None:
        if not any(guarded) and isinstance(owner, GraphQLObjectType) and not is_attribute(field.resolve):
            raise Unwritable(f"{owner.name}.{name} is more than an attribute.")
        return Resolver((), source.python_name, *guarded, "", ())
    for each in reversed(owner.extensions[DEFINITION].origin.__mro__):
        if "__strawberry_definition__" in vars(each):
            fields = each.__strawberry_definition__.fields
            if any(f.base_resolver is source.base_resolver and f.python_name == source.python_name for f in fields):
                taken = taken_by(source, _converter())
                if taken is None:
                    raise Unwritable(f"What {owner.name}.{name} takes is not known.")
                return Resolver(_class(each), source.python_name, *guarded, *taken)
    raise Unwritable(f"No class has the resolver of {owner.name}.{name}.")


def _arguments(given: Mapping[str, GraphQLArgument] | Mapping[str, GraphQLInputField]) -> tuple[Argument, ...]:
    return tuple(
        Argument(
            name,
            _ref(each.type),
            _default(name, each.default_value),
            each.description,
            each.deprecation_reason,
            each.extensions.get(MOST_ITEMS),
        )
        for name, each in given.items()
    )


def _default(name: str, value: object) -> tuple[Any, ...]:
    if value is Undefined:
        return ()
    if isinstance(value, Enum):
        return (*_class(type(value)), value.name)
    if value is None or type(value) in {bool, int, str} or value in ([], {}):
        return (value,)
    raise Unwritable(f"The default of {name} cannot be written.")


def _ref(type_: GraphQLType) -> Ref:
    if isinstance(type_, GraphQLNonNull):
        return "!", _ref(type_.of_type)
    if isinstance(type_, GraphQLList):
        return "[", _ref(type_.of_type)
    assert isinstance(type_, GraphQLNamedType)  # noqa: S101  (there is no other kind)
    return type_.name


def _class(of: type) -> Class:
    found: Any = sys.modules.get(of.__module__)
    for name in of.__qualname__.split("."):
        found = getattr(found, name, None)
    if found is not of:
        raise Unwritable(f"{of.__qualname__} is not found by its name.")
    return of.__module__, of.__qualname__


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise Unwritable(f"The value of an enum is no text but a {type(value).__name__}.")
    return str(value)


def _directives(schema: GraphQLSchema) -> tuple[Any, ...]:
    return tuple(
        each.name
        if is_specified_directive(each)
        else (
            each.name,
            tuple(place.value for place in each.locations),
            _arguments(each.args),
            each.description,
            each.is_repeatable,
        )
        for each in schema.directives
    )
