"""Rows of which cells must be run, where they are few: tried one after the other, with nothing noted beside."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from creditrules.dmn.model_run import ModelRun, Variables
from creditrules.dmn.table.cells import Cell
from creditrules.dmn.table.walk import InputColumn
from creditrules.feel import Unknown, Value

__all__ = ["FewRows"]

_TRIED: Final = 6
"""Rows that are tried, before all that may match are looked at together."""


class FewRows:
    """Of one table the columns of which cells must be run; every column tests a variable, or nothing is tried."""

    __slots__ = ("_columns", "_count", "_first_only", "_unindexed")

    def __init__(
        self, inputs: Sequence[InputColumn], names: Sequence[str] | None, unindexed: int, *, first_only: bool
    ) -> None:
        """names: the variables in the order of the columns. unindexed: rows of which some cell must be run."""
        self._columns = [
            (name, part.column.unindexed, part.cells)
            for name, part in zip(names or (), inputs, strict=False)
            if part.column.unindexed
        ]
        self._count = len(inputs[0].cells) if inputs else 0
        self._unindexed, self._first_only = unindexed, first_only

    def matching(self, run: ModelRun, scope: Variables, rows: int) -> int:
        """Those of `rows` that match, of a first-hit table the first; -1 where that takes a longer look.

        rows: those that the indexes admit; values that are known. -1 is for the general way, which begins anew: where
        there are too many, where anything is unknown or goes wrong, and where no row of a first-hit table is found.
        What is settled otherwise has cost what the general way costs.
        """
        if self._first_only:
            return self._first(run, scope, rows)
        doubtful = rows & self._unindexed
        if not self._columns or doubtful.bit_count() > _TRIED:
            return -1
        left, memory, failures = run.left, run.memory, run.failures
        found: dict[Cell, Value] = {}
        while doubtful:
            at = doubtful.bit_length() - 1
            doubtful ^= 1 << at
            for name, unindexed, cells in self._columns:
                if unindexed >> at & 1:
                    held = _held(run, scope, cells.at(self._count - at), scope[name], found)
                    if run.failures > failures or type(held) is Unknown:
                        run.steps += left - run.left
                        run.memory = memory
                        return -1
                    if held is not True:
                        rows ^= 1 << at
                        break
        return rows

    def _first(self, run: ModelRun, scope: Variables, rows: int) -> int:
        failures = run.failures
        for _ in range(_TRIED if self._columns else 0):
            at = rows.bit_length() - 1
            held: Value = at >= 0
            for name, unindexed, cells in self._columns if held else ():
                if unindexed >> at & 1:
                    run.spend()
                    held = cells.at(self._count - at).test(run, scope, scope[name])
                    if held is not True:
                        break
            if run.failures > failures or type(held) is Unknown or at < 0:
                return -1
            if held is True:
                return 1 << at
            rows ^= 1 << at
        return -1


def _held(run: ModelRun, scope: Variables, cell: Cell, value: Value, found: dict[Cell, Value]) -> Value:
    """What the cell comes to, for one step and what it takes itself when it is met first."""
    run.spend()
    held = found.get(cell, found)
    if held is found:
        held = found[cell] = cell.test(run, scope, value)
        run.spend(0)
    return held
