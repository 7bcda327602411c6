"""The long way through a table: values of foreign kinds, unknown values, and cells that must be run."""

from __future__ import annotations

from collections.abc import Sequence

from creditrules.dmn.model_run import ModelRun, Variables
from creditrules.dmn.table.cells import Cell
from creditrules.dmn.table.families import LEAST
from creditrules.dmn.table.rows import first, mask_of, members, up_to
from creditrules.dmn.table.walk import InputColumn
from creditrules.feel import Unknown, Value
from creditrules.records import dataclass, field

__all__ = ["Standing", "TableFacts", "find_standing"]

_ROWS_A_STEP = 4
"""Rows of which is noted what they hang on."""
_NOTHING: frozenset[str] = frozenset()


@dataclass(slots=True)
class Standing:
    """Rows that certainly match, and rows that may, the certain ones among them.

    hanging: rows of which some hang on facts, with these; of rows that may match only.
    """

    certain: int
    possible: int
    hanging: list[tuple[int, frozenset[str]]] = field(default_factory=list)

    def missing(self, rows: int) -> frozenset[str]:
        """The facts that doubtful rows hang on."""
        return frozenset().union(*(facts for some, facts in self.hanging if some & rows))


@dataclass(frozen=True, slots=True)
class TableFacts:
    """What must be known of the table."""

    count: int
    place: str
    first_only: bool


class _ToRun:
    """A column whose cells must be run on some rows.

    told: other rows, with those of them that match, or what all of them hang on. found: what cells came to that left no
    warning, for other rows with the same cell.
    """

    __slots__ = ("_bytes", "_told", "at", "found", "part", "rows", "told", "value")

    def __init__(self, at: int, part: InputColumn, value: Value, rows: int) -> None:
        self.at, self.part, self.value, self.rows = at, part, value, rows
        self.found: dict[Cell, Value] = {}
        self.told: list[tuple[int, int | Unknown]] = []
        self._bytes = b""
        self._told: list[tuple[bytes, bytes | Unknown]] = []

    def ask_families(self, run: ModelRun, scope: Variables, counting: int) -> None:
        """Leave to families of cells what they know. counting: the rows that count."""
        counting &= self.rows
        if counting.bit_count() >= LEAST:
            for family in self.part.cells.families(self.part.column.unindexed):
                if (family.rows & counting).bit_count() >= LEAST:
                    told = family.admitted(run, scope, self.value)
                    if told is not None:
                        self.told.append((family.rows, told))
                        self.rows &= ~family.rows

    def begin(self) -> None:
        """Make ready to be asked row by row."""
        self._bytes = _bytes(self.rows)
        self._told = [(_bytes(rows), _bytes(held) if isinstance(held, int) else held) for rows, held in self.told]

    def has(self, bit: int) -> bool:
        """Whether the cell of the row of this bit has to be run."""
        return _has(self._bytes, bit)

    def known(self, bit: int) -> Value:
        """What the cell of another row comes to: True where the column leaves it alone."""
        for rows, held in self._told:
            if _has(rows, bit):
                return _has(held, bit) if isinstance(held, bytes) else held
        return True


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
    if to_run:
        _settle(run, scope, to_run, standing, table)
    if table.first_only:
        _cut(standing, first(standing.certain, table.count), table.count)
    _note_missing(run, inputs, values, standing)
    return standing


def _cut(standing: Standing, last: int, count: int) -> None:
    """Leave out the rows after the last that counts."""
    if last <= count:
        rows = up_to(last, count)
        standing.certain &= rows
        standing.possible &= rows


def _settle(run: ModelRun, scope: Variables, columns: Sequence[_ToRun], standing: Standing, table: TableFacts) -> None:
    """Find out of the rows with cells to be run which ones match: by families of cells, and the others one by one."""
    counting = standing.possible
    if table.first_only:
        counting &= up_to(first(standing.certain & ~_pending(columns), table.count), table.count)
    for column in columns:
        if column.part.column.unindexed & column.rows == column.rows:
            column.ask_families(run, scope, counting)
    pending = _pending(columns)
    for column in columns:
        for rows, held in column.told:
            alone = rows & ~pending
            if isinstance(held, int):
                standing.possible &= ~(alone & ~held)
                standing.certain &= ~(alone & ~held)
            else:
                standing.certain &= ~alone
                standing.hanging.append((alone, held.missing))
    if standing.possible & pending:
        _row_by_row(run, scope, columns, standing, table, pending)


def _pending(columns: Sequence[_ToRun]) -> int:
    pending = 0
    for column in columns:
        pending |= column.rows
    return pending


def _row_by_row(
    run: ModelRun, scope: Variables, columns: Sequence[_ToRun], standing: Standing, table: TableFacts, pending: int
) -> None:
    """Run the rows' cells, first to last, as far as they count; in time linear in the rows."""
    count = table.count
    last = first(standing.certain & ~pending, count) if table.first_only else count
    certain = _bytes(standing.certain)
    doubtful: list[int] = []
    dropped: list[int] = []
    hanging: dict[frozenset[str], list[int]] = {}
    for column in columns:
        column.begin()
    for row in members(standing.possible & pending, count):
        if row > last:
            break
        held = _held(run, scope, columns, table, row)
        if held is None:
            dropped.append(count - row)
        elif held:
            doubtful.append(count - row)
            hanging.setdefault(held, []).append(count - row)
        elif table.first_only and _has(certain, count - row):
            break
    standing.certain &= ~(mask_of(dropped) | mask_of(doubtful))
    standing.possible &= ~mask_of(dropped)
    standing.hanging += [(mask_of(bits), facts) for facts, bits in hanging.items()]


def _held(
    run: ModelRun, scope: Variables, columns: Sequence[_ToRun], table: TableFacts, row: int
) -> frozenset[str] | None:
    """Run a row's cells, left to right, until one does not hold: None then, else the facts that they hang on."""
    missing = _NOTHING
    for column in columns:
        alone = table.count - row
        held = _run_cell(run, scope, column, table, row) if column.has(alone) else column.known(alone)
        if held is True:
            continue
        if type(held) is not Unknown:
            return None
        missing |= held.missing
    return missing


def _run_cell(run: ModelRun, scope: Variables, column: _ToRun, table: TableFacts, row: int) -> Value:
    cell = column.part.cells.at(row)
    run.spend()
    if cell in column.found:
        return column.found[cell]
    before, failures = len(run.warnings), run.failures
    held = cell.test(run, scope, column.value)
    run.spend(0)
    if run.failures == failures:
        column.found[cell] = held
    if len(run.warnings) > before:
        run.placed(before, f"{table.place}.rules[{row}].inputs[{column.at}]")
    return held


def _note_missing(run: ModelRun, inputs: Sequence[InputColumn], values: Sequence[Value], standing: Standing) -> None:
    doubtful = standing.possible & ~standing.certain
    for part, value in zip(inputs, values, strict=True):
        if type(value) is Unknown:
            run.spend(doubtful.bit_count() // _ROWS_A_STEP)
            standing.hanging.append((doubtful & ~part.column.anything, value.missing))


def _bytes(rows: int) -> bytes:
    return rows.to_bytes(rows.bit_length() // 8 + 1, "little")


def _has(rows: bytes, bit: int) -> bool:
    at = bit >> 3
    return at < len(rows) and bool(rows[at] >> (bit & 7) & 1)
