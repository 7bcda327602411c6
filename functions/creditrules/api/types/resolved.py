"""How types of the schema come by their fields: resolved by a function, or told as the domain has them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from functools import cache
from inspect import getdoc
from typing import Any, TypeVar

import strawberry
from strawberry.types import get_object_definition

__all__ = ["field", "link", "linked", "told"]

Resolver = TypeVar("Resolver", bound=Callable[..., Any])
Told = TypeVar("Told")


def field(resolver: Resolver) -> Resolver:
    """A field of the schema, described by the resolver's docstring; it stays callable as the method that it is."""
    described: Any = strawberry.field(resolver, description=_description(resolver))
    resolved: Resolver = described
    return resolved


def linked() -> Any:
    """The place of a field whose type leads back here: its resolver stands above both, in `links`."""
    return strawberry.field(_unlinked)


def link(owner: type, name: str, resolver: Callable[..., Any]) -> None:
    """Let the function resolve the owner's `linked` field of that name, in all types that inherit it as well."""
    place: Any = get_object_definition(owner, strict=True).get_field(name)
    place(resolver).description = _description(resolver)
    place.type_annotation, place.arguments = place.base_resolver.type_annotation, place.base_resolver.arguments


def told(kind: type[Told], source: object, **given: Any) -> Told:
    """A value of a type of the schema: its plain fields are those of `source` by the same names, but for the given."""
    known: Any = kind
    return kind(**{name: getattr(source, name) for name in _plain_fields(known) if name not in given}, **given)


@cache
def _plain_fields(kind: type[Any]) -> tuple[str, ...]:
    return tuple(each.name for each in fields(kind) if each.init)


class _Unlinked:
    """The type of a place until it is linked: none of the schema's, so a schema in which one is left is refused."""


def _unlinked() -> _Unlinked:
    return _Unlinked()


def _description(resolver: Callable[..., Any]) -> str:
    return " ".join((getdoc(resolver) or "").split())
