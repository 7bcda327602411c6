"""A file evaluated by columns, in one process or several, comes to the very bytes that it comes to row by row."""

from __future__ import annotations

import csv
import io
import json
import os
import pickle
import random
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from rich.console import Console

from creditrules.cli.evaluate import columnar_run, in_processes, population_parts, population_run
from creditrules.cli.evaluate.population_file import BadFile
from creditrules.cli.evaluate.population_run import PopulationQuestion, evaluate_population
from creditrules.cli.evaluate.tally_page import print_tally
from creditrules.document import read_yaml
from creditrules.eligibility import compile_rule_set
from creditrules.population import MappingForm, read_mapping, stand_in_product
from creditrules.rules import check_rule_set, read_rule_set

RULES = """
ruleSet: loans
category: RISK
name: {en: Loans}
reasons:
  YOUNG: {message: {en: Too young for this.}}
  AMOUNT: {message: {en: Up to this amount.}}
facts:
  - {name: age, type: number, allowedValues: "[0..150]"}
  - {name: member, type: boolean}
  - {name: income, type: number}
  - {name: since, type: date}
decisions:
  - name: Findings
    table:
      hitPolicy: FIRST
      inputs: [age, member, since]
      outputs: [intervention, reason, limit, until]
      rules:
        - ["< 18", "-", "-", '"PAUSE"', '"YOUNG"', "null", 'date("2030-01-01") - duration("P1Y")']
        - ["-", "true", "<= today()", '"ALLOW"', '"AMOUNT"', "income * 0.5", "null"]
        - ["-", "-", "-", '"LIMIT"', '"AMOUNT"', "100", "null"]
tests: [{name: a child, facts: {age: 3}, expect: {outcome: PAUSE}}]
"""
MAPPING = """
columns:
  age: {blank: {}, number: {fact: age}, values: {unknown: {}}}
  member: {blank: {}, values: {"y": {member: true}, "n": {member: false}}}
  income: {blank: {}, number: {fact: income, multiply: 12}}
  since: {blank: {}, date: {fact: since}, values: {never: {}}}
"""
COLUMNS = ("age", "member", "income", "since", "branch")

BRANCHES = ("Zürich, old town", 'the "big" one', "", "z")


def cells(seed: int, rows: int) -> Iterator[tuple[str, ...]]:
    chance = random.Random(seed)  # noqa: S311 - applicants, not keys
    for number in range(rows):
        yield (
            chance.choice(["17", "18", "30.0", "151", "", "unknown", "old", str(number % 90)]),
            chance.choice(["y", "n", "", "?"]) if number % 17 == 0 else chance.choice("yn"),
            chance.choice(["", "100", "100.50", str(number)]),
            chance.choice(["2020-01-01", "2029-12-31", "never", ""]),
            chance.choice(["Zürich, old town", 'the "big" one', "", "z"])
            if number > rows // 2
            else chance.choice("abc"),
        )


def written(path: Path) -> None:
    table = list(cells(7, 900))
    if path.suffix == ".csv":
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows([COLUMNS, *table[:300], ("1", "2"), *table[300:]])
        path.write_text(text.getvalue())
    else:
        path.write_text("\n".join(json.dumps(dict(zip(COLUMNS, row, strict=True))) for row in table))


def question(mapping: str | None = MAPPING, by: str | None = "branch", limit: int | None = None) -> PopulationQuestion:
    read = read_rule_set(read_yaml(RULES))
    assert read.rule_set is not None
    compiled = [compile_rule_set(check_rule_set(read.rule_set))]
    columns: MappingForm | None = read_mapping(read_yaml(mapping)).mapping if mapping else None
    now = datetime(2026, 3, 1, tzinfo=UTC)
    return PopulationQuestion(stand_in_product(compiled), "", compiled, (), now, columns, by, limit)


