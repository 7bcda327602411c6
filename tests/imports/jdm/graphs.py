"""Decision graphs in few words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

__all__ = ["IN", "OUT", "formulas", "graph", "of_expression", "of_table", "switch", "table"]

Part = tuple[str, str, Mapping[str, Any]]
IN: Part = ("in", "inputNode", {})
OUT: Part = ("out", "outputNode", {})
SETTINGS = ("passThrough", "inputField", "outputPath", "executionMode")


def graph(parts: Sequence[Part], *edges: str, tests: Sequence[Mapping[str, Any]] = ()) -> dict[str, Any]:
    """A graph. edges: "from to", or "from:statement to"."""
    drawn = [edge.split() for edge in edges]
    return {
        "nodes": [{"id": name, "name": name, "type": kind, "content": dict(about)} for name, kind, about in parts],
        "edges": [
            {
                "id": f"e{at}",
                "type": "edge",
                "sourceId": source.partition(":")[0],
                "targetId": target,
                **({"sourceHandle": source.partition(":")[2]} if ":" in source else {}),
            }
            for at, (source, target) in enumerate(drawn)
        ],
        "tests": [{"input": given, "output": {}} for given in tests],
    }


def formulas(name: str, keys: Mapping[str, str], **settings: Any) -> Part:
    """An expression node."""
    listed = [{"id": f"x{at}", "key": key, "value": value} for at, (key, value) in enumerate(keys.items())]
    return name, "expressionNode", {"expressions": listed, **settings}


def table(
    name: str, inputs: Sequence[str], outputs: Sequence[str], rows: Sequence[Sequence[str]], **settings: Any
) -> Part:
    """A decision table node; an input "" has no field."""
    ins = [
        {"id": f"i{at}", "name": field or "When", **({"field": field} if field else {})}
        for at, field in enumerate(inputs)
    ]
    outs = [{"id": f"o{at}", "name": field, "field": field} for at, field in enumerate(outputs)]
    keys = [each["id"] for each in (*ins, *outs)]
    rules = [{"_id": f"r{at}", **dict(zip(keys, row, strict=True))} for at, row in enumerate(rows)]
    return name, "decisionTableNode", {"hitPolicy": "first", "inputs": ins, "outputs": outs, "rules": rules, **settings}


def switch(name: str, *conditions: str, policy: str = "first") -> Part:
    """A switch; its statements are called 1, 2, …"""
    listed = [{"id": str(at), "condition": each, "isDefault": not each} for at, each in enumerate(conditions, 1)]
    return name, "switchNode", {"hitPolicy": policy, "statements": listed}


def of_expression(text: str, example: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """A graph that yields one expression as `y`."""
    tests = [example] if example else []
    return graph([IN, formulas("work", {"y": text}), OUT], "in work", "work out", tests=tests)


def of_table(cell: str, example: Mapping[str, Any]) -> dict[str, Any]:
    """A graph that yields as `y` whether the field `x` passes a cell."""
    rows = [[cell, "'yes'"], ["", "'no'"]]
    return graph([IN, table("work", ["x"], ["y"], rows), OUT], "in work", "work out", tests=[example])
