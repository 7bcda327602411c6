"""A population compared by columns: parts of its file in, counts out; needs the extra `population`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from creditrules.cli.evaluate.file_progress import file_progress
from creditrules.cli.evaluate.in_processes import at_work, processes_for
from creditrules.cli.evaluate.population_file import BadFile
from creditrules.cli.evaluate.population_parts import Columns, Part, open_parts
from creditrules.cli.impact.asked import Asked, Write
from creditrules.cli.impact.rows import columns_for
from creditrules.cli.impact.sides import VersionFiles
from creditrules.population import MappingForm
from creditrules.population.columnar import Column, Contents
from creditrules.population.impact import Alike, ChangedRow, Coded, Comparison, Judged, Jury, alike, cell_text, jury_of
from creditrules.population.impact.by_columns import ColumnJury, kinds_by_columns

__all__ = ["compare_by_columns"]


def compare_by_columns(path: Path, asked: Asked, comparison: Comparison, write: Write) -> None:
    """Count all rows of a file, or the first so many; changed rows are written as they are met. Raises BadFile."""
    with open_parts(path) as parts:
        columns = columns_for(parts.header, asked)
        if parts.typed and asked.mapping is None:
            columns = None
        named = columns.columns if columns else asked.facts if parts.header is not None else None
        wanted = None if named is None else {*named, *asked.told}
        make = partial(_Worker, [_contents(side) for side in asked.sides], columns, asked.told)
        processes = processes_for(parts.size) if asked.limit is None else 1
        with at_work(make, processes) as answered, file_progress() as progress:
            task = progress.add_task("applicants", total=parts.size)
            done = 0
            several = parts.of(wanted)
            for found in answered(several) if asked.limit is None else _first(make(), several, asked.limit):
                write(_counted(comparison, found, done))
                done += found.rows
                progress.update(task, completed=parts.position(), description=f"{done:,} applicants")
                if found.broken:
                    raise BadFile(f"{parts.name}: after row {done}: {found.broken}")


@dataclass(frozen=True, slots=True)
class _Found:
    """What came of a part; rows are numbered from 1. rows: how many, those that cannot be used included."""

    rows: int
    alike: Alike
    problems: Mapping[int, str]
    broken: str


class _Worker:
    """Answers parts one after another."""

    def __init__(self, sides: Sequence[Contents], mapping: MappingForm | None, told: Sequence[str]) -> None:
        self._jury = jury_of([side.assessor() for side in sides], mapping)
        self._told = told

    def __call__(self, part: Part) -> _Found:
        """All rows of a part."""
        return self.found(part.read())

    def found(self, read: Columns) -> _Found:
        """What comes of these rows."""
        rows = read.rows + len(read.problems)
        numbers = [at + 1 for at in range(rows) if at not in read.problems]
        cells = {name: _cells(read, name) for name in self._told}
        problems = {at + 1: problem for at, problem in read.problems.items()}
        told = alike(numbers, cells, _answers(self._jury, read), kinds_by_columns)
        return _Found(rows, told, problems, read.broken)


def _contents(side: VersionFiles) -> Contents:
    told = side.assessor
    rule_sets = tuple(compiled.rule_set for compiled in told.rule_sets)
    return Contents(told.product, told.product_digest, rule_sets, side.parameters, told.now)


def _first(worker: _Worker, parts: Iterable[Part], limit: int) -> Iterator[_Found]:
    for part in parts:
        found = worker.found(_first_rows(part.read(), limit))
        yield found
        limit -= found.rows
        if limit <= 0:
            return


def _first_rows(read: Columns, most: int) -> Columns:
    """The first so many rows of a part, those that cannot be used included."""
    if read.rows + len(read.problems) <= most:
        return read
    problems = {at: problem for at, problem in read.problems.items() if at < most}
    rows = most - len(problems)
    columns = {name: Column(column.codes[:rows], column.values) for name, column in read.columns.items()}
    return replace(read, columns=columns, rows=rows, problems=problems, broken="", whole=read.whole[:rows])


def _counted(comparison: Comparison, found: _Found, before: int) -> Iterator[ChangedRow]:
    """Count the rows of a part; of them those that change. before: how many there were before it."""
    for row, problem in found.problems.items():
        comparison.refuse(before + row, problem)
    return comparison.count(found.alike.after(before))


def _answers(jury: Jury, read: Columns) -> Sequence[Coded[Judged]]:
    if isinstance(jury, ColumnJury):
        return jury.judge_columns(read.columns, read.rows, read.whole)
    columns = [(name, column.codes.tolist(), column.values) for name, column in read.columns.items()]
    rows = [{name: values[codes[row]] for name, codes, values in columns} for row in range(read.rows)]
    return jury.judge(read.whole or rows)


def _cells(read: Columns, name: str) -> Coded[str]:
    """A column as texts; blank where no row has it."""
    column = read.columns.get(name)
    if column is None:
        return Coded([0] * read.rows, [""])
    return Coded(column.codes.data, [cell_text(value) for value in column.values])