def told(asked: PopulationQuestion, facts: Path, out: Path) -> tuple[str, bytes]:
    """What is printed of a run, but for the time, and what it has written."""
    run = evaluate_population(asked, facts, out)
    console = Console(file=io.StringIO(), width=100)
    print_tally(console, run.tally, 0, asked.by)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue(), out.read_bytes()


def from_elsewhere(make: Any, processes: int) -> Any:
    """As where processes do not fork, so that what makes a worker has to travel to them."""
    return in_processes.at_work(pickle.loads(pickle.dumps(make)), processes)  # noqa: S301 - its own


@pytest.mark.parametrize(
    ("kind", "out", "processes"),
    [("csv", "out.csv", 1), ("csv", "out.jsonl", 2), ("jsonl", "out.csv", 1), ("jsonl", "out.jsonl", 1)],
)
def test_by_columns_as_row_by_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, out: str, processes: int
) -> None:
    facts = tmp_path / f"facts.{kind}"
    written(facts)
    monkeypatch.setattr(population_run, "_WORTH_COLUMNS", 1 << 40)
    expected = told(question(), facts, tmp_path / out)
    monkeypatch.setattr(population_run, "_WORTH_COLUMNS", 0)
    monkeypatch.setattr(in_processes, "_WORTH_PROCESSES", 0)
    monkeypatch.setattr(os, "cpu_count", lambda: processes)
    monkeypatch.setattr(columnar_run, "at_work", from_elsewhere)
    monkeypatch.setattr(population_parts, "_BLOCK", 4096)
    monkeypatch.setattr(population_parts, "_ROWS", 64)
    assert told(question(), facts, tmp_path / out) == expected


@pytest.mark.parametrize("limit", [1, 63, 64, 301, 5000])
def test_a_limit_of_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: int) -> None:
    facts = tmp_path / "facts.csv"
    written(facts)
    monkeypatch.setattr(population_run, "_WORTH_COLUMNS", 1 << 40)
    expected = told(question(limit=limit), facts, tmp_path / "out.csv")
    monkeypatch.setattr(population_run, "_WORTH_COLUMNS", 0)
    monkeypatch.setattr(population_parts, "_BLOCK", 2048)
    assert told(question(limit=limit), facts, tmp_path / "out.csv") == expected


def test_a_file_that_breaks_off_is_told_with_the_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    facts = tmp_path / "facts.csv"
    facts.write_bytes((",".join(COLUMNS) + "\n" + "20,y,1,,a\n" * 5).encode() + b"\xff,y,1,,a\n")
    monkeypatch.setattr(population_run, "_WORTH_COLUMNS", 0)
    with pytest.raises(BadFile, match=r"facts\.csv: after row \d: the text is not UTF-8\."):
        evaluate_population(question(), facts, None)


def test_parquet_needs_no_mapping_where_its_columns_are_facts(tmp_path: Path) -> None:
    facts = tmp_path / "facts.parquet"
    pq.write_table(pa.table({"age": [17, 40, None], "member": [True, True, None], "income": [1.5, 2.25, None]}), facts)
    run = evaluate_population(question(mapping=None, by=None), facts, tmp_path / "out.jsonl")
    assert dict(run.tally.outcomes) == {"PAUSE": 1, "UNDETERMINED": 2}
    assert [json.loads(line)["row"] for line in (tmp_path / "out.jsonl").open()] == [1, 2, 3]


def test_parquet_without_pyarrow_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(population_run, "find_spec", lambda _name: None)
    with pytest.raises(BadFile, match=r"pip install 'creditrules\[population\]'"):
        evaluate_population(question(), tmp_path / "facts.parquet", None)


def test_without_pyarrow_rows_are_read_one_by_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    facts = tmp_path / "facts.csv"
    written(facts)
    monkeypatch.setattr(population_run, "_WORTH_COLUMNS", 0)
    monkeypatch.setattr(population_run, "find_spec", lambda _name: None)
    assert evaluate_population(question(), facts, None).tally.rows == 901
    assert "pip install 'creditrules[population]'" in capsys.readouterr().err
