"""Fields resolved directly: what strawberry finds out anew for every value of an answer is found out once a field.

A plain field is an attribute, a resolver without arguments a call, and arguments are converted by functions that were
made for their types. What comes of it is what comes of strawberry's own resolvers, which stay where a field has
something that is not known here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING
from functools import partial
from operator import attrgetter
from typing import Any

from graphql import GraphQLEnumType, GraphQLObjectType, GraphQLSchema
from strawberry import Info
from strawberry.scalars import is_scalar
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.arguments import StrawberryArgument, convert_argument
from strawberry.types.base import StrawberryList, StrawberryOptional, has_object_definition
from strawberry.types.enum import StrawberryEnumDefinition
from strawberry.types.field import StrawberryField

from creditrules.api.engine.plans.marks import ATTRIBUTE, CALL, KEEPING, SETTLED, WITHOUT_INFO
from creditrules.api.schema.own_types import DEFINITION, own_types
from creditrules.api.types.settled import is_settled, keeping_of

__all__ = ["conversion", "direct_resolver", "is_attribute", "reading", "resolve_directly"]

Resolver = Callable[..., Any]
Convert = Callable[[Any], Any]


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
    resolver = field.base_resolver
    if resolver is None:
        return reading(field.python_name)
    if resolver.parent_parameter or resolver.root_parameter:
        return None
    call: Any = resolver.wrapped_func
    of_source, wants_info = bool(resolver.self_parameter), resolver.info_parameter
    if not of_source or not callable(call):
        return None
    info_name = wants_info.name if wants_info else None
    made: Callable[[Resolver], Resolver] = _calling
    if field.arguments or info_name is not None:
        made = partial(_converting, field, info_name=info_name, converter=converter)
    resolved = made(call)
    if is_settled(call):
        setattr(resolved, SETTLED, True)
    keeping = keeping_of(call)
    if keeping is not None:
        setattr(resolved, KEEPING, keeping._replace(values=made(keeping.values)))
    return resolved


def reading(name: str) -> Resolver:
    """A resolver that reads an attribute."""
    read = attrgetter(name)

    def resolved(source: Any, _info: Any, /) -> Any:
        return read(source)

    setattr(resolved, ATTRIBUTE, name)
    return resolved


def is_attribute(resolver: object) -> bool:
    """Whether a resolver reads an attribute, and does nothing else."""
    return hasattr(resolver, ATTRIBUTE)


def _calling(call: Resolver) -> Resolver:
    def resolved(source: Any, _info: Any, /) -> Any:
        return call(source)

    setattr(resolved, WITHOUT_INFO, True)
    setattr(resolved, CALL, call)
    return resolved


def _converting(
    field: StrawberryField, call: Resolver, *, info_name: str | None, converter: GraphQLCoreConverter
) -> Resolver:
    """As `strawberry.schema.schema_converter.get_arguments` has it; how to convert is found with the first call."""
    prepared: list[tuple[str, str, Convert]] | None = None

    def resolved(source: Any, info: Any, /, **given: Any) -> Any:
        nonlocal prepared
        if prepared is None:
            prepared = [_prepared(argument, converter) for argument in field.arguments]
        named = {python: convert(given[name]) for name, python, convert in prepared if name in given}
        if info_name is not None:
            named[info_name] = Info(_raw_info=info, _field=field)
        return call(source, **named)

    if info_name is None:
        setattr(resolved, WITHOUT_INFO, True)
    return resolved


def _prepared(argument: StrawberryArgument, converter: GraphQLCoreConverter) -> tuple[str, str, Convert]:
    name = converter.config.name_converter.from_argument(argument)
    return name, argument.python_name, conversion(argument.type, converter)


def conversion(type_: Any, converter: GraphQLCoreConverter) -> Convert:
    """What makes of a coerced value what `strawberry.types.arguments.convert_argument` makes of it."""
    while isinstance(type_, StrawberryOptional):
        type_ = type_.of_type
    if _is_leaf(type_, converter):
        return _as_it_is
    if type(type_) is StrawberryList:
        return _of_list(type_.of_type, converter)
    if has_object_definition(type_) and type_.__strawberry_definition__.from_input is None:
        return _Input(type_, converter).made
    return lambda value: convert_argument(value, type_, converter.scalar_registry, converter.config)


def _is_leaf(type_: Any, converter: GraphQLCoreConverter) -> bool:
    if isinstance(type_, StrawberryEnumDefinition) or is_scalar(type_, converter.scalar_registry):
        return True
    return isinstance(getattr(type_, "__strawberry_definition__", None), StrawberryEnumDefinition)


def _as_it_is(value: Any) -> Any:
    return value


def _of_list(item: Any, converter: GraphQLCoreConverter) -> Convert:
    """A list of its own, also of what needs no conversion: what stands for a default is of all requests."""
    convert = conversion(item, converter)
    if convert is _as_it_is:
        return lambda value: None if value is None else list(value)
    return lambda value: None if value is None else [convert(each) for each in value]


class _Input:
    """Makes input objects of one type; its fields are looked at with the first, for types may hold themselves."""

    def __init__(self, type_: type[Any], converter: GraphQLCoreConverter) -> None:
        self._type, self._converter = type_, converter
        self._fields: list[tuple[str, str, Convert]] | None = None
        self._unsaid: Mapping[str, None] = {}

    def made(self, value: Mapping[str, Any] | None) -> Any:
        """The input object; None for none."""
        if value is None:
            return None
        if self._fields is None:
            self._look()
        assert self._fields is not None  # noqa: S101
        given = dict(self._unsaid)
        for name, python, convert in self._fields:
            if name in value:
                given[python] = convert(value[name])
        return self._type(**given)

    def _look(self) -> None:
        definition: Any = self._type.__strawberry_definition__
        named = self._converter.config.name_converter.from_field
        self._unsaid = {each.python_name: None for each in definition.fields if not _has_default(each)}
        self._fields = [
            (
                named(each),
                each.python_name,
                conversion(each.resolve_type(type_definition=definition), self._converter),
            )
            for each in definition.fields
        ]


def _has_default(field: StrawberryField) -> bool:
    return field.default_value is not MISSING or field.default_factory is not MISSING
