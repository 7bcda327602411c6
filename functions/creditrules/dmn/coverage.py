"""Which rows and cells of a model's tables some evaluations reach."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from creditrules.dmn.check.checked import CheckedTable
from creditrules.dmn.check.models import CheckedModel
from creditrules.dmn.check.tables_in import tables_in
from creditrules.dmn.evaluation import Evaluation, TableOutcome, TableTrace
from creditrules.dmn.table.rows import members
from creditrules.feel import Unknown
from creditrules.records import dataclass, field

__all__ = ["Reached", "RowCoverage", "TableCoverage", "coverage_of", "reached_by"]


@dataclass(frozen=True, slots=True)
class RowCoverage:
    """One row of a table.

    hits: which of the evaluations it decided, by their places from 0. conditions: its columns (from 1) whose cells ask
    for something. sides: those of them of which both sides were tried: the row was hit, and a value of that column
    alone kept it from being hit. Of a row with a cell that no index answers for no other side is seen.
    """

    row: int
    rule_id: str | None
    hits: tuple[int, ...]
    conditions: tuple[int, ...]
    sides: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class TableCoverage:
    """One table: the decision that it is, or its place inside another part; the last look where there were several.

    no_row: the evaluations that looked into it and hit no row.
    """

    name: str
    place: str
    columns: tuple[str, ...]
    rows: tuple[RowCoverage, ...]
    no_row: tuple[int, ...]

    @property
    def uncovered(self) -> tuple[RowCoverage, ...]:
        """The rows that no evaluation hit."""
        return tuple(row for row in self.rows if not row.hits)


@dataclass(slots=True)
class RowsSeen:
    """What has been seen of one table: hits by row, rows kept out by column alone."""

    table: CheckedTable
    hits: dict[int, list[int]] = field(default_factory=dict)
    kept_out: list[int] = field(default_factory=list)
    no_row: list[int] = field(default_factory=list)

    def look(self, number: int, rows: Sequence[int], trace: TableTrace) -> None:
        for row in rows:
            self.hits.setdefault(row, []).append(number)
        if not rows:
            self.no_row.append(number)
        alone = trace.kept_out
        self.kept_out = [one | other for one, other in zip(self.kept_out or [0] * len(alone), alone, strict=True)]

    def covered(self, name: str) -> TableCoverage:
        rules, inputs = self.table.table.rules, self.table.table.inputs
        tried = [frozenset(members(rows, len(rules))) for rows in self.kept_out] or [frozenset[int]()] * len(inputs)
        rows = []
        for row, rule in enumerate(rules, 1):
            asked = tuple(at for at, cell in enumerate(rule.when, 1) if cell.strip() not in {"", "-"})
            hits = tuple(self.hits.get(row, ()))
            sides = tuple(at for at in asked if hits and row in tried[at - 1])
            rows.append(RowCoverage(row, rule.id, hits, asked, sides))
        columns = tuple(clause.label or clause.expression for clause in inputs)
        return TableCoverage(name, self.table.place, columns, tuple(rows), tuple(self.no_row))


@dataclass(frozen=True, slots=True)
class Reached:
    """What one evaluation reaches: rows of tables that it decides, and rows with the column that alone keeps it out."""

    rows: frozenset[tuple[str, int]]
    sides: frozenset[tuple[str, int, int]]


def reached_by(evaluation: Evaluation, sizes: Mapping[str, int], rows_of: Collection[str] = ()) -> Reached:
    """What an evaluation with its trace reaches of tables that have so many rows, and the rows alone of some others."""
    rows, sides = set[tuple[str, int]](), set[tuple[str, int, int]]()
    for name, trace in (evaluation.trace or {}).items():
        if name in sizes or name in rows_of:
            rows |= {(name, row) for row in _decided(evaluation.tables.get(name), trace)}
        if name in sizes:
            for column, kept_out in enumerate(trace.kept_out, 1):
                sides |= {(name, row, column) for row in members(kept_out, sizes[name])}
    return Reached(frozenset(rows), frozenset(sides))


def coverage_of(checked: CheckedModel, evaluations: Iterable[Evaluation]) -> tuple[TableCoverage, ...]:
    """The tables of a model with what the evaluations, made with their traces, reached of them."""
    seen = {name: RowsSeen(table) for name, table in tables_in(checked).items()}
    for number, evaluation in enumerate(evaluations):
        for name, trace in (evaluation.trace or {}).items():
            seen[name].look(number, _decided(evaluation.tables.get(name), trace), trace)
    return tuple(each.covered(name) for name, each in seen.items())


def _decided(outcome: TableOutcome | None, trace: TableTrace) -> tuple[int, ...]:
    """The rows that certainly count: none where what is missing could make another one the only one."""
    if outcome is None:
        return () if any(isinstance(value, Unknown) for value in trace.inputs) else trace.matched
    return () if outcome.exclusive and outcome.possible else tuple(each.row for each in outcome.fired if each.row)
