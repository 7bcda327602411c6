"""The findings of a rule set as a function of all facts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from creditrules.dmn.analysis import (
    Algebra,
    Analysis,
    Budget,
    Diagram,
    Hit,
    Hits,
    Items,
    Known,
    Said,
    Term,
    analyse_model,
    known,
)
from creditrules.eligibility.compiled import CompiledRuleSet
from creditrules.eligibility.outcomes.findings import NOT_EVALUABLE, read_findings
from creditrules.eligibility.parameters import lacking
from creditrules.feel import Unknown, Value, from_datetime
from creditrules.records import dataclass

__all__ = ["RuleSetOutcome", "analysis_of_rule_set", "outcome_of_rule_set"]


@dataclass(frozen=True, slots=True)
class RuleSetOutcome:
    """analysis: of its model. findings: tuples of `Told`."""

    compiled: CompiledRuleSet
    analysis: Analysis
    findings: Diagram

    @property
    def algebra(self) -> Algebra:
        """Axes and diagrams."""
        return self.analysis.algebra

    @property
    def slug(self) -> str:
        """The rule set's."""
        return self.compiled.rule_set.form.rule_set


def outcome_of_rule_set(
    compiled: CompiledRuleSet,
    now: datetime,
    given: Mapping[str, Value],
    *,
    algebra: Algebra | None = None,
    budget: Budget | None = None,
    instead: Mapping[str, Diagram | Mapping[str, Diagram]] | None = None,
) -> RuleSetOutcome:
    """What a rule set finds at a moment, wherever the facts are; as `evaluate_rule_set` would for each applicant.

    given: the reserved facts that are known, such as "product" and "param", and the rule set's own that are; those that
    are not are axes. algebra: of another outcome, to be compared or combined. A coarse one does not tell
    which of the reasons is worked out. Raises TooLarge where it is beyond the budget.
    """
    shared = algebra or Algebra(from_datetime(now.astimezone(compiled.zone)), budget)
    analysis = analysis_of_rule_set(compiled, now, {**given, **(instead or {})}, shared)
    return RuleSetOutcome(compiled, analysis, _findings(compiled, analysis, given))


def analysis_of_rule_set(
    compiled: CompiledRuleSet, now: datetime, given: Mapping[str, Any], algebra: Algebra
) -> Analysis:
    """The analysis of a rule set's model at a moment. given: see `outcome_of_rule_set`; of its facts it takes."""
    taken = compiled.given | {fact.name for fact in compiled.facts}
    known_facts = {name: value for name, value in given.items() if name in taken}
    moment = from_datetime(now.astimezone(compiled.zone))
    return analyse_model(compiled.model, compiled.asked, moment, known_facts, algebra=algebra)


def _findings(compiled: CompiledRuleSet, analysis: Analysis, given: Mapping[str, Value]) -> Diagram:
    diagrams = analysis.algebra.diagrams
    parameters = given.get("param")
    values = parameters if isinstance(parameters, Mapping) else {}
    if lacking(compiled.parameters, values):
        return diagrams.leaf(NOT_EVALUABLE)
    findings = compiled.rule_set.form.findings
    hits = analysis.hits(findings) or diagrams.map(_as_hits, analysis.diagram(findings))
    read = read_findings(analysis.algebra, compiled, hits, _owed(given.get("exposure")))
    wrong = diagrams.combine(
        lambda one, other: diagrams.leaf(one or other), analysis.noise(compiled.asked), analysis.refused()
    )
    return diagrams.combine(lambda bad, found: diagrams.leaf(NOT_EVALUABLE if bad else found), wrong, read)


def _as_hits(said: Said) -> Hits:
    """A decision that is no table counts as one without row numbers: a context, a list of them, or null."""
    value = said.value
    items: tuple[Term, ...] = (value,)
    if isinstance(value, Items):
        items = value.items
    elif isinstance(value, Known) and (value.value is None or isinstance(value.value, list)):
        items = tuple(map(known, value.value or ()))
    return Hits(value, said.warned, tuple(Hit(0, None, item) for item in items))


def _owed(exposure: Any) -> Term | None:
    """What is owed in all, where it is told."""
    total = exposure.get("total") if isinstance(exposure, Mapping) else None
    return None if total is None or isinstance(total, Unknown) else known(total)
