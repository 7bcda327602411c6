"""zen-engine (Rust) and CEL (Rust) with the same work: a text of facts in, outcome, limit and reasons with words out.

What they do not do: missing facts, versions and times, warnings instead of exceptions; zen gives numbers out as floats,
and CEL reckons in them. CEL has no tables: it runs a program a row, and looks up what the row says.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

import cel
import zen

from decisions.cases import MESSAGES, STEPS, Case, Cells

__all__ = ["Answer", "with_cel", "with_zen"]

Reasons = tuple[tuple[str, str, int], ...]
Answer = Callable[[str], tuple[str, str | None, Reasons]]
"""Outcome, lowest limit, and with each reason its words and row; the severest first."""

_SEVERITY = {step: place for place, step in enumerate(STEPS)}


def with_zen(tables: Sequence[Case]) -> Answer:
    """One decision graph of all tables, each with a field of its own in the result."""
    collects = [each.finds_many or each.hit in {"PRIORITY", "ANY"} for each in tables]
    nodes: list[dict[str, Any]] = [{"id": "in", "name": "in", "type": "inputNode"}]
    nodes += [_table(f"t{place}", each, "collect" if collects[place] else "first") for place, each in enumerate(tables)]
    nodes += [{"id": "out", "name": "out", "type": "outputNode"}]
    ways = [pair for node in nodes[1:-1] for pair in (("in", node["id"]), (node["id"], "out"))]
    edges = [{"id": f"{a}-{b}", "type": "edge", "sourceId": a, "targetId": b} for a, b in ways]
    decision = zen.ZenEngine().create_decision(json.dumps({"nodes": nodes, "edges": edges}))
    fields = [node["id"] for node in nodes[1:-1]]

    def answer(text: str) -> tuple[str, str | None, Reasons]:
        result = decision.evaluate(text)["result"]
        rows: list[dict[str, Any]] = []
        for field in fields:
            found = result.get(field)
            rows += found if isinstance(found, list) else [found] if found else []
        return _combined([(row["intervention"], row["reason"], row["limit"], row["row"]) for row in rows])

    return answer


def _table(name: str, case: Case, policy: str) -> dict[str, Any]:
    assert case.zen is not None
    rules = [
        {
            "_id": str(number),
            **{f"c{place}": cell for place, cell in enumerate(row)},
            "o0": f"'{step}'",
            "o1": f"'{reason}'",
            "o2": limit,
            "o3": str(number),
        }
        for number, (row, (step, reason, limit)) in enumerate(zip(case.zen, case.outcomes, strict=True), 1)
    ]
    outputs = [
        {"id": f"o{place}", "name": part, "field": part}
        for place, part in enumerate(("intervention", "reason", "limit", "row"))
    ]
    content = {
        "hitPolicy": policy,
        "inputs": [{"id": f"c{place}", "name": each, "field": each} for place, each in enumerate(case.columns)],
        "outputs": outputs,
        "rules": rules,
        "outputPath": name,
    }
    return {"id": name, "name": name, "type": "decisionTableNode", "content": content}


def with_cel(case: Case, conditions: Sequence[Cells]) -> Answer:
    """A program a row, run in order to the first that holds. conditions: each a list of tests in CEL."""
    programs = [cel.compile(" && ".join(row) or "true") for row in conditions]

    def answer(text: str) -> tuple[str, str | None, Reasons]:
        context = cel.Context(variables=json.loads(text))
        row = next(place for place, program in enumerate(programs) if program.execute(context))
        step, reason, limit = case.outcomes[row]
        return _combined([(step, reason, int(limit), row + 1)])

    return answer


def _combined(rows: list[tuple[str, str, Any, int]]) -> tuple[str, str | None, Reasons]:
    """As a caller has to do it: the severest outcome, the lowest limit, the reasons in order."""
    rows.sort(key=lambda row: (_SEVERITY[row[0]], row[1]))
    outcome = rows[0][0] if rows else "REFER"
    limit = min((row[2] for row in rows), default=None)
    return (
        outcome,
        None if limit is None else str(limit),
        tuple((code, MESSAGES[code], row) for _, code, _, row in rows),
    )
