"""What is not kept is refused at its node, with what to write instead; a broken file keeps no other back."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some
from tests.imports.jdm.engines import read_one
from tests.imports.jdm.graphs import IN, OUT, Part, formulas, graph, of_expression, of_table, switch, table

from creditrules.errors import Severity
from creditrules.imports import Source
from creditrules.imports.jdm import read_jdm

EXPRESSIONS = {
    "extract(s, '(.)')": "FEEL does not take groups out of a pattern.",
    "rand(10)": "A random number makes the same question give two answers.",
    "fuzzyMatch(s, 'a')": "FEEL does not compare texts by likeness.",
    "foo(1)": "'foo' is no function that is kept.",
    "max(1, 2)": "max takes 1 arguments, not 2.",
    "[1, 2] == [1, 2]": "ZEN holds no two lists or objects equal, whatever they have.",
    "'a' < 'b'": "ZEN has no order among texts and truth values: '\"a\"'.",
    "'a' + 1": "ZEN does not add a number to a text.",
    "null > 1": "A value is needed here and there never is one: nothing that leads to this node yields it.",
    "d(s, 'Europe/Berlin')": "A date in another time zone is not kept.",
    "d(s) + 1": "ZEN does not add to a date, nor subtract from it.",
    "date('15/03/2024')": '"15/03/2024" is no date.',
    "duration('soon')": '"soon" is no duration.',
    "{[s]: 1}": "A key that is computed is not kept.",
    "l[-1]": "ZEN has no positions before the first.",
    "split(s, s)": "FEEL splits at a pattern, so the separator has to be known.",
    "len({a: 1})": "ZEN has no length of an object.",
    "x in [1..5[": "A bracket that is turned round does not leave out the end: ZEN takes other numbers then.",
    "a = 5": "The expression should end here, found '='.",
    "1 +": "Expected a value, found the end.",
    "'open": "The text that starts here has no closing quote.",
    "$nodes.later.x": 'No node "later" comes before this one.',
}
NODES: dict[str, tuple[list[Part], list[str], str]] = {
    "JavaScript": ([("f", "functionNode", {"source": "x"})], ["in f", "f out"], "import.jdm.node-kind"),
    "a node of one's own": ([("f", "customNode", {"kind": "http"})], ["in f", "f out"], "import.jdm.node-kind"),
    "a circle": (
        [formulas("a", {"x": "1"}), formulas("b", {"y": "1"})],
        ["in a", "a b", "b a", "b out"],
        "import.jdm.graph",
    ),
    "an edge to nowhere": ([formulas("a", {"x": "1"})], ["in a", "a out", "a zz"], "import.jdm.graph"),
    "a graph that is not there": (
        [("d", "decisionNode", {"key": "x.json"})],
        ["in d", "d out"],
        "import.jdm.sub-decision",
    ),
    "a graph that calls itself": (
        [("d", "decisionNode", {"key": "graph.json"})],
        ["in d", "d out"],
        "import.jdm.sub-decision",
    ),
    "another hit policy": (
        [table("t", ["x"], ["y"], [["1", "2"]], hitPolicy="unique")],
        ["in t", "t out"],
        "import.jdm.graph",
    ),
    "a table without outputs": ([table("t", ["x"], [], [["1"]])], ["in t", "t out"], "import.jdm.graph"),
    "a loop whose result is everything": (
        [formulas("a", {"x": "1"}, executionMode="loop", inputField="l")],
        ["in a", "a out"],
        "import.jdm.graph",
    ),
    "a condition of a switch": ([switch("s", "x >")], ["in s", "s:1 out"], "import.jdm.expression"),
}


@pytest.mark.parametrize(("text", "message"), EXPRESSIONS.items())
def test_an_expression_is_refused_with_its_reason(text: str, message: str) -> None:
    imported = read_one(of_expression(text))
    [error] = [one for one in imported.diagnostics if one.severity is Severity.ERROR]
    assert (error.code, error.message) == ("import.jdm.expression", message)
    assert error.place == "graph.json: work: y"
    assert error.line is not None
    assert not imported.models


@pytest.mark.parametrize("name", NODES)
def test_a_node_is_refused_with_its_code(name: str) -> None:
    parts, edges, code = NODES[name]
    imported = read_one(graph([IN, *parts, OUT], *edges))
    assert [one.code for one in imported.diagnostics if one.severity is Severity.ERROR] == [code]
    assert all(one.hint for one in imported.diagnostics if code != "import.jdm.expression")
    assert not imported.models


@pytest.mark.parametrize("cell", ["-", "(x > 5 or x < 2)", "> ", "5,", "k ?? 5"])
def test_a_cell_that_never_matches_there_is_an_error_here(cell: str) -> None:
    imported = read_one(of_table(cell, {"x": 1, "k": 2}))
    [error] = [one for one in imported.diagnostics if one.severity is Severity.ERROR]
    assert error.place == "graph.json: work: row 1, input 1"
    assert error.source == cell


def test_a_test_in_a_column_without_a_field_says_what_to_write() -> None:
    rows = [["> 5", "1"]]
    imported = read_one(graph([IN, table("t", [""], ["y"], rows), OUT], "in t", "t out"))
    assert [one.hint for one in imported.diagnostics] == [
        "A column without a field takes whole conditions: name the field, or give the column one."
    ]


def test_two_comparisons_apart_by_a_comma_are_a_warning() -> None:
    imported = read_one(of_table(">= 10, < 100", {"x": 1}))
    assert [(one.code, one.severity) for one in imported.diagnostics] == [("import.jdm.every-number", Severity.WARNING)]
    assert len(imported.models) == 1


def test_one_broken_file_keeps_no_other_from_being_read() -> None:
    good = json.dumps(of_expression("1 + 1")).encode()
    files = {"a.json": b"{", "b.json": b'{"nodes": 1}', "c.json": good}
    imported = read_jdm(files, Source.GORULES)
    assert [made.name for made in imported.models] == ["c"]
    assert {one.place for one in imported.diagnostics} == {"a.json", "b.json"}


def test_a_graph_without_nodes_lacks_an_input_and_has_no_circle() -> None:
    found = read_jdm({"a.json": b'{"nodes": [], "edges": []}'}, Source.GORULES).diagnostics
    assert [one.message for one in found] == ["The graph has no input nodes; it takes one."]


def test_depth_and_length_are_bounded() -> None:
    for text in ("(" * 300 + "1" + ")" * 300, "-" * 300 + "1", "2^" * 300 + "1", "!" * 300 + "t", "1+" * 4000 + "1"):
        imported = read_one(of_expression(text))
        assert [one.code for one in imported.diagnostics] == ["import.jdm.expression"]
    nested = "`${" * 60 + "1" + "}`" * 60
    assert not read_one(of_expression(nested)).ok


def test_graphs_that_call_one_another_over_and_over_are_refused() -> None:
    calls = [(f"d{at}", "decisionNode", {"key": "next.json"}) for at in range(12)]
    edges = [f"in d{at}" for at in range(12)] + [f"d{at} out" for at in range(12)]
    files: dict[str, Any] = {}
    for level in range(6):
        there = [(name, kind, {"key": f"g{level + 1}.json"}) for name, kind, _ in calls]
        files[f"g{level}"] = graph([IN, *there, OUT], *edges)
    files["g6"] = of_expression("1")
    imported = read_jdm({f"{name}.json": json.dumps(each).encode() for name, each in files.items()}, Source.GORULES)
    assert "import.jdm.too-large" in {one.code for one in imported.diagnostics}


WORDS = [
    "a",
    "b.c",
    "1",
    "'t'",
    "null",
    "true",
    "==",
    "<",
    "in",
    "not",
    "and",
    "or",
    "?",
    ":",
    "??",
    "+",
    "-",
    "^",
    "%",
]
SIGNS = ["(", ")", "[", "]", "{", "}", ",", "..", ".", "#", "$", "map(", "filter(", "len(", "date(", "d(", "`x${a}`"]


@given(some.lists(some.sampled_from(WORDS + SIGNS), max_size=9).map(" ".join))
def test_whatever_stands_there_nothing_raises(text: str) -> None:
    for built in (of_expression(text), of_table(text, {})):
        imported = read_one(built)
        assert len(imported.models) == (1 if imported.ok else 0)


@given(
    some.recursive(some.none() | some.booleans() | some.text(max_size=3) | some.integers(), some.lists, max_leaves=4)
)
def test_whatever_a_graph_is_made_of_nothing_raises(odd: Any) -> None:
    sound = graph(
        [IN, table("t", ["x"], ["y"], [["> 1", "x"]]), switch("s", "y > 1", ""), OUT], "in t", "t s", "s:1 out"
    )
    for at, node in enumerate(sound["nodes"]):
        for key in (*node, *node["content"]):
            changed = json.loads(json.dumps(sound))
            target = changed["nodes"][at] if key in node else changed["nodes"][at]["content"]
            target[key] = odd
            imported = read_jdm({"g.json": json.dumps(changed).encode()}, Source.GORULES)
            assert len(imported.models) == (1 if imported.ok else 0)
