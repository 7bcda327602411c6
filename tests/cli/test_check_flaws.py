"""Flaws of decision tables in what `creditrules check` tells."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from creditrules.cli.check import app
from creditrules.cli.files.documents import check_file

SHARED = Path(__file__).parents[3] / "shared"
FAULTY = {
    "any-conflict": ("ERROR", "table.conflict", "Rows 1 and 2 match together where dti in [0..0.2) with different"),
    "dead-row": ("WARNING", "table.dead-row", "Row 2 never counts: row 1 matches wherever it does"),
    "gap-point": ("WARNING", "table.gap", "No row matches where dti = 0.45."),
    "gap-wide": ("WARNING", "table.gap", "No row matches where dti in [0.4..0.5]."),
    "outside-domain": ("WARNING", "table.never-matches", "Row 1 never matches: dti is never > 5."),
    "overlap-unique": ("ERROR", "table.overlap", "Rows 1 and 2 overlap where dti in [0.4..0.45]"),
}


@pytest.mark.shared("cases/lender/f5")
@pytest.mark.parametrize("name", FAULTY)
def test_each_faulty_table_has_its_flaw(name: str) -> None:
    severity, code, message = FAULTY[name]
    found = check_file(SHARED / "cases" / "lender" / "f5" / f"{name}.yaml").diagnostics
    told = [(each.severity, each.code) for each in found if message in each.message]
    assert told == [(severity, code)]


@pytest.mark.shared("cases/language")
def test_rows_of_a_dmn_file_that_overlap_in_one_value_are_told_with_it() -> None:
    found = check_file(SHARED / "cases" / "language" / "unique-overlap.dmn").diagnostics
    [overlap] = [each for each in found if each.code == "table.overlap"]
    assert "Rows 1 and 2 overlap where x = 10" in overlap.message
    assert overlap.line is not None


RULES = """
ruleSet: limits
category: RISK
name: {en: Limits}
reasons: {LOW: {message: {en: Too low.}}}
facts:
  - {name: score, type: number, allowedValues: "[0..100]", label: {en: Score}}
  - {name: unasked, type: number, label: {en: Unasked}}
decisions:
  - {name: Unread, expression: "score + 1"}
  - name: Findings
    table:
      hitPolicy: FIRST
      inputs: [score]
      outputs: [intervention, reason]
      rules:
        - {id: low, when: ["< 50"], then: ['"DECLINE"', '"LOW"']}
        - {id: high, when: ["> 50"], then: ['"ALLOW"', "null"]}
tests: [{name: low, facts: {score: 1}, expect: {outcome: DECLINE}}]
"""


def test_a_gap_says_what_becomes_of_it_and_remarks_are_counted_apart(tmp_path: Path) -> None:
    path = tmp_path / "limits.yaml"
    path.write_text(RULES)
    told = CliRunner().invoke(app, ["--json", str(path)])
    assert told.exit_code == 0
    found = {each["code"]: each for each in json.loads(told.stdout)}
    assert set(found) == {"table.gap", "model.unused-fact", "model.unreachable"}
    assert found["table.gap"]["hint"].startswith("Such as score 50: add a row or a default output.")
    assert "referred to a person" in found["table.gap"]["hint"]
    assert found["model.unused-fact"]["place"] == "facts.unasked"
    assert found["model.unreachable"]["place"] == "decisions.Unread"
    assert "0 errors, 1 warnings, 2 remarks" in CliRunner().invoke(app, [str(path)]).stdout
