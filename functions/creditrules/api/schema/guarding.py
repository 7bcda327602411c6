"""What is put around a resolver, so that nobody has what comes of it without the right to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from creditrules.api.engine.plans.marks import marked
from creditrules.auth import Action, Principal, permitted, require

__all__ = ["Resolver", "guarded"]

Resolver: TypeAlias = Callable[..., Any]


def guarded(resolve: Resolver, action: Action | None, kinds: Mapping[type, Action]) -> Resolver:
    """A resolver that asks for a right, if one is given, and for those of the kinds of things that may come of it."""
    if kinds:
        resolve = _refusing_kinds(resolve, kinds)
    return resolve if action is None else _refusing(resolve, action)


def _refusing(resolve: Resolver, action: Action) -> Resolver:
    def resolved(source: Any, info: Any, /, **given: Any) -> Any:
        principal: Principal = info.context.principal
        if action not in permitted(principal):
            require(principal, action)
        return resolve(source, info, **given)

    return marked(resolved, around=resolve, needs=action)


def _refusing_kinds(resolve: Resolver, kinds: Mapping[type, Action]) -> Resolver:
    """As a field of an interface is resolved: what comes of it may be of a kind that is not for the principal."""

    def resolved(source: Any, info: Any, /, **given: Any) -> Any:
        value = resolve(source, info, **given)
        action = kinds.get(type(value))
        if action is not None:
            require(info.context.principal, action)
        return value

    return marked(resolved, around=resolve, kinds=kinds)
