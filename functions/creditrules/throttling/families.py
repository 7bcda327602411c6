"""How many values one thing has had beside the same others, for very many others, in bounded memory.

A family is what stays while something varies; it and its values are digests of 64 bits. Nearly all families have one
value only and lie in two arrays, where a new one may take the place of another. Who has had a second value is kept by
itself, and goes when nothing came to it for longer than to as many others as are kept.
"""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Sequence
from typing import Final

__all__ = ["Families", "Member"]

Member = tuple[int, int]
"""A family, which is not 0, and a value of it."""

_BITS: Final = 18
"""Room for 262,144 families of one value, in 4 megabytes."""
_MOST_VARIED: Final = 1 << 15


class Families:
    """Not thread-safe: for who holds a lock.

    bits: the binary logarithm of how many families of one value there is room for; varied: of those with more.
    """

    def __init__(self, bits: int = _BITS, varied: int = _MOST_VARIED) -> None:
        self._bits = bits
        self._most = varied
        self.clear()

    def clear(self) -> None:
        """Forget all."""
        empty = array("Q", (0,))  # to make as many bytes first would take nearly twice as long, of each service's start
        self._names, self._values = (empty * (1 << self._bits) for _ in range(2))
        self._varied: OrderedDict[int, set[int]] = OrderedDict()

    def exceeds(self, members: Sequence[Member], most: int) -> bool:
        """Whether one of them would be a further value of a family that has had `most` already; `most`: at least 2."""
        varied = self._varied
        if not varied:
            return False
        for family, value in members:
            had = varied.get(family)
            if had is not None and value not in had and len(had) >= most:
                return True
        return False

    def varies(self, members: Sequence[Member]) -> bool:
        """Whether one of them would be a further value of a family that has had another."""
        return any(not self.holds(*member) and self._known(member[0]) for member in members)

    def holds(self, family: int, value: int) -> bool:
        """Whether the family has had this value."""
        had = self._varied.get(family)
        if had is not None:
            return value in had
        slot = family & ((1 << self._bits) - 1)
        return self._names[slot] == family and self._values[slot] == value

    def remember(self, members: Sequence[Member]) -> None:
        """Let the families have had these values."""
        varied, names, values, mask = self._varied, self._names, self._values, (1 << self._bits) - 1
        for family, value in members:
            slot = family & mask
            if names[slot] == family:  # then it has had one value only
                if values[slot] != value:
                    self._note_second(slot, value)
            elif (had := varied.get(family)) is not None:
                had.add(value)
                varied.move_to_end(family)
            else:
                names[slot], values[slot] = family, value

    def forget(self, members: Sequence[Member]) -> None:
        """Let the families not have had these values."""
        for family, value in members:
            had = self._varied.get(family)
            if had is not None:
                had.discard(value)
            elif self.holds(family, value):
                self._names[family & ((1 << self._bits) - 1)] = 0

    def _known(self, family: int) -> bool:
        had = self._varied.get(family)
        return bool(had) if had is not None else self._names[family & ((1 << self._bits) - 1)] == family

    def _note_second(self, slot: int, value: int) -> None:
        self._varied[self._names[slot]] = {self._values[slot], value}
        self._names[slot] = 0
        if len(self._varied) > self._most:
            self._varied.popitem(last=False)
