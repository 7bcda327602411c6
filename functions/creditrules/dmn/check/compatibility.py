"""Whether a value of one static type can become one of another (DMN 1.5, clause 10.3.2.9.4); doubt counts as yes."""

from __future__ import annotations

from collections.abc import Iterable

from creditrules.feel import (
    ANY,
    DATE,
    DATE_TIME,
    NULL,
    ContextType,
    FunctionType,
    ListType,
    RangeType,
    SimpleType,
    Type,
)

__all__ = ["common_type", "item_of", "may_become"]


def may_become(given: Type, wanted: Type) -> bool:
    """Whether some value of `given` converts to `wanted` without becoming null."""
    if ANY in (given, wanted) or given in (wanted, NULL):
        return True
    match given, wanted:
        case ListType(item), ListType(of):
            return may_become(item, of)
        case ListType(item), _:
            return may_become(item, wanted)
        case _, ListType(of):
            return may_become(given, of)
        case RangeType(item), RangeType(of):
            return may_become(item, of)
        case ContextType(entries), ContextType(required):
            there = dict(entries)
            return all(may_become(there[name], type_) if name in there else given.open for name, type_ in required)
        case FunctionType(), FunctionType():
            return True
        case SimpleType(), SimpleType():
            return (given, wanted) == (DATE, DATE_TIME)
    return False


def common_type(types: Iterable[Type]) -> Type:
    """The type all of them are; Any where they differ. Null fits everything."""
    found: Type | None = None
    for type_ in types:
        if type_ in (NULL, found):
            continue
        if found is not None:
            return ANY
        found = type_
    return NULL if found is None else found


def item_of(type_: Type) -> Type:
    """The type of what a loop over a value of `type_` sees."""
    if isinstance(type_, ListType | RangeType):
        return type_.item
    return type_
