"""Where in an input a refusal lies: use cases name what they were given, and the input may have it elsewhere.

What an input has is read of its class as it was declared: strawberry defines all types together, which takes longer
than most mutations, and may not have done so yet.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints

from creditrules.api.types.declared import declared_field, given_names, is_declared
from creditrules.api.types.scalars import JSON

__all__ = ["camel", "place_in"]


def place_in(kind: type, path: Sequence[str]) -> tuple[str, ...]:
    """The place in an input of this type that the path means, as far as there is such a one.

    What it has in an object of its own, such as the statement, is found there. What it does not have was said earlier,
    in the proposal that it is about; else it is the input as a whole.
    """
    fields = _fields(kind)
    if not path:
        return ()
    if path[0] == "change" and "change" not in fields:
        path = ("statement", *path[1:])
    if path[0] in fields:
        return path[0], *_further(fields[path[0]], path[1:])
    for name, inner in fields.items():
        if is_declared(inner) and path[0] in _fields(inner):
            return name, *_further(inner, path)
    return ("proposal",) if "proposal" in fields else ()


def _further(kind: Any, path: Sequence[str]) -> tuple[str, ...]:
    """As much of the path as leads into a value of the type; facts have any names, and texts their lines."""
    if kind in {JSON, str} or not path:
        return tuple(path)
    if get_origin(kind) is list:
        [item] = get_args(kind)
        return (path[0], *_further(_plain(item), path[1:])) if path[0].isdecimal() else ()
    if is_declared(kind) and path[0] in _fields(kind):
        return path[0], *_further(_fields(kind)[path[0]], path[1:])
    return ()


@cache
def _fields(kind: type) -> Mapping[str, Any]:
    """By the name that clients give it, the type of each field, null or not."""
    types = get_type_hints(kind)
    return {_client_name(kind, name): _plain(types[name]) for name in given_names(kind)}


def _client_name(kind: type, name: str) -> str:
    try:
        said = declared_field(kind, name).said.get("name")
    except AttributeError:  # declared by its annotation alone
        said = None
    return said or camel(name)


def _plain(kind: Any) -> Any:
    """Without null."""
    others = [each for each in get_args(kind) if each is not NoneType]
    return others[0] if len(others) < len(get_args(kind)) else kind


def camel(name: str) -> str:
    """As clients write a name."""
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)
