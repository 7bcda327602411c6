"""One rule set's answer on possibly incomplete facts: what it certainly finds and what it still may find."""

from __future__ import annotations

from dataclasses import dataclass

from creditrules.eligibility.decision import Finding, Origin
from creditrules.feel import Value
from creditrules.rules import Intervention

__all__ = ["Verdict", "budget_spent", "no_rule_fired", "not_evaluable"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The findings of one rule set.

    certain: rules that fire whatever the missing facts turn out to be. possible: further rules that may fire.
    exclusive: just one of certain and possible would be the answer. missing: the facts that decide between them.
    warnings: sentences for the answer. published: what later rule sets may read, by name; parts that are not known yet
    say which facts they wait for.
    """

    certain: tuple[Finding, ...]
    possible: tuple[Finding, ...] = ()
    exclusive: bool = False
    missing: frozenset[str] = frozenset()
    warnings: tuple[str, ...] = ()
    published: tuple[tuple[str, Value], ...] = ()

    @property
    def settled(self) -> bool:
        """Whether nothing that is missing can change this rule set's answer."""
        return not self.possible

    @property
    def least(self) -> Intervention:
        """The mildest that this rule set can come to."""
        if self.certain and not (self.exclusive and self.possible):
            return max(_steps(self.certain))
        return min(self._open())

    @property
    def most(self) -> Intervention:
        """The severest that this rule set can come to."""
        return max(self._open())

    @property
    def range(self) -> frozenset[Intervention]:
        """Every intervention that this rule set can come to."""
        least = self.least
        return frozenset({least} if self.settled else (step for step in self._open() if step >= least))

    def _open(self) -> frozenset[Intervention]:
        """The steps of all that fires or may, and of silence where nothing fires for certain."""
        silence = () if self.certain else (no_rule_fired(),)
        return _steps((*self.certain, *self.possible, *silence))


def _steps(findings: tuple[Finding, ...]) -> frozenset[Intervention]:
    return frozenset(finding.intervention for finding in findings)


def no_rule_fired() -> Finding:
    """The finding of a rule set that had no answer: nothing is allowed by silence."""
    return Finding(Intervention.REFER, origin=Origin.NO_RULE_FIRED)


def not_evaluable(detail: str) -> Finding:
    """The finding of a rule set whose evaluation hit an error."""
    return Finding(Intervention.REFER, origin=Origin.NOT_EVALUABLE, detail=detail)


def budget_spent() -> Verdict:
    """The verdict of a rule set that the request's budget was spent before or within; it is no answer of its rules."""
    return Verdict((Finding(Intervention.REFER, origin=Origin.BUDGET_SPENT),))
