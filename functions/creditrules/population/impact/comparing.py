"""A population answered by two versions, and by candidates beside them, batch by batch."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import compress, islice
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
from creditrules.population.impact.kinds import Alike, alike
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
        self._sample: list[ChangedRow] = []

    def add(self, rows: Sequence[PopulationRow], jury: Jury) -> Iterator[ChangedRow]:
        """Answer and count a batch; the rows whose answer `after` changes. jury: asks before, after and candidates.

        Where the jury raises, nothing of the batch is counted.
        """
        sound = [row for row in rows if not row.problem]
        answers = jury.judge([row.values for row in sound])
        for row in rows:
            if row.problem:
                self.refuse(row.number, row.problem)
        cells = {name: coded(cell_text(row.values.get(name)) for row in sound) for name in self._plan.columns}
        return self.count(alike([row.number for row in sound], cells, answers))

    def refuse(self, row: int, problem: str) -> None:
        """Count a row that cannot be read."""
        for census in self._censuses:
            census.refuse([row], 1, [Diagnostic("row.cells", problem)])

    def count(self, rows: Alike) -> Iterator[ChangedRow]:
        """Count rows that were answered; of them those whose answer `after` changes."""
        before, *afters = rows.answers
        for census, after in zip(self._censuses, afters, strict=True):
            _count(census, rows, before, after)
        self._sample += islice(rows.changed_rows(), self._plan.sample - len(self._sample))
        return rows.changed_rows()

    def figures(self) -> Figures:
        """What was counted of before and after."""
        return figures_of(self._censuses[0], self._sample)

    def alternatives(self, margins: Margins) -> tuple[Alternative, ...]:
        """The candidates held against `after`."""
        proposed, *others = (figures_of(census) for census in self._censuses)
        return less_discriminatory(proposed, dict(zip(self._names, others, strict=True)), margins)


def _count(census: Census, rows: Alike, before: Coded[Judged], after: Coded[Judged]) -> None:
    """Count the rows that both answer; of the others what is wrong."""
    usable = []
    for kind, (b, a) in enumerate(zip(before.codes, after.codes, strict=True)):
        found = before.values[b], after.values[a]
        faults = [fault for each in found if not isinstance(each, Answer) for fault in each]
        usable.append(not faults)
        if faults:
            census.refuse(rows.examples[kind], rows.times[kind], dict.fromkeys(faults))
    columns = {name: kept(each, usable) for name, each in rows.columns.items()}
    sides = [_answers(kept(side, usable)) for side in (before, after)]
    census.add(Batch(list(compress(rows.times, usable)), columns, *sides))


def _answers(side: Coded[Judged]) -> Coded[Answer]:
    return Coded(side.codes, [value for value in side.values if isinstance(value, Answer)])
