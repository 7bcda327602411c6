"""One rule set's answer on possibly incomplete facts: what it certainly finds and what it still may find."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from creditrules.eligibility.reason import Finding, Origin
from creditrules.feel import Value
from creditrules.records import dataclass, field
from creditrules.rules import Intervention

__all__ = ["Verdict", "budget_spent", "no_rule_fired", "not_evaluable"]

_LADDER: Final = tuple(Intervention)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The findings of one rule set.

    certain: rules that fire whatever the missing facts turn out to be. possible: further rules that may fire.
    exclusive: just one of certain and possible would be the answer. missing: the facts that decide between them.
    warnings: sentences for the answer. published: what later rule sets may read, by name; parts that are not known yet
    say which facts they wait for. least, most: the mildest and the severest that this rule set can come to. steps:
    every intervention that it can come to, a bit for each severity; made once, since there may be a finding a row.
    lasts: whether the same outcome of the rule set is this very object again, see `creditrules.eligibility.kept`.
    like: one that lasts, where nothing is otherwise but the limit and the rate of the only finding.
    """

    certain: tuple[Finding, ...]
    possible: tuple[Finding, ...] = ()
    exclusive: bool = False
    missing: frozenset[str] = frozenset()
    warnings: tuple[str, ...] = ()
    published: tuple[tuple[str, Value], ...] = ()
    least: Intervention = field(init=False, repr=False, compare=False)
    most: Intervention = field(init=False, repr=False, compare=False)
    steps: int = field(init=False, repr=False, compare=False)
    lasts: bool = field(default=False, init=False, repr=False, compare=False)
    like: Verdict | None = field(default=None, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        sure, may = _steps(self.certain), _steps(self.possible)
        reached = (sure | may) if sure else (may | 1 << Intervention.REFER.severity)  # silence, where nothing fires
        decided = sure and not (self.exclusive and self.possible)
        least = sure.bit_length() - 1 if decided else (reached & -reached).bit_length() - 1
        object.__setattr__(self, "least", _LADDER[least])
        object.__setattr__(self, "most", _LADDER[reached.bit_length() - 1])
        object.__setattr__(self, "steps", reached >> least << least if self.possible else 1 << least)

    def kept(self) -> None:
        """Say that it lasts."""
        object.__setattr__(self, "lasts", True)

    def with_amounts(self, finding: Finding) -> Verdict:
        """One that is like this, which lasts and has one finding; that is otherwise in its limit and rate alone."""
        made = object.__new__(Verdict)
        put = object.__setattr__
        put(made, "certain", (finding,))
        put(made, "possible", ())
        put(made, "exclusive", self.exclusive)
        put(made, "missing", self.missing)
        put(made, "warnings", self.warnings)
        put(made, "published", self.published)
        put(made, "least", self.least)
        put(made, "most", self.most)
        put(made, "steps", self.steps)
        put(made, "lasts", False)
        put(made, "like", self)
        return made

    @property
    def settled(self) -> bool:
        """Whether nothing that is missing can change this rule set's answer."""
        return not self.possible


def _steps(findings: Iterable[Finding]) -> int:
    steps = 0
    for finding in findings:
        steps |= 1 << finding.intervention.severity
    return steps


def no_rule_fired() -> Finding:
    """The finding of a rule set that had no answer: nothing is allowed by silence."""
    return Finding(Intervention.REFER, origin=Origin.NO_RULE_FIRED)


def not_evaluable(detail: str) -> Finding:
    """The finding of a rule set whose evaluation hit an error."""
    return Finding(Intervention.REFER, origin=Origin.NOT_EVALUABLE, detail=detail)


def budget_spent() -> Verdict:
    """The verdict of a rule set that the request's budget was spent before or within; it is no answer of its rules."""
    return Verdict((Finding(Intervention.REFER, origin=Origin.BUDGET_SPENT),))
