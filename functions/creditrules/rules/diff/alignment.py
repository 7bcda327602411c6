"""Which item of a new list is which of the old one, and which of them have moved."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise, takewhile
from operator import eq
from typing import Final

from creditrules.records import dataclass, field
from creditrules.rules.diff.assignment import MOST_EXACT, assign

__all__ = ["Alignment", "Likeness"]

Likeness = Callable[[int, int], float]
"""How alike an old and a new item are, from 0 to 1, given their places."""

_ENOUGH_IN_PLACE: Final = 0.5
_ENOUGH_ELSEWHERE: Final = 0.65
_RARE: Final = 16
_MOST_CANDIDATES: Final = 8
_NEARNESS: Final = 1e-3


@dataclass(slots=True)
class Alignment:
    """Pairs found so far between `old` items and `new` ones, counted from 0; each pass looks only at what is left."""

    old: int
    new: int
    old_of: dict[int, int] = field(default_factory=dict)
    _new_of: dict[int, int] = field(default_factory=dict)

    @property
    def removed(self) -> list[int]:
        """Old items without a new one."""
        return [place for place in range(self.old) if place not in self._new_of]

    @property
    def added(self) -> list[int]:
        """New items without an old one."""
        return [place for place in range(self.new) if place not in self.old_of]

    @property
    def pairs(self) -> list[tuple[int, int]]:
        """(old, new) in the order of the new list."""
        return [(self.old_of[new], new) for new in sorted(self.old_of)]

    def moved(self) -> set[int]:
        """The new places of the fewest items whose moving explains the new order; coming and going moves nothing."""
        stayed = {new for _, new in self._anchors()}
        return set(self.old_of) - stayed

    def by_name(self, old: Sequence[Hashable], new: Sequence[Hashable]) -> None:
        """Pair items that bear the same name, where it is unique among what is left; None is no name."""
        places = [_unique(names, free) for names, free in ((old, self.removed), (new, self.added))]
        for name, place in places[1].items():
            if name in places[0]:
                self._pair(places[0][name], place)

    def by_ends(self, fits: Callable[[int, int], bool]) -> None:
        """Pair what fits from both ends of the lists inwards, each up to the first that does not."""
        few = range(min(self.old, self.new))
        start = takewhile(lambda place: fits(place, place), few)
        end = takewhile(lambda back: fits(self.old - 1 - back, self.new - 1 - back), few)
        self._pair_ends(sum(1 for _ in start), sum(1 for _ in end))

    def _pair_ends(self, start: int, end: int) -> None:
        """Pair so many items from the start, and from the end, that have no pair yet."""
        for place in range(start):
            if place not in self._new_of and place not in self.old_of:
                self._pair(place, place)
        for back in range(1, end + 1):
            left, right = self.old - back, self.new - back
            if left not in self._new_of and right not in self.old_of:
                self._pair(left, right)

    def by_equality(self, old: Sequence[Hashable], new: Sequence[Hashable]) -> None:
        """Pair equal items: first from both ends of the lists inwards, then first with first, second with second."""
        self._pair_ends(_alike_first(old, new), _alike_first(reversed(old), reversed(new)))
        waiting: dict[Hashable, deque[int]] = defaultdict(deque)
        for left in self.removed:
            waiting[old[left]].append(left)
        for right in self.added:
            if waiting.get(new[right]):
                self._pair(waiting[new[right]].popleft(), right)

    def by_place(self, fits: Callable[[int, int], bool]) -> None:
        """Pair what stands between the same neighbours, in order."""
        for lefts, rights in self._gaps():
            for left, right in zip(lefts, rights, strict=False):
                if fits(left, right):
                    self._pair(left, right)

    def by_likeness(
        self,
        likeness: Likeness,
        old_traits: Mapping[int, Iterable[Hashable]],
        new_traits: Mapping[int, Iterable[Hashable]],
    ) -> None:
        """Pair what is alike enough, at the least total unlikeness.

        Items that stand between the same neighbours need less. Where much is left, only those that share a rare trait
        or stand near each other are compared, so that the work stays near-linear.
        """
        removed, added = self.removed, self.added
        if not removed or not added:
            return
        gap_of_old, gap_of_new = self._gap_numbers(removed, added)
        few = len(removed) * len(added) <= MOST_EXACT**2
        candidates = (
            ((left, right) for left in removed for right in added)
            if few
            else self._candidates(removed, added, old_traits, new_traits)
        )
        costs = {}
        for left, right in candidates:
            in_place = gap_of_old[left] == gap_of_new[right]
            score = likeness(left, right)
            if score >= (_ENOUGH_IN_PLACE if in_place else _ENOUGH_ELSEWHERE):
                far = abs(left / self.old - right / self.new)
                costs[left, right] = (1 - score) + _NEARNESS * far
        for left, right in assign(removed, added, costs):
            self._pair(left, right)

    def _pair(self, old: int, new: int) -> None:
        self.old_of[new] = old
        self._new_of[old] = new

    def _anchors(self) -> list[tuple[int, int]]:
        """The most pairs that are in the same order on both sides: a longest increasing subsequence."""
        pairs = self.pairs
        if all(one < other for (one, _), (other, _) in pairwise(pairs)):
            return pairs
        ends: list[int] = []
        ends_at: list[int] = []
        before: list[int] = []
        for place, (old, _) in enumerate(pairs):
            length = bisect_left(ends, old)
            before.append(ends_at[length - 1] if length else -1)
            if length == len(ends):
                ends.append(old)
                ends_at.append(place)
            else:
                ends[length], ends_at[length] = old, place
        chain = []
        place = ends_at[-1] if ends_at else -1
        while place >= 0:
            chain.append(pairs[place])
            place = before[place]
        return chain[::-1]

    def _gap_numbers(self, removed: Sequence[int], added: Sequence[int]) -> tuple[dict[int, int], dict[int, int]]:
        anchors = self._anchors()
        olds, news = [old for old, _ in anchors], [new for _, new in anchors]
        return {p: bisect_left(olds, p) for p in removed}, {p: bisect_left(news, p) for p in added}

    def _gaps(self) -> Iterator[tuple[list[int], list[int]]]:
        removed, added = self.removed, self.added
        gap_of_old, gap_of_new = self._gap_numbers(removed, added)
        gaps: dict[int, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
        for place in removed:
            gaps[gap_of_old[place]][0].append(place)
        for place in added:
            gaps[gap_of_new[place]][1].append(place)
        yield from gaps.values()

    def _candidates(
        self,
        removed: Sequence[int],
        added: Sequence[int],
        old_traits: Mapping[int, Iterable[Hashable]],
        new_traits: Mapping[int, Iterable[Hashable]],
    ) -> Iterator[tuple[int, int]]:
        bearers: dict[Hashable, list[int]] = defaultdict(list)
        for left in removed:
            for trait in old_traits.get(left, ()):
                bearers[trait].append(left)
        near = {right: left for lefts, rights in self._gaps() for left, right in zip(lefts, rights, strict=False)}
        for right in added:
            shared: Counter[int] = Counter()
            for trait in new_traits.get(right, ()):
                if len(bearers.get(trait, ())) <= _RARE:
                    shared.update(bearers.get(trait, ()))
            chosen = {left for left, _ in shared.most_common(_MOST_CANDIDATES)}
            if right in near:
                chosen.add(near[right])
            yield from ((left, right) for left in chosen)


def _alike_first(old: Iterable[Hashable], new: Iterable[Hashable]) -> int:
    """How many items are equal before the first two that are not."""
    return sum(1 for _ in takewhile(bool, map(eq, old, new)))


def _unique(names: Sequence[Hashable], free: Iterable[int]) -> dict[Hashable, int]:
    places: dict[Hashable, list[int]] = defaultdict(list)
    for place in free:
        if names[place] is not None:
            places[names[place]].append(place)
    return {name: found[0] for name, found in places.items() if len(found) == 1}
