"""Which fields with a resolver are never refused: those that are worked out of what their object already holds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

__all__ = ["at_hand", "is_at_hand"]

Resolver = TypeVar("Resolver", bound=Callable[..., Any])

_MARK = "__at_hand__"


def at_hand(resolver: Resolver) -> Resolver:
    """Mark a resolver that reads nothing, counts nothing and takes no argument that can be wrong.

    All others may be refused, so their fields are nullable whatever the resolver's annotation says: one refusal must
    not take the rest of an answer with it.
    """
    setattr(resolver, _MARK, True)
    return resolver


def is_at_hand(resolver: object) -> bool:
    """Whether the resolver is marked so."""
    return getattr(resolver, _MARK, False) is True
