"""What made an answer other than it was: causes applied one at a time, and each answer evaluated; pure.

Causes have an order. The answer is evaluated with the first of them, the first two, and so on until all: each step's
difference is that cause's, and together they are the whole difference, none left over. Since a step depends on those
before it, each cause is also evaluated alone, and all of them without it. What these three say is its effect.

Of many causes few matter: which those are is found by halving, see `search`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum

from creditrules.eligibility.answers import Aspect, Difference, PlainAnswer, differences
from creditrules.records import dataclass

__all__ = [
    "Answers",
    "Attributed",
    "AttributedDifference",
    "Attribution",
    "Effect",
    "Evaluate",
    "attribution_of",
    "concerns",
    "difference_in_effect",
]

Answers = tuple[PlainAnswer, ...]
Evaluate = Callable[[frozenset[int]], Answers]
"""The answers with these of the causes applied."""


class Effect(StrEnum):
    """What a cause has to do with the difference.

    DECISIVE: alone it changes the answer, and without it the end would be another. TOGETHER: only with others.
    OVERTAKEN: alone it changes the answer, but without it the end would be the same. NONE: neither, nor in its step.
    UNTRIED: the bound of evaluations was reached before it was tried.
    """

    DECISIVE = "DECISIVE"
    TOGETHER = "TOGETHER"
    OVERTAKEN = "OVERTAKEN"
    NONE = "NONE"
    UNTRIED = "UNTRIED"


@dataclass(frozen=True, slots=True)
class Attribution:
    """One cause. step: what differs by it after those before it; alone: by it alone; missed: where all but it act.

    apart: whether it was tried by itself. Of many causes those without effect are tried together, and change nothing
    all together: not seen is that one of them undoes another.
    """

    effect: Effect
    step: tuple[Difference, ...] = ()
    alone: tuple[Difference, ...] = ()
    missed: tuple[Difference, ...] = ()
    apart: bool = True


@dataclass(frozen=True, slots=True)
class AttributedDifference:
    """A difference between the two answers. causes: places of the causes in whose steps this aspect changed.

    among: places of causes of which some changed it together, where the bound of evaluations was reached before it was
    found which.
    """

    difference: Difference
    causes: tuple[int, ...]
    among: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Attributed:
    """The two answers, where they differ and why; causes in their order. evaluations: how often was evaluated.

    complete: False where the bound of evaluations was reached.
    """

    before: Answers
    after: Answers
    differences: tuple[AttributedDifference, ...]
    causes: tuple[Attribution, ...]
    evaluations: int
    complete: bool


def difference_in_effect(before: Sequence[PlainAnswer], after: Sequence[PlainAnswer]) -> tuple[Difference, ...]:
    """In what an applicant would notice a difference: not which versions and facts it rests on, nor where rows are."""
    found = differences([_without_rows(each) for each in before], [_without_rows(each) for each in after])
    return tuple(each for each in found if each.aspect not in {Aspect.VERSIONS, Aspect.RESTS_ON})


def attribution_of(cause: int, every: frozenset[int], answers: Evaluate) -> Attribution:
    """One cause tried after those before it, alone, and left out; at most six evaluations."""
    earlier = frozenset(range(cause))
    step = difference_in_effect(answers(earlier), answers(earlier | {cause}))
    alone = difference_in_effect(answers(frozenset()), answers(frozenset({cause})))
    missed = difference_in_effect(answers(every - {cause}), answers(every))
    return Attribution(_effect(step, alone, missed), step, alone, missed)


def concerns(steps: Sequence[Difference], difference: Difference) -> bool:
    """Whether one of the steps' differences is about what the difference is about.

    One that lets a product appear or go changes all of its aspects.
    """
    return any(
        step.product == difference.product and step.aspect in {difference.aspect, Aspect.ANSWERED} for step in steps
    )


def _effect(step: Sequence[Difference], alone: Sequence[Difference], missed: Sequence[Difference]) -> Effect:
    if alone:
        return Effect.DECISIVE if missed else Effect.OVERTAKEN
    return Effect.TOGETHER if step or missed else Effect.NONE


def _without_rows(answer: PlainAnswer) -> PlainAnswer:
    return {**answer, "reasons": [{**reason, "row": None} for reason in answer["reasons"]]}
