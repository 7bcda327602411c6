"""A population evaluated row by row."""

from __future__ import annotations

import time

from creditrules.cli.evaluate.decision_file import DecisionWriter
from creditrules.cli.evaluate.file_progress import file_progress
from creditrules.cli.evaluate.population_file import Population, Row
from creditrules.eligibility import Decision
from creditrules.errors import Diagnostic
from creditrules.population import Assessor, DecisionOrFaults, MappingForm, Tally

__all__ = ["RowRun"]

_PROGRESS_EVERY = 500


class RowRun:
    """One pass over a population."""

    def __init__(
        self, assessor: Assessor, columns: MappingForm | None, writer: DecisionWriter | None, by: str | None
    ) -> None:
        self.tally = Tally()
        self.last: Decision | None = None
        self._assessor = assessor
        self._columns = columns
        self._writer = writer
        self._by = by

    def all(self, population: Population, limit: int | None) -> float:
        """Decide the rows, showing how far it is where somebody looks; the seconds it took."""
        started = time.perf_counter()
        with file_progress() as progress:
            task = progress.add_task("applicants", total=population.size)
            for row in population.rows:
                self._one(row)
                if self.tally.rows % _PROGRESS_EVERY == 0:
                    progress.update(
                        task, completed=population.position(), description=f"{self.tally.rows:,} applicants"
                    )
                if limit is not None and self.tally.rows >= limit:
                    break
            progress.update(task, completed=population.size)
        return time.perf_counter() - started

    def _one(self, row: Row) -> None:
        answer = self._answer(row)
        if isinstance(answer, Decision):
            self.last = answer
            group = None if self._by is None else str(row.values.get(self._by, ""))
            self.tally.add(answer, group)
        else:
            self.tally.add_faults(row.number, answer)
        if self._writer:
            self._writer.answer(row.number, answer)

    def _answer(self, row: Row) -> DecisionOrFaults:
        if row.problem:
            return (Diagnostic("row.cells", row.problem),)
        if self._columns is None:
            return self._assessor.assess(row.values)
        mapped = self._columns.apply(row.values)
        return mapped.faults or self._assessor.assess(mapped.facts)
