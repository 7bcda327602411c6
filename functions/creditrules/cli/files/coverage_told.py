"""What the test cases of rule files reach, for people and for machines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeVar

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from creditrules.cli.files.documents import CheckedFile
from creditrules.dmn import RowCoverage, TableCoverage
from creditrules.eligibility import Coverage

__all__ = ["coverage_of_files", "print_coverage"]

_Name = TypeVar("_Name", bound=str)
_NAMED = 2
"""Of how many cases the names are shown beside a row."""


def coverage_of_files(files: Sequence[CheckedFile]) -> list[dict[str, object]]:
    """What the cases of each rule set reach, in plain data; cases by name."""
    return [{"file": name, **_plain(coverage)} for name, coverage in _covered(files)]


def print_coverage(console: Console, files: Sequence[CheckedFile]) -> None:
    """Of each rule set its rows with the cases that hit them, and the outcomes and reasons that no case reaches."""
    for name, coverage in _covered(files):
        rows = f"{coverage.rows_covered} of {coverage.rows} rows hit"
        cells = f"{coverage.cells_covered} of {coverage.cells} cells tried on both sides"
        console.print(f"[bold]{escape(name)}[/]: {rows}, {cells}, by {len(coverage.cases)} cases", soft_wrap=True)
        for table in coverage.tables:
            console.print(_rows(coverage, table))
            if table.no_row:
                console.print(f"  no row: {escape(_cases(coverage, table.no_row))}", soft_wrap=True)
        console.print(f"  outcomes: {escape(_counted(coverage.outcomes))}", soft_wrap=True)
        console.print(f"  reasons: {escape(_counted(coverage.reasons))}", soft_wrap=True)


def _covered(files: Sequence[CheckedFile]) -> Iterator[tuple[str, Coverage]]:
    return ((file.name, file.covered()) for file in files if file.covered is not None)


def _rows(coverage: Coverage, table: TableCoverage) -> Table:
    shown = Table("row", "id", "cases", "cells", "other side missing", "by", title=escape(table.name), box=None)
    shown.title_justify = "left"
    for row in table.rows:
        cells = f"{len(row.sides)} of {len(row.conditions)}"
        untried = ", ".join(_untried(table, row)) if row.hits else ""
        texts = (str(row.row), row.rule_id or "", str(len(row.hits)), cells, untried, _cases(coverage, row.hits))
        shown.add_row(*map(escape, texts), style="" if row.hits else "yellow")
    return shown


def _untried(table: TableCoverage, row: RowCoverage) -> list[str]:
    return [table.columns[column - 1] for column in row.conditions if column not in row.sides]


def _cases(coverage: Coverage, numbers: Sequence[int]) -> str:
    named = [coverage.cases[number] for number in numbers[:_NAMED]]
    return "; ".join([*named, *([f"{len(numbers) - _NAMED} more"] if len(numbers) > _NAMED else [])])


def _counted(reached: Mapping[_Name, Sequence[int]]) -> str:
    hit = [f"{name} {len(numbers)}" for name, numbers in reached.items() if numbers]
    missed = [name for name, numbers in reached.items() if not numbers]
    told = ", ".join(hit) or "none"
    return f"{told}; not reached: {', '.join(missed)}" if missed else told


def _plain(coverage: Coverage) -> dict[str, object]:
    def named(numbers: Sequence[int]) -> list[str]:
        return [coverage.cases[number] for number in numbers]

    return {
        "rows": coverage.rows,
        "rowsCovered": coverage.rows_covered,
        "cells": coverage.cells,
        "cellsCovered": coverage.cells_covered,
        "tables": [
            {
                "table": table.name,
                "rows": [
                    {
                        "row": row.row,
                        "id": row.rule_id,
                        "cases": named(row.hits),
                        "conditions": list(row.conditions),
                        "bothSides": list(row.sides),
                    }
                    for row in table.rows
                ],
                "noRow": named(table.no_row),
            }
            for table in coverage.tables
        ],
        "outcomes": {outcome.value: named(numbers) for outcome, numbers in coverage.outcomes.items()},
        "reasons": {code: named(numbers) for code, numbers in coverage.reasons.items()},
    }
