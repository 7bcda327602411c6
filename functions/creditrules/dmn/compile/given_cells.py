"""Cells that look at variables, for fixed values of these: run, or where many values are tested, indexed."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from decimal import Decimal
from typing import Final, NamedTuple

from creditrules.dmn.domains.constants import constant_value
from creditrules.dmn.model_run import ModelRun, Runs, Variables
from creditrules.dmn.table.cells import Cell
from creditrules.dmn.table.column import CellRows, Column, build_column
from creditrules.dmn.table.region import CellSet, cell_set, kind_of
from creditrules.feel import NOT_CONSTANT, STEPS, Checked, Exhausted, Unknown, Value, ast, compile_expression
from creditrules.records import replace

__all__ = ["GivenCells", "Told"]

_WORTH_AN_INDEX: Final = 8


class Told(NamedTuple):
    """key: equal for values that are treated alike; None where these are like no others. steps: what it took."""

    key: Hashable | None
    steps: int


class GivenCells:
    """Some cells of one column, and the values of what they look at beside the tested value."""

    def __init__(self, cells: Sequence[Cell], scope: Variables, runs: Runs) -> None:
        self._cells = cells
        self._scope = scope
        self._runs = runs
        self._asked = 0
        self._index: Column | None = None
        self._index_steps = 0

    def held(self, value: Value) -> Told:
        """Which of the cells hold for a tested value."""
        self._asked += 1
        if self._asked == _WORTH_AN_INDEX:
            self._index = self._indexed()
        if self._index is not None and value is not None:
            found = self._index.rows(value)
            if found is not None:
                return Told(found, self._index_steps)
        return self._run(value)

    def _run(self, value: Value) -> Told:
        run = self._runs.new()
        try:
            held = [cell.test(run, self._scope, value) for cell in self._cells]
        except (Exhausted, RecursionError):
            return Told(None, STEPS)
        finally:
            run.settle()
        key: Hashable | None = None
        if not run.warnings:
            unknown = tuple((at, each.missing) for at, each in enumerate(held) if type(each) is Unknown)
            rows = sum(1 << (len(held) - 1 - at) for at, each in enumerate(held) if each is True)
            key = (rows, unknown) if unknown else rows
        return Told(key, STEPS - run.left)

    def _indexed(self) -> Column | None:
        """An index of all the cells; None where one of them is no comparison with values of one kind."""
        run = self._runs.new()
        try:
            sets = [_set_given(cell.checked, run, self._scope) for cell in self._cells]
        except (Exhausted, RecursionError):
            return None
        finally:
            run.settle()
        kinds = {each.kind for each in sets if each is not None}
        if run.warnings or None in sets or len(kinds) != 1:
            return None
        self._index_steps = STEPS - run.left
        return build_column([CellRows(each, (at,), admits_null=False) for at, each in enumerate(sets, 1)], len(sets))


def _set_given(checked: Checked, run: ModelRun, scope: Mapping[str, Value]) -> CellSet | None:
    """The set that a cell of plain comparisons stands for, with the values of what it compares with."""
    if not checked.ok or not isinstance(checked.expr, ast.UnaryTests) or not all(map(_compares, checked.expr.tests)):
        return None

    def constant(expr: ast.Expr) -> object:
        value = constant_value(checked, expr)
        if value is NOT_CONSTANT:
            value = compile_expression(replace(checked, expr=expr)).code(run, scope)
        kind = kind_of(value)
        return NOT_CONSTANT if kind is None or kind[0] is bool else value

    found = cell_set(checked.expr, constant)
    return found if found is not None and (found.kind is None or found.kind[0] is not bool) else None


def _compares(test: ast.Expr) -> bool:
    match test:
        case ast.OperatorTest(operand=operand):
            return not _asks(operand)
        case ast.Interval(low=low, high=high):
            return not _asks(low) and not _asks(high)
    return type(test) is ast.Literal and type(test.value) in {Decimal, str}


def _asks(node: ast.Node) -> bool:
    return any(isinstance(part, ast.Name) and part.name == "?" for part in ast.walk(node))
