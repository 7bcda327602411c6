"""Facts entry by entry."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from creditrules.feel import Value

__all__ = ["leaves_of"]


def leaves_of(facts: Mapping[str, Value], before: str = "") -> Iterator[tuple[str, Value]]:
    """Entries by their whole names; within contexts those that are null are left out."""
    for name, value in facts.items():
        if isinstance(value, dict):
            yield from leaves_of(value, f"{before}{name}.")
        elif value is not None or not before:
            yield f"{before}{name}", value
