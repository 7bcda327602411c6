"""Applicants a second and core: `evaluate` row by row and by columns, beside polars and DuckDB with the same counts."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from figures.figure import Figure
from population_peers import with_duckdb, with_polars
from population_speed import APPLICANTS, VERSIONS, both_contents, columns_read, outcome_of
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
    rounds = 2 if quick else ROUNDS
    rows, ours = by_columns(APPLICANTS)
    columnar = rows / _least(lambda: by_columns(APPLICANTS), rounds)
    each = ROWS / _least(lambda: row_by_row(APPLICANTS, ROWS), rounds)
    polars = rows / _least(lambda: _in_polars(APPLICANTS), rounds)
    duck = rows / _least(lambda: _in_duckdb(APPLICANTS), rounds)
    told = _told({"polars": _in_polars(APPLICANTS), "DuckDB": _in_duckdb(APPLICANTS)}, ours)
    console.print(
        f"\n{rows:,} applicants of the mortgage example, from the file to the counts, a second and core: ours "
        f"row by row {each:,.0f}, by columns {columnar:,.0f}; polars {polars:,.0f}, DuckDB {duck:,.0f}. {told}\n"
        "polars and DuckDB were given the rules as columns, in floats and in decimals; they give no reasons."
    )
    yield Figure("population/row by row", each, "/s")
    yield Figure("population/columnar", columnar, "/s", "polars", polars, told)
    yield Figure("population/DuckDB", duck, "/s")


def row_by_row(path: Path, rows: int) -> int:
    """As the command does it, nothing written; how many there were."""
    run = RowRun(RowAnswers(both_contents()[0].assessor(), columns_read()), None, None)
    with open_population(path) as population:
        run.all(population, rows)
    return run.tally.rows


def by_columns(path: Path) -> tuple[int, Counts]:
    """The number of rows and of each outcome."""
    mapping = columns_read()
    assessor, found = ColumnarAssessor([both_contents()[0].assessor()], mapping), Counter[str]()
    with open_parts(path) as parts:
        for part in parts.of(mapping.columns):
            read = part.read()
            (assessed,) = assessor.assess_columns(read.columns, read.rows)
            names = [outcome_of(each) for each in assessed.classes]
            found.update(names[code] for code in assessed.codes.tolist())
    return found.total(), found


def _in_polars(path: Path) -> Counts:
    counted = with_polars(path, VERSIONS).group_by("before").len()
    return Counter(dict(counted.iter_rows()))


def _in_duckdb(path: Path) -> Counts:
    return Counter(dict(with_duckdb(path, VERSIONS).query("outcomes", COUNTED).fetchall()))


def _told(others: dict[str, Counts], ours: Counts) -> str:
    """Whether all count alike, and what is the matter where they do not."""
    wrong = {
        name: ", ".join(
            f"{counts[each]:,} {each} for {ours[each]:,}" for each in ours | counts if counts[each] != ours[each]
        )
        for name, counts in others.items()
    }
    return " ".join(f"{name} counts {text}." if text else f"{name} counts the same." for name, text in wrong.items())


def _least(job: Callable[[], object], rounds: int) -> float:
    def once() -> float:
        started = time.process_time()
        job()
        return time.process_time() - started

    return min(once() for _ in range(rounds))
