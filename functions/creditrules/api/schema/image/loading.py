"""What fields of an image do, made of the classes in Python by the very functions that make it for the built schema."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from typing import Any

from graphql import GraphQLScalarType

from creditrules.api.schema.conversions import Class, Inputs, found_class
from creditrules.api.schema.guarding import guarded
from creditrules.api.schema.image.forms import Resolver
from creditrules.api.schema.resolving import reading, resolving
from creditrules.api.types.declared import declared_field, declared_name, interfaces_of
from creditrules.api.types.resolved import is_linked
from creditrules.api.types.scalars import OWN
from creditrules.auth import Action

__all__ = ["definition", "is_of", "kind_of", "made_input", "resolver", "scalar_named"]


def definition(written: Resolver) -> Any:
    """The field as strawberry has it, of one that is more than an attribute."""
    assert written.owner  # noqa: S101  (as said)
    _link(written)
    fields: Any = found_class(written.owner).__strawberry_definition__.fields
    return next(each for each in fields if each.python_name == written.name)


def resolver(written: Resolver, inputs: Inputs) -> Callable[..., Any]:
    """The resolver, with what guards it."""
    if written.owner:
        _link(written)
        call: Any = declared_field(found_class(written.owner), written.name).resolver
        made = resolving(call, written.info, written.taken, inputs)
    else:
        made = reading(written.name)
    return guarded(made, Action(written.action) if written.action else None, _Kinds(written) if written.kinds else {})


def _link(written: Resolver) -> None:
    assert written.owner  # noqa: S101  (asked for of those alone that have it)
    if not is_linked(declared_field(found_class(written.owner), written.name)):
        import_module("creditrules.api.types.links").link_types()


def is_of(cls: Class) -> Callable[..., Any]:
    """What tells whether something is of that object type: as strawberry has it, of an interface of its is enough."""
    whole = found_class(cls)
    possible = (*interfaces_of(whole), whole)
    return lambda value, _info: isinstance(value, possible)


def kind_of(cls: Class) -> Callable[..., Any]:
    """What tells of which type something is that has that interface."""
    interface = found_class(cls)

    def kind(value: Any, info: Any, type_: Any) -> Any:
        if isinstance(value, interface):
            return declared_name(type(value))
        from graphql.execution import default_type_resolver  # noqa: PLC0415 - asyncio, for what is none of ours

        return default_type_resolver(value, info, type_)

    return kind


def made_input(cls: Class) -> Callable[..., Any]:
    """What looks at an input object besides its fields."""
    from strawberry.schema.config import StrawberryConfig  # noqa: PLC0415 - no input of a question is one
    from strawberry.schema.schema_converter import GraphQLCoreConverter  # noqa: PLC0415 - as above

    converter = GraphQLCoreConverter(StrawberryConfig(), {}, {}, lambda told: told.fields)
    made: Any = converter.from_input_object(found_class(cls)).out_type
    return made  # type: ignore[no-any-return]


def scalar_named(name: str) -> GraphQLScalarType:
    """A scalar, as the built schema has it."""
    return next(GraphQLScalarType(**each._asdict()) for each in OWN.values() if each.name == name)


class _Kinds(Mapping[type, Action]):
    """Rights by class, for which none of the classes need be there."""

    def __init__(self, written: Resolver) -> None:
        self._rights = {(module, name): Action(right) for (module, name), right in written.kinds}

    def __getitem__(self, cls: type) -> Action:
        return self._rights[cls.__module__, cls.__qualname__]

    def __len__(self) -> int:
        return len(self._rights)

    def __iter__(self) -> Iterator[type]:
        return (found_class(cls) for cls in self._rights)
