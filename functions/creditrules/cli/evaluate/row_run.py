"""A population evaluated row by row, by one process or by several."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Final

from creditrules.cli.evaluate.decision_file import DecisionWriter, text_after_row
from creditrules.cli.evaluate.file_progress import file_progress
from creditrules.cli.evaluate.in_processes import at_work
from creditrules.cli.evaluate.population_file import Population, Row
from creditrules.eligibility import Decision
from creditrules.errors import Diagnostic
from creditrules.population import Assessor, DecisionOrFaults, MappingForm, Tally

__all__ = ["RowAnswers", "RowRun"]

_PROGRESS_EVERY: Final = 500
_PART: Final = 500
"""Rows that a process is given at a time."""


class RowAnswers:
    """Answers rows. columns: how they become facts; None where they name them."""

    def __init__(self, assessor: Assessor, columns: MappingForm | None) -> None:
        self._assessor = assessor
        self._columns = columns

    def of(self, row: Row) -> DecisionOrFaults:
        """The decision on a row, or all that is wrong with it."""
        if row.problem:
            return (Diagnostic("row.cells", row.problem),)
        if self._columns is None:
            return self._assessor.assess(row.values)
        mapped = self._columns.apply(row.values)
        return mapped.faults or self._assessor.assess(mapped.facts)


class _Worker:
    """Answers parts of a population, one after another. as_csv: how answers are written; None where they are not."""

    def __init__(self, answers: RowAnswers, by: str | None, *, as_csv: bool | None) -> None:
        self._answers, self._by, self._as_csv = answers, by, as_csv

    def __call__(self, rows: Sequence[Row]) -> tuple[Tally, list[str]]:
        """What comes of the rows, and what is written of each."""
        tally, texts = Tally(), []
        for place, row in enumerate(rows, 1):
            answer = self._answers.of(row)
            _count(tally, place, row, answer, self._by)
            if self._as_csv is not None:
                texts.append(text_after_row(answer, as_csv=self._as_csv))
        return tally, texts


class RowRun:
    """One pass over a population. last: the decision on the last row that this process answered."""

    def __init__(self, answers: RowAnswers, writer: DecisionWriter | None, by: str | None) -> None:
        self.tally = Tally()
        self.last: Decision | None = None
        self._answers = answers
        self._writer = writer
        self._by = by

    def all(self, population: Population, limit: int | None, processes: int = 1) -> float:
        """Decide the rows, showing how far it is where somebody looks; the seconds it took."""
        started = time.perf_counter()
        rows = islice(population.rows, limit)
        with file_progress() as progress:
            task = progress.add_task("applicants", total=population.size)
            for _ in self._alone(rows) if processes == 1 else self._together(rows, processes):
                progress.update(task, completed=population.position(), description=f"{self.tally.rows:,} applicants")
            progress.update(task, completed=population.size)
        return time.perf_counter() - started

    def _alone(self, rows: Iterable[Row]) -> Iterator[None]:
        for row in rows:
            answer = self._answers.of(row)
            _count(self.tally, row.number, row, answer, self._by)
            if isinstance(answer, Decision):
                self.last = answer
            if self._writer:
                self._writer.answer(row.number, answer)
            if self.tally.rows % _PROGRESS_EVERY == 0:
                yield

    def _together(self, rows: Iterator[Row], processes: int) -> Iterator[None]:
        as_csv = None if self._writer is None else self._writer.as_csv
        worker = _Worker(self._answers, self._by, as_csv=as_csv)
        with at_work(lambda: worker, processes) as answered:
            yield from self._alone(islice(rows, 1))  # one applicant alone is told in words, and needs the decision
            for tally, texts in answered(_parts(rows)):
                if self._writer:
                    self._writer.answers(self.tally.rows + 1, range(len(texts)), texts)
                self.tally.merge(tally)
                yield


def _parts(rows: Iterator[Row]) -> Iterator[Sequence[Row]]:
    while part := list(islice(rows, _PART)):
        yield part


def _count(tally: Tally, number: int, row: Row, answer: DecisionOrFaults, by: str | None) -> None:
    if isinstance(answer, Decision):
        tally.add(answer, None if by is None else str(row.values.get(by, "")))
    else:
        tally.add_faults(number, answer)
