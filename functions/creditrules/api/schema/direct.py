"""Fields resolved directly: what strawberry finds out anew for every value of an answer is found out once a field.

A plain field is an attribute, a resolver without arguments a call, and arguments are converted by functions that were
made for their types. What comes of it is what comes of strawberry's own resolvers, which stay where a field has
something that is not known here.
"""

from __future__ import annotations

from dataclasses import MISSING
from typing import Any

from graphql import GraphQLEnumType, GraphQLObjectType, GraphQLSchema
from strawberry.scalars import is_scalar
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.base import StrawberryList, StrawberryOptional, has_object_definition
from strawberry.types.enum import StrawberryEnumDefinition
from strawberry.types.field import StrawberryField

from creditrules.api.schema.conversions import LEAF, LIST, OBJECT, Convert, Form, Inputs, Parts, found_class
from creditrules.api.schema.own_types import DEFINITION, own_types
from creditrules.api.schema.resolving import Resolver, Taken, reading, resolving

__all__ = ["conversion", "direct_resolver", "inputs_of", "parts_of", "resolve_directly", "taken_by"]


def resolve_directly(schema: GraphQLSchema, converter: GraphQLCoreConverter) -> None:
    """Give every field of the schema's own object types such a resolver; before anything is put around them."""
    for type_ in schema.type_map.values():
        if isinstance(type_, GraphQLEnumType):
            _remember_names(type_)
    for type_ in own_types(schema):
        if isinstance(type_, GraphQLObjectType):
            for field in type_.fields.values():
                source: StrawberryField | None = field.extensions.get(DEFINITION)
                if source is not None and not source.extensions:
                    field.resolve = direct_resolver(source, converter) or field.resolve


def _remember_names(type_: GraphQLEnumType) -> None:
    """Let each member's name be looked for once: strawberry goes through all of them for every value."""
    coerce, known = type_.coerce_output_value, dict[Any, str]()

    def coerced(output_value: Any) -> str:
        try:
            return known[output_value]
        except (KeyError, TypeError):
            name = coerce(output_value)
        known[output_value] = name
        return name

    type_.coerce_output_value = coerced  # type: ignore[method-assign]


def direct_resolver(field: StrawberryField, converter: GraphQLCoreConverter) -> Resolver | None:
    """The resolver; None where strawberry's own has to do it."""
    taken = taken_by(field, converter)
    if taken is None:
        return None
    resolver = field.base_resolver
    if resolver is None:
        return reading(field.python_name)
    call: Any = resolver.wrapped_func
    return resolving(call, *taken, inputs_of(converter))


def taken_by(field: StrawberryField, converter: GraphQLCoreConverter) -> tuple[str, tuple[Taken, ...]] | None:
    """What a field's resolver takes besides its object: the name under which it wants `info`, "" if not, and arguments.

    None where something is not known here.
    """
    resolver = field.base_resolver
    if resolver is None:
        return "", ()
    if resolver.parent_parameter or resolver.root_parameter or not resolver.self_parameter:
        return None
    if not callable(resolver.wrapped_func):
        return None
    named = converter.config.name_converter.from_argument
    taken = []
    for argument in field.arguments:
        form = form_of(argument.type, converter)
        if form is None:
            return None
        taken.append((named(argument), argument.python_name, form))
    return resolver.info_parameter.name if resolver.info_parameter else "", tuple(taken)


def conversion(type_: Any, converter: GraphQLCoreConverter) -> Convert:
    """What makes of a coerced value what `strawberry.types.arguments.convert_argument` makes of it."""
    return inputs_of(converter).conversion(form_of(type_, converter))


def inputs_of(converter: GraphQLCoreConverter) -> Inputs:
    """What makes input objects as a schema has them."""
    return Inputs(lambda cls: parts_of(found_class(cls), converter))


def form_of(type_: Any, converter: GraphQLCoreConverter) -> Form | None:
    """How values of a type are converted; None where only strawberry knows."""
    while isinstance(type_, StrawberryOptional):
        type_ = type_.of_type
    if _is_leaf(type_, converter):
        return LEAF
    if type(type_) is StrawberryList:
        inside = form_of(type_.of_type, converter)
        return None if inside is None else (LIST, inside)
    if has_object_definition(type_) and type_.__strawberry_definition__.from_input is None:
        return OBJECT, (type_.__module__, type_.__qualname__)
    return None


def parts_of(cls: Any, converter: GraphQLCoreConverter) -> Parts:
    """Of an input object's class. Raises TypeError where only strawberry knows."""
    definition: Any = cls.__strawberry_definition__
    named = converter.config.name_converter.from_field
    fields = []
    for each in definition.fields:
        form = form_of(each.resolve_type(type_definition=definition), converter)
        if form is None:
            raise TypeError(f"How {cls.__qualname__}.{each.python_name} is converted is not known.")
        fields.append((named(each), each.python_name, form))
    unsaid = tuple(each.python_name for each in definition.fields if not _has_default(each))
    return Parts(tuple(fields), unsaid)


def _is_leaf(type_: Any, converter: GraphQLCoreConverter) -> bool:
    if isinstance(type_, StrawberryEnumDefinition) or is_scalar(type_, converter.scalar_registry):
        return True
    return isinstance(getattr(type_, "__strawberry_definition__", None), StrawberryEnumDefinition)


def _has_default(field: StrawberryField) -> bool:
    return field.default_value is not MISSING or field.default_factory is not MISSING
