"""The same table in ours, zen-engine, CEL (in Rust), a hand-written if-chain and a bare hand-written column index."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import cel
import zen
from table_rows import COLUMNS, TableRow

from creditrules.clock import utc_now
from creditrules.dmn import CompiledModel, check_model, compile_model, read_model
from creditrules.feel import from_datetime

Answer = Callable[[dict[str, Any]], int]


def table_document(rows: list[TableRow]) -> dict[str, Any]:
    """The table as a document of creditrules."""
    numbers = {"score", "amount", "age", "months"}
    facts = [{"name": name, "type": "number" if name in numbers else "string"} for name in COLUMNS]
    table = {
        "hitPolicy": "FIRST",
        "inputs": list(COLUMNS),
        "outputs": [{"name": "row", "type": "number"}],
        "rules": [{"when": feel_cells(row), "then": [str(number)]} for number, row in enumerate(rows, 1)],
    }
    return {"facts": facts, "decisions": [{"name": "Row", "table": table}]}


def compiled(rows: list[TableRow]) -> CompiledModel:
    """The table read, checked and compiled."""
    read = read_model(table_document(rows))
    assert read.model is not None, read.diagnostics
    return compile_model(check_model(read.model))


def ours(rows: list[TableRow], *, trace: bool = False) -> Answer:
    """The compiled decision table of creditrules; asked with Decimals, full results."""
    return asked(compiled(rows), trace=trace)


def asked(model: CompiledModel, *, trace: bool = False) -> Answer:
    """The same for a model that is compiled already."""
    now, wanted = from_datetime(utc_now()), ("Row",)

    def answer(applicant: dict[str, Any]) -> int:
        return int(model.evaluate(applicant, now, wanted, trace).values["Row"])

    return answer


def asked_and_read(model: CompiledModel) -> Answer:
    """The same with a trace whose matches and nearest misses are read."""
    now, wanted = from_datetime(utc_now()), ("Row",)

    def answer(applicant: dict[str, Any]) -> int:
        told = model.evaluate(applicant, now, wanted, trace=True)
        assert told.trace is not None
        trace = told.trace["Row"]
        assert len(trace.near_misses) <= len(trace.matched) * 5
        return int(told.values["Row"])

    return answer


def feel_cells(row: TableRow) -> list[str]:
    """The conditions of a row in FEEL, a cell a column."""
    return [
        f"[{row.score[0]}..{row.score[1]})" if row.score else "-",
        f"[{row.amount[0]}..{row.amount[1]})" if row.amount else "-",
        f">= {row.age}" if row.age is not None else "-",
        f"<= {row.months}" if row.months is not None else "-",
        ", ".join(f'"{name}"' for name in row.employment) if row.employment else "-",
        f'"{row.region}"' if row.region else "-",
    ]


def zen_engine(rows: list[TableRow]) -> Answer:
    """GoRules' Rust engine over the same rows as a JDM decision table; asked with plain numbers."""
    inputs = [{"id": name, "name": name, "field": name} for name in COLUMNS]
    rules = [
        {"_id": str(number), **dict(zip(COLUMNS, _jdm_cells(row), strict=True)), "row": str(number)}
        for number, row in enumerate(rows, 1)
    ]
    content = {
        "hitPolicy": "first",
        "inputs": inputs,
        "outputs": [{"id": "row", "name": "row", "field": "row"}],
        "rules": rules,
    }
    nodes = [
        {"id": "in", "name": "in", "type": "inputNode", "position": {"x": 0, "y": 0}},
        {"id": "table", "name": "table", "type": "decisionTableNode", "content": content, "position": {"x": 1, "y": 0}},
        {"id": "out", "name": "out", "type": "outputNode", "position": {"x": 2, "y": 0}},
    ]
    edges = [
        {"id": "a", "type": "edge", "sourceId": "in", "targetId": "table"},
        {"id": "b", "type": "edge", "sourceId": "table", "targetId": "out"},
    ]
    decision = zen.ZenEngine().create_decision(json.dumps({"nodes": nodes, "edges": edges}))

    def answer(applicant: dict[str, Any]) -> int:
        return int(decision.evaluate(applicant)["result"]["row"])

    return answer


def _jdm_cells(row: TableRow) -> list[str]:
    return ["" if cell == "-" else cell.replace('"', "'") for cell in feel_cells(row)]


