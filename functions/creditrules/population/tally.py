"""What many decisions come to: counts of outcomes, reasons, missing facts and faults, in bounded memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from creditrules.eligibility import Decision
from creditrules.errors import Diagnostic

__all__ = ["FaultKind", "Tally"]

_EXAMPLES = 3
_MOST_GROUPS = 50
_OTHERS = "(others)"


@dataclass(slots=True)
class FaultKind:
    """One kind of fault at one place: how often, and the first rows with it."""

    code: str
    place: str
    count: int = 0
    examples: list[tuple[int, str]] = field(default_factory=list)


@dataclass(slots=True)
class Tally:
    """Counts over a population. Rows with faults are not evaluated and count in none of the others.

    reasons: by (category, rule set, code), once a row. groups: by (group, outcome), of at most 50 groups.
    """

    rows: int = 0
    evaluated: int = 0
    refused: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    reasons: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    missing: Counter[str] = field(default_factory=Counter)
    warnings: Counter[str] = field(default_factory=Counter)
    groups: Counter[tuple[str, str]] = field(default_factory=Counter)
    faults: dict[tuple[str, str], FaultKind] = field(default_factory=dict)
    _group_names: set[str] = field(default_factory=set)

    def add(self, decision: Decision, group: str | None = None) -> None:
        """Count one decision."""
        self.rows += 1
        self.evaluated += 1
        self.outcomes[decision.outcome.value] += 1
        self.reasons.update({(r.category.value, r.rule_set, r.code) for r in decision.reasons})
        self.missing.update(fact.name for fact in decision.missing_facts)
        self.warnings.update(set(decision.warnings[:_EXAMPLES]) if len(self.warnings) < _MOST_GROUPS else ())
        if group is not None:
            self.groups[self._group(group), decision.outcome.value] += 1

    def add_faults(self, row: int, faults: Iterable[Diagnostic]) -> None:
        """Count one row that cannot be evaluated; `row` counts from 1."""
        self.rows += 1
        self.refused += 1
        for fault in faults:
            kind = self.faults.setdefault((fault.code, fault.place), FaultKind(fault.code, fault.place))
            kind.count += 1
            if len(kind.examples) < _EXAMPLES:
                kind.examples.append((row, fault.message))

    def _group(self, name: str) -> str:
        if name not in self._group_names and len(self._group_names) >= _MOST_GROUPS:
            return _OTHERS
        self._group_names.add(name)
        return name
