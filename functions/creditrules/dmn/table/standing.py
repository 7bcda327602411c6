"""The long way through a table: values of foreign kinds, unknown values, and cells that must be run."""

from __future__ import annotations

from collections.abc import Sequence

from creditrules.dmn.model_run import ModelRun, Variables
from creditrules.dmn.table.rows import bit, first, members
from creditrules.dmn.table.walk import InputColumn
from creditrules.feel import Unknown, Value
from creditrules.records import dataclass, field

__all__ = ["Standing", "TableFacts", "find_standing"]

_ROWS_A_STEP = 4
"""Rows of which is noted what they hang on."""
_NOTHING: frozenset[str] = frozenset()


@dataclass(slots=True)
class Standing:
    """Rows that certainly match, rows that may (the certain ones among them), and what each doubtful one hangs on."""

    certain: int
    possible: int
    hangs_on: dict[int, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TableFacts:
    """What must be known of the table."""

    count: int
    place: str
    first_only: bool


@dataclass(frozen=True, slots=True)
class _ToRun:
    """A column whose cells must be run on some rows."""

    at: int
    part: InputColumn
    value: Value
    rows: int


def find_standing(
    inputs: Sequence[InputColumn], run: ModelRun, scope: Variables, values: Sequence[Value], table: TableFacts
) -> Standing:
    """The rows for the tested values.

    Where only the first matching row counts, rows after the first certain one are neither run nor listed: what might go
    wrong in them is nobody's business.
    """
    every = (1 << table.count) - 1
    standing = Standing(every, every)
    to_run: list[_ToRun] = []
    for at, (part, value) in enumerate(zip(inputs, values, strict=True), 1):
        if type(value) is Unknown:
            standing.certain &= part.column.anything
            continue
        rows = part.column.rows(value)
        if rows is None:
            to_run.append(_ToRun(at, part, value, every & ~part.column.anything))
            continue
        standing.certain &= rows
        standing.possible &= rows
        if part.column.unindexed:
            to_run.append(_ToRun(at, part, value, part.column.unindexed))
    if to_run or table.first_only:
        _row_by_row(run, scope, to_run, standing, table)
    _note_missing(run, inputs, values, standing, table.count)
    return standing


def _row_by_row(
    run: ModelRun, scope: Variables, columns: Sequence[_ToRun], standing: Standing, table: TableFacts
) -> None:
    pending = 0
    for column in columns:
        pending |= column.rows
    last = first(standing.certain & ~pending, table.count) if table.first_only else table.count
    for row in members(standing.possible & pending, table.count):
        if row > last:
            break
        _run_row(run, scope, columns, standing, table, row)
        if table.first_only and standing.certain & bit(row, table.count):
            last = row
    if table.first_only and last <= table.count:
        up_to_here = ~(bit(last, table.count) - 1)
        standing.certain &= up_to_here
        standing.possible &= up_to_here


def _run_row(
    run: ModelRun, scope: Variables, columns: Sequence[_ToRun], standing: Standing, table: TableFacts, row: int
) -> None:
    """Run a row's cells, left to right, until one does not hold."""
    alone = bit(row, table.count)
    for column in columns:
        if not column.rows & alone:
            continue
        before = len(run.warnings)
        run.spend()
        held = column.part.cells.at(row).test(run, scope, column.value)
        run.spend(0)
        if len(run.warnings) > before:
            run.placed(before, f"{table.place}.rules[{row}].inputs[{column.at}]")
        if held is True:
            continue
        standing.certain &= ~alone
        if type(held) is not Unknown:
            standing.possible &= ~alone
            standing.hangs_on.pop(row, None)
            return
        standing.hangs_on[row] = standing.hangs_on.get(row, _NOTHING) | held.missing


def _note_missing(
    run: ModelRun, inputs: Sequence[InputColumn], values: Sequence[Value], standing: Standing, count: int
) -> None:
    doubtful = standing.possible & ~standing.certain
    for part, value in zip(inputs, values, strict=True):
        if type(value) is Unknown:
            run.spend(doubtful.bit_count() // _ROWS_A_STEP)
            for row in members(doubtful & ~part.column.anything, count):
                standing.hangs_on[row] = standing.hangs_on.get(row, _NOTHING) | value.missing
