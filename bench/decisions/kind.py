"""The kind table: six columns that an index holds, first hit, the last row for all; and a product of three tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from contenders import cel_tests, feel_cells
from table_rows import COLUMNS, make_rows, random_applicants, worst_applicant

from decisions.cases import Case, in_zen

__all__ = ["FACTS", "SIZES", "conditions_in_cel", "kind_table", "product_tables"]

SIZES = (20, 1_000, 16_000)
FACTS = {name: "number" if name in {"score", "amount", "age", "months"} else "string" for name in COLUMNS}


def kind_table(rows: int, people: str, seed: int = 7) -> Case:
    """people: "random", or "worst", whom the last row alone admits."""
    cells = [feel_cells(row) for row in make_rows(rows, seed)]
    asked: list[dict[str, Any]] = random_applicants(20) if people == "random" else [worst_applicant()]
    return Case(f"{rows:,} rows, {people}", FACTS, cells, asked, zen=in_zen(cells), kind="kind")


def product_tables(rows: int, people: str) -> list[Case]:
    """Three rule sets on the same facts, one of so many rows and two small ones."""
    return [kind_table(size, people, seed) for seed, size in ((7, rows), (8, 20), (9, 20))]


def conditions_in_cel(rows: int, seed: int = 7) -> list[Sequence[str]]:
    """The kind table's conditions in CEL."""
    return [cel_tests(row) for row in make_rows(rows, seed)]
