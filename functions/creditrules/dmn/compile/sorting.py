"""What a decision can tell apart: a way to know of many applicants which ones it must answer alike, before it is asked.

Sorting decides nothing. Each key comes of the decision's own indexes and programs, and finer keys than needed do no
harm; so whoever asks the model itself once for each key has the answers of all.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from creditrules.dmn.check.checked import CheckedInput, CheckedOutput, CheckedTable
from creditrules.dmn.check.models import CheckedDecision
from creditrules.dmn.check.names import free_names
from creditrules.dmn.check.texts import result_text
from creditrules.dmn.compile.given_cells import GivenCells
from creditrules.dmn.domains.domain import conform
from creditrules.dmn.evaluation import Fired, TableOutcome
from creditrules.dmn.limits import ANALYSIS_PARTS
from creditrules.dmn.model_run import ModelRun, Runs, Variables
from creditrules.dmn.table.cells import Cell
from creditrules.dmn.table.compiled import CompiledTable
from creditrules.dmn.table.rows import members
from creditrules.dmn.table.walk import InputColumn
from creditrules.feel import STEPS, Checked, Exhausted, Unknown, Value, has_at_most
from creditrules.records import dataclass

__all__ = ["Answered", "ColumnSorter", "DecisionSorter", "Tested", "exact_key", "sorter_of"]

Names = tuple[str, ...]
Run = Callable[[ModelRun, Variables], tuple[TableOutcome | None, Value]]


class Tested(NamedTuple):
    """What a column tests. key, steps: see `Told`. open: whether cells that are run have a say as well."""

    value: Value
    key: Hashable | None
    steps: int
    open: bool


class Answered(NamedTuple):
    """What a decision comes to. value_key, outcome_key: equal for equal values, and for equal outcomes of its table.

    warnings: what went wrong, None where nothing did.
    """

    value: Value
    value_key: Hashable | None
    outcome_key: Hashable | None
    warnings: Hashable | None
    steps: int


@dataclass(frozen=True, slots=True)
class ColumnSorter:
    """One column of conditions. reads: the variables that it tests; beside: those that cells look at which are run.

    All scopes have functions and what is read.
    """

    reads: Names
    beside: Names
    _part: InputColumn
    _cells: tuple[Cell, ...]

    @property
    def runs_cells(self) -> bool:
        """Whether there are cells that its index does not answer for."""
        return bool(self._cells)

    @property
    def only(self) -> str | None:
        """The one variable that it tests as it is, where its index may answer for that."""
        return self._part.name if self._part.settled else None

    def looked_up(self, value: Value) -> Tested | None:
        """What `tested` tells of a value of `only`, where the index answers for it; quicker."""
        rows = None if type(value) is Unknown else self._part.column.rows(value)
        return None if rows is None else Tested(value, rows, 0, bool(self._cells))

    def tested(self, scope: Variables, runs: Runs) -> Tested:
        """What is tested, and which rows its index admits that to."""
        name = self.only
        found = None if name is None else self.looked_up(scope[name])
        if found is not None:
            return found
        run = runs.new()
        try:
            value, key, is_open = self._tested(run, scope)
        except (Exhausted, RecursionError):
            return Tested(None, None, STEPS, False)
        finally:
            run.settle()
        return Tested(value, key, STEPS - run.left, is_open and bool(self._cells))

    def given(self, scope: Variables, runs: Runs) -> GivenCells:
        """The cells that are run, for the values of what they look at."""
        return GivenCells(self._cells, scope, runs)

    def _tested(self, run: ModelRun, scope: Variables) -> tuple[Value, Hashable | None, bool]:
        part = self._part
        value = part.program(run, scope)
        problem = ""
        if part.domain is not None:
            value, problem = conform(value, part.domain)
        if run.warnings or problem:
            return None, None, False
        if type(value) is Unknown:
            return value, value.missing, False
        if part.allowed is not None and value is not None and not part.allowed.admits(value):
            return None, None, False
        return value, part.column.rows(value), True


@dataclass(frozen=True, slots=True)
class DecisionSorter:
    """One decision of a model. reads: every variable that it may look at.

    columns: of its table; a decision that is none has no columns.
    """

    name: str
    reads: Names
    columns: tuple[ColumnSorter, ...]
    _run: Run
    _table: CompiledTable | None
    _results: tuple[frozenset[str], ...]
    _otherwise: frozenset[str]

    @property
    def is_table(self) -> bool:
        """Whether it is a table, so that the rows that fired count and not only the value."""
        return self._table is not None

    @property
    def may_read(self) -> Names:
        """All variables that its results may be made of."""
        if self._table is None:
            return self.reads
        return tuple(sorted(self._otherwise.union(*self._results)))

    def read_by_results(self, scope: Variables, runs: Runs) -> frozenset[str]:
        """The variables whose values go into the results of the rows that are reached, so that each value counts.

        `scope` stands for all that its columns do not tell apart.
        """
        table = self._table
        if table is None:
            return frozenset(self.reads)
        if not self._otherwise and not any(self._results):
            return frozenset()
        run = runs.new()
        rows = table.reached(run, scope)
        run.settle()
        if rows is None:
            return frozenset(self.reads)
        found = frozenset[str]() if rows.certain else self._otherwise
        return found.union(*(self._results[row - 1] for row in members(rows.possible, table.count)))

    def answered(self, scope: Variables, runs: Runs) -> Answered:
        """The decision for these values."""
        run = runs.new()
        outcome, value = self._run(run, scope)
        run.settle()
        warnings = tuple((each.code, each.message) for each in run.warnings) or None
        outcome_key = None if outcome is None else _outcome_key(outcome)
        return Answered(value, exact_key(value), outcome_key, warnings, STEPS - run.left)


def sorter_of(
    decision: CheckedDecision, table: CompiledTable | None, run: Run, known: frozenset[str]
) -> DecisionSorter:
    """The sorter of one decision. run: evaluates it. known: the names of facts and decisions."""
    checked, name = decision.value, decision.name
    reads = tuple(sorted(known.intersection(decision.requires)))
    if table is None or not isinstance(checked, CheckedTable):
        return DecisionSorter(name, reads, (), run, None, (), frozenset())
    columns = tuple(_column(*pair, known) for pair in zip(checked.inputs, table.inputs, strict=True))
    results = tuple(_read_in(checked.outputs, rule.then, known) for rule in checked.table.rules)
    defaults = (output.default for output in checked.outputs if output.default is not None)
    otherwise = frozenset[str]().union(*(_names(text, known) for text in defaults))
    reads = tuple(
        sorted(
            {*reads, *(read for column in columns for read in (*column.reads, *column.beside))}.union(
                otherwise, *results
            )
        )
    )
    return DecisionSorter(name, reads, columns, run, table, results, otherwise)


def _column(checked: CheckedInput, part: InputColumn, known: frozenset[str]) -> ColumnSorter:
    rows = members(part.column.unindexed, len(part.cells))
    cells = tuple(dict.fromkeys(part.cells.at(row) for row in rows))
    beside = frozenset[str]().union(*(_names(cell.checked, known) for cell in cells))
    return ColumnSorter(tuple(sorted(_names(checked.expression, known))), tuple(sorted(beside)), part, cells)


def _read_in(outputs: Sequence[CheckedOutput], then: Sequence[str], known: frozenset[str]) -> frozenset[str]:
    pairs = ((output.cells, result_text(cell)) for output, cell in zip(outputs, then, strict=True))
    cells = (cells[text] for cells, text in pairs if not cells.is_plain(text))
    return frozenset[str]().union(*(_names(cell, known) for cell in cells))


def _names(text: Checked, known: frozenset[str]) -> frozenset[str]:
    return known.intersection(free_names(text.expr)) if text.expr is not None else frozenset()


def _outcome_key(outcome: TableOutcome) -> Hashable | None:
    fired, possible = _fired_keys(outcome.fired), _fired_keys(outcome.possible)
    return None if fired is None or possible is None else (fired, possible, outcome.exclusive, outcome.missing)


def _fired_keys(fired: Sequence[Fired]) -> Hashable | None:
    keys = tuple((each.row, each.default, exact_key(each.value)) for each in fired)
    return None if any(value is None for *_, value in keys) else keys


def exact_key(value: Value) -> Hashable | None:
    """Equal only for values that no program can tell apart: `1.0` and `1.00` differ.

    None where values have none, or very many parts.
    """
    return _exact_key(value) if has_at_most(value, ANALYSIS_PARTS) else None


def _exact_key(value: Value) -> Hashable | None:
    match value:
        case None:
            return ()
        case bool() | str():
            return value
        case Decimal():
            return ("number", str(value))
        case Unknown(missing):
            return ("unknown", missing)
        case list():
            return _all("list", [_exact_key(item) for item in value])
        case Mapping():
            return _all("context", [*value, *(_exact_key(item) for item in value.values())])
    kind = type(value)
    return (kind.__name__, repr(value)) if hasattr(kind, "key") else None


def _all(kind: str, keys: list[Hashable | None]) -> Hashable | None:
    return None if any(key is None for key in keys) else (kind, *keys)
