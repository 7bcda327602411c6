"""One item moved by a conditional write, so that of two who move it at once neither is lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeVar

from creditrules.store.keys import NEVER_OVERWRITTEN
from creditrules.store.port import REVISION, AtRevision, Item, ItemKey, Put, Table
from creditrules.store.tries import pause

__all__ = ["move"]

_FIRST: Final = 1
_TRIES: Final = 8
_LONGEST_PAUSE: Final = 1

Moved = TypeVar("Moved")


def move(
    table: Table,
    place: ItemKey,
    change: Callable[[Item | None], tuple[Item, Moved]],
    unmoved: Callable[[int], AtRevision],
) -> Moved | None:
    """Put what `change` makes of the item that is there; what it makes besides, or None where others always came first.

    unmoved: the condition at a revision. Where a write is not acknowledged and yet took effect, the change is made
    twice: only for what may count a little too much.
    """
    for tries in range(_TRIES):
        there = table.read([place]).get(place)
        item, made = change(there)
        revision = there[REVISION] + 1 if there else _FIRST
        condition = unmoved(there[REVISION]) if there else NEVER_OVERWRITTEN
        if table.transact([Put(place, {**item, REVISION: revision}, condition)]) is None:
            return made
        pause(min(tries, _LONGEST_PAUSE))
    return None
