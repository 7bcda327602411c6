"""One rule set's answer on possibly incomplete facts: what it certainly finds and what it still may find."""

from __future__ import annotations

from dataclasses import dataclass

from creditrules.eligibility.decision import Finding, Origin
from creditrules.rules import Intervention

__all__ = ["Verdict", "no_rule_fired", "not_evaluable"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The findings of one rule set.

    certain: rules that fire whatever the missing facts turn out to be. possible: further rules that may fire.
    exclusive: just one of certain and possible would be the answer. missing: the facts that decide between them.
    warnings: sentences for the answer.
    """

    certain: tuple[Finding, ...]
    possible: tuple[Finding, ...] = ()
    exclusive: bool = False
    missing: frozenset[str] = frozenset()
    warnings: tuple[str, ...] = ()

    @property
    def settled(self) -> bool:
        """Whether nothing that is missing can change this rule set's answer."""
        return not self.possible

    @property
    def least(self) -> Intervention:
        """The mildest that this rule set can come to."""
        if self.certain and not (self.exclusive and self.possible):
            return severest(self.certain)
        return min(finding.intervention for finding in self._candidates())

    @property
    def most(self) -> Intervention:
        """The severest that this rule set can come to."""
        return severest(self._candidates())

    @property
    def range(self) -> frozenset[Intervention]:
        """Every intervention that this rule set can come to."""
        if self.settled:
            return frozenset({self.least})
        return frozenset(f.intervention for f in self._candidates() if f.intervention >= self.least)

    def _candidates(self) -> tuple[Finding, ...]:
        none_may_fire = () if self.certain else (no_rule_fired(),)
        return (*self.certain, *self.possible, *none_may_fire)


def severest(findings: tuple[Finding, ...]) -> Intervention:
    """The severest intervention of findings that are not empty."""
    return max(finding.intervention for finding in findings)


def no_rule_fired() -> Finding:
    """The finding of a rule set that had no answer: nothing is allowed by silence."""
    return Finding(Intervention.REFER, origin=Origin.NO_RULE_FIRED)


def not_evaluable(detail: str) -> Finding:
    """The finding of a rule set whose evaluation hit an error."""
    return Finding(Intervention.REFER, origin=Origin.NOT_EVALUABLE, detail=detail)
