"""Where two sides contradict each other: the conflicts, and whose word is taken."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from creditrules.rules.diff.meanings import Sayings
from creditrules.rules.diff.parts import Section
from creditrules.rules.diff.tables import ABSENT
from creditrules.rules.diff.values import Plain, mark, shown
from creditrules.rules.merge.parts import Conflict, ConflictKind, Side
from creditrules.rules.merge.sequences import Trio, arranged

__all__ = ["Settling"]


class Settling:
    """Collects the conflicts of a merge. choices: the side that is taken, by the conflict's place."""

    def __init__(self, choices: Mapping[str, Side]) -> None:
        self.sayings = Sayings()
        self.section = Section.METADATA
        self.conflicts: list[Conflict] = []
        self._choices = choices
        self._places: set[str] = set()

    def settle(self, kind: ConflictKind, place: str, base: Plain, theirs: Plain, ours: Plain) -> Side:
        """A conflict told, and the side that is taken; theirs while nobody has chosen."""
        place = self._own_place(place)
        taken = self._choices.get(place)
        was, left, right = (None if value is ABSENT else shown(value) for value in (base, theirs, ours))
        self.conflicts.append(Conflict(place, kind, was, left, right, taken))
        return taken or Side.THEIRS

    def stays(self, place: str, trio: Trio, base: Plain, theirs: Plain, ours: Plain) -> bool:
        """Whether an item is among the merged ones; it is not where one side removed it and the other left it alone."""
        if trio.base is None or (trio.theirs is not None and trio.ours is not None):
            return True
        if trio.theirs is None and trio.ours is None:
            return False
        kept, keeper = (ours, Side.OURS) if trio.theirs is None else (theirs, Side.THEIRS)
        if mark(kept) == mark(base):
            return False
        return self.settle(ConflictKind.REMOVED, place, base, theirs, ours) is keeper

    def arrange(
        self, place: str, kept: Sequence[Trio], called: Callable[[Trio], Plain], *, first_counts: bool = False
    ) -> list[Trio]:
        """The items that stay, in order; orders that contradict each other are a conflict.

        first_counts: so is which comes first of what both put at the same place.
        """

        def choose(theirs: Sequence[Trio], ours: Sequence[Trio]) -> Side:
            base = sorted((trio for trio in theirs if trio.base is not None), key=lambda trio: trio.base or 0)
            names = ([called(trio) for trio in order] for order in (base, theirs, ours))
            return self.settle(ConflictKind.ORDER, place, *names)

        def meet(theirs: Sequence[Trio], ours: Sequence[Trio]) -> Side:
            names = ([called(trio) for trio in run] for run in (theirs, ours))
            return self.settle(ConflictKind.ORDER, place, ABSENT, *names)

        return arranged(kept, choose, meet if first_counts else None)

    def _own_place(self, place: str) -> str:
        number, found = 1, place
        while found in self._places:
            number += 1
            found = f"{place}~{number}"
        self._places.add(found)
        return found
