"""Whether two places that take the same value allow the same ones of it."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from creditrules.dmn.domains.allowed import Allowed
from creditrules.dmn.domains.domain import Domain
from creditrules.dmn.table.build import limit_of
from creditrules.dmn.table.region import NOTHING

__all__ = ["Disagreement", "disagreements"]


class Disagreement(StrEnum):
    """CROSSING: each allows values that the other does not. APART: no value is allowed by both."""

    CROSSING = "CROSSING"
    APART = "APART"


def disagreements(one: Domain, other: Domain, path: str) -> Iterator[tuple[str, Disagreement]]:
    """The places in a value of both domains about which they disagree, from `path` on.

    What one of them allows as a part of what the other does is no disagreement; allowed values that are no set of
    values of one kind are not compared.
    """
    found = _compared(one.allowed, other.allowed)
    if found is not None:
        yield path, found
    if one.item is not None and other.item is not None:
        yield from disagreements(one.item, other.item, path)
    entries = dict(other.entries)
    for name, entry in one.entries:
        if name in entries:
            yield from disagreements(entry, entries[name], f"{path}.{name}")


def _compared(one: Allowed | None, other: Allowed | None) -> Disagreement | None:
    first, second = (limit_of([allowed]) if allowed else None for allowed in (one, other))
    if first is None or second is None or first.kind != second.kind:
        return None
    if first.region.intersection(second.region) == NOTHING:
        return Disagreement.APART
    only_first = first.region.intersection(second.region.complement())
    only_second = second.region.intersection(first.region.complement())
    return Disagreement.CROSSING if NOTHING not in {only_first, only_second} else None
