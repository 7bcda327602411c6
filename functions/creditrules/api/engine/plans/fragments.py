"""Pieces of JSON that were written of objects, for answers in which the same stands: known again, and bounded.

They are known again by the very things that they hang on, and never by equal ones: 1 and 1.0 are equal, and written
otherwise. What is of one applicant alone is left open in them.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from operator import is_
from sys import getsizeof
from threading import Lock
from typing import Any, Final, NamedTuple

from creditrules.api.engine.plans.leaves import Writer
from creditrules.api.engine.plans.run import NULL

__all__ = ["Fragment", "Fragments", "Gap", "Open"]

MOST_FRAGMENTS: Final = 2_000
MOST_BYTES: Final = 512 * 1024
"""Of the fragments kept for those who ask alike, with what holds them together."""
_AROUND: Final = 1_000
_EACH: Final = 16
_GAP: Final = 100
"""Bytes of a fragment, of each thing that it stands on, and of each gap, apart from the texts; about."""


class Gap(NamedTuple):
    """A field that is left open. head: what is written before its value. read: gives that of the thing it is of."""

    head: str
    write: Writer
    read: Callable[[Any], Any]

    def written(self, of: Any) -> tuple[str, int]:
        """How it stands there, and what it takes of the answer. Raises what the writer does."""
        found = self.read(of)
        return (NULL, 0) if found is None else self.write(found)[:2]


Open = tuple[int, Gap, Any]
"""Where in what was written so far a gap's value stands, and of what it is."""


class Fragment(NamedTuple):
    """What was written, but for its gaps.

    on: what it stands on, which it holds, so that nothing else comes to be taken for it. text: before the first gap.
    gaps: each with the place of what it is of among the parts of what is told, and the text after it. size: without
    what stands in the gaps.
    """

    on: tuple[object, ...]
    text: str
    gaps: tuple[tuple[int, Gap, str], ...]
    size: int
    objects: int


class Fragments:
    """Of those who ask alike; thread-safe. Nothing of them is of one applicant.

    What is asked for once is not kept: most combinations of many rows never come again.
    """

    __slots__ = ("_kept", "_left", "_lock", "_met")

    def __init__(self) -> None:
        self._kept: dict[Hashable, Fragment] = {}
        self._met: set[int] = set()
        self._left = MOST_BYTES
        self._lock = Lock()

    def find(self, name: Hashable, on: tuple[object, ...]) -> Fragment | None:
        """What was kept under the name, if it stands on these very things."""
        kept = self._kept.get(name)
        return kept if kept is not None and len(kept.on) == len(on) and all(map(is_, kept.on, on)) else None

    def awaits(self, name: Hashable, on: tuple[object, ...]) -> bool:
        """Whether it is to be kept: it was asked for before, on the same things, or by its hash seems to have been."""
        met, hashed = self._met, hash((name, *map(id, on)))
        if hashed in met:
            return True
        if len(met) >= MOST_FRAGMENTS:
            met.clear()
        met.add(hashed)
        return False

    def keep(self, name: Hashable, fragment: Fragment) -> None:
        """Keep what was written, in place of what the name had; where there is no room left, in place of all."""
        takes = _bytes(fragment)
        with self._lock:
            before = self._kept.pop(name, None)
            self._left += _bytes(before) if before else 0
            if takes > self._left or len(self._kept) >= MOST_FRAGMENTS:
                self._kept.clear()
                self._left = MOST_BYTES
            if takes <= self._left:
                self._kept[name] = fragment
                self._left -= takes


def _bytes(fragment: Fragment) -> int:
    texts = getsizeof(fragment.text) + sum(getsizeof(text) for _, _, text in fragment.gaps)
    return texts + _AROUND + _EACH * len(fragment.on) + _GAP * len(fragment.gaps)
