"""`creditrules cases`: proposed, written into the file, and replaced while nobody has taken them over."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from creditrules.document import read_yaml

Run = Callable[..., subprocess.CompletedProcess[str]]
RULES = """\
ruleSet: score   # for ever
category: RISK
name: {en: Score}
facts: [{name: income, type: number, allowedValues: "[0..1000]"}]
decisions:
  - name: Findings
    table:
      hitPolicy: FIRST
      inputs: [income]
      outputs: [intervention, reason]
      rules: [{id: low, when: ["< 600"], then: ['"DECLINE"', '"LOW"']}, ["-", '"ALLOW"', "null"]]
reasons: {LOW: {message: {en: Your income is below 600.}}}
tests:
  - {name: low, facts: {income: 500}, expect: {outcome: DECLINE}}   # mine
# the end
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "score.yaml"
    path.write_text(RULES)
    return path


def cases_in(file: Path) -> list[dict[str, Any]]:
    value: Any = read_yaml(file.read_text()).value
    return list(value["tests"])


def test_they_are_printed_and_nothing_is_written(run: Run, file: Path) -> None:
    told = run("cases", file.name)
    assert told.returncode == 0
    proposed: Any = read_yaml(told.stdout).value
    assert [(case["facts"]["income"], case["expect"]["outcome"]) for case in proposed] == [
        (600, "ALLOW"),
        (599, "DECLINE"),
    ]
    assert "1 → 2 of 2 rows hit, 0 → 1 of 1 cells" in told.stderr
    assert file.read_text() == RULES


def test_they_are_written_at_the_end_and_replace_only_those_that_are_still_marked(run: Run, file: Path) -> None:
    assert run("cases", "--write", file.name).returncode == 0
    assert file.read_text().startswith(RULES.removesuffix("# the end\n"))
    assert file.read_text().endswith("# the end\n")
    first = cases_in(file)
    assert [case.get("generated") for case in first] == [None, True, True]
    file.write_text(file.read_text().replace("    generated: true\n", "", 1).replace("600", "700"))
    assert run("cases", "--write", file.name).returncode == 0
    second = cases_in(file)
    assert second[:2] == [first[0], {**{k: v for k, v in first[1].items() if k != "generated"}, **_at(second[1])}]
    assert all(case.get("generated") for case in second[2:])
    assert {case["facts"]["income"] for case in second[2:]} == {699}
    assert run("check", file.name).returncode == 0


def _at(case: dict[str, Any]) -> dict[str, Any]:
    """What the edit of the file changed in the case that was taken over."""
    return {key: case[key] for key in ("name", "facts")}


def test_machines_get_one_document(run: Run, file: Path) -> None:
    [found] = json.loads(run("cases", "--json", "--most", "1", file.name).stdout)
    assert (found["file"], len(found["cases"]), found["rowsCovered"]) == ("score.yaml", 1, {"before": 1, "after": 2})


def test_what_is_no_rule_set_is_told(run: Run, file: Path) -> None:
    file.write_text("{some: notes}")
    told = run("cases", file.name)
    assert told.returncode == 1
    assert "no rule set that can be asked" in told.stderr
