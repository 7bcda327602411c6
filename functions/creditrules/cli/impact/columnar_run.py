"""A population compared by columns: parts of its file in, counts out; needs the extra `population`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from creditrules.cli.evaluate.file_progress import file_progress
from creditrules.cli.evaluate.population_file import BadFile
from creditrules.cli.evaluate.population_parts import Columns, open_parts
from creditrules.cli.impact.asked import Asked, Write
from creditrules.cli.impact.rows import columns_for
from creditrules.population.columnar import Column
from creditrules.population.impact import ChangedRow, Coded, Comparison, Judged, Jury, cell_text, jury_of
from creditrules.population.impact.by_columns import ColumnJury

__all__ = ["compare_by_columns"]


def compare_by_columns(path: Path, asked: Asked, comparison: Comparison, write: Write) -> None:
    """Count all rows of a file, or the first so many; changed rows are written as they are met. Raises BadFile."""
    with open_parts(path) as parts, file_progress() as progress:
        columns = columns_for(parts.header, asked)
        if parts.typed and asked.mapping is None:
            columns = None
        jury = jury_of(asked.versions, columns)
        named = columns.columns if columns else asked.facts if parts.header is not None else None
        wanted = None if named is None else {*named, *asked.told}
        task = progress.add_task("applicants", total=parts.size)
        done = 0
        for part in parts.of(wanted):
            read = _first(part.read(), None if asked.limit is None else asked.limit - done)
            write(_counted(comparison, jury, read, done, asked.told))
            done += read.rows + len(read.problems)
            progress.update(task, completed=parts.position(), description=f"{done:,} applicants")
            if read.broken:
                raise BadFile(f"{parts.name}: after row {done}: {read.broken}")
            if asked.limit is not None and done >= asked.limit:
                return


def _first(read: Columns, most: int | None) -> Columns:
    """The first so many rows of a part, those that cannot be used included."""
    if most is None or read.rows + len(read.problems) <= most:
        return read
    problems = {at: problem for at, problem in read.problems.items() if at < most}
    rows = most - len(problems)
    columns = {name: Column(column.codes[:rows], column.values) for name, column in read.columns.items()}
    return replace(read, columns=columns, rows=rows, problems=problems, broken="", whole=read.whole[:rows])


def _counted(comparison: Comparison, jury: Jury, read: Columns, before: int, told: Sequence[str]) -> list[ChangedRow]:
    """Count the rows of a part; before: how many there were before it."""
    for at, problem in read.problems.items():
        comparison.refuse(before + at + 1, problem)
    places = (at for at in range(read.rows + len(read.problems)) if at not in read.problems)
    numbers = [before + at + 1 for at in places]
    cells = {name: _cells(read, name) for name in told}
    return comparison.count(numbers, cells, _answers(jury, read))


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
    return Coded(column.codes.tolist(), [cell_text(value) for value in column.values])
