"""Resolvers as they are called: an attribute, a function of the object, or one that takes arguments besides."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from operator import attrgetter
from typing import Any, TypeAlias

from creditrules.api.engine.plans.marks import ATTRIBUTE, CALL, KEEPING, SETTLED, WITHOUT_INFO
from creditrules.api.schema.conversions import Convert, Form, Inputs
from creditrules.api.types.settled import is_settled, keeping_of

__all__ = ["Resolver", "Taken", "is_attribute", "reading", "resolving"]

Resolver: TypeAlias = Callable[..., Any]
Taken: TypeAlias = tuple[str, str, Form]
"""An argument: its name for clients, its name in Python, and its form."""


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


def resolving(call: Resolver, info_name: str, taken: Sequence[Taken], inputs: Inputs) -> Resolver:
    """A resolver that calls a function.

    info_name: under which it wants `info`, "" if not; of it there are the context and the field's name.
    """
    made: Callable[[Resolver], Resolver] = _calling
    if taken or info_name:
        made = partial(_converting, info_name=info_name, taken=taken, inputs=inputs)
    resolved = made(call)
    if is_settled(call):
        setattr(resolved, SETTLED, True)
    keeping = keeping_of(call)
    if keeping is not None:
        setattr(resolved, KEEPING, keeping._replace(values=made(keeping.values)))
    return resolved


def _calling(call: Resolver) -> Resolver:
    def resolved(source: Any, _info: Any, /) -> Any:
        return call(source)

    setattr(resolved, WITHOUT_INFO, True)
    setattr(resolved, CALL, call)
    return resolved


def _converting(call: Resolver, *, info_name: str, taken: Sequence[Taken], inputs: Inputs) -> Resolver:
    """How to convert is found with the first call."""
    prepared: list[tuple[str, str, Convert]] | None = None

    def resolved(source: Any, info: Any, /, **given: Any) -> Any:
        nonlocal prepared
        if prepared is None:
            prepared = [(name, python, inputs.conversion(form)) for name, python, form in taken]
        named = {python: convert(given[name]) for name, python, convert in prepared if name in given}
        if info_name:
            named[info_name] = info
        return call(source, **named)

    if not info_name:
        setattr(resolved, WITHOUT_INFO, True)
    return resolved
