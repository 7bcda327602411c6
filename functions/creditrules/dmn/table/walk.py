"""The short way through a table: every column's value looked up in its index, and nothing else."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from creditrules.dmn.domains.allowed import Allowed
from creditrules.dmn.domains.domain import Domain
from creditrules.dmn.model_run import ModelRun, Variables
from creditrules.dmn.table.cells import Cells
from creditrules.dmn.table.column import Column, ColumnParts
from creditrules.feel import Code, Unknown
from creditrules.records import dataclass

__all__ = ["InputColumn", "Walk"]


@dataclass(frozen=True, slots=True)
class InputColumn:
    """A column of conditions.

    name: the variable it tests when it tests nothing but one. read: whether it tests a variable, or a part of one.
    settled: whether every value that the index answers for is one that may stand in the column, so that neither
    `domain` nor `allowed` has to be asked. parts: what `column` is made from.
    """

    program: Code
    name: str | None
    read: bool
    settled: bool
    domain: Domain | None
    allowed: Allowed | None
    column: Column
    cells: Cells
    parts: ColumnParts


class Walk:
    """The columns of one table, by how their values are found. Variables of plain kinds are looked up in line.

    names: the variables in the order of the columns, when every column tests one. plain: whether the variables are all
    that has to be looked at, so that no run is needed.
    """

    __slots__ = ("_all", "_computed", "_every", "_exact", "_ordered", "_stepped", "names", "plain", "read", "whole")

    def __init__(self, inputs: Sequence[InputColumn], every: int, place: str) -> None:
        self._every = every
        self.whole = all(part.settled for part in inputs)
        names = [part.name for part in inputs if part.name is not None]
        self.names: tuple[str, ...] | None = tuple(names) if len(names) == len(inputs) else None
        plain = [
            (part.name, part.column.kind[0], part.column)
            for part in inputs
            if part.name is not None and part.column.kind is not None and not hasattr(part.column.kind[0], "key")
        ]
        self._exact = tuple(
            (name, kind, column.exact.get, column.gap, column.null)
            for name, kind, column in plain
            if column.exact is not None
        )
        ordered = [(name, kind, column) for name, kind, column in plain if column.exact is None]
        self._stepped = tuple(
            (name, kind, column.find, column.points, column.masks, column.null)
            for name, kind, column in ordered
            if column.find is not None
        )
        self._ordered = tuple(
            (name, kind, column.points, column.masks, column.null)
            for name, kind, column in ordered
            if column.find is None
        )
        inline = {id(column) for _, _, column in plain}
        self._computed = tuple(
            (part.program, part.column.rows, f"{place}.inputs[{at}]")
            for at, part in enumerate(inputs, 1)
            if id(part.column) not in inline and not _idle(part, every)
        )
        self._all = tuple((part.name, part.program, part.column) for part in inputs)
        self.read = all(part.read for part in inputs)
        self.plain = self.whole and self.names is not None and not self._computed

    def rows(self, run: ModelRun | None, scope: Variables) -> int:
        """The rows that match as far as the indexes tell; -1, and no trace in `run`, when one cannot tell.

        Without a run only where the walk is plain.
        """
        rows = self._every
        for name, kind, get, gap, null in self._exact:
            value = scope[name]
            if type(value) is kind:
                rows &= get(value, gap)
            elif value is None:
                rows &= null
            else:
                return -1
        for name, kind, find, points, gaps, null in self._stepped:
            value = scope[name]
            if type(value) is kind:
                rows &= gaps[find(points, value)]
            elif value is None:
                rows &= null
            else:
                return -1
        for name, kind, points, masks, null in self._ordered:
            value = scope[name]
            if type(value) is kind:
                at = bisect_left(points, value)
                rows &= masks[2 * at + 1] if at < len(points) and points[at] == value else masks[2 * at]
            elif value is None:
                rows &= null
            else:
                return -1
        return self._computed_rows(run, scope, rows) if self._computed and run is not None else rows

    def sure(self, run: ModelRun, scope: Variables, unindexed: int, *, first_only: bool) -> int:
        """The rows that match, of a first-hit table those from the first on, whatever the unknown values are.

        -1, and no trace but warnings in `run`, where that hangs on them, or on `unindexed` rows, of which cells must be
        run; where no row may match, and where more has to be looked at than variables.
        """
        if not self.read:
            return -1
        left, memory, failures = run.left, run.memory, run.failures
        certain = possible = self._every
        for name, program, column in self._all:
            value = program(run, scope) if name is None else scope.get(name, scope)
            if type(value) is Unknown:
                certain &= column.anything
                continue
            rows = column.rows(value)
            if rows is None or run.failures > failures or run.left < left:
                certain = 0
                break
            certain &= rows
            possible &= rows
        top = certain.bit_length()
        hangs = unindexed >> (top - 1) & 1 if first_only and top else certain & unindexed
        if top and not hangs and (possible.bit_length() == top if first_only else possible == certain):
            return certain
        run.steps += left - run.left
        run.memory = memory
        return -1

    def _computed_rows(self, run: ModelRun, scope: Variables, rows: int) -> int:
        warnings, places = len(run.warnings), len(run.places)
        for program, look_up, place in self._computed:
            before = len(run.warnings)
            admitted = look_up(program(run, scope))
            if admitted is None:
                del run.warnings[warnings:], run.places[places:]
                return -1
            if len(run.warnings) > before:
                run.placed(before, place)
            rows &= admitted
        return rows


def _idle(part: InputColumn, every: int) -> bool:
    """Whether the column tests a variable without asking anything of it."""
    free = part.domain is None and part.allowed is None
    return free and part.name is not None and part.column.anything == every
