"""What is known of a value's kind: enough to choose FEEL's words for it."""

from __future__ import annotations

from enum import Enum
from typing import TypeAlias

from creditrules.records import dataclass

__all__ = ["Kind", "ListShape", "ObjectShape", "Shape", "entry", "is_object", "item", "joined"]


class Kind(Enum):
    """A kind without parts.

    MOMENT: a FEEL date and time that ZEN has as seconds since 1970. SPAN: a FEEL duration that ZEN has as seconds.
    DATE: a FEEL date and time that ZEN has as a date. UNKNOWN: anything.
    """

    NUMBER = "number"
    STRING = "string"
    BOOLEAN = "boolean"
    NULL = "null"
    MOMENT = "moment"
    SPAN = "span"
    DATE = "date"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class ListShape:
    """A list of one shape."""

    item: Shape


@dataclass(frozen=True, slots=True)
class ObjectShape:
    """An object; `open` where it may have more entries than are known."""

    entries: tuple[tuple[str, Shape], ...]
    open: bool = False


Shape: TypeAlias = Kind | ListShape | ObjectShape


def joined(left: Shape, right: Shape) -> Shape:
    """What holds of both: of the branches of a conditional, the items of a list."""
    if left == right or right is Kind.NULL:
        return left
    if left is Kind.NULL:
        return right
    match left, right:
        case ListShape(a), ListShape(b):
            return ListShape(joined(a, b))
        case ObjectShape(entries), ObjectShape(others):
            known = dict(entries)
            for name, shape in others:
                known[name] = joined(known[name], shape) if name in known else shape
            return ObjectShape(tuple(known.items()), left.open or right.open)
    return Kind.UNKNOWN


def item(shape: Shape) -> Shape:
    """What a list of this shape holds."""
    return shape.item if isinstance(shape, ListShape) else Kind.UNKNOWN


def entry(shape: Shape, name: str) -> Shape | None:
    """What an object has under a name; None where it has nothing."""
    if isinstance(shape, ObjectShape):
        return dict(shape.entries).get(name, Kind.UNKNOWN if shape.open else None)
    return Kind.UNKNOWN if shape is Kind.UNKNOWN else None


def is_object(shape: Shape) -> bool:
    """Whether it is an object for certain."""
    return isinstance(shape, ObjectShape)
