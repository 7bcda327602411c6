"""What made an answer other than it was: causes applied one at a time, and each answer evaluated; pure.

Causes have an order. The answer is evaluated with the first of them, the first two, and so on until all: each step's
difference is that cause's, and together they are the whole difference, none left over. Since a step depends on those
before it, each cause is also evaluated alone, and all of them without it. What these three say is its effect.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from creditrules.eligibility.answers import Aspect, Difference, PlainAnswer, differences

__all__ = ["Attributed", "AttributedDifference", "Attribution", "Effect", "attribute", "difference_in_effect"]

Answers = tuple[PlainAnswer, ...]
Evaluate = Callable[[frozenset[int]], Answers]
"""The answers with these of the causes applied."""


class Effect(StrEnum):
    """What a cause has to do with the difference.

    DECISIVE: alone it changes the answer, and without it the end would be another. TOGETHER: only with others.
    OVERTAKEN: alone it changes the answer, but without it the end would be the same. NONE: neither, nor in its step.
    """

    DECISIVE = "DECISIVE"
    TOGETHER = "TOGETHER"
    OVERTAKEN = "OVERTAKEN"
    NONE = "NONE"


@dataclass(frozen=True, slots=True)
class Attribution:
    """One cause. step: what differs by it after those before it; alone: by it alone; missed: where all but it act."""

    effect: Effect
    step: tuple[Difference, ...]
    alone: tuple[Difference, ...]
    missed: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class AttributedDifference:
    """A difference between the two answers. causes: places of the causes in whose steps this aspect changed."""

    difference: Difference
    causes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Attributed:
    """The two answers, where they differ and why; causes in their order. evaluations: how often was evaluated."""

    before: Answers
    after: Answers
    differences: tuple[AttributedDifference, ...]
    causes: tuple[Attribution, ...]
    evaluations: int


def attribute(count: int, evaluate: Evaluate) -> Attributed:
    """Attribute the difference that `count` causes make; at most 3 × count + 1 evaluations."""
    known: dict[frozenset[int], Answers] = {}

    def answers(state: frozenset[int]) -> Answers:
        if state not in known:
            known[state] = evaluate(state)
        return known[state]

    every, none = frozenset(range(count)), frozenset[int]()
    causes = tuple(_attribution(each, every, answers) for each in range(count))
    whole = difference_in_effect(answers(none), answers(every))
    told = tuple(AttributedDifference(each, _causes_of(each, causes)) for each in whole)
    return Attributed(answers(none), answers(every), told, causes, len(known))


def difference_in_effect(before: Sequence[PlainAnswer], after: Sequence[PlainAnswer]) -> tuple[Difference, ...]:
    """In what an applicant would notice a difference: not which versions and facts it rests on, nor where rows are."""
    found = differences([_without_rows(each) for each in before], [_without_rows(each) for each in after])
    return tuple(each for each in found if each.aspect not in {Aspect.VERSIONS, Aspect.RESTS_ON})


def _attribution(cause: int, every: frozenset[int], answers: Evaluate) -> Attribution:
    earlier = frozenset(range(cause))
    step = difference_in_effect(answers(earlier), answers(earlier | {cause}))
    alone = difference_in_effect(answers(frozenset()), answers(frozenset({cause})))
    missed = difference_in_effect(answers(every - {cause}), answers(every))
    return Attribution(_effect(step, alone, missed), step, alone, missed)


def _effect(step: Sequence[Difference], alone: Sequence[Difference], missed: Sequence[Difference]) -> Effect:
    if alone:
        return Effect.DECISIVE if missed else Effect.OVERTAKEN
    return Effect.TOGETHER if step or missed else Effect.NONE


def _causes_of(difference: Difference, causes: Sequence[Attribution]) -> tuple[int, ...]:
    place = (difference.product, difference.aspect)
    return tuple(
        number
        for number, cause in enumerate(causes)
        if any((each.product, each.aspect) == place or _appears(each, difference) for each in cause.step)
    )


def _appears(step: Difference, whole: Difference) -> bool:
    """Whether the step lets a product appear or go, which changes all of its aspects."""
    return step.product == whole.product and step.aspect is Aspect.ANSWERED


def _without_rows(answer: PlainAnswer) -> PlainAnswer:
    return {**answer, "reasons": [{**reason, "row": None} for reason in answer["reasons"]]}
