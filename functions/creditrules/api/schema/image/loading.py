"""What fields of an image do, made of the classes in Python by the very functions that make it for the built schema."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib import import_module
from typing import Any

from graphql import GraphQLScalarType
from strawberry.schema.config import StrawberryConfig
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.field import StrawberryField

from creditrules.api.schema.direct import direct_resolver, reading
from creditrules.api.schema.image.forms import Class, Resolver
from creditrules.api.schema.rights import guarded
from creditrules.api.types.resolved import is_linked
from creditrules.api.types.scalars import SCALARS
from creditrules.auth import Action

__all__ = ["definition", "is_of", "kind_of", "made_input", "resolver", "scalar_named"]


@cache
def _converter() -> GraphQLCoreConverter:
    config = StrawberryConfig(scalar_map=SCALARS)
    return GraphQLCoreConverter(config, {}, config.scalar_map, lambda told: told.fields)


def definition(written: Resolver) -> StrawberryField:
    """The field as strawberry has it, of one that is more than an attribute."""
    assert written.owner  # noqa: S101  (as said)
    found = _field(written.owner, written.name)
    if not is_linked(found):
        import_module("creditrules.api.types.links").link_types()
    return found


def resolver(written: Resolver) -> Callable[..., Any]:
    """The resolver, with what guards it."""
    if written.owner:
        field = definition(written)
        made = direct_resolver(field, _converter()) or _converter().from_resolver(field)
    else:
        made = reading(written.name)
    return guarded(made, Action(written.action) if written.action else None, _Kinds(written) if written.kinds else {})


def is_of(cls: Class) -> Callable[..., Any]:
    """What tells whether something is of that object type."""
    return _there(_converter().from_object(_loaded(cls).__strawberry_definition__).is_type_of)


def kind_of(cls: Class) -> Callable[..., Any]:
    """What tells of which type something is that has that interface."""
    return _there(_converter().from_interface(_loaded(cls).__strawberry_definition__).resolve_type)


def made_input(cls: Class) -> Callable[..., Any]:
    """What looks at an input object besides its fields."""
    return _converter().from_input_object(_loaded(cls)).out_type


def scalar_named(name: str) -> GraphQLScalarType:
    """A scalar, as the built schema has it."""
    known: tuple[tuple[Any, Any], ...] = (
        *SCALARS.items(),
        *_converter().scalar_registry.items(),
    )  # ours in place of strawberry's
    return next(_converter().from_scalar(of) for of, told in known if getattr(told, "name", None) == name)


class _Kinds(Mapping[type, Action]):
    """Rights by class, for which none of the classes need be there."""

    def __init__(self, written: Resolver) -> None:
        self._rights = {(module, name): Action(right) for (module, name), right in written.kinds}

    def __getitem__(self, cls: type) -> Action:
        return self._rights[cls.__module__, cls.__qualname__]

    def __len__(self) -> int:
        return len(self._rights)

    def __iter__(self) -> Iterator[type]:
        return (_loaded(cls) for cls in self._rights)


def _there(found: Callable[..., Any] | None) -> Callable[..., Any]:
    assert found is not None  # noqa: S101  (asked for of those alone that have it)
    return found


def _field(owner: Class, name: str) -> StrawberryField:
    fields: list[StrawberryField] = _loaded(owner).__strawberry_definition__.fields
    return next(each for each in fields if each.python_name == name)


def _loaded(cls: Class) -> Any:
    module, name = cls
    found: Any = import_module(module)
    for part in name.split("."):
        found = getattr(found, part)
    return found
