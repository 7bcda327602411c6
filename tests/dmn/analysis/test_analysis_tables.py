"""Random tables and small graphs as diagrams: at every sample and border the diagram says what the evaluator says."""

from __future__ import annotations

from itertools import islice
from random import Random
from typing import Any

import pytest

from creditrules.dmn import check_model, compile_model, read_model
from creditrules.dmn.analysis import (
    Analysis,
    Budget,
    Found,
    Proof,
    Said,
    Witness,
    analyse_model,
    box_text,
    few,
    paths,
    restricted,
    support,
)
from creditrules.feel import UTC_ZONE, Date, DateTime, Time, Value, equal

NOW = DateTime(Date(2026, 1, 1), Time(0, UTC_ZONE))

HOME = [{"name": "rent", "type": "number"}, {"name": "own", "type": "boolean"}]
FACTS = [
    {"name": "score", "type": "number", "allowedValues": "[0..100]"},
    {"name": "debt", "type": "number", "nullable": True},
    {"name": "job", "type": "string", "allowedValues": '"A", "B", "C"'},
    {"name": "town", "type": "string", "nullable": True},
    {"name": "seen", "type": "date", "nullable": True},
    {"name": "met", "type": "date and time"},
    {"name": "wait", "type": "days and time duration"},
    {"name": "old", "type": "boolean", "nullable": True},
    {
        "name": "home",
        "type": "context",
        "entries": [{"name": "rent", "type": "number"}, {"name": "own", "type": "boolean"}],
    },
]
POINTS = {
    "score": ["0", "10", "20", "20.5", "99", "100", "150"],
    "debt": ["-5", "0", "7", "1e3"],
    "home.rent": ["1", "2", "3"],
    "job": ['"A"', '"B"', '"C"'],
    "town": ['"X"', '"Y"', '""', '"x"'],
    "seen": ['@"2026-01-01"', '@"2025-12-31"', 'date("2024-02-29")'],
    "met": ['@"2026-01-01T00:00:00Z"', '@"2026-01-01T00:00:00"', '@"2025-06-01T12:00:00Z"'],
    "wait": ['@"P1D"', '@"PT1H"', '@"-P1D"'],
    "old": ["true", "false"],
    "home.own": ["true", "false"],
    "score + 1": ["11", "20", "101"],
    "score - debt": ["0", "10"],
    "debt / score": ["0.1", "0.4"],
    "2 * score / 3": ["10", "20"],
    "Inner": ["1", "2", '"A"'],
    'seen + @"P10D"': ['@"2026-01-01"', '@"2026-01-05"'],
    "floor(score / 10)": ["1", "2"],
    'years and months duration(seen, @"2026-01-01").years': ["0", "1", "10"],
    "3 - ceiling(debt / 3)": ["1", "2.5"],
    'seen - @"P1Y2M"': ['@"2024-12-31"', '@"2025-02-28"'],
    '(@"2026-01-01" - seen).days': ["0", "30"],
}
UNORDERED = {"old", "home.own"}
RESULTS = ["1", "2", '"A"', "null", "true", "score", "debt + 1", "if old then 1 else 2", "[1, score]", "Inner"]
PLAIN = ["1", "2", "3"]
POLICIES = ["UNIQUE", "ANY", "PRIORITY", "FIRST", "RULE ORDER", "OUTPUT ORDER", "COLLECT", "C+", "C<", "C>", "C#"]


def cell(chance: Random, column: str) -> str:
    points = POINTS[column]
    one, other = sorted(chance.sample(points, 2), key=points.index)
    forms = ["-", one, f"{one}, {other}", f"not({one})", "null", f"? = {one}"]
    if column not in UNORDERED:
        sign = chance.choice(["<", "<=", ">", ">="])
        left, right = chance.choice("[("), chance.choice("])")
        forms += [f"{sign} {one}"] * 3 + [f"{left}{one}..{other}{right}"] * 3
    if column == "score":
        forms += ["< debt", "? > debt and old", "debt, 20", "[debt..50]", "? * 2 > 30"]
    if column == "town":
        forms += ["job", 'starts with(?, "X")']
    return chance.choice(forms)


def table(chance: Random, columns: list[str], *, plain: bool = False) -> dict[str, Any]:
    policy = chance.choice(POLICIES)
    width = 1 if policy.startswith("C") and policy != "COLLECT" else chance.choice([1, 1, 2])
    results = PLAIN if policy in {"PRIORITY", "OUTPUT ORDER"} or plain else RESULTS
    if policy in {"C+", "C<", "C>"}:
        results = ["1", "2", "score", "debt"]
    outputs: list[dict[str, Any]] = [{"name": name} for name in "ab"[:width]]
    if policy in {"PRIORITY", "OUTPUT ORDER"}:
        outputs[0] |= {"type": "number", "allowedValues": "3, 1, 2"}
    if chance.random() < 0.4 and not policy.startswith("C"):
        outputs[0]["default"] = "3"
    inputs: list[Any] = [
        {"expression": name, "allowedValues": "[0..50]"} if name == "score" and chance.random() < 0.3 else name
        for name in columns
    ]
    rules = [
        [*(cell(chance, name) for name in columns), *(chance.choice(results) for _ in outputs)]
        for _ in range(chance.randrange(1, 7))
    ]
    return {"hitPolicy": policy, "inputs": inputs, "outputs": outputs, "rules": rules}


