"""Graphs, one for each way in which data flows through nodes, with the inputs that they are asked."""

from __future__ import annotations

from typing import Any

from tests.imports.jdm.graphs import IN, OUT, Part, formulas, graph, switch, table

A: Part = formulas("a", {"x": "1", "y": "'a'"})
B: Part = formulas("b", {"x": "2", "z": "'b'"})
BOTH = ("in a", "in b")
CALLED = {"called": graph([IN, formulas("add", {"y": "x + 1", "twice": "$.y * 2"}), OUT], "in add", "add out")}
ROWS = [["> 5", "1", "x + 1"], ["< 0", "", "2"]]
ITEMS = {"items": [{"k": 1, "price": 10}, {"k": 5, "price": 2.5}], "rate": 2}
NUMBERS: list[dict[str, Any]] = [{"x": 7}, {"x": 1}, {"x": -1}, {"x": None}, {}]
CALL: Part = ("d", "decisionNode", {"key": "called.json"})


def called(**settings: Any) -> Part:
    return "d", "decisionNode", {"key": "called.json", **settings}


FLOWS: dict[str, tuple[dict[str, Any], list[dict[str, Any]]]] = {
    "the edge that is listed first counts": (graph([IN, A, B, OUT], *BOTH, "a out", "b out"), [{}]),
    "the other edge is listed first": (graph([IN, A, B, OUT], *BOTH, "b out", "a out"), [{}]),
    "objects are merged entry by entry": (
        graph(
            [IN, formulas("a", {"o": "{p: 1, q: {r: 1}}"}), formulas("b", {"o": "{s: 2, q: {t: 2}}"}), OUT],
            *BOTH,
            "a out",
            "b out",
        ),
        [{}],
    ),
    "null counts over a value": (
        graph([IN, formulas("a", {"x": "null"}), B, OUT], *BOTH, "a out", "b out"),
        [{}],
    ),
    "null hides nothing once it has passed through": (
        graph(
            [
                IN,
                formulas("a", {"x": "q", "y": "1"}, passThrough=True),
                formulas("b", {"w": "2"}, passThrough=True),
                formulas("c", {"x": "'c'", "q": "'c'"}),
                OUT,
            ],
            "in a",
            "a b",
            "in c",
            "b out",
            "c out",
        ),
        [{}, {"q": "q"}, {"x": 1}, {"x": 1, "q": "q"}],
    ),
    "or stops at a missing condition": (
        graph(
            [
                IN,
                table("t", [""], ["y"], [["t and s == 'x' or s == 'y'", "1"], ["not t or s == 'z'", "2"], ["", "3"]]),
                switch("s", "(t and u) or s == 'y'", ""),
                formulas("a", {"w": "1"}),
                OUT,
            ],
            "in t",
            "in s",
            "s:1 a",
            "t out",
            "a out",
        ),
        [{"s": "y"}, {"s": "y", "t": True}, {"s": "z", "t": False}, {"s": "z"}, {"s": "y", "t": True, "u": False}, {}],
    ),
    "keys see those before them by $": (
        graph(
            [IN, formulas("a", {"x": "x + 1", "y": "x", "z": "$.x", "o.p": "$.z * 2", "o.q": "$.o.p"}), OUT],
            "in a",
            "a out",
        ),
        [{"x": 1}],
    ),
    "a key that hides what another means": (
        graph([IN, formulas("a", {"x": "y", "y": "x", "z": "$.x + $.y"}), OUT], "in a", "a out"),
        [{"x": 1, "y": 5}],
    ),
    "what flows in passes through": (
        graph(
            [IN, formulas("a", {"o.j": "x"}, passThrough=True), OUT], "in a", "a out", tests=[{"x": 1, "o": {"k": 1}}]
        ),
        [{"x": 1, "o": {"k": 1}}, {"o": {"k": 2}}],
    ),
    "a node before it by its name": (
        graph([IN, A, formulas("b", {"v": "$nodes.a.y + '!'", "w": "$nodes['in'].x"}), OUT], "in a", "a b", "b out"),
        [{"x": 3}],
    ),
    "an input field and an output path": (
        graph([IN, formulas("a", {"y": "k + 1"}, inputField="o", outputPath="p.q"), OUT], "in a", "a out"),
        [{"o": {"k": 1}}],
    ),
    "a table of several outputs": (
        graph([IN, table("t", ["x"], ["y", "o.z"], ROWS), OUT], "in t", "t out"),
        NUMBERS,
    ),
    "a table passes its input through": (
        graph([IN, table("t", ["x"], ["y", "o.z"], ROWS, passThrough=True), OUT], "in t", "t out"),
        NUMBERS,
    ),
    "a row whose output cannot be worked out": (
        graph([IN, table("t", ["x"], ["y", "z"], [["> 5", "q + 1", "1"], ["", "0", "0"]]), OUT], "in t", "t out"),
        [{"x": 7, "q": 1}, {"x": 7}, {"x": 7, "q": None}, {"x": 1}],
    ),
    "whole conditions": (
        graph(
            [
                IN,
                table(
                    "t",
                    ["", "x"],
                    ["y"],
                    [["q > 5 or x == 7", "", "1"], ["s == 'a' and q < 3", "> 0", "2"], ["not (q > 0)", "", "3"]],
                ),
                OUT,
            ],
            "in t",
            "t out",
        ),
        [{"q": 9, "x": 1}, {"x": 7}, {"q": 1, "x": 7}, {"q": 2, "s": "a", "x": 1}, {"q": -1, "x": 0}, {"s": "a"}, {}],
    ),
    "an expression as the field of a column": (
        graph([IN, table("t", ["len(l)"], ["y"], [["> 1", "1"], ["null", "2"], ["", "3"]]), OUT], "in t", "t out"),
        [{"l": [1, 2]}, {"l": []}, {"l": None}, {}],
    ),
    "rows that are collected": (
        graph(
            [
                IN,
                table(
                    "t",
                    ["x"],
                    ["y", "z"],
                    [["> 5", "1", "'a'"], ["> 6", "", "'b'"]],
                    hitPolicy="collect",
                    outputPath="r",
                ),
                formulas("n", {"n": "len(r)", "s": "sum(map(r, #.y ?? 0))"}, passThrough=True),
                OUT,
            ],
            "in t",
            "t n",
            "n out",
        ),
        NUMBERS,
    ),
    "one column that is collected": (
        graph(
            [
                IN,
                table(
                    "t",
                    ["x"],
                    ["reason"],
                    [["> 5", "'high'"], ["> 6", "'higher'"]],
                    hitPolicy="collect",
                    outputPath="why",
                    passThrough=True,
                ),
                switch("s", "len(why) == 0", ""),
                formulas("yes", {"ok": "true"}),
                formulas("no", {"ok": "false", "first": "why[0].reason"}),
            ],
            "in t",
            "t s",
            "s:1 yes",
            "s:2 no",
        ),
        [{"x": 7}, {"x": 6}, {"x": 1}],
    ),
    "a switch takes one branch": (
        graph(
            [IN, switch("s", "x > 5", "x > 0", ""), A, B, formulas("c", {"w": "3"}), OUT],
            "in s",
            "s:1 a",
            "s:2 b",
            "s:3 c",
            "a out",
            "b out",
            "c out",
        ),
        NUMBERS,
    ),
    "a switch without a way out": (
        graph([IN, switch("s", "x > 5"), A, OUT], "in s", "s:1 a", "a out"),
        NUMBERS,
    ),
    "a switch takes several branches": (
        graph(
            [IN, switch("s", "x > 0", "x > 5", "", policy="collect"), A, B, formulas("c", {"w": "3"}), OUT],
            "in s",
            "s:1 a",
            "s:2 b",
            "s:3 c",
            "a out",
            "b out",
            "c out",
        ),
        NUMBERS,
    ),
    "a switch inside a branch": (
        graph(
            [
                IN,
                switch("s", "x > 5", ""),
                switch("inner", "x > 0", ""),
                A,
                B,
                formulas("c", {"x": "x", "w": "3"}, passThrough=True),
                formulas("after", {"sum": "(x ?? 0) + 1"}),
                OUT,
            ],
            "in s",
            "s:1 a",
            "s:2 inner",
            "inner:1 b",
            "inner:2 c",
            "a after",
            "b after",
            "c after",
            "after out",
        ),
        NUMBERS,
    ),
    "a branch that goes straight to the end": (
        graph([IN, switch("s", "x > 5", ""), A, OUT], "in s", "s:1 a", "s:2 out", "a out"),
        NUMBERS,
    ),
    "a join of what was and was not reached": (
        graph(
            [IN, switch("s", "x > 5", ""), A, formulas("k", {"k": "9"}), formulas("j", {"v": "y", "w": "k"}), OUT],
            "in s",
            "in k",
            "s:1 a",
            "a j",
            "k j",
            "j out",
        ),
        NUMBERS,
    ),
    "no output node": (graph([IN, A, B], *BOTH), [{}]),
    "two output nodes": (
        graph(
            [IN, switch("s", "x > 5", ""), A, OUT, ("second", "outputNode", {})], "in s", "s:1 a", "a out", "s:2 second"
        ),
        NUMBERS,
    ),
    "a node that no edge leads to": (
        graph([IN, formulas("a", {"r": "'A'"}), formulas("b", {"q": "x"}), OUT], "in b", "a out", "b out"),
        [{"x": 1}],
    ),
    "a graph that is called": (graph([IN, CALL, OUT], "in d", "d out"), [{"x": 1}]),
    "a graph that is called and passes through": (
        graph([IN, called(passThrough=True), OUT], "in d", "d out", tests=[{"x": 1, "q": 2}]),
        [{"x": 1, "q": 2}],
    ),
    "a graph that is called on a part": (
        graph([IN, called(inputField="o", outputPath="r"), OUT], "in d", "d out"),
        [{"o": {"x": 1}}],
    ),
    "a graph that is called in a branch": (
        graph([IN, switch("s", "x > 5", ""), CALL, B, OUT], "in s", "s:1 d", "s:2 b", "d out", "b out"),
        [{"x": 7}, {"x": 1}],
    ),
    "a graph that is called for each item": (
        graph([IN, called(inputField="l", outputPath="r", executionMode="loop"), OUT], "in d", "d out"),
        [{"l": [{"x": 1}, {"x": 3}]}, {"l": []}],
    ),
    "expressions for each item": (
        graph(
            [
                IN,
                formulas(
                    "a",
                    {"total": "k * price"},
                    inputField="items",
                    outputPath="lines",
                    executionMode="loop",
                    passThrough=True,
                ),
                formulas("b", {"sum": "sum(map(lines, #.total))", "lines": "lines"}),
                OUT,
            ],
            "in a",
            "a b",
            "b out",
        ),
        [ITEMS, {"items": []}],
    ),
    "a table for each item": (
        graph(
            [
                IN,
                table(
                    "t",
                    ["k"],
                    ["y"],
                    [["> 1", "k * 2"]],
                    inputField="filter(items, #.price > 0)",
                    outputPath="r",
                    executionMode="loop",
                ),
                OUT,
            ],
            "in t",
            "t out",
        ),
        [ITEMS, {"items": []}],
    ),
}
