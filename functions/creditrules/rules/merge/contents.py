"""Two changes of a content brought together, part by part."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Final

from creditrules.dmn import Aggregation, HitPolicy
from creditrules.rules.diff.alignment import Alignment
from creditrules.rules.diff.contents import align_items, item_place, names_of, section_of
from creditrules.rules.diff.meanings import policy_of
from creditrules.rules.diff.tables import ABSENT, read_table
from creditrules.rules.diff.values import Plain, is_list, mark
from creditrules.rules.merge.parts import ConflictKind, Merged, Side
from creditrules.rules.merge.sequences import Trio, added_alike, trios
from creditrules.rules.merge.settling import Settling
from creditrules.rules.merge.tables import TableMerge

__all__ = ["merge_contents"]

_NO_ORDER: Final = frozenset({HitPolicy.UNIQUE, HitPolicy.ANY, HitPolicy.PRIORITY})


def merge_contents(
    base: Mapping[str, Plain],
    theirs: Mapping[str, Plain],
    ours: Mapping[str, Plain],
    choices: Mapping[str, Side] | None = None,
) -> Merged:
    """What both sides make of a content together, as plain values without their `change`; nothing is mutated.

    base: empty where there was none. choices: the side that is taken, by the conflict's place; one that is no
    conflict's has no meaning. Near-linear in the size of the contents.
    """
    merge = _Merge(choices or {})
    return Merged(merge.mapping("", base, theirs, ours), tuple(merge.conflicts))


class _Merge(Settling):
    """Brings values together, from the outside in."""

    def value(self, place: str, key: str, base: Plain, theirs: Plain, ours: Plain) -> Plain:
        """What both come to; ABSENT where it is to go."""
        taken = self._plainly(key, base, theirs, ours)
        if taken is not None:
            return theirs if taken is Side.THEIRS else ours
        if isinstance(theirs, Mapping) and isinstance(ours, Mapping) and (base is ABSENT or isinstance(base, Mapping)):
            old: Mapping[str, Plain] = base if isinstance(base, Mapping) else {}
            return self._table(place, old, theirs, ours) if key == "table" else self.mapping(place, old, theirs, ours)
        if is_list(theirs) and is_list(ours) and (base is ABSENT or is_list(base)):
            return self._list(place, key, base if is_list(base) else (), theirs, ours)
        removed = base is not ABSENT and (theirs is ABSENT or ours is ABSENT)
        kind = ConflictKind.REMOVED if removed else ConflictKind.CHANGED
        return theirs if self.settle(kind, place, base, theirs, ours) is Side.THEIRS else ours

    def mapping(
        self, place: str, base: Mapping[str, Plain], theirs: Mapping[str, Plain], ours: Mapping[str, Plain]
    ) -> dict[str, Plain]:
        """Entry by entry."""
        merged: dict[str, Plain] = {}
        for key in dict.fromkeys((*theirs, *ours)):
            if not place:
                self.section = section_of(key)
            inner = f"{place}.{key}" if place else key
            value = self.value(inner, key, *(side.get(key, ABSENT) for side in (base, theirs, ours)))
            if value is not ABSENT:
                merged[key] = value
        return merged

    def _plainly(self, key: str, base: Plain, theirs: Plain, ours: Plain) -> Side | None:
        """The side whose value is taken, where no more is to be looked at: only one has changed what it says."""
        was, left, right = (ABSENT if value is ABSENT else mark(value) for value in (base, theirs, ours))
        if right in {left, was}:
            return Side.THEIRS
        if left == was:
            return Side.OURS
        if any(value is ABSENT or isinstance(value, Mapping) or is_list(value) for value in (base, theirs, ours)):
            return None
        if self.sayings.same(self.section, key, base, ours) or self.sayings.same(self.section, key, theirs, ours):
            return Side.THEIRS
        return Side.OURS if self.sayings.same(self.section, key, base, theirs) else None

    def _list(
        self, place: str, key: str, base: Sequence[Plain], theirs: Sequence[Plain], ours: Sequence[Plain]
    ) -> list[Plain]:
        lists = _ItemLists(place, key, (base, theirs, ours))
        kept = [trio for trio in lists.trios() if self.stays(lists.place_of(trio), trio, *lists.values(trio))]
        merged: list[Plain] = []
        for trio in self.arrange(place, kept, lists.called):
            old, left, right = lists.values(trio)
            if left is ABSENT or right is ABSENT:
                merged.append(right if left is ABSENT else left)
            else:
                merged.append(self.value(lists.place_of(trio), "", old, left, right))
        return merged

    def _table(
        self, place: str, base: Mapping[str, Plain], theirs: Mapping[str, Plain], ours: Mapping[str, Plain]
    ) -> dict[str, Plain]:
        """What stands beside columns and rules as any mapping, the rest by column, row and cell."""
        old, left, right = (read_table(side) for side in (base, theirs, ours))
        if old is None or left is None or right is None:
            return self.mapping(place, base, theirs, ours)
        apart = {"inputs", "outputs", "rules"}
        rest = [{key: part for key, part in side.items() if key not in apart} for side in (base, theirs, ours)]
        merged = self.mapping(place, *rest)
        table = TableMerge(self, place, (old, left, right), (base, theirs, ours))
        return {**merged, **table.parts(first_counts=not _has_no_order(merged))}


class _ItemLists:
    """Three lists that stand under one key, and which of their items are the same."""

    def __init__(self, place: str, key: str, lists: tuple[Sequence[Plain], Sequence[Plain], Sequence[Plain]]) -> None:
        self._place, self._key, self._lists = place, key, lists
        self._names = tuple(names_of(items, key) for items in lists)

    def trios(self) -> list[Trio]:
        """Every item once; what both added is one where it bears one name or says the same."""
        base, theirs, ours = self._lists
        sides = align_items(self._key, base, theirs), align_items(self._key, base, ours)
        return list(trios(*sides, added_alike(*sides, self._by_name_and_equality)))

    def values(self, trio: Trio) -> tuple[Plain, Plain, Plain]:
        """The item in each list."""
        base, theirs, ours = (
            ABSENT if at is None else items[at]
            for items, at in zip(self._lists, (trio.base, trio.theirs, trio.ours), strict=True)
        )
        return base, theirs, ours

    def place_of(self, trio: Trio) -> str:
        """Where the item stands: in ours, or else in theirs, or else in the base."""
        for side, at in ((2, trio.ours), (1, trio.theirs), (0, trio.base)):
            if at is not None:
                return item_place(self._place, self._lists[side][at], at, self._names[side])
        return self._place

    def called(self, trio: Trio) -> Plain:
        """The item's name, or else itself."""
        _, theirs, ours = self.values(trio)
        item = theirs if ours is ABSENT else ours
        return item.get("name", item) if isinstance(item, Mapping) else item

    def _by_name_and_equality(self, alignment: Alignment, theirs: Sequence[int], ours: Sequence[int]) -> None:
        names: list[list[Hashable]] = [
            [self._names[side][at] for at in places] for side, places in ((1, theirs), (2, ours))
        ]
        alignment.by_name(*names)
        marks = [[mark(self._lists[side][at]) for at in places] for side, places in ((1, theirs), (2, ours))]
        alignment.by_equality(*marks)


def _has_no_order(table: Mapping[str, Plain]) -> bool:
    """Whether it does not matter which row of a table comes first."""
    policy = policy_of(table)
    return policy is not None and (policy[0] in _NO_ORDER or policy[1] in set(Aggregation))
