"""Why an answer of ours differs from a recorded one: which rows fired, and differences of meaning that are known."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from creditrules.dmn import CompiledModel, DecisionTable, Evaluation, TableTrace
from creditrules.feel import DateTime, Value
from creditrules.imports.compare.agreement import as_value
from creditrules.imports.compare.bands import bands_around
from creditrules.imports.compare.compared import Cause, Step
from creditrules.imports.compare.outputs import Found
from creditrules.imports.compare.shown import shown
from creditrules.imports.compare.value_causes import of_values

__all__ = ["meanings", "shown_as", "steps_to"]

_MOST_STEPS = 50


def shown_as(recorded: object, got: Value) -> str:
    """What was recorded as FEEL text, read as the type that ours has where its file leaves that open."""
    return shown(as_value(recorded, got))


def steps_to(compiled: CompiledModel, told: Evaluation, decision: str) -> tuple[Step, ...]:
    """How a decision came about, in order of evaluation, itself last."""
    needed, waiting = {decision}, [decision]
    while waiting:
        for name in compiled.checked.decisions[waiting.pop()].requires:
            if name in compiled.checked.decisions and name not in needed:
                needed.add(name)
                waiting.append(name)
    tables = {one.name: one.expression for one in compiled.checked.model.decisions}
    names = [name for name in told.values if name in needed][-_MOST_STEPS:]
    traces = told.trace or {}
    return tuple(_step(name, told.values[name], traces.get(name), tables.get(name)) for name in names)


def _step(name: str, value: Value, trace: TableTrace | None, table: object) -> Step:
    if trace is None or not isinstance(table, DecisionTable):
        return Step(name, shown(value))
    rows = tuple((row, table.rules[row - 1].id or "") for row in trace.matched)
    near = () if rows else tuple(_near(trace, table))
    return Step(name, shown(value), is_table=True, rows=rows, near=near)


def _near(trace: TableTrace, table: DecisionTable) -> Iterator[str]:
    for miss in trace.near_misses[:5]:
        column = table.inputs[miss.column - 1].expression
        yield f"row {miss.row} needs {column} {miss.cell}, and it is {shown(trace.inputs[miss.column - 1])}"


def meanings(
    compiled: CompiledModel, told: Evaluation, found: Found, recorded: object, now: DateTime
) -> Iterator[Cause]:
    """Differences of meaning that may be the cause, the most telling first."""
    yield from of_values(found.value, as_value(recorded, found.value))
    tables = {
        one.name: one.expression
        for one in compiled.checked.model.decisions
        if isinstance(one.expression, DecisionTable)
    }
    for step in steps_to(compiled, told, found.decision):
        trace, table = (told.trace or {}).get(step.decision), tables.get(step.decision)
        if trace is not None and table is not None:
            yield from _of_table(step.decision, trace, table, now)
    yield from (Cause(one.code, f"{one.place}: {one.message}") for one in told.warnings[:5])


def _of_table(decision: str, trace: TableTrace, table: DecisionTable, now: DateTime) -> Iterator[Cause]:
    if len(trace.matched) > 1 and table.hit_policy.value in {"UNIQUE", "ANY"}:
        rows = ", ".join(map(str, trace.matched[:10]))
        why = (
            f"Rows {rows} of {decision} match, under the hit policy {table.hit_policy}: where the policy is broken the "
            "result is null (clause 8.2.8); other engines take the first, or raise an error."
        )
        yield Cause("compare.hit-policy", why)
    if trace.matched:
        return
    for at, value in enumerate(trace.inputs):
        around = (
            bands_around(value, (rule.when[at] for rule in table.rules), now) if isinstance(value, Decimal) else None
        )
        if around is not None:
            why = (
                f"{shown(value)} in {table.inputs[at].expression} lies between the bands {around[0]} and {around[1]} "
                f"of {decision}: bands of whole numbers leave fractions out (clause 10.3.2.7)."
            )
            yield Cause("compare.bands", why)
    yield Cause("compare.no-row", f"No row of {decision} matches.")
