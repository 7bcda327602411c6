"""`creditrules check --coverage`: rows with their cases, for people and machines."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]
RULES = """\
ruleSet: score
category: RISK
name: {en: Score}
facts: [{name: score, type: number}]
decisions:
  - name: Findings
    table:
      hitPolicy: FIRST
      inputs: [{expression: score, label: "Score [points]"}]
      outputs: [intervention, reason]
      rules: [{id: low, when: ["< 600"], then: ['"DECLINE"', '"LOW"']}, ["-", '"ALLOW"', "null"]]
reasons: {LOW: {message: {en: Your score is below 600.}}}
tests: [{name: "low [a]", facts: {score: 500}, expect: {outcome: DECLINE}}]
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "score.yaml"
    path.write_text(RULES)
    return path


def test_rows_without_cases_and_cells_tried_on_one_side_are_told(run: Run, file: Path) -> None:
    told = run("check", "--coverage", file.name)
    assert told.returncode == 0
    assert "score.yaml: 1 of 2 rows hit, 0 of 1 cells tried on both sides, by 1 cases" in told.stdout
    assert "low [a]" in told.stdout
    assert "Score [points]" in told.stdout
    assert "outcomes: DECLINE 1; not reached: ALLOW" in told.stdout
    assert "reasons: LOW 1\n" in told.stdout


def test_machines_get_all_rows(run: Run, file: Path) -> None:
    [found] = json.loads(run("check", "--coverage", "--json", file.name).stdout)["coverage"]
    assert (found["rows"], found["rowsCovered"], found["cells"], found["cellsCovered"]) == (2, 1, 1, 0)
    low = {"row": 1, "id": "low", "cases": ["low [a]"], "conditions": [1], "bothSides": []}
    assert found["tables"][0]["rows"] == [low, {"row": 2, "id": None, "cases": [], "conditions": [], "bothSides": []}]
    assert found["outcomes"] == {"ALLOW": [], "DECLINE": ["low [a]"]}
