"""Since when a rule has been in force: through every version that carries it unchanged, not just since the last one."""

from __future__ import annotations

from datetime import datetime

from creditrules.api.catalogue import Catalogue
from creditrules.dmn import DecisionTable, TableRule
from creditrules.eligibility import CompiledRuleSet, Reason
from creditrules.rules import Head, stretches_back

__all__ = ["rule_since"]


def rule_since(
    catalogue: Catalogue, tenant: str, head: Head, reason: Reason, valid_at: datetime, known_at: datetime
) -> datetime | None:
    """The moment since which the rule behind `reason` has been in force without a break, as known at `known_at`.

    head: of the reason's rule set. A rule is the same while its conditions and results are. None for a pinned version,
    which need not be in force, and where no rule fired.
    """
    applied = reason.applied
    if applied is None or applied.pinned or reason.finding.row is None:
        return None
    rule = _rule(catalogue.rule_set(tenant, applied.digest), reason.finding.row)
    since = applied.valid_from
    for start, entry in stretches_back(head, valid_at, known_at):
        if rule is None or not _carries(catalogue.rule_set(tenant, entry.digest), rule):
            break
        since = start
    return since


def _table(compiled: CompiledRuleSet) -> DecisionTable | None:
    name = compiled.rule_set.form.findings
    found = next((d.expression for d in compiled.rule_set.model.decisions if d.name == name), None)
    return found if isinstance(found, DecisionTable) else None


def _rule(compiled: CompiledRuleSet, row: int) -> TableRule | None:
    table = _table(compiled)
    return table.rules[row - 1] if table else None


def _carries(compiled: CompiledRuleSet, rule: TableRule) -> bool:
    table = _table(compiled)
    said = (rule.when, rule.then)
    return table is not None and any((other.when, other.then) == said for other in table.rules)
