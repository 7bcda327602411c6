"""Fields that a function resolves: its docstring is what clients read."""

from __future__ import annotations

from collections.abc import Callable
from inspect import getdoc
from typing import Any, TypeVar

import strawberry
from strawberry.types import get_object_definition

__all__ = ["field", "link", "linked"]

Resolver = TypeVar("Resolver", bound=Callable[..., Any])


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


def _unlinked() -> None:
    raise NotImplementedError


def _description(resolver: Callable[..., Any]) -> str:
    return " ".join((getdoc(resolver) or "").split())
