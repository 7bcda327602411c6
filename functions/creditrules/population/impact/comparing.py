"""A population answered by two versions, and by candidates beside them, batch by batch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import compress
from typing import Any, Protocol

from creditrules.errors import Diagnostic
from creditrules.population.impact.alternatives import Alternative, Margins, less_discriminatory
from creditrules.population.impact.answers import Answer, Judged
from creditrules.population.impact.census import Batch, Census
from creditrules.population.impact.changed import ChangedRow
from creditrules.population.impact.coded import Coded, coded, kept
from creditrules.population.impact.counting import figures_of
from creditrules.population.impact.figures import Figures
from creditrules.population.impact.jury import Jury
from creditrules.population.impact.plan import ImpactPlan
from creditrules.population.impact.texts import cell_text

__all__ = ["Comparison", "PopulationRow"]


class PopulationRow(Protocol):
    """One applicant as a file has it. number: from 1. problem: why the row cannot be used; empty where it can."""

    @property
    def number(self) -> int: ...  # noqa: D102
    @property
    def values(self) -> Mapping[str, Any]: ...  # noqa: D102
    @property
    def problem(self) -> str: ...  # noqa: D102


class Comparison:
    """The versions before and after, and candidates by name, over one population."""

    def __init__(self, plan: ImpactPlan, candidates: Sequence[str] = ()) -> None:
        self._names = [*candidates]
        self._censuses = [Census(plan) for _ in range(1 + len(candidates))]
        self._plan = plan

    def add(self, rows: Sequence[PopulationRow], jury: Jury) -> list[ChangedRow]:
        """Answer and count a batch; the rows whose answer `after` changes. jury: asks before, after and candidates."""
        for row in rows:
            if row.problem:
                self.refuse(row.number, row.problem)
        sound = [row for row in rows if not row.problem]
        cells = {name: coded(cell_text(row.values.get(name)) for row in sound) for name in self._plan.columns}
        return self.count([row.number for row in sound], cells, jury.judge([row.values for row in sound]))

    def refuse(self, row: int, problem: str) -> None:
        """Count a row that cannot be read."""
        for census in self._censuses:
            census.refuse(row, [Diagnostic("row.cells", problem)])

    def count(
        self, numbers: Sequence[int], cells: Mapping[str, Coded[str]], answers: Sequence[Coded[Judged]]
    ) -> list[ChangedRow]:
        """Count rows that were answered. cells: the plan's columns. answers: of before, after and the candidates."""
        before, *afters = answers
        changed, *_ = [
            _counted(census, numbers, cells, before, after)
            for census, after in zip(self._censuses, afters, strict=True)
        ]
        return changed

    def figures(self) -> Figures:
        """What was counted of before and after."""
        return figures_of(self._censuses[0])

    def alternatives(self, margins: Margins) -> tuple[Alternative, ...]:
        """The candidates held against `after`."""
        proposed, *others = map(figures_of, self._censuses)
        return less_discriminatory(proposed, dict(zip(self._names, others, strict=True)), margins)


def _counted(
    census: Census, numbers: Sequence[int], cells: Mapping[str, Coded[str]], before: Coded[Judged], after: Coded[Judged]
) -> list[ChangedRow]:
    """Count the rows that both answer; of the others what is wrong."""
    right = [[isinstance(value, Answer) for value in side.values] for side in (before, after)]
    if all(map(all, right)):
        return census.add(Batch(numbers, cells, _answers(before), _answers(after)))
    usable = [right[0][b] and right[1][a] for b, a in zip(before.codes, after.codes, strict=True)]
    for number, b, a, fine in zip(numbers, before.codes, after.codes, usable, strict=True):
        if not fine:
            found = (before.values[b], after.values[a])
            faults = (fault for each in found if not isinstance(each, Answer) for fault in each)
            census.refuse(number, dict.fromkeys(faults))

    columns = {name: kept(each, usable) for name, each in cells.items()}
    return census.add(
        Batch(list(compress(numbers, usable)), columns, _answers(kept(before, usable)), _answers(kept(after, usable)))
    )


def _answers(side: Coded[Judged]) -> Coded[Answer]:
    return Coded(side.codes, [value for value in side.values if isinstance(value, Answer)])
