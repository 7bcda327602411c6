"""Unknown values in operators: what is known nevertheless, and which facts are missing otherwise."""

from __future__ import annotations

from collections.abc import Iterable

from creditrules.feel.values.kinds import Unknown, Value

__all__ = ["missing_of", "unknown_among"]


def unknown_among(values: Iterable[Value]) -> Unknown | None:
    """One Unknown with the missing facts of all that are among `values`; None if none is."""
    found = [value for value in values if type(value) is Unknown]
    if not found:
        return None
    return found[0] if len(found) == 1 else Unknown(missing_of(found))


def missing_of(values: Iterable[Value]) -> frozenset[str]:
    """The missing facts of all unknown values."""
    return frozenset().union(*(value.missing for value in values if isinstance(value, Unknown)))
