"""A population evaluated by columns: parts of its file in, counts and written decisions out."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from creditrules.cli.evaluate.decision_file import DecisionWriter, text_after_row
from creditrules.cli.evaluate.file_progress import file_progress
from creditrules.cli.evaluate.in_processes import at_work, processes_for
from creditrules.cli.evaluate.population_file import BadFile
from creditrules.cli.evaluate.population_parts import Columns, Part, Parts
from creditrules.errors import Diagnostic
from creditrules.population import MappingForm, Tally
from creditrules.population.columnar import Assessed, Column, ColumnarAssessor, Contents, count_batch

__all__ = ["ColumnarQuestion", "run_by_columns"]


@dataclass(frozen=True, slots=True)
class ColumnarQuestion:
    """What is asked of each part of a file.

    contents: of the rules. by: a column by whose values outcomes are counted. as_csv: how answers are written; None
    where they are not.
    """

    contents: Contents
    mapping: MappingForm | None
    by: str | None
    as_csv: bool | None

    def wanted(self) -> Collection[str] | None:
        """The columns that are read; None for all."""
        if self.mapping is None:
            return None
        return frozenset(self.mapping.columns) | ({self.by} if self.by else set())


@dataclass(frozen=True, slots=True)
class _Answers:
    """What came of a part. codes, texts: for each row its class, and what is written of each class."""

    tally: Tally
    codes: Sequence[int]
    texts: Sequence[str]
    broken: str


class _Worker:
    """Answers parts one after another."""

    def __init__(self, question: ColumnarQuestion) -> None:
        self._question = question
        self._assessor = ColumnarAssessor([question.contents.assessor()], question.mapping)

    def __call__(self, part: Part) -> _Answers:
        """All rows of a part."""
        return self.answered(part)

    def answered(self, part: Part, most: int | None = None) -> _Answers:
        """All rows of a part, or the first so many."""
        asked, read = self._question, part.read()
        (found,) = self._assessor.assess_columns(read.columns, read.rows, read.whole)
        assessed = found.beside({at: (Diagnostic("row.cells", text),) for at, text in read.problems.items()})
        assessed = Assessed(assessed.codes[:most], assessed.classes)
        groups = None if asked.by is None else _groups(read, asked.by, len(assessed))
        texts: Sequence[str] = ()
        if asked.as_csv is not None:
            texts = [text_after_row(answer, as_csv=asked.as_csv) for answer in assessed.classes]
        broken = read.broken if len(assessed) == read.rows + len(read.problems) else ""
        return _Answers(count_batch(assessed, groups), assessed.codes.tolist() if texts else (), texts, broken)


def _groups(read: Columns, name: str, most: int) -> Column:
    """The column by which outcomes are counted, with something for rows that cannot be used."""
    column = read.columns.get(name)
    codes = np.zeros(read.rows + len(read.problems), np.int32)
    if column is None:
        return Column(codes[:most], [""])
    usable = np.ones(len(codes), np.bool_)
    usable[list(read.problems)] = False
    codes[usable] = column.codes
    return Column(codes[:most], column.values or [""])


def run_by_columns(
    question: ColumnarQuestion,
    parts: Parts,
    writer: DecisionWriter | None,
    limit: int | None,
    jobs: int | None = None,
) -> tuple[Tally, float]:
    """The counts of all rows, or of the first so many, and the seconds it took. Raises BadFile.

    jobs: processes; None for as many as the file is worth. The first so many rows are one process's.
    """
    started, tally = time.perf_counter(), Tally()
    processes = processes_for(parts.size, jobs) if limit is None else 1
    with at_work(partial(_Worker, question), processes) as answered, file_progress() as progress:
        task = progress.add_task("applicants", total=parts.size)
        several = parts.of(question.wanted())
        for answers in answered(several) if limit is None else _first(question, several, limit):
            if writer is not None:
                writer.answers(tally.rows + 1, answers.codes, answers.texts)
            tally.merge(answers.tally)
            progress.update(task, completed=parts.position(), description=f"{tally.rows:,} applicants")
            if answers.broken:
                raise BadFile(f"{parts.name}: after row {tally.rows}: {answers.broken}")
        progress.update(task, completed=parts.size)
    return tally, time.perf_counter() - started


def _first(question: ColumnarQuestion, parts: Iterable[Part], limit: int) -> Iterator[_Answers]:
    worker = _Worker(question)
    for part in parts:
        answers = worker.answered(part, limit)
        yield answers
        limit -= answers.tally.rows
        if limit <= 0:
            return
