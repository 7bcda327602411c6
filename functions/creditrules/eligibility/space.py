"""A rule set over the space of all facts, with the real evaluator beside it: whatever is reasoned is tried."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from creditrules.dmn.analysis import (
    Analysis,
    Budget,
    Diagram,
    Facts,
    Hits,
    Items,
    Known,
    Record,
    Said,
    Sampler,
    Term,
    analyse_model,
    value_of,
)
from creditrules.eligibility.combining import outcome_of
from creditrules.eligibility.compiled import CompiledRuleSet
from creditrules.eligibility.findings import evaluate_rule_set
from creditrules.eligibility.parameters import Parameters
from creditrules.eligibility.situation import Situation, parameter_facts
from creditrules.feel import DateTime, Value, from_datetime
from creditrules.rules import Intervention

__all__ = ["RuleSpace"]

_ALL = frozenset(Intervention)
_SILENT = frozenset({Intervention.REFER})
_BUDGET = (100_000, 1_000_000, 5_000)
"""Nodes, steps and boxes: properties and cases are looked at whenever a rule set is checked."""


class RuleSpace:
    """One rule set at one moment, all its facts known; what the service gives besides is a fact like the others."""

    def __init__(self, compiled: CompiledRuleSet, now: datetime, parameters: Parameters) -> None:
        """parameters: those that the rule set uses, each with its value."""
        self.compiled, self.now = compiled, now
        self.moment: DateTime = from_datetime(now.astimezone(compiled.zone))
        self._param = parameter_facts(parameters)
        given = {"param": self._param} if compiled.parameters else {}
        self.analysis: Analysis = analyse_model(
            compiled.model, compiled.asked, self.moment, given, budget=Budget(*_BUDGET)
        )

    @property
    def sampler(self) -> Sampler:
        """Finds applicants."""
        return self.analysis.sampler

    def outcomes(self) -> Diagram:
        """What the rule set alone may come to: sets of steps, of one where reasoning tells it.

        Raises TooLarge beyond the budget.
        """
        findings = self.compiled.rule_set.form.findings
        hits = self.analysis.hits(findings)
        noise = self.analysis.noise(self.compiled.asked)
        said = self.analysis.diagram(findings) if hits is None else hits
        leaf = self.analysis.algebra.diagrams.leaf

        def of(found: Hits | Said, warned: bool) -> Diagram:  # noqa: FBT001 - a diagram's value
            return leaf(_SILENT if warned or found.warned else _steps(_findings(found)))

        return self.analysis.algebra.diagrams.combine(of, said, noise)

    def outcome(self, facts: Facts) -> Intervention | None:
        """What the evaluator says; None where it cannot tell without more facts."""
        own = {fact.name for fact in self.compiled.facts}
        given = {name: value for name, value in facts.items() if name not in own}
        if self.compiled.parameters:
            given["param"] = self._param
        situation = Situation(self.now, given)
        stated = {name: value for name, value in facts.items() if name in own}
        outcome = outcome_of([evaluate_rule_set(self.compiled, stated, situation)])
        return Intervention(outcome.value) if outcome.value in tuple(Intervention) else None

    def holds(self, condition: str, facts: Facts) -> bool:
        """Whether a condition is true of an applicant, as the evaluator has it."""
        found = self.compiled.model.condition(condition)
        return found.expr is not None and found.value(found.expr, {**facts, "param": self._param}, self.moment) is True


def _findings(found: Hits | Said) -> Sequence[Term] | None:
    """The findings; None where they are not told apart."""
    if isinstance(found, Hits):
        return None if found.hits is None else [hit.value for hit in found.hits]
    match found.value:
        case Items(items):
            return items
        case Known(value=None):
            return ()
        case Known(value=list(parts)):
            return [Known("", part) for part in parts]
        case Known() | Record():
            return (found.value,)
    return None


def _steps(findings: Sequence[Term] | None) -> frozenset[Intervention]:
    """The severest step; more of them where it hangs on facts, and REFER where a finding may be none."""
    if findings is None:
        return _ALL
    known = [_entries(finding) for finding in findings]
    steps = [each.get("intervention") if each else None for each in known]
    if not all(isinstance(step, str) and step in tuple(Intervention) for step in steps):
        return _ALL
    if not steps:
        return _SILENT
    severest = frozenset({max(Intervention(str(step)) for step in steps)})
    return severest if all(map(_is_finding, known)) else severest | _SILENT


def _entries(finding: Term) -> Mapping[str, object] | None:
    """What is known of a finding; what hangs on facts is left out."""
    if isinstance(finding, Record):
        return dict(_constants(finding))
    value = finding.value if isinstance(finding, Known) else None
    if isinstance(value, str):
        return {"intervention": value, "reason": None, "known": True}
    return {**value, "known": True} if isinstance(value, Mapping) else None


def _constants(finding: Record) -> Iterator[tuple[str, Value]]:
    whole = True
    for name, term in finding.entries:
        try:
            yield name, value_of(term)
        except KeyError:
            whole = False
    yield "known", whole


def _is_finding(entries: Mapping[str, object] | None) -> bool:
    """Whether the evaluator takes it as one whatever the facts are; where it may not, it refers."""
    if entries is None or not entries["known"]:
        return False
    return entries.get("reason") is not None or entries["intervention"] == Intervention.ALLOW
