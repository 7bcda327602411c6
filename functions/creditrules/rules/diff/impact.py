"""What a new version of a rule set changes, counted from the two contents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from creditrules.dmn import DecisionTable, Model, TableRule
from creditrules.rules.content.reading import RuleSet
from creditrules.rules.content.statement import Impact, TableImpact

__all__ = ["compute_impact"]


def compute_impact(
    before: RuleSet | None,
    after: RuleSet,
    products: Iterable[str],
    cases: int,
    cases_changed: Iterable[str],
) -> Impact:
    """The impact of `after` on what `before` said (None for a first version).

    products: slugs of the products that it governs. cases, cases_changed: see `Impact`.
    """
    facts_before, facts_after = _facts(before), _facts(after)
    reasons_before = frozenset(before.form.reasons) if before else frozenset[str]()
    reasons_after = frozenset(after.form.reasons)
    return Impact(
        products=tuple(sorted(products)),
        facts_added=tuple(sorted(facts_after - facts_before)),
        facts_removed=tuple(sorted(facts_before - facts_after)),
        reasons_added=tuple(sorted(reasons_after - reasons_before)),
        reasons_removed=tuple(sorted(reasons_before - reasons_after)),
        tables=tuple(_tables(before.model if before else None, after.model)),
        cases=cases,
        cases_changed=tuple(cases_changed),
    )


def _facts(rule_set: RuleSet | None) -> frozenset[str]:
    return frozenset(fact.name for fact in rule_set.model.facts) if rule_set else frozenset()


def _tables(before: Model | None, after: Model) -> Iterator[TableImpact]:
    old, new = _by_decision(before), _by_decision(after)
    for name in sorted({*old, *new}):
        impact = _table_impact(name, old.get(name, ()), new.get(name, ()))
        if impact.added or impact.removed or impact.changed:
            yield impact


def _by_decision(model: Model | None) -> dict[str, tuple[TableRule, ...]]:
    decisions = model.decisions if model else ()
    return {d.name: d.expression.rules for d in decisions if isinstance(d.expression, DecisionTable)}


def _table_impact(name: str, before: tuple[TableRule, ...], after: tuple[TableRule, ...]) -> TableImpact:
    """Rules with an id are the same rule by it.

    Others go by what they say, so a reworded one counts as removed and added.
    """
    old, new = ({rule.id: _said(rule) for rule in rules if rule.id} for rules in (before, after))
    changed = sum(1 for key in old.keys() & new.keys() if old[key] != new[key])
    loose_old, loose_new = (Counter(_said(rule) for rule in rules if not rule.id) for rules in (before, after))
    added = len(new.keys() - old.keys()) + (loose_new - loose_old).total()
    removed = len(old.keys() - new.keys()) + (loose_old - loose_new).total()
    return TableImpact(name, added, removed, changed)


def _said(rule: TableRule) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return rule.when, rule.then
