"""Fields that a function resolves: its docstring is what clients read."""

from __future__ import annotations

from collections.abc import Callable
from inspect import getdoc
from typing import Any, TypeVar

import strawberry

__all__ = ["field"]

Resolver = TypeVar("Resolver", bound=Callable[..., Any])


def field(resolver: Resolver) -> Resolver:
    """A field of the schema, described by the resolver's docstring; it stays callable as the method that it is."""
    described: Any = strawberry.field(resolver, description=" ".join((getdoc(resolver) or "").split()))
    resolved: Resolver = described
    return resolved
