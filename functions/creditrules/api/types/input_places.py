"""Where in an input a refusal lies: use cases name what they were given, and the input may have it elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from creditrules.api.types.scalars import JSON

__all__ = ["place_in"]


def place_in(kind: type, path: Sequence[str]) -> tuple[str, ...]:
    """The place in an input of this type that the path means, as far as there is such a one.

    What it has in an object of its own, such as the statement, is found there. What it does not have was said earlier,
    in the proposal that it is about; else it is the input as a whole.
    """
    from strawberry.types import has_object_definition  # noqa: PLC0415 - for those alone whose input was refused

    fields = _fields(kind)
    if not path:
        return ()
    if path[0] == "change" and "change" not in fields:
        path = ("statement", *path[1:])
    if path[0] in fields:
        return path[0], *_further(fields[path[0]], path[1:])
    for name, inner in fields.items():
        if has_object_definition(inner) and path[0] in _fields(inner):
            return name, *_further(inner, path)
    return ("proposal",) if "proposal" in fields else ()


def _further(kind: Any, path: Sequence[str]) -> tuple[str, ...]:
    """As much of the path as leads into a value of the type; facts have any names, and texts their lines."""
    from strawberry.types import has_object_definition  # noqa: PLC0415 - as above
    from strawberry.types.base import StrawberryList  # noqa: PLC0415 - as above

    if kind in {JSON, str} or not path:
        return tuple(path)
    if isinstance(kind, StrawberryList):
        return (path[0], *_further(_plain(kind.of_type), path[1:])) if path[0].isdecimal() else ()
    if has_object_definition(kind) and path[0] in _fields(kind):
        return path[0], *_further(_fields(kind)[path[0]], path[1:])
    return ()


@cache
def _fields(kind: type) -> Mapping[str, Any]:
    """By the name that clients give it, the type of each field, null or not."""
    from strawberry.types import get_object_definition  # noqa: PLC0415 - as above
    from strawberry.utils.str_converters import to_camel_case  # noqa: PLC0415 - as above

    definition = get_object_definition(kind, strict=True)
    return {each.graphql_name or to_camel_case(each.python_name): _plain(each.type) for each in definition.fields}


def _plain(kind: Any) -> Any:
    from strawberry.types.base import StrawberryOptional  # noqa: PLC0415 - as above

    return kind.of_type if isinstance(kind, StrawberryOptional) else kind
