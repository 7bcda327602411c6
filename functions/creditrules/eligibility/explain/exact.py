"""The cheapest changes by reasoning: the outcome as a function of the facts that can be moved, all others known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final

from creditrules.dmn.analysis import (
    Algebra,
    Axis,
    Budget,
    Diagram,
    NearestPoint,
    Reach,
    TooLarge,
    declare,
    nearest_points,
    support,
)
from creditrules.eligibility.decision import Origin, Outcome
from creditrules.eligibility.ground import Ground
from creditrules.eligibility.outcomes import Told, outcome_of_rule_set
from creditrules.feel import from_datetime
from creditrules.rules import Intervention

__all__ = ["Reasoned", "reasoned"]

_BUDGET: Final = (20_000, 200_000, 1_000)
"""Nodes, steps and boxes: changes are worked out while somebody waits for the answer."""

_OPAQUE: Final = frozenset({"results", "offer"})
"""What earlier rule sets or the price say, which moves with the facts."""


class Reasoned:
    """What reasoning found: the cheapest points by outcome and facts, or None where it does not reach.

    algebra: with the cuts of all facts, as far as it came.
    """

    def __init__(self, algebra: Algebra, points: tuple[NearestPoint, ...] | None) -> None:
        self.algebra, self.points = algebra, points


def reasoned(voices: Sequence[Ground], reaches: Mapping[str, Reach], floor: Intervention, now: datetime) -> Reasoned:
    """The cheapest points where every rule set answers.

    voices: the rule sets that are asked of the applicant. floor: what others come to, whatever these say.
    """
    algebra = Algebra(from_datetime(now), Budget(*_BUDGET))
    try:
        declare(algebra, [(each.compiled.model, each.compiled.asked) for each in voices])
        outcome = _outcome(algebra, voices, reaches.keys(), floor)
        axes = support(outcome)
        if any(_OPAQUE & each.compiled.given for each in voices) or not all(_moves(axis, reaches) for axis in axes):
            return Reasoned(algebra, None)
        points = nearest_points(outcome, {axis: reaches[axis.name] for axis in axes}, algebra.budget)
    except TooLarge:
        return Reasoned(algebra, None)
    return Reasoned(algebra, None if any(point.value is _UNTOLD for point in points) else points)


def _moves(axis: Axis, reaches: Mapping[str, Reach]) -> bool:
    return axis.form is None and axis.path == (axis.name,) and axis.name in reaches


def _outcome(algebra: Algebra, voices: Sequence[Ground], free: Iterable[str], floor: Intervention) -> Diagram:
    """The outcome where all rule sets answer; None where one does not."""
    leaf, free = algebra.diagrams.leaf, frozenset(free)
    found: Diagram = leaf(floor)
    for each in voices:
        known = {name: value for name, value in each.given.items() if name not in free}
        findings = outcome_of_rule_set(each.compiled, each.situation.now, known, algebra=algebra).findings
        steps = algebra.diagrams.map(_step, findings)
        found = algebra.diagrams.combine(lambda one, other: leaf(_severer(one, other)), steps, found)
    return algebra.diagrams.map(lambda step: Outcome(step.value) if isinstance(step, Intervention) else step, found)


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
