"""The smallest changes that would help: found by reasoning or by search, confirmed by deciding again, diverse."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Final

from creditrules.dmn import Fact
from creditrules.dmn.analysis import NearestPoint, Proof, Reach, reach_of
from creditrules.eligibility.decision import Decision, Outcome
from creditrules.eligibility.explain.better import floor_of, is_better, may_be_better, severity_of, voices_of
from creditrules.eligibility.explain.exact import reasoned
from creditrules.eligibility.explain.searched import searched
from creditrules.eligibility.ground import Ground
from creditrules.feel import Value
from creditrules.records import dataclass

__all__ = ["Help", "NeededChange", "WhatHelps", "what_helps"]

_MOST_TRIED: Final = 40
"""Changes that are decided again to confirm them."""


@dataclass(frozen=True, slots=True)
class NeededChange:
    """What one fact would have to come to. upwards: whether that is more than it is; None where neither."""

    fact: Fact
    given: Value
    value: Value
    upwards: bool | None


@dataclass(frozen=True, slots=True)
class Help:
    """Changes that together reach a better outcome, confirmed by deciding again. cost: of all steps, as declared."""

    changes: tuple[NeededChange, ...]
    outcome: Outcome
    cost: Fraction

    @property
    def facts(self) -> frozenset[str]:
        """The names of those that change."""
        return frozenset(change.fact.name for change in self.changes)

    def serves(self, other: Help) -> bool:
        """Whether it reaches no worse an outcome with some of the same facts and no others."""
        return self.facts <= other.facts and severity_of(self.outcome) <= severity_of(other.outcome)


@dataclass(frozen=True, slots=True)
class WhatHelps:
    """everything: all that was confirmed, the cheapest first.

    proof: PROVED where nothing else that these facts can come to reaches a better outcome for less; SEARCHED where
    reasoning did not reach all of it, so that there may be more.
    """

    everything: tuple[Help, ...]
    proof: Proof

    def cheapest(self, most: int) -> tuple[Help, ...]:
        """So many that differ: each reaches a better outcome than the cheaper ones, or needs other facts.

        The cheapest first; one that reaches the best outcome is among them.
        """
        found: list[Help] = []
        for each in self.everything:
            if not any(one.serves(each) for one in found):
                found.append(each)
        best = min((severity_of(each.outcome) for each in found), default=0)
        reaching = [each for each in found if severity_of(each.outcome) == best]
        if reaching and reaching[0] not in found[:most]:
            return (*found[: most - 1], reaching[0])
        return tuple(found[:most])

    def fewest(self, most: int) -> tuple[Help, ...]:
        """So many by the facts that they need and nothing else, whatever it costs: the fewest first, then by name."""
        order = sorted(
            self.everything, key=lambda each: (len(each.changes), sorted(each.facts), severity_of(each.outcome))
        )
        found: list[Help] = []
        for each in order:
            if not any(one.serves(each) for one in found):
                found.append(each)
        return tuple(found[:most])


def what_helps(decision: Decision) -> WhatHelps | None:
    """The smallest changes of the applicant's facts that reach a better outcome; None for ALLOW and UNDETERMINED.

    Of facts that rule sets declare changeable, and none of them protected or sensitive; all others, what is asked for,
    and the facts of other parties stay as they are.
    """
    again, voices = decision.again, voices_of(decision)
    if again is None or not voices or decision.outcome in {Outcome.ALLOW, Outcome.UNDETERMINED}:
        return None
    facts, reaches = _changeable(decision, voices)
    floor, now = floor_of(decision), voices[0].situation.now
    if not reaches or floor is None or not may_be_better(decision):
        return WhatHelps((), Proof.PROVED)

    def better(values: Mapping[str, Value]) -> Outcome | None:
        found = again(values, now)
        return found.outcome if is_better(found, decision) else None

    reason = reasoned(decision, reaches, floor)
    points = reason.points
    if points is None:
        points = searched(reason.algebra, tuple(reaches.values()), better)
    wanted = [point for point in points if point.value and severity_of(point.value) < severity_of(decision.outcome)]
    helps = [_help(point, facts, reaches) for point in wanted[:_MOST_TRIED] if better(_values(point)) is point.value]
    proved = reason.points is not None and len(helps) == len(wanted)
    return WhatHelps(tuple(helps), Proof.PROVED if proved else Proof.SEARCHED)


def _changeable(decision: Decision, voices: Sequence[Ground]) -> tuple[Mapping[str, Fact], Mapping[str, Reach]]:
    """The facts that may be moved, and where to. A fact of which rule sets say different things stays as it is."""
    asked = {each.compiled.rule_set.digest: each.compiled for each in decision.grounds}
    declared = [fact for compiled in asked.values() for fact in compiled.facts]
    fixed = {fact.name for fact in declared if fact.protected or fact.sensitive}
    facts: dict[str, Fact] = {}
    for fact in declared:
        if fact.changeable is not None and fact.name not in fixed:
            known = facts.setdefault(fact.name, fact)
            if known.changeable != fact.changeable or known.type != fact.type:
                fixed.add(fact.name)
    given = {name: value for each in reversed(voices) for name, value in each.facts.items()}
    reaches = {name: reach_of(fact, given.get(name)) for name, fact in sorted(facts.items()) if name not in fixed}
    return facts, {name: reach for name, reach in reaches.items() if reach is not None}


def _values(point: NearestPoint) -> Mapping[str, Value]:
    return {name: move.value for name, move in point.moves}


def _by_facts(each: Help) -> tuple[int, list[str], int]:
    return len(each.changes), sorted(each.facts), severity_of(each.outcome)


def _name(move: tuple[str, object]) -> str:
    return move[0]


def _help(point: NearestPoint, facts: Mapping[str, Fact], reaches: Mapping[str, Reach]) -> Help:
    moves = sorted(point.moves, key=_name)
    changes = [NeededChange(facts[name], reaches[name].given, move.value, move.upwards) for name, move in moves]
    return Help(tuple(changes), point.value, point.cost)
