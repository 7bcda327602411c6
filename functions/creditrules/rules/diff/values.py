"""Plain values of documents as the diff compares and shows them: alike exactly when their canonical forms are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final, TypeGuard

from creditrules.document import canonical

__all__ = ["Plain", "alike", "is_list", "leaves", "mark", "shown", "shown_pair"]

Plain = object
"""A value as `creditrules.document` reads it: mapping with text keys, list, text, number, boolean or None."""

_MOST_LEAVES: Final = 2000


def is_list(value: Plain) -> TypeGuard[Sequence[Plain]]:
    """Whether a value is written as a list."""
    return isinstance(value, list | tuple)


def mark(value: Plain) -> Hashable:
    """What two values share exactly when their canonical forms are equal; Python's own `==` takes True for 1."""
    if value is None or isinstance(value, str):
        return value
    match value:
        case bool():
            return ("boolean", value)
        case int() | Decimal():
            return ("number", Decimal(value))
        case Mapping():
            return ("mapping", frozenset((key, mark(part)) for key, part in value.items()))
        case list() | tuple():
            return ("list", *map(mark, value))
        case _:
            message = f"{type(value).__name__} is no value of a document."
            raise TypeError(message)


def shown(value: Plain) -> str:
    """A value for a reader: a text as it is, anything else as JSON."""
    return value if isinstance(value, str) else canonical(value).decode()


def shown_pair(before: Plain, after: Plain) -> tuple[str, str]:
    """Two values that differ, so that it can be seen: the text "18" beside the number 18 gets its quotes."""
    old, new = shown(before), shown(after)
    return (old, new) if old != new else (canonical(before).decode(), canonical(after).decode())


def alike(old: Counter[Hashable], new: Counter[Hashable]) -> float | None:
    """How much two collections share, from 0 to 1 (Dice's coefficient); None where both are empty."""
    total = old.total() + new.total()
    return 2 * (old & new).total() / total if total else None


def leaves(value: Plain) -> Counter[Hashable]:
    """The values inside a value with where they stand: what its likeness to another is measured by. Bounded."""
    found: Counter[Hashable] = Counter()
    for leaf in _leaves(value, ()):
        found[leaf] += 1
        if len(found) >= _MOST_LEAVES:
            break
    return found


def _leaves(value: Plain, path: tuple[str, ...]) -> Iterator[Hashable]:
    if isinstance(value, Mapping):
        for key, part in value.items():
            yield from _leaves(part, (*path, key))
    elif is_list(value):
        for part in value:
            yield from _leaves(part, path)
    else:
        yield path, mark(value)
