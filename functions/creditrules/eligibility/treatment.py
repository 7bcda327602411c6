"""How an applicant is treated by one rule set, and which of two is treated worse; by reasoning and by the evaluator."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum

from creditrules.dmn.analysis import Algebra, Diagram, Facts, Known, Said, Spent, Term, compare, least
from creditrules.eligibility.claimed import Treatment
from creditrules.eligibility.combining import combine_terms, outcome_of
from creditrules.eligibility.compiled import CompiledRuleSet
from creditrules.eligibility.findings import evaluate_rule_set
from creditrules.eligibility.outcomes import Told
from creditrules.eligibility.reason import Finding, Origin
from creditrules.eligibility.situation import Situation
from creditrules.eligibility.verdict import Verdict
from creditrules.feel import RequestBudget, Value
from creditrules.rules import Intervention

__all__ = ["Against", "Evaluator", "treated_otherwise", "treated_worse"]


class Evaluator:
    """The real evaluator, for one rule set at one moment. Raises Spent once the request has nothing left."""

    def __init__(
        self,
        compiled: CompiledRuleSet,
        now: datetime,
        parameters: Mapping[str, Value],
        request: RequestBudget | None = None,
    ) -> None:
        """parameters: the values that the rule set uses, by name. request: the budget of the request that it is for."""
        self._request = request
        self._compiled, self._now, self._parameters = compiled, now, dict(parameters)
        self._own = frozenset(fact.name for fact in compiled.facts)

    def treatment(self, facts: Facts) -> Treatment | None:
        """How an applicant of whom all is known is treated; None where it cannot be told."""
        verdict = self._verdict(facts)
        outcome = outcome_of([verdict])
        if outcome.value not in tuple(Intervention) or not verdict.settled:
            return None
        terms = combine_terms("", outcome, verdict.certain)
        step = Intervention(outcome.value)
        return Treatment(step, terms.limit, terms.rate) if terms else Treatment(step)

    def findings(self, facts: Facts) -> tuple[Finding, ...]:
        """What an applicant of whom all is known is told for certain."""
        return self._verdict(facts).certain

    def is_silent(self, facts: Facts) -> bool:
        """Whether no row fires for an applicant of whom all is known."""
        return any(finding.origin is Origin.NO_RULE_FIRED for finding in self._verdict(facts).certain)

    def _verdict(self, facts: Facts) -> Verdict:
        given = {name: value for name, value in facts.items() if name not in self._own}
        if self._compiled.parameters:
            given["param"] = self._parameters
        stated = {name: value for name, value in facts.items() if name in self._own}
        found = evaluate_rule_set(self._compiled, stated, Situation(self._now, given, budget=self._request))
        if self._request is not None and self._request.spent:
            raise Spent("")
        return found


class Against(StrEnum):
    """Whether what is claimed does not hold: NO, YES, or MAYBE where reasoning does not tell."""

    NO = "NO"
    YES = "YES"
    MAYBE = "MAYBE"


_Findings = Sequence[Told]


def treated_worse(algebra: Algebra, one: _Findings, other: _Findings) -> Diagram:
    """Whether the other findings treat worse than the one, as `Against`."""
    return _compared(algebra, one, other, otherwise=False)


def treated_otherwise(algebra: Algebra, one: _Findings, other: _Findings) -> Diagram:
    """Whether the findings treat differently, as `Against`."""
    return _compared(algebra, one, other, otherwise=True)


def _compared(algebra: Algebra, one: _Findings, other: _Findings, *, otherwise: bool) -> Diagram:
    leaf = algebra.diagrams.leaf
    if any(told.origin is None for told in (*one, *other)):
        return leaf(Against.MAYBE)
    step, step_of_other = (max(told.intervention for told in found) for found in (one, other))
    if step is not step_of_other:
        return leaf(Against.YES if otherwise or step_of_other > step else Against.NO)
    if not step.is_open:
        return leaf(Against.NO)
    limits = _bound(algebra, one, lambda told: told.limit), _bound(algebra, other, lambda told: told.limit)
    rates = _bound(algebra, one, lambda told: told.rate), _bound(algebra, other, lambda told: told.rate)
    by_rate = _by_bound(algebra, *rates, leaf(Against.NO), ">", otherwise=otherwise, unbounded=False)
    return _by_bound(algebra, *limits, by_rate, "<", otherwise=otherwise, unbounded=True)


def _bound(algebra: Algebra, found: _Findings, of: Callable[[Told], Term | None]) -> Diagram | None:
    """The lowest of some amounts; None where there is none."""
    terms = [term for term in map(of, found) if term is not None]
    return least(algebra, terms) if terms else None


def _by_bound(
    algebra: Algebra,
    one: Diagram | None,
    other: Diagram | None,
    alike: Diagram,
    worse: str,
    *,
    otherwise: bool,
    unbounded: bool,
) -> Diagram:
    """By one amount: `alike` where both are the same. worse: how the other compares where it is worse.

    unbounded: whether no amount at all is better than any.
    """
    leaf = algebra.diagrams.leaf
    if one is None or other is None:
        if one is other:
            return alike
        return leaf(Against.YES if otherwise or (unbounded and one is None) else Against.NO)
    better = {"<": ">", ">": "<"}[worse]

    def settled(is_worse: Said, is_better: Said, rest: Against) -> Diagram:
        if not isinstance(is_worse.value, Known) or not isinstance(is_better.value, Known):
            return leaf(Against.MAYBE)
        if is_worse.value.value is True:
            return leaf(Against.YES)
        return leaf((Against.YES if otherwise else Against.NO) if is_better.value.value is True else rest)

    def held(sign: str) -> Diagram:
        return algebra.combine(lambda left, right: compare(algebra, sign, left, right), other, one)

    return algebra.diagrams.combine(settled, held(worse), held(better), alike)
