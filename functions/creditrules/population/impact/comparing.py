"""A population answered by two versions, and by candidates beside them, batch by batch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from creditrules.dmn import Fact
from creditrules.eligibility import BESIDE, Decision
from creditrules.errors import Diagnostic
from creditrules.population.assessor import Assessor
from creditrules.population.impact.alternatives import Alternative, Margins, less_discriminatory
from creditrules.population.impact.answers import Answer, answer_of
from creditrules.population.impact.census import Batch, Census
from creditrules.population.impact.changed import ChangedRow
from creditrules.population.impact.counting import figures_of
from creditrules.population.impact.figures import Figures
from creditrules.population.impact.plan import ImpactPlan
from creditrules.records import dataclass

__all__ = ["Comparison", "Judge", "PopulationRow", "RowJudge"]

Judged = Answer | tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class PopulationRow:
    """One applicant. number: from 1. columns: the cells as texts. facts: what they say. faults: why nothing."""

    number: int
    columns: Mapping[str, str]
    facts: Mapping[str, Any]
    faults: tuple[Diagnostic, ...] = ()


class Judge(Protocol):
    """One version, asked about many applicants."""

    @property
    def facts(self) -> Mapping[str, Fact]:
        """What it asks for."""

    def judge(self, applicants: Sequence[Mapping[str, Any]]) -> Sequence[Judged]:
        """An answer for each, or all that is wrong with its facts. Facts that it does not ask for are left aside."""


class RowJudge:
    """A version that is asked about one applicant after another."""

    def __init__(self, assessor: Assessor) -> None:
        self._assessor = assessor
        self.facts = assessor.facts

    def judge(self, applicants: Sequence[Mapping[str, Any]]) -> Sequence[Judged]:
        """See `Judge`."""
        return [self._one(facts) for facts in applicants]

    def _one(self, facts: Mapping[str, Any]) -> Judged:
        asked = {name: value for name, value in facts.items() if name in self.facts or name in BESIDE}
        found = self._assessor.assess(asked)
        return answer_of(found) if isinstance(found, Decision) else found


class Comparison:
    """The versions before and after, and candidates by name, over one population."""

    def __init__(self, before: Judge, after: Judge, plan: ImpactPlan, candidates: Mapping[str, Judge]) -> None:
        self._before = before
        self._afters = [after, *candidates.values()]
        self._names = [*candidates]
        self._censuses = [Census(plan) for _ in self._afters]
        self._plan = plan

    def add(self, rows: Sequence[PopulationRow]) -> list[ChangedRow]:
        """Answer and count a batch; the rows whose answer `after` changes."""
        census, *others = self._censuses
        for row in rows:
            if row.faults:
                for each in self._censuses:
                    each.refuse(row.number, row.faults)
        sound = [row for row in rows if not row.faults]
        facts = [row.facts for row in sound]
        before = self._before.judge(facts)
        for each, judge in zip(others, self._afters[1:], strict=True):
            self._count(each, sound, before, judge.judge(facts))
        return self._count(census, sound, before, self._afters[0].judge(facts))

    def _count(
        self, census: Census, rows: Sequence[PopulationRow], before: Sequence[Judged], after: Sequence[Judged]
    ) -> list[ChangedRow]:
        sides: tuple[list[Answer], list[Answer]] = ([], [])
        kept = []
        for row, b, a in zip(rows, before, after, strict=True):
            if isinstance(b, Answer) and isinstance(a, Answer):
                kept.append(row)
                sides[0].append(b)
                sides[1].append(a)
            else:
                faults = (fault for found in (b, a) if not isinstance(found, Answer) for fault in found)
                census.refuse(row.number, dict.fromkeys(faults))
        columns = {name: [row.columns.get(name, "") for row in kept] for name in self._plan.columns}
        return census.add(Batch([row.number for row in kept], columns, *sides))

    def figures(self) -> Figures:
        """What was counted of before and after."""
        return figures_of(self._censuses[0])

    def alternatives(self, margins: Margins) -> tuple[Alternative, ...]:
        """The candidates held against `after`."""
        proposed, *others = map(figures_of, self._censuses)
        return less_discriminatory(proposed, dict(zip(self._names, others, strict=True)), margins)
