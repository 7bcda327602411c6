"""How types of the schema come by their fields: resolved by a function, or told as the domain has them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, wraps
from inspect import Parameter, signature
from operator import attrgetter
from typing import Any, Final, TypeVar, overload

from creditrules.api.types.arguments import After, Before, First, Last
from creditrules.api.types.declared import Field, declared_field, definition_if_made, given_names
from creditrules.api.types.permissions import needs as needing
from creditrules.auth import Action
from creditrules.desk import asked_page
from creditrules.errors import Refusal

__all__ = ["field", "is_linked", "link", "linked", "paged", "told", "within"]

Resolver = TypeVar("Resolver", bound=Callable[..., Any])
Told = TypeVar("Told")


@overload
def field(resolver: Resolver, /) -> Resolver: ...


@overload
def field(*, needs: Action) -> Callable[[Resolver], Resolver]: ...


def field(resolver: Resolver | None = None, *, needs: Action | None = None) -> Any:
    """A field of the schema, described by the resolver's docstring; it stays callable as the method that it is.

    needs: the right that it needs, where that is another than its type's.
    """

    def described(resolver: Resolver) -> Resolver:
        made: Any = Field(resolver, {"directives": needing(needs) if needs else ()}, described=True)
        resolved: Resolver = made
        return resolved

    return described if resolver is None else described(resolver)


def paged(resolver: Resolver) -> Resolver:
    """A resolver whose `asked` is the page that the field's arguments first, after, last and before ask for."""
    around: list[Parameter] = []
    for parameter in signature(resolver).parameters.values():
        around.extend(_PAGE if parameter.name == "asked" else [parameter])

    @wraps(resolver)
    def resolved(
        *args: Any,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
        **given: Any,
    ) -> Any:
        return resolver(*args, asked=asked_page(first, after, last, before), **given)

    told: Any = resolved
    told.__signature__ = signature(resolver).replace(parameters=around)
    told.__annotations__ = {each.name: each.annotation for each in around if each.annotation is not Parameter.empty}
    told.__annotations__["return"] = resolver.__annotations__["return"]
    known: Resolver = told
    return known


def linked(needs: Action | None = None) -> Any:
    """The place of a field whose type leads back here: its resolver stands above both, in `links`; needs as `field`."""
    return Field(_unlinked, {"directives": needing(needs) if needs else ()})


def link(owner: type, name: str, resolver: Callable[..., Any]) -> None:
    """Let the function resolve the owner's `linked` field of that name, in all types that inherit it as well."""
    written = declared_field(owner, name)
    written.resolver, written.described = resolver, True
    definition: Any = definition_if_made(owner)
    if definition is not None:
        place = definition.get_field(name)
        place(resolver).description = written.description
        place.type_annotation, place.arguments = place.base_resolver.type_annotation, place.base_resolver.arguments


@contextmanager
def within(*path: str) -> Iterator[None]:
    """Refusals of what is done inside name their field from the arguments on."""
    try:
        yield
    except Refusal as refusal:
        refusal.field = (*path, *refusal.field)
        raise


def told(kind: type[Told], source: object, **given: Any) -> Told:
    """A value of a type of the schema: its plain fields are those of `source` by the same names, but for the given."""
    known: Any = kind
    names, read = _plain_fields(known, tuple(given))
    given.update(zip(names, read(source), strict=True))
    return kind(**given)


@cache
def _plain_fields(kind: type[Any], given: tuple[str, ...]) -> tuple[tuple[str, ...], Callable[[object], Any]]:
    """The fields that are not given, and what reads all of them."""
    names = tuple(name for name in given_names(kind) if name not in given)
    if len(names) > 1:
        return names, attrgetter(*names)
    return names, lambda source: tuple(getattr(source, name) for name in names)


def _argument(name: str, annotation: Any) -> Parameter:
    return Parameter(name, Parameter.POSITIONAL_OR_KEYWORD, default=None, annotation=annotation)


_PAGE: Final = (
    _argument("first", First),
    _argument("after", After),
    _argument("last", Last),
    _argument("before", Before),
)


def is_linked(place: Field) -> bool:
    """Whether a field has its resolver: all but those that are `linked`, until they are."""
    return place.resolver is not _unlinked


class _Unlinked:
    """The type of a place until it is linked: none of the schema's, so a schema in which one is left is refused."""


def _unlinked() -> _Unlinked:
    return _Unlinked()
