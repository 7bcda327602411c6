"""The cheapest changes by reasoning: the outcome as a function of the facts that can be moved, all others known."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final

from creditrules.dmn.analysis import (
    Algebra,
    Axis,
    Budget,
    Diagram,
    NearestPoint,
    Reach,
    TooLarge,
    nearest_points,
)
from creditrules.eligibility.decision import Decision, Outcome
from creditrules.eligibility.explain.better import voices_of
from creditrules.eligibility.ground import Ground
from creditrules.eligibility.outcomes import Told, outcome_of_product
from creditrules.eligibility.reason import Origin
from creditrules.feel import Value, from_datetime
from creditrules.rules import Intervention, ProductForm

__all__ = ["Reasoned", "reasoned"]

_BUDGET: Final = (20_000, 200_000, 1_000)
"""Nodes, steps and boxes: changes are worked out while somebody waits for the answer."""

_MOVING: Final = frozenset({"results", "offer"})
"""What earlier rule sets or the price say, which moves with the facts."""


class Reasoned:
    """What reasoning found: the cheapest points by outcome and facts, or None where it does not reach.

    algebra: with the cuts of all facts, as far as it came.
    """

    def __init__(self, algebra: Algebra, points: tuple[NearestPoint, ...] | None) -> None:
        self.algebra, self.points = algebra, points


def reasoned(decision: Decision, reaches: Mapping[str, Reach], floor: Intervention) -> Reasoned:
    """The cheapest points where every rule set answers.

    floor: what others come to, whatever the rule sets that are asked of the applicant say.
    """
    voices = voices_of(decision)
    now = voices[0].situation.now
    algebra = Algebra(from_datetime(now), Budget(*_BUDGET))
    try:
        outcome = _outcome(algebra, decision.product, voices, reaches.keys(), floor)
        moving = dict(_axes(algebra, reaches))
        points = None if outcome is None else nearest_points(outcome, moving, algebra.budget)
    except TooLarge:
        return Reasoned(algebra, None)
    return Reasoned(algebra, None if any(point.value is _UNTOLD for point in points or ()) else points)


def _axes(algebra: Algebra, reaches: Mapping[str, Reach]) -> Iterator[tuple[Axis, Reach]]:
    for name, reach in reaches.items():
        axis = algebra.fact_axis((name,))
        if axis is not None:
            yield axis, reach


def _outcome(
    algebra: Algebra, product: ProductForm, voices: Sequence[Ground], free: Collection[str], floor: Intervention
) -> Diagram | None:
    """The outcome where all rule sets answer, None where one does not; None where they know facts otherwise."""
    leaf = algebra.diagrams.leaf
    known = _known(voices, free)
    if known is None:
        return None
    governing = [each.compiled for each in voices]
    asked = outcome_of_product(product, governing, voices[0].situation.now, given=known, algebra=algebra)
    found: Diagram = leaf(floor)
    for each in asked.rule_sets:
        steps = algebra.diagrams.map(_step, each.findings)
        found = algebra.diagrams.combine(lambda one, other: leaf(_severer(one, other)), steps, found)
    return algebra.diagrams.map(lambda step: Outcome(step.value) if isinstance(step, Intervention) else step, found)


def _known(voices: Sequence[Ground], free: Collection[str]) -> Mapping[str, Value] | None:
    """What stays as it is; None where two rule sets take one fact, or what all are told, for different values."""
    found: dict[str, Value] = {}
    for each in voices:
        for name, value in each.given.items():
            if name not in free and name not in _MOVING and found.setdefault(name, value) != value:
                return None
    return found


_UNTOLD: Final = "UNTOLD"
_Step = Intervention | str | None


def _step(findings: tuple[Told, ...]) -> _Step:
    if any(told.origin is None for told in findings):
        return _UNTOLD
    answered = all(told.origin is Origin.RULE for told in findings)
    return max(told.intervention for told in findings) if answered else None


def _severer(one: _Step, other: _Step) -> _Step:
    if one is None or other is None:
        return None
    return max(one, other) if isinstance(one, Intervention) and isinstance(other, Intervention) else _UNTOLD
