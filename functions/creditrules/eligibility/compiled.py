"""A rule set ready to answer: its compiled model and the time zone its dates are meant in."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from creditrules.dmn import CompiledModel, Fact, compile_model
from creditrules.errors import Diagnostic
from creditrules.rules import CheckedRuleSet, RuleSet

__all__ = ["CompiledRuleSet", "compile_rule_set"]


@dataclass(frozen=True, slots=True)
class CompiledRuleSet:
    """What the process keeps by content digest; immutable, so it is never out of date.

    given: the reserved facts that its findings may ask for (see `creditrules.rules.content.reserved`).
    """

    rule_set: RuleSet
    model: CompiledModel
    zone: ZoneInfo
    given: frozenset[str] = frozenset()
    warnings: tuple[Diagnostic, ...] = ()

    @property
    def facts(self) -> tuple[Fact, ...]:
        """The facts that callers may give; reserved ones are the service's own."""
        return self.model.facts


def compile_rule_set(checked: CheckedRuleSet) -> CompiledRuleSet:
    """Compile a rule set that was checked without errors."""
    form, model = checked.rule_set.form, compile_model(checked.model)
    given = model.needed_facts((form.findings,)) & checked.model.extra_facts.keys()
    return CompiledRuleSet(checked.rule_set, model, ZoneInfo(form.time_zone), given, checked.diagnostics)
