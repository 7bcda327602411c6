"""Rows that several processes are given come to the very bytes that they come to in one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from tests.cli.test_evaluate_columns import question, told, written

from creditrules.cli.evaluate import columnar_run, population_run, row_run
from creditrules.cli.evaluate.in_processes import at_work
from creditrules.cli.evaluate.population_run import evaluate_population


@pytest.mark.parametrize(
    ("kind", "out", "limit"), [("csv", "out.csv", None), ("jsonl", "out.jsonl", 333), ("csv", "out.jsonl", 1)]
)
def test_several_processes_as_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, out: str, limit: int | None
) -> None:
    facts = tmp_path / f"facts.{kind}"
    written(facts)
    monkeypatch.setattr(population_run, "_WORTH_COLUMNS", 1 << 40)
    monkeypatch.setattr(row_run, "_PART", 70)
    expected = told(question(limit=limit), facts, tmp_path / out)
    assert told(replace(question(limit=limit), jobs=3), facts, tmp_path / out) == expected


def test_of_one_applicant_the_decision_is_at_hand_whatever_the_processes(tmp_path: Path) -> None:
    facts = tmp_path / "facts.json"
    facts.write_text('[{"age": 30, "member": true, "income": 10, "since": "2020-01-01"}]')
    run = evaluate_population(replace(question(None, by=None), jobs=2), facts, None)
    assert run.last is not None
    assert run.last.outcome == "ALLOW"


def test_as_many_processes_as_are_asked_for_work_on_columns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    facts = tmp_path / "facts.csv"
    written(facts)
    asked: list[int] = []

    def seen(make: object, processes: int) -> object:
        asked.append(processes)
        return at_work(make, 1)  # type: ignore[arg-type]

    monkeypatch.setattr(population_run, "_WORTH_COLUMNS", 0)
    monkeypatch.setattr(columnar_run, "at_work", seen)
    for jobs in (None, 3):
        evaluate_population(replace(question(), jobs=jobs), facts, None)
    assert asked == [1, 3]
