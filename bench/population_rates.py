"""Applicants a second: `evaluate` row by row, with one process and with all, and by columns, beside polars and DuckDB.

Rates are of a core; that of all processes is of the clock. What peers answer otherwise is told, row by row.
"""

from __future__ import annotations

import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from figures.figure import Figure
from population_differences import differences
from population_peers import Outcomes, with_duckdb, with_polars
from population_speed import APPLICANTS, VERSIONS, both_contents, columns_read, outcome_of, outcomes_by_columns
from rich.console import Console

from creditrules.cli.evaluate.population_file import open_population
from creditrules.cli.evaluate.population_parts import open_parts
from creditrules.cli.evaluate.row_run import RowAnswers, RowRun
from creditrules.population.columnar import ColumnarAssessor

__all__ = ["by_columns", "print_population_rates", "row_by_row"]

ROUNDS = 5
ROWS = 5_000
COUNTED = "SELECT before, count(*) FROM outcomes GROUP BY ALL"
Counts = Counter[str]


def print_population_rates(console: Console, *, quick: bool = False) -> Iterator[Figure]:
    """The mortgage example on real applications, from the file to the counts; processor time of all threads."""
    if not APPLICANTS.exists():
        console.print("\nApplicants a second and core: not measured, the populations in ../shared are not there.")
        return
    told = _told(APPLICANTS)
    rounds, processes = 2 if quick else ROUNDS, os.cpu_count() or 1
    rows = by_columns(APPLICANTS).total()
    columnar = rows / _least(lambda: by_columns(APPLICANTS), rounds)
    each = ROWS / _least(lambda: row_by_row(APPLICANTS, ROWS), rounds)
    (alone, work), (together, works) = (
        (_least(all_rows, rounds, time.perf_counter), _least(all_rows, rounds, _of_all))
        for all_rows in (partial(row_by_row, APPLICANTS, None, at_once) for at_once in (1, processes))
    )
    polars = rows / _least(lambda: _in_polars(APPLICANTS), rounds)
    duck = rows / _least(lambda: _in_duckdb(APPLICANTS), rounds)
    console.print(
        f"\n{rows:,} applicants of the mortgage example, from the file to the counts, a second and core: ours "
        f"row by row {each:,.0f}, by columns {columnar:,.0f}; polars {polars:,.0f}, DuckDB {duck:,.0f}.\n"
        f"A second of the clock, row by row: {rows / alone:,.0f}; with --jobs {processes}, {rows / together:,.0f}, "
        f"which takes {works / work:.2f} times the processor time.\n"
        f"{told} polars and DuckDB were given the rules as columns, in floats and in decimals; they give no reasons."
    )
    yield Figure("population/row by row", each, "/s")
    yield Figure("population/all processes", rows / together, "/s", "one process", rows / alone, f"--jobs {processes}")
    yield Figure("population/columnar", columnar, "/s", "polars", polars, told)
    yield Figure("population/DuckDB", duck, "/s")


def row_by_row(path: Path, rows: int | None, processes: int = 1) -> Counts:
    """How many of the first rows have each outcome; as the command does it, nothing written."""
    run = RowRun(RowAnswers(both_contents()[0].assessor(), columns_read()), None, None)
    with open_population(path) as population:
        run.all(population, rows, processes)
    return run.tally.outcomes


def by_columns(path: Path) -> Counts:
    """How many rows have each outcome."""
    mapping = columns_read()
    assessor, found = ColumnarAssessor([both_contents()[0].assessor()], mapping), Counter[str]()
    with open_parts(path) as parts:
        for part in parts.of(mapping.columns):
            read = part.read()
            (assessed,) = assessor.assess_columns(read.columns, read.rows)
            names = [outcome_of(each) for each in assessed.classes]
            found.update(names[code] for code in assessed.codes.tolist())
    return found


def _in_polars(path: Path) -> Counts:
    counted = with_polars(path, VERSIONS).group_by("before").len()
    return Counter(dict(counted.iter_rows()))


def _in_duckdb(path: Path) -> Counts:
    return Counter(dict(with_duckdb(path, VERSIONS).query("outcomes", COUNTED).fetchall()))


def _told(path: Path) -> str:
    """Of which rows polars and DuckDB say something else, and why. Ends the bench where nobody knows why."""
    ours = outcomes_by_columns(path)
    polars: Outcomes = list(with_polars(path, VERSIONS).iter_rows())
    found = {
        "polars": differences(path, ours, polars),
        "DuckDB": differences(path, ours, with_duckdb(path, VERSIONS).fetchall()),
    }
    told = " ".join(f"Rows that {name} answers otherwise: {each.told}." for name, each in found.items())
    if any(each.unexplained for each in found.values()):
        sys.exit(told)
    return told


def _least(job: Callable[[], object], rounds: int, clock: Callable[[], float] = time.process_time) -> float:
    def once() -> float:
        started = clock()
        job()
        return clock() - started

    return min(once() for _ in range(rounds))


def _of_all() -> float:
    """Processor time of this process and of those that it started and that have ended."""
    return sum(os.times()[:4])
