"""What many decisions come to: counts of outcomes, reasons, missing facts and faults, in bounded memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from creditrules.eligibility import Decision
from creditrules.errors import Diagnostic
from creditrules.records import dataclass, field

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

    def add_examples(self, found: Iterable[tuple[int, str]]) -> None:
        """Keep these too, each a row and what is said of it, as far as they are among the first rows."""
        self.examples = sorted([*self.examples, *found])[:_EXAMPLES]


@dataclass(slots=True)
class Tally:
    """Counts over a population. Rows with faults are not evaluated and count in none of the others.

    reasons: by (category, rule set, code), once a row. warnings: the first three of a row, of at most 50 texts.
    groups: by (group, outcome), of at most 50 groups. most: how many texts and groups are told apart.
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
    most: int = _MOST_GROUPS
    _group_names: set[str] = field(default_factory=set)

    def add(self, decision: Decision, group: str | None = None, times: int = 1) -> None:
        """Count one decision, or one that so many rows have."""
        self.rows += times
        self.evaluated += times
        self.outcomes[decision.outcome.value] += times
        _count(self.reasons, {(r.category.value, r.rule_set, r.code) for r in decision.reasons}, times)
        _count(self.missing, [fact.name for fact in decision.missing_facts], times)
        for text in dict.fromkeys(decision.warnings[:_EXAMPLES]):
            self._warn(text, times)
        if group is not None:
            self.add_group(group, decision.outcome.value, times)

    def add_group(self, name: str, outcome: str, times: int) -> None:
        """Count so many rows of a group; the first groups to be counted are told apart."""
        self.groups[self._group(name), outcome] += times

    def add_faults(self, row: int, faults: Iterable[Diagnostic]) -> None:
        """Count one row that cannot be evaluated; `row` counts from 1."""
        self.add_rows_with_faults([row], 1, faults)

    def add_rows_with_faults(self, rows: Sequence[int], times: int, faults: Iterable[Diagnostic]) -> None:
        """Count so many rows that have the same faults. rows: the first of them, from 1, as examples."""
        self.rows += times
        self.refused += times
        for fault in faults:
            kind = self.faults.setdefault((fault.code, fault.place), FaultKind(fault.code, fault.place))
            kind.count += times
            kind.add_examples((row, fault.message) for row in rows[:_EXAMPLES])

    def merge(self, other: Tally) -> None:
        """Count the rows of another tally too, which come after those of this one."""
        last = self.rows
        self.rows, self.evaluated = self.rows + other.rows, self.evaluated + other.evaluated
        self.refused += other.refused
        self.outcomes.update(other.outcomes)
        self.reasons.update(other.reasons)
        self.missing.update(other.missing)
        for text, times in other.warnings.items():
            self._warn(text, times)
        for (name, outcome), times in other.groups.items():
            self.add_group(name, outcome, times)
        for place, kind in other.faults.items():
            own = self.faults.setdefault(place, FaultKind(kind.code, kind.place))
            own.count += kind.count
            own.add_examples((last + row, message) for row, message in kind.examples)

    def _warn(self, text: str, times: int) -> None:
        if text in self.warnings or len(self.warnings) < self.most:
            self.warnings[text] += times

    def _group(self, name: str) -> str:
        if name not in self._group_names and len(self._group_names) >= self.most:
            return _OTHERS
        self._group_names.add(name)
        return name


def _count(counts: Counter[Any], things: Iterable[Any], times: int) -> None:
    for thing in things:
        counts[thing] += times
