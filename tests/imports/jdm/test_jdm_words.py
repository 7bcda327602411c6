"""ZEN in FEEL's words: expressions and cells answer what the engine answers, and warn of nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.imports.jdm.engines import STOPPED, Here, comparable, read_one, there
from tests.imports.jdm.graphs import of_expression, of_table

from creditrules.dmn import Model

HERE = Path(__file__).parent
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def lines_of(name: str) -> tuple[dict[str, Any], list[list[str]]]:
    """What is known beside, and the lines of a table of cases."""
    _, known, *lines = (HERE / name).read_text("utf-8").splitlines()
    return json.loads(known), [line.split(" → ") for line in lines]


FACTS, EXPRESSIONS = lines_of("expressions.txt")
BESIDE, CELLS = lines_of("cells.txt")
EARLIER = {
    "a > 5 or t": "what is missing decides nothing: the other side holds",
    "t and f ? 1 : 2": "what is missing decides nothing: the other side does not hold",
    "(t or f) and not f": "a missing condition is null and not an error",
    "type(o)": "an object that is not given has entries without values here",
    "keys(o)": "an object that is not given has entries without values here",
    '"k" in o': "an object that is not given has entries without values here",
    "l[5]": "a place beyond the end is null with a warning",
}
"""Where this engine answers and the other stops, or answers of a missing object."""


def model_of(imported: Any) -> Model:
    [made] = imported.models
    return made.model  # type: ignore[no-any-return]


@pytest.mark.parametrize(("text", "answer"), EXPRESSIONS)
def test_an_expression_answers_as_in_the_engine(text: str, answer: str) -> None:
    here = Here(model_of(read_one(of_expression(text, FACTS))), NOW)
    assert here.answer(FACTS).get("y") == comparable(json.loads(answer))
    assert here.warnings == () or "[5]" in text


def test_the_engine_gives_the_recorded_answers() -> None:
    pytest.importorskip("zen")
    for text, answer in EXPRESSIONS:
        assert there(of_expression(text), FACTS).get("y") == comparable(json.loads(answer)), text
    for cell, values, passes in CELLS:
        graph = of_table(cell, {})
        found = [there(graph, {**BESIDE, "x": value}) == {"y": "yes"} for value in json.loads(values)]
        assert found == json.loads(passes), cell


@pytest.mark.parametrize(("cell", "values", "passes"), CELLS)
def test_a_cell_takes_the_values_that_it_takes_in_the_engine(cell: str, values: str, passes: str) -> None:
    listed = json.loads(values)
    example = {"x": next(value for value in listed if value is not None), **BESIDE}
    here = Here(model_of(read_one(of_table(cell, example))), NOW)
    found = []
    for value in listed:
        found.append(here.answer({**BESIDE, "x": value}) == {"y": "yes"})
        assert here.warnings == ()
    assert found == json.loads(passes)


def test_what_is_missing_stops_the_engine_or_is_told_here() -> None:
    pytest.importorskip("zen")
    for text, _ in EXPRESSIONS:
        graph, here = of_expression(text), Here(model_of(read_one(of_expression(text, FACTS))), NOW)
        for given in without_one(text):
            answered, found = there(graph, given), here.answer(given)
            told = bool(here.warnings) or "unknown" in str(found)
            if text in EARLIER or "d(" in text:
                continue
            assert told if answered == STOPPED else found == answered, (text, given, answered, found)


def without_one(text: str) -> Iterator[dict[str, Any]]:
    """The facts, each in turn null and left out."""
    for name in FACTS:
        if name in text:
            yield {**FACTS, name: None}
            yield {other: value for other, value in FACTS.items() if other != name}
