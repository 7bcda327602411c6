"""Marks of resolvers: what they do and no more, so that a plan does it without them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar

from creditrules.auth import Action
from creditrules.records import dataclass, field

__all__ = [
    "ATTRIBUTE",
    "CALL",
    "KEEPING",
    "SETTLED",
    "SETTLED_ATTRIBUTES",
    "WITHOUT_INFO",
    "Guarded",
    "marked",
    "taken_apart",
]

Resolver = TypeVar("Resolver", bound=Callable[..., Any])

ATTRIBUTE: Final = "attribute"
"""What resolvers that read an attribute, and do nothing else, have its name under."""
CALL: Final = "call"
"""What resolvers that call a function with the object, and do nothing else, have it under."""
WITHOUT_INFO: Final = "without_info"
"""What resolvers have that never look at the `info` that they are given."""
SETTLED: Final = "settled"
"""What resolvers have whose value hangs on nothing but what their object stands on, see `keeping`."""
KEEPING: Final = "keeping"
"""What resolvers of such objects have under it how these are known again, a `Keeping`."""
SETTLED_ATTRIBUTES: Final[dict[str, frozenset[str]]] = {}
"""By the name of a type, those of its attributes that hang on nothing else; there once the type is."""
_GUARD: Final = "guard"


@dataclass(frozen=True, slots=True)
class Guarded:
    """A resolver without the guards around it.

    needs: the rights that are asked for before it is called. kinds: by class, what is needed of what may come of it.
    """

    inner: Callable[..., Any]
    needs: tuple[Action, ...] = ()
    kinds: Mapping[type, Action] = field(default_factory=dict)


def marked(
    resolver: Resolver,
    *,
    around: Callable[..., Any],
    needs: Action | None = None,
    kinds: Mapping[type, Action] | None = None,
) -> Resolver:
    """The resolver, marked as one that does nothing else but ask for these rights, besides what it is around."""
    within = taken_apart(around)
    asked = within.needs if needs is None else (needs, *within.needs)
    setattr(resolver, _GUARD, Guarded(within.inner, asked, {**within.kinds, **(kinds or {})}))
    return resolver


def taken_apart(resolver: Callable[..., Any]) -> Guarded:
    """What the resolver is made of; one without marks is whole."""
    guard: Guarded | None = getattr(resolver, _GUARD, None)
    return Guarded(resolver) if guard is None else guard
