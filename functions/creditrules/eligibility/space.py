"""A rule set over the space of all facts, with the real evaluator beside it: whatever is reasoned is tried."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from creditrules.dmn.analysis import (
    EVERYBODY,
    Algebra,
    Analysis,
    Box,
    Budget,
    Diagram,
    Facts,
    Sampler,
    analyse_model,
)
from creditrules.eligibility.combining import outcome_of
from creditrules.eligibility.compiled import CompiledRuleSet
from creditrules.eligibility.findings import evaluate_rule_set
from creditrules.eligibility.outcomes import Told, outcome_of_rule_set
from creditrules.eligibility.parameters import Parameters
from creditrules.eligibility.situation import Situation, parameter_facts
from creditrules.feel import DateTime, RequestBudget, Value, from_datetime
from creditrules.rules import Intervention

__all__ = ["RuleSpace"]

_ALL = frozenset(Intervention)
_BUDGET = (100_000, 300_000, 5_000)
"""Nodes, steps and boxes, enough for tables of about 10,000 rows: whoever publishes waits for it."""


class RuleSpace:
    """One rule set at one moment, all its facts known; what the service gives besides is a fact like the others."""

    def __init__(
        self,
        compiled: CompiledRuleSet,
        now: datetime,
        parameters: Parameters,
        *,
        coarse: bool = False,
        within: Box = EVERYBODY,
        request: RequestBudget | None = None,
    ) -> None:
        """parameters: those that the rule set uses, each with its value. coarse: as of `Algebra`.

        within: the applicants of whom alone it is, by what their facts are. request: the budget of the request that it
        is for: whatever is asked raises Spent once that has nothing left.
        """
        self.compiled, self.now, self._parameters, self._coarse = compiled, now, parameters, coarse
        self._request = request
        self.moment: DateTime = from_datetime(now.astimezone(compiled.zone))
        self._param = parameter_facts(parameters)
        self._given: Mapping[str, Value] = {"param": self._param} if compiled.parameters else {}
        algebra = Algebra(self.moment, Budget(*_BUDGET, request), coarse=coarse)
        for axis, region in within.regions:
            if axis.path:
                algebra.fact(axis.path, region.intersection(axis.domain), axis.examples)
        self.analysis: Analysis = analyse_model(
            compiled.model, compiled.asked, self.moment, self._given, algebra=algebra
        )
        self._outcomes: Diagram | None = None

    def narrowed(self, box: Box) -> RuleSpace:
        """The same over the applicants of a box alone, and those whom more than their facts keep out of it."""
        given = self.compiled, self.now, self._parameters
        return RuleSpace(*given, coarse=self._coarse, within=box, request=self._request)

    @property
    def rows(self) -> int:
        """How many rows the decisions have that are tables."""
        tables = map(self.compiled.model.table, self.compiled.model.decisions)
        return sum(table.count for table in tables if table is not None)

    @property
    def sampler(self) -> Sampler:
        """Finds applicants."""
        return self.analysis.sampler

    def outcomes(self) -> Diagram:
        """What the rule set alone may come to: sets of steps, of one where reasoning tells it.

        Raises TooLarge beyond the budget.
        """
        if self._outcomes is None:
            algebra = self.analysis.algebra
            found = outcome_of_rule_set(self.compiled, self.now, self._given, algebra=algebra)
            self._outcomes = algebra.diagrams.map(_steps, found.findings)
        return self._outcomes

    def outcome(self, facts: Facts) -> Intervention | None:
        """What the evaluator says; None where it cannot tell without more facts."""
        own = {fact.name for fact in self.compiled.facts}
        given = {name: value for name, value in facts.items() if name not in own}
        if self.compiled.parameters:
            given["param"] = self._param
        situation = Situation(self.now, given, budget=self._request)
        stated = {name: value for name, value in facts.items() if name in own}
        outcome = outcome_of([evaluate_rule_set(self.compiled, stated, situation)])
        self.analysis.budget.look()
        return Intervention(outcome.value) if outcome.value in tuple(Intervention) else None

    def holds(self, condition: str, facts: Facts) -> bool:
        """Whether a condition is true of an applicant, as the evaluator has it."""
        found = self.compiled.model.condition(condition)
        if found.expr is None:
            return False
        held = found.value(found.expr, {**facts, "param": self._param}, self.moment, self._request)
        self.analysis.budget.look()
        return held is True


def _steps(findings: Sequence[Told]) -> frozenset[Intervention]:
    """The severest step; all where the analysis cannot tell what a row says."""
    if any(each.origin is None for each in findings):
        return _ALL
    return frozenset({max(each.intervention for each in findings)})
