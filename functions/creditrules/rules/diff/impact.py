"""What a new version of a rule set changes, counted from what the diff of the two contents tells."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from creditrules.rules.content.reading import RuleSet
from creditrules.rules.content.statement import Impact, TableImpact
from creditrules.rules.diff.contents import diff_contents
from creditrules.rules.diff.parts import ContentDiff, DiffKind

__all__ = ["compute_impact"]


def compute_impact(
    before: RuleSet | None,
    after: RuleSet,
    products: Iterable[str],
    cases: int,
    cases_changed: Iterable[str],
) -> Impact:
    """The impact of `after` on what `before` said (None for a first version).

    products: slugs of the products that it governs. cases, cases_changed: see `Impact`. A fact or reason under another
    name is one that went and one that came: callers know it by its name.
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
        tables=tuple(_tables(diff_contents(before.written if before else {}, after.written))),
        cases=cases,
        cases_changed=tuple(cases_changed),
    )


def _facts(rule_set: RuleSet | None) -> frozenset[str]:
    return frozenset(fact.name for fact in rule_set.model.facts) if rule_set else frozenset()


def _tables(diff: ContentDiff) -> Iterator[TableImpact]:
    """Rows of tables by the decision or function that they are in, but those that only moved or are REWRITTEN."""
    counts: dict[str, Counter[DiffKind]] = defaultdict(Counter)
    for table in diff.tables:
        counts[table.owner].update(row.kind for row in table.rows)
    for whole in diff.whole_tables:
        counts[whole.owner][whole.kind] += whole.rows
    for owner, rows in sorted(counts.items()):
        impact = TableImpact(owner, rows[DiffKind.ADDED], rows[DiffKind.REMOVED], rows[DiffKind.CHANGED])
        if owner and (impact.added or impact.removed or impact.changed):
            yield impact
