"""Which of many causes made an answer other than it was: found by halving, and told of exactly; pure.

The answers with the first n causes applied are a walk from one end to the other. Where two places of it say the same,
no step between them is left in the difference; where they differ, the steps between are halved. So k steps among n
causes take about k × log n evaluations. A step may be one only since others were applied before it: which of them
it needs is found by halving, too, until those found make the whole difference without the rest. Last, the rest is
applied alone and left out as a whole; whatever that changes is looked for in it likewise. What then remains
changes nothing all together, neither alone nor by being left out; that one of it undoes another is not seen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Final, Generic, TypeVar

from creditrules.eligibility.answers import Difference
from creditrules.eligibility.attribution import (
    Answers,
    Attributed,
    AttributedDifference,
    Attribution,
    Effect,
    Evaluate,
    attribution_of,
    concerns,
    difference_in_effect,
)

__all__ = ["Walk", "attribute", "walk_steps"]

MOST_APART: Final = 32
"""How many causes are each tried by themselves at most, though none of them may matter."""

State = TypeVar("State", int, frozenset[int])
Place = Callable[[int], Answers]
"""The answers at a place of a walk."""


class Spent(Exception):
    """As many evaluations were made as may be."""


class Walk:
    """Places of a walk between which something changes. steps: those after which it does at once, ascending.

    open: stretches in which something changes of which it was not found where, by their first and last place.
    """

    def __init__(self, at: Place, size: int) -> None:
        self.steps: list[int] = []
        self.open: list[tuple[int, int]] = []
        self._at = at
        self._waiting = [(0, size)]
        while self._waiting:
            self._look(*self._waiting.pop())
        self.steps.sort()
        self.open = _joined(self.open)

    def _look(self, low: int, high: int) -> None:
        try:
            same = not self.between(low, high)
        except Spent:
            self.open.append((low, high))
            return
        if same or low == high:
            return
        if high - low == 1:
            self.steps.append(low)
        else:
            middle = (low + high) // 2
            self._waiting += [(middle, high), (low, middle)]

    def between(self, low: int, high: int) -> tuple[Difference, ...]:
        """What differs from one place to another."""
        return difference_in_effect(self._at(low), self._at(high))


def walk_steps(size: int, at: Place, most: int) -> Walk:
    """The steps of a walk of places 0 to `size`, looking at most at `most` of them: two or more."""
    return Walk(_Evaluations(at, most), size)


def attribute(count: int, evaluate: Evaluate, most: int) -> Attributed:
    """Attribute the difference that `count` causes make, with at most `most` evaluations: two or more.

    At most MOST_APART causes are each tried by themselves, where 3 × count + 1 evaluations may be made.
    """
    answers = _Evaluations(evaluate, most)
    every = frozenset(range(count))
    whole = difference_in_effect(answers(frozenset()), answers(every))
    open_: Sequence[tuple[tuple[int, ...], tuple[Difference, ...]]] = ()
    if count <= MOST_APART and 3 * count < most:
        causes = tuple(attribution_of(each, every, answers) for each in range(count))
    else:
        search = _Search(count, answers)
        causes, open_ = search.causes(), search.open()
    told = tuple(
        AttributedDifference(
            each,
            tuple(place for place, cause in enumerate(causes) if concerns(cause.step, each)),
            tuple(place for places, found in open_ if concerns(found, each) for place in places),
        )
        for each in whole
    )
    complete = all(cause.effect is not Effect.UNTRIED for cause in causes)
    return Attributed(answers(frozenset()), answers(every), told, causes, answers.made, complete)


class _Evaluations(Generic[State]):
    """Answers that are evaluated once each, and at most so many of them."""

    def __init__(self, evaluate: Callable[[State], Answers], most: int) -> None:
        self._evaluate: Callable[[State], Answers] = evaluate
        self._most = most
        self._known: dict[State, Answers] = {}

    def __call__(self, state: State) -> Answers:
        if state not in self._known:
            if len(self._known) >= self._most:
                raise Spent
            self._known[state] = self._evaluate(state)
        return self._known[state]

    @property
    def made(self) -> int:
        """How many there were."""
        return len(self._known)


class _Search:
    """Many causes: those that matter are found and tried by themselves, all others together."""

    def __init__(self, count: int, answers: _Evaluations[frozenset[int]]) -> None:
        self._every = frozenset(range(count))
        self._answers = answers
        self._walk = Walk(lambda place: answers(frozenset(range(place))), count)
        self._found: dict[int, Attribution] = {}
        self._left = Attribution(Effect.UNTRIED)

    def causes(self) -> tuple[Attribution, ...]:
        """All of them, in their order."""
        try:
            chosen = self._sufficient(frozenset(self._walk.steps))
            self._try(chosen)
            self._try(self._overtaken(chosen) - chosen)
            if not self._walk.open:
                self._left = Attribution(Effect.NONE, apart=False)
        except Spent:
            for place in self._walk.steps:
                step = self._walk.between(place, place + 1)
                self._found.setdefault(place, replace(self._left, step=step))
        return tuple(self._found.get(place, self._left) for place in sorted(self._every))

    def open(self) -> Sequence[tuple[tuple[int, ...], tuple[Difference, ...]]]:
        """Causes that made a difference together, of which it was not found which; and the difference."""
        return [(tuple(range(low, high)), self._walk.between(low, high)) for low, high in self._walk.open]

    def _try(self, places: frozenset[int]) -> None:
        for place in sorted(places):
            self._found[place] = attribution_of(place, self._every, self._answers)

    def _sufficient(self, chosen: frozenset[int]) -> frozenset[int]:
        """The chosen with those others without which they do not make the whole difference."""
        rest = sorted(self._every - chosen)
        while rest and self._differ(chosen, self._every):
            low, high = 0, len(rest)
            while high - low > 1:
                middle = (low + high) // 2
                enough = not self._differ(chosen | set(rest[:middle]), self._every)
                low, high = (low, middle) if enough else (middle, high)
            chosen |= {rest[high - 1]}
            rest = rest[: high - 1]
        return chosen

    def _overtaken(self, chosen: frozenset[int]) -> frozenset[int]:
        """The chosen with those others that change the beginning alone, or the end by being left out."""
        while True:
            rest = sorted(self._every - chosen)
            found = {*self._moving(rest, frozenset()), *self._moving(rest, self._every)}
            if not found:
                return chosen
            chosen |= found

    def _moving(self, rest: Sequence[int], start: frozenset[int]) -> Iterator[int]:
        """Of the rest those that change something as one after the other is applied to the start, or taken from it."""
        walk = Walk(lambda place: self._answers(start ^ frozenset(rest[:place])), len(rest))
        if walk.open:
            raise Spent
        return (rest[place] for place in walk.steps)

    def _differ(self, one: frozenset[int], other: frozenset[int]) -> bool:
        return bool(difference_in_effect(self._answers(one), self._answers(other)))


def _joined(stretches: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Stretches that follow one another at once as one: what differs is known of their outer ends."""
    found: list[tuple[int, int]] = []
    for low, high in sorted(stretches):
        if found and found[-1][1] == low:
            found[-1] = (found[-1][0], high)
        else:
            found.append((low, high))
    return found
