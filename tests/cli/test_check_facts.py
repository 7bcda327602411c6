"""`creditrules check` on rule sets together: callers give one value to all of them."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]

RULES = """\
ruleSet: {slug}
category: RISK
name: {{en: {slug}}}
facts:
  - {{name: creditScore, type: {type}, label: {{en: Score}}{more}}}
decisions:
  - name: Findings
    table:
      hitPolicy: FIRST
      inputs: [product.kind]
      outputs: [intervention, reason]
      rules: [["-", '"ALLOW"', "null"]]
tests: [{{name: any, facts: {{}}, expect: {{outcome: ALLOW}}}}]
"""


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    folder = tmp_path / "rules"
    folder.mkdir()
    for slug, type_, more in (("one", "number", ", unit: points"), ("two", "string", ""), ("three", "number", "")):
        (folder / f"{slug}.yaml").write_text(RULES.format(slug=slug, type=type_, more=more))
    (folder / "notes.yaml").write_text("{some: notes}")
    (folder / "README.md").write_text("Rules.")
    return folder


def test_a_fact_of_two_types_is_an_error_with_the_place_of_both(run: Run, rules: Path) -> None:
    (rules / "one-2.yaml").write_text(RULES.format(slug="one", type="number", more=""))
    told = run("check", "rules/one.yaml", "rules/one-2.yaml", "rules/two.yaml")
    assert told.returncode == 1
    for here, there in (("one", "two"), ("two", "one")):
        assert f"error rules/{here}.yaml:5:" in told.stdout
        assert f"in rules/{there}.yaml:5 (facts.creditScore)" in told.stdout
    assert "facts.type-clash" in told.stdout
    assert "3 errors" in told.stdout


def test_a_folder_is_checked_as_a_whole_and_what_is_no_rule_file_is_passed_by(run: Run, rules: Path) -> None:
    (rules / "two.yaml").write_text(RULES.format(slug="two", type="number", more=", unit: grades"))
    told = run("check", "rules")
    assert told.returncode == 0
    assert "notes" not in told.stdout
    assert told.stdout.count("facts.unit-clash") == 2
    assert "3 files: 0 errors, 2 warnings" in told.stdout


def test_the_dictionary_is_printed_for_people_and_machines(run: Run, rules: Path) -> None:
    (rules / "one-2.yaml").write_text(RULES.format(slug="one", type="string", more=""))
    told = run("check", "--facts", "rules/one.yaml", "rules/one-2.yaml")
    assert told.returncode == 0, "two versions of one rule set do not contradict each other"
    said = "creditScore (Score): number or string, in points\n  rules/one.yaml:5, rules/one-2.yaml:5\n"
    assert said in told.stdout
    plain = json.loads(run("check", "--facts", "--json", "rules/one.yaml").stdout)
    assert {found["severity"] for found in plain["diagnostics"]} == {"INFO"}, "no row asks for anything"
    assert {"facts": plain["facts"]} == {
        "facts": [
            {
                "name": "creditScore",
                "label": "Score",
                "types": ["number"],
                "units": ["points"],
                "allowedValues": [],
                "sensitive": False,
                "protected": False,
                "better": [],
                "changeable": [],
                "declaredIn": ["rules/one.yaml:5"],
            }
        ],
    }
