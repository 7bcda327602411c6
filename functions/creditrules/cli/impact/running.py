"""A population's file read and compared: by columns where that is worth it, else row by row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Final

from creditrules.cli.evaluate.file_progress import file_progress
from creditrules.cli.evaluate.population_file import Population, Row, open_population
from creditrules.cli.evaluate.population_run import worth_columns
from creditrules.cli.impact.asked import Asked, Write
from creditrules.cli.impact.rows import columns_for
from creditrules.population.impact import Comparison, RowJury

__all__ = ["compare_file"]

_BATCH: Final = 2_000


def compare_file(path: Path, asked: Asked, comparison: Comparison, write: Write) -> None:
    """Count all rows of a file; changed rows are written as they are met. Raises BadFile."""
    if worth_columns(path):
        from creditrules.cli.impact.columnar_run import compare_by_columns  # noqa: PLC0415  (it takes an extra)

        compare_by_columns(path, asked, comparison, write)
        return
    with open_population(path) as population:
        columns = columns_for(population.header, asked)
        jury = RowJury(asked.versions, columns)
        for batch in _watched(population, _batches(population.rows, asked.limit)):
            write(comparison.add(batch, jury))


def _batches(rows: Iterable[Row], most: int | None) -> Iterator[list[Row]]:
    left = islice(rows, most)
    while batch := list(islice(left, _BATCH)):
        yield batch


def _watched(population: Population, parts: Iterable[list[Row]]) -> Iterator[list[Row]]:
    """The batches, showing how far it is where somebody looks."""
    rows = 0
    with file_progress() as progress:
        task = progress.add_task("applicants", total=population.size)
        for batch in parts:
            yield batch
            rows += len(batch)
            progress.update(task, completed=population.position(), description=f"{rows:,} applicants")