def cel_rows(rows: list[TableRow]) -> Answer:
    """Common Expression Language in Rust: a compiled expression a row, run in order; asked with plain numbers."""
    programs = [cel.compile(" && ".join(cel_tests(row)) or "true") for row in rows]

    def answer(applicant: dict[str, Any]) -> int:
        context = cel.Context(variables=applicant)
        return next(place for place, program in enumerate(programs, 1) if program.execute(context))

    return answer


def cel_tests(row: TableRow) -> list[str]:
    """The conditions of a row in CEL."""
    tests = []
    if row.score:
        tests.append(f"score >= {row.score[0]} && score < {row.score[1]}")
    if row.amount:
        tests.append(f"amount >= {row.amount[0]} && amount < {row.amount[1]}")
    if row.age is not None:
        tests.append(f"age >= {row.age}")
    if row.months is not None:
        tests.append(f"months <= {row.months}")
    if row.employment:
        tests.append(f"employment in {list(row.employment)}".replace("'", '"'))
    if row.region:
        tests.append(f'region == "{row.region}"')
    return tests


def if_chain(rows: list[TableRow]) -> Answer:
    """Python source as a programmer writes it: one `if` a rule, in order."""
    lines = ["def answer(a):", "    score, amount, age, months = a['score'], a['amount'], a['age'], a['months']"]
    lines += ["    employment, region = a['employment'], a['region']"]
    constants: dict[str, Any] = {}

    def number(value: int) -> str:
        constants.setdefault(f"n{value}", Decimal(value))
        return f"n{value}"

    for place, row in enumerate(rows, 1):
        tests = []
        if row.score:
            tests.append(f"{number(row.score[0])} <= score < {number(row.score[1])}")
        if row.amount:
            tests.append(f"{number(row.amount[0])} <= amount < {number(row.amount[1])}")
        if row.age is not None:
            tests.append(f"age >= {number(row.age)}")
        if row.months is not None:
            tests.append(f"months <= {number(row.months)}")
        if row.employment:
            tests.append(f"employment in {row.employment!r}")
        if row.region:
            tests.append(f"region == {row.region!r}")
        lines += [f"    if {' and '.join(tests) or 'True'}:", f"        return {place}"]
    exec(compile("\n".join(lines), "if-chain", "exec"), constants)  # noqa: S102 - our own generated comparison
    answer: Answer = constants["answer"]
    return answer


def bare_index(rows: list[TableRow]) -> Answer:
    """The least that a column index can do, written out by hand for this one table: the limit to come near to."""
    every = (1 << len(rows)) - 1
    score = _steps(rows, lambda row: row.score)
    amount = _steps(rows, lambda row: row.amount)
    age = _steps(rows, lambda row: None if row.age is None else (row.age, None))
    months = _steps(rows, lambda row: None if row.months is None else (None, row.months + 1))
    employment, any_employment = _names(rows, lambda row: row.employment)
    region, any_region = _names(rows, lambda row: (row.region,) if row.region else None)

    def answer(a: dict[str, Any]) -> int:
        found = every & score[1][bisect_right(score[0], a["score"])]
        found &= amount[1][bisect_right(amount[0], a["amount"])]
        found &= age[1][bisect_right(age[0], a["age"])]
        found &= months[1][bisect_right(months[0], a["months"])]
        found &= employment.get(a["employment"], any_employment)
        found &= region.get(a["region"], any_region)
        return (found & -found).bit_length()

    return answer


def _steps(rows: list[TableRow], bounds: Callable[[TableRow], Any]) -> tuple[list[Decimal], list[int]]:
    """Sorted thresholds, and for each gap between them the rows that admit it; `<= n` is `< n + 1`."""
    intervals = [bounds(row) for row in rows]
    edges = sorted({edge for interval in intervals if interval for edge in interval if edge is not None})
    sets = []
    for low in (None, *edges):
        admitted = 0
        for place, interval in enumerate(intervals):
            start, end = interval or (None, None)
            above = start is None or (low is not None and low >= start)
            if above and (end is None or low is None or low < end):
                admitted |= 1 << place
        sets.append(admitted)
    return [Decimal(edge) for edge in edges], sets


def _names(rows: list[TableRow], names: Callable[[TableRow], Any]) -> tuple[dict[str, int], int]:
    anything = sum(1 << place for place, row in enumerate(rows) if names(row) is None)
    sets: dict[str, int] = {}
    for place, row in enumerate(rows):
        for name in names(row) or ():
            sets[name] = sets.get(name, anything) | 1 << place
    return sets, anything
