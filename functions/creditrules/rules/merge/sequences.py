"""Lists of three versions brought together: which items there are, and in which order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from creditrules.rules.diff.alignment import Alignment
from creditrules.rules.merge.parts import Side

__all__ = ["Trio", "added_alike", "arranged", "trios"]


@dataclass(frozen=True, slots=True)
class Trio:
    """One item by its places in the three lists; None where a list does not have it."""

    base: int | None
    theirs: int | None
    ours: int | None

    def of(self, side: Side) -> int | None:
        """Its place on that side."""
        return self.theirs if side is Side.THEIRS else self.ours


def trios(to_theirs: Alignment, to_ours: Alignment, added_alike: Mapping[int, int]) -> Iterator[Trio]:
    """Every item of the three lists once. added_alike: places in theirs of what ours added as well, by ours."""
    theirs = {old: new for old, new in to_theirs.pairs}  # noqa: C416  (turned round)
    ours = {old: new for old, new in to_ours.pairs}  # noqa: C416
    for place in range(to_theirs.old):
        yield Trio(place, theirs.get(place), ours.get(place))
    shared = set(added_alike.values())
    for place in to_theirs.added:
        if place not in shared:
            yield Trio(None, place, None)
    for place in to_ours.added:
        yield Trio(None, added_alike.get(place), place)


def added_alike(
    to_theirs: Alignment,
    to_ours: Alignment,
    pair: Callable[[Alignment, Sequence[int], Sequence[int]], None],
) -> dict[int, int]:
    """Places in theirs of what both added, by places in ours.

    pair: pairs in an alignment of the added items only, whose places in theirs and in ours it is given.
    """
    theirs, ours = to_theirs.added, to_ours.added
    alignment = Alignment(len(theirs), len(ours))
    if theirs and ours:
        pair(alignment, theirs, ours)
    return {ours[right]: theirs[left] for left, right in alignment.pairs}


def arranged(
    kept: Sequence[Trio],
    choose: Callable[[Sequence[Trio], Sequence[Trio]], Side],
    meet: Callable[[Sequence[Trio], Sequence[Trio]], Side] | None,
) -> list[Trio]:
    """The items that stay, in the order that both sides come to.

    What both have stands in the order of the side that moved something; what one side alone has follows what it
    follows there. choose: asked where both moved something, with the two orders. meet: asked where both have items of
    their own behind the same one, with these, and says whose come first; None where that does not matter.
    """
    orders = {side: _order(kept, side) for side in Side}
    common = {side: [trio for trio in orders[side] if _is_common(trio)] for side in Side}
    runs = {side: _runs(orders[side]) for side in Side}
    found: list[Trio] = []
    for anchor in (None, *common[_backbone(common, choose, added_count=meet is not None)]):
        found += [] if anchor is None else [anchor]
        theirs, ours = (runs[side].get(anchor, []) for side in Side)
        ours_first = theirs and ours and meet is not None and meet(theirs, ours) is Side.OURS
        found += [*ours, *theirs] if ours_first else [*theirs, *ours]
    return found


def _order(kept: Sequence[Trio], side: Side) -> list[Trio]:
    placed = [(place, trio) for trio in kept if (place := trio.of(side)) is not None]
    return [trio for _, trio in sorted(placed, key=lambda each: each[0])]


def _is_common(trio: Trio) -> bool:
    return trio.theirs is not None and trio.ours is not None


def _backbone(
    common: Mapping[Side, Sequence[Trio]],
    choose: Callable[[Sequence[Trio], Sequence[Trio]], Side],
    *,
    added_count: bool,
) -> Side:
    """The side in whose order what both have stands. added_count: whether it matters where both put what both added."""
    theirs, ours = (common[side] for side in Side)
    left, right = ([trio.base for trio in order if trio.base is not None] for order in (theirs, ours))
    if theirs == ours or (left == right and not added_count):
        return Side.THEIRS
    if left != right and right == sorted(right):
        return Side.THEIRS
    return Side.OURS if left != right and left == sorted(left) else choose(theirs, ours)


def _runs(order: Sequence[Trio]) -> dict[Trio | None, list[Trio]]:
    """What one side alone has, by the common item that it follows there; None for the start of the list."""
    runs: dict[Trio | None, list[Trio]] = {}
    anchor: Trio | None = None
    for trio in order:
        if _is_common(trio):
            anchor = trio
        else:
            runs.setdefault(anchor, []).append(trio)
    return runs
