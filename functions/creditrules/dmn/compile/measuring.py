"""The conditions of the rows that matched, measured at the values that an evaluation saw."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from creditrules.dmn.check.checked import CheckedTable
from creditrules.dmn.check.models import CheckedModel
from creditrules.dmn.evaluation import Evaluation
from creditrules.dmn.model_run import ModelRun, Variables
from creditrules.dmn.table.margins import Margin, margins
from creditrules.feel import NOT_CONSTANT, STEPS, Checked, DateTime, Unknown, Value, ast, compile_expression
from creditrules.records import replace

__all__ = ["Margins", "measured"]

Margins = tuple[Margin, ...]


def measured(
    checked: CheckedModel, found: Evaluation, given: Variables, now: DateTime, decision: str, rows: Sequence[int]
) -> Mapping[int, Margins]:
    """By row its conditions; none for a row that did not match. found: with its trace. given: facts and functions."""
    table, trace = checked.decisions[decision].value, (found.trace or {}).get(decision)
    if not isinstance(table, CheckedTable) or trace is None:
        return {}
    scope = {**given, **found.values, **(found.inputs or {}).get(decision, {})}
    domains = {**checked.facts, **{name: each.domain for name, each in checked.decisions.items()}}
    matched = frozenset(trace.matched)

    def operand(cell: Checked, expr: ast.Expr) -> Value:
        run = ModelRun(now, STEPS)
        value = compile_expression(replace(cell, expr=expr)).code(run, scope)
        return NOT_CONSTANT if run.warnings or isinstance(value, Unknown) else value

    return {row: margins(table, row, trace.inputs, operand, domains) if row in matched else () for row in rows}
