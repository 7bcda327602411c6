"""Real graphs: each is read or refused for its own fault, and answers what its authors' tests say."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from tests.conftest import SHARED
from tests.imports.jdm.engines import STOPPED, Here, comparable, there

from creditrules.errors import Severity
from creditrules.imports import Imported, Source
from creditrules.imports.jdm import read_jdm

RULES = "data/rules/jdm"
GORULES = SHARED / RULES / "gorules-zen"
BRMS = SHARED / RULES / "bcgov-brms"
BROKEN = "pet-deposit/04_2025-01-16T1018_7789333.json"
TABLES = {
    "pet-deposit": ("pet-deposit", 1002),
    "coop-share-purchase": ("coop-share-purchase", 503),
    "appeals-supplement": ("appeals-supplement", 144),
    "IASupport-handwritten": ("IASupport", 15),
    "IASupport-generated": ("IASupport", 100),
}


@cache  # what is read of a folder is altered by no test
def read_folder(folder: Any) -> tuple[dict[str, bytes], Imported]:
    files = {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*.json"))}
    return files, read_jdm(files, Source.GORULES)


@pytest.mark.shared(RULES)
@pytest.mark.parametrize(("folder", "count"), [(GORULES, 6), (BRMS / "current", 14), (BRMS / "history", 43)])
def test_every_graph_is_read(folder: Any, count: int) -> None:
    _, imported = read_folder(folder)
    errors = [one for one in imported.diagnostics if one.severity is Severity.ERROR]
    assert len(imported.models) == count
    assert [one.place.partition(": ")[0] for one in errors] == ([BROKEN] if folder.name == "history" else [])
    assert {one.code for one in errors} <= {"import.jdm.expression"}


@pytest.mark.shared(RULES)
def test_the_tests_in_the_graphs_hold() -> None:
    files, imported = read_folder(GORULES)
    held = 0
    for made in imported.models:
        here = Here(made.model)
        for test in json.loads(files[made.files[0]]).get("tests", []):
            assert here.answer(test["input"]) == comparable(test["output"]), made.name
            assert here.warnings == ()
            held += 1
    assert held == 5


@pytest.mark.shared(RULES)
@pytest.mark.parametrize("table", TABLES)
def test_the_rows_of_test_tables_hold(table: str) -> None:
    name, count = TABLES[table]
    _, imported = read_folder(BRMS / "current")
    here = Here(next(made.model for made in imported.models if made.name == name))
    rows = list(rows_of(table))
    assert len(rows) == count
    for given, expected in rows:
        found = here.answer(given)
        assert {key: found.get(key) for key in expected} == comparable(expected), given
        assert here.warnings == ()


@pytest.mark.shared(RULES)
@pytest.mark.parametrize("table", TABLES)
def test_the_engine_answers_the_same_on_all_of_them(table: str) -> None:
    pytest.importorskip("zen")
    files, imported = read_folder(BRMS / "current")
    made = next(made for made in imported.models if made.name == TABLES[table][0])
    here, graph = Here(made.model), files[made.files[0]].decode()
    for given, _ in rows_of(table):
        answered = there(graph, given)
        assert answered is not STOPPED
        assert here.answer(given) == answered, given


def rows_of(table: str) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """What each row states, and what it asserts."""
    with (BRMS / "tests" / f"{table}.csv").open(encoding="utf-8-sig") as lines:
        for row in csv.DictReader(lines):
            filled = {key: cell(text) for key, text in row.items() if text != ""}
            yield (
                {key.removeprefix("Input: "): value for key, value in filled.items() if key.startswith("Input: ")},
                {
                    key.removeprefix("Expected Result: "): value
                    for key, value in filled.items()
                    if key.startswith("Expected Result: ")
                },
            )


def cell(text: str) -> Any:
    if text.upper() in {"TRUE", "FALSE"}:
        return text.upper() == "TRUE"
    try:
        return json.loads(text)
    except ValueError:
        return text
