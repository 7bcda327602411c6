"""In which order facts are asked for: as the model has them, but for large tables first those that leave few rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from creditrules.dmn.compile.models import CompiledModel
from creditrules.dmn.table.column import Column

__all__ = ["in_order"]

_LARGE: Final = 64
"""Rows from which on the order counts more than that people find it."""

_LOOKED_AT: Final = 101
"""Stretches of a column that are counted."""


def in_order(compiled: CompiledModel, names: Sequence[str]) -> list[str]:
    """The names of facts in the order in which diagrams ask for them."""
    left: dict[str, float] = {}
    for decision in compiled.decisions:
        table = compiled.table(decision)
        if table is None or table.count < _LARGE:
            continue
        for part in table.inputs:
            if part.name is not None:
                left[part.name] = min(_left(part.column, table.count), left.get(part.name, 1.0))
    return sorted(names, key=lambda name: left.get(name, 1.0))


def _left(column: Column, count: int) -> float:
    """The share of rows that a value of the column leaves, on average."""
    stretches = 2 * len(column.points) + 1
    numbers = range(0, stretches, max(1, stretches // _LOOKED_AT))
    return sum(column.stretch(number).bit_count() for number in numbers) / (count * len(numbers))