def model(seed: int) -> dict[str, Any]:
    chance = Random(seed)  # noqa: S311
    names = [name for name in POINTS if name != "Inner"]
    inner = table(chance, chance.sample(names, 2), plain=True)
    outer = table(chance, chance.sample(list(POINTS), chance.choice([1, 2, 3])))
    return {"facts": FACTS, "decisions": [{"name": "Inner", "table": inner}, {"name": "Outer", "table": outer}]}


def analysed(document: dict[str, Any]) -> Analysis:
    read = read_model(document)
    assert read.model is not None, read.diagnostics
    return analyse_model(
        compile_model(check_model(read.model)), ["Inner", "Outer"], NOW, budget=Budget(50_000, 500_000, 3_000)
    )


def same(one: Value, other: Value) -> bool:
    return one is other or equal(one, other) is True


def assert_told(analysis: Analysis, decision: str, said: Said, facts: Any) -> None:
    answer = analysis.compiled.evaluate(facts, NOW, (decision,))
    value, _ = Witness(facts).value(said.value)
    assert same(value, answer.values[decision]), (facts, value, answer)
    assert said.warned is bool(answer.warnings), (facts, answer)


@pytest.mark.parametrize("seed", range(60))
def test_the_diagram_says_what_the_evaluator_says(seed: int) -> None:
    analysis = analysed(model(seed))
    for decision in ("Inner", "Outer"):
        diagram = analysis.diagram(decision)
        for facts in analysis.sampler.applicants(40):
            assert_told(analysis, decision, analysis.algebra.diagrams.at(diagram, Witness(facts).position), facts)
        for box in islice(paths(diagram, analysis.budget), 25):
            if box.exact:
                found: Found = analysis.sampler.sample(box)
                assert found.proof in {Proof.PROVED, Proof.EMPTY, Proof.NOT_FOUND}, box_text(box)
                if found.facts is not None:
                    assert_told(analysis, decision, box.value, found.facts)


@pytest.mark.parametrize("seed", range(20))
def test_rows_are_those_that_fire(seed: int) -> None:
    analysis = analysed(model(seed))
    hits = analysis.hits("Outer")
    assert hits is not None
    for facts in analysis.sampler.applicants(30):
        told = analysis.algebra.diagrams.at(hits, Witness(facts).position)
        outcome = analysis.compiled.evaluate(facts, NOW, ("Outer",)).tables["Outer"]
        if told.hits is not None:
            assert [hit.row for hit in told.hits] == [fired.row for fired in outcome.fired], facts


@pytest.mark.parametrize("seed", range(20))
def test_few_boxes_are_disjoint_and_cover_what_many_do(seed: int) -> None:
    analysis = analysed(model(seed))
    boxes = list(islice(paths(analysis.diagram("Inner"), analysis.budget), 400))
    joined = few(boxes)
    assert len(joined) <= len(boxes)
    for facts in analysis.sampler.applicants(40):
        witness = Witness(facts)
        where = [box for box in joined if box.has(witness.position)]
        assert len(where) == 1
        assert where[0].value == analysis.algebra.diagrams.at(analysis.diagram("Inner"), witness.position)


@pytest.mark.parametrize("seed", range(15))
def test_a_restricted_diagram_agrees_and_asks_for_no_more_than_the_rest(seed: int) -> None:
    analysis = analysed(model(seed))
    diagram = analysis.diagram("Outer")
    chance = Random(seed)  # noqa: S311
    for facts in analysis.sampler.applicants(10):
        known = {name: facts[name] for name in sorted(facts) if chance.random() < 0.5}
        left = restricted(analysis.algebra, diagram, known)
        rest = {axis.path[0] for axis in support(left) if axis.path}
        assert rest.isdisjoint(known)
        witness = Witness(facts)
        whole = analysis.algebra.diagrams.at(diagram, witness.position)
        part = analysis.algebra.diagrams.at(left, witness.position)
        assert whole.warned is part.warned
        assert same(witness.value(whole.value)[0], witness.value(part.value)[0])


@pytest.mark.parametrize("seed", range(10))
def test_where_all_is_known_nothing_is_left(seed: int) -> None:
    analysis = analysed(model(seed))
    for facts in analysis.sampler.applicants(5):
        assert support(restricted(analysis.algebra, analysis.diagram("Outer"), facts)) == ()
