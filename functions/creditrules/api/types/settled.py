"""Which fields are settled: their values hang on nothing but what their object stands on.

That is a document or a version, a rule's finding and the like, the rights and the languages of who asks, and documents
as they are until the next one moves or something begins or ends. What speaks of the applicant, of the moment itself, of
who asks, or of what else may change, is not settled, nor is what is counted, or costs more than to read it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from inspect import signature
from typing import Any, Final, TypeVar, get_origin

from creditrules.api.engine.plans.keeping import Keeping
from creditrules.api.engine.plans.marks import SETTLED_ATTRIBUTES
from creditrules.api.types.declared import declared_name, given_names

__all__ = ["is_settled", "keeping_of", "kept", "settled", "settled_attributes"]

Resolver = TypeVar("Resolver", bound=Callable[..., Any])
Made = TypeVar("Made", bound=type)

_SETTLED: Final = "__settled__"
_KEEPING: Final = "__keeping__"


def settled(resolver: Resolver) -> Resolver:
    """Mark a resolver whose field is settled."""
    setattr(resolver, _SETTLED, True)
    return resolver


def is_settled(resolver: object) -> bool:
    """Whether the resolver is marked so."""
    return getattr(resolver, _SETTLED, False) is True


def settled_attributes(*, but: tuple[str, ...] = ()) -> Callable[[Made], Made]:
    """Mark a type whose fields without a resolver are settled, apart from those of these names."""

    def marked(made: Made) -> Made:
        SETTLED_ATTRIBUTES[declared_name(made)] = frozenset(given_names(made)).difference(but)
        return made

    return marked


def kept(type_: Any, keeping: Keeping) -> Callable[[Callable[..., Any]], Any]:
    """A field of objects that are known again, made of a function that gives the values of which they tell.

    type_: the annotation of the field.
    """

    def described(values: Callable[..., Any]) -> Any:
        @wraps(values)
        def resolved(self: Any, *args: Any, **given: Any) -> Any:
            found = values(self, *args, **given)
            if found is None or not listed:
                return None if found is None else keeping.tell(self, found)
            return [keeping.tell(self, each) for each in found]

        listed = get_origin(type_) is list
        told: Any = resolved
        told.__signature__ = signature(values).replace(return_annotation=type_)
        told.__annotations__ = {**values.__annotations__, "return": type_}
        setattr(told, _KEEPING, keeping._replace(values=values))
        return told

    return described


def keeping_of(resolver: object) -> Keeping | None:
    """How the resolver's objects are known again; None where they are not."""
    found: Keeping | None = getattr(resolver, _KEEPING, None)
    return found
