"""What an image of a schema is made of: plain tuples, texts and numbers, as `marshal` writes them.

Nothing here or in `reading` imports strawberry: a process that asks nothing does without it.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from creditrules.api.schema.conversions import Class
from creditrules.api.schema.resolving import Taken

__all__ = [
    "Argument",
    "Class",
    "EnumForm",
    "FieldForm",
    "Image",
    "InputForm",
    "Ref",
    "Resolver",
    "ScalarForm",
    "TypeForm",
]

Ref = str | tuple[str, Any]
"""A type: a name, or ("!" or "[", the type inside)."""


class Argument(NamedTuple):
    """Of a field, or a field of an input object.

    default: () for none, (value,), or module, class and member of an enum. most: how many items a list may have.
    """

    name: str
    type: Ref
    default: tuple[Any, ...]
    description: str | None
    deprecated: str | None
    most: int | None


class Resolver(NamedTuple):
    """How a field is resolved.

    owner: the class that has it, where it is more than an attribute. name: Python's for it. action: the right that is
    asked for; "" where all who get there have it. kinds: rights by the class of what comes of it. info: under which
    name it wants `info`; "" where it does not. taken: its arguments.
    """

    owner: Class | tuple[()]
    name: str
    action: str
    kinds: tuple[tuple[Class, str], ...]
    info: str
    taken: tuple[Taken, ...]


class FieldForm(NamedTuple):
    """A field of an object type or an interface. needs: the right that it is told to need."""

    name: str
    type: Ref
    arguments: tuple[Argument, ...]
    description: str | None
    deprecated: str | None
    needs: str
    resolver: Resolver


class TypeForm(NamedTuple):
    """An object type or an interface.

    needs: "" where it says nothing. told: whether its objects have to be told from those of others.
    """

    name: str
    description: str | None
    abstract: bool
    cls: Class
    needs: str
    told: bool
    interfaces: tuple[str, ...]
    fields: tuple[FieldForm, ...]


class InputForm(NamedTuple):
    """An input object. made: whether what comes in is looked at besides its fields.

    parts, unsaid: see `creditrules.api.schema.conversions.Parts`.
    """

    name: str
    description: str | None
    cls: Class
    made: bool
    fields: tuple[Argument, ...]
    parts: tuple[Taken, ...]
    unsaid: tuple[str, ...]


class EnumForm(NamedTuple):
    """An enum. values: name, value, description and why it is deprecated."""

    name: str
    description: str | None
    cls: Class
    values: tuple[tuple[str, str, str | None, str | None], ...]


class ScalarForm(NamedTuple):
    """A scalar that GraphQL does not have itself."""

    name: str
    description: str | None
    specified_by: str | None


class Image(NamedTuple):
    """A schema. types: by name, in order, each as a number of its kind and its parts; () for those of GraphQL itself.

    directives: name, places, arguments, description, whether it may stand twice; a name alone for GraphQL's own.
    documents: that are sound in it, by their digests, see `creditrules.api.engine.preparing.sound_documents`.
    implementations: objects and interfaces by the interface that they implement.
    """

    types: dict[str, tuple[Any, ...]]
    query: str
    mutation: str
    directives: tuple[Any, ...]
    implementations: dict[str, tuple[tuple[str, ...], tuple[str, ...]]]
    documents: dict[str, dict[str, int]]
