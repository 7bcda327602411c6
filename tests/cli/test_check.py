"""`creditrules check` tells everything that is wrong with rule files, for people and for machines."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]

GOOD = """
ruleSet: ages
category: RISK
name: {en: Ages}
reasons: {TOO_YOUNG: {message: {en: Too young.}}}
facts: [{name: age, type: number}]
decisions:
  - name: Findings
    table:
      hitPolicy: FIRST
      inputs: [age]
      outputs: [intervention, reason]
      rules:
        - ["< 18", '"DECLINE"', '"TOO_YOUNG"']
        - ["-", '"ALLOW"', "null"]
tests: [{name: a child, facts: {age: 3}, expect: {outcome: DECLINE}}]
"""


def test_a_good_file_has_status_0(run: Run, tmp_path: Path) -> None:
    (tmp_path / "good.yaml").write_text(GOOD)
    told = run("check", "good.yaml")
    assert (told.returncode, told.stdout) == (0, "1 file: 0 errors, 0 warnings; 1 test cases run.\n")


def test_all_problems_of_a_file_are_told_with_their_places_and_hints(run: Run, tmp_path: Path) -> None:
    bad = GOOD.replace('"< 18"', '"< agee"').replace("'\"ALLOW\"'", "'\"ALOW\"'")
    (tmp_path / "bad.yaml").write_text(bad)
    told = run("check", "bad.yaml")
    assert told.returncode == 1
    assert "agee" in told.stdout
    assert "Did you mean 'age'?" in told.stdout
    assert "[findings.not-on-ladder]" in told.stdout
    assert "bad.yaml:" in told.stdout


def test_a_failing_test_case_is_an_error(run: Run, tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text(GOOD.replace("outcome: DECLINE", "outcome: ALLOW"))
    told = run("check", "bad.yaml")
    assert told.returncode == 1
    assert "expects outcome ALLOW and gets DECLINE" in told.stdout


def test_json_for_machines_has_code_place_line_and_file(run: Run, tmp_path: Path) -> None:
    (tmp_path / "good.yaml").write_text(GOOD)
    (tmp_path / "bad.yaml").write_text(GOOD.replace('"< 18"', '"< agee"'))
    told = run("check", "--json", "good.yaml", "bad.yaml")
    listing = json.loads(told.stdout)
    assert told.returncode == 1
    assert {found["file"] for found in listing} == {"bad.yaml"}
    errors = [found for found in listing if found["severity"] == "ERROR"]
    assert errors
    assert errors[0]["line"] == 14
    assert errors[0]["place"].startswith("decisions.Findings")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"\xff\xfe", "document.encoding"),
        (b"hello: world", "file.unknown-kind"),
        (b"[1, 2", "document."),
        (b"&a [*a, *a]", "document."),
        (b"ruleSet: ages", "document.missing-key"),
        (b"columns: {a: {nubmer: 1}}", "document.unknown-key"),
    ],
)
def test_files_that_are_no_rules_are_told_and_never_end_in_a_traceback(
    run: Run, tmp_path: Path, content: bytes, code: str
) -> None:
    (tmp_path / "odd.yaml").write_bytes(content)
    told = run("check", "odd.yaml")
    assert told.returncode == 1
    assert f"[{code}" in told.stdout
    assert "Traceback" not in told.stderr


def test_a_file_that_is_not_there_is_told(run: Run) -> None:
    told = run("check", "nowhere.yaml")
    assert told.returncode == 1
    assert "nowhere.yaml" in told.stdout
    assert "[file.unreadable]" in told.stdout


DIALECT = """<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="n">
  <decision name="D" id="dd"><variable name="D"/>
    <literalExpression><text>{text}</text></literalExpression></decision>
</definitions>"""


def test_a_file_that_importing_would_read_is_told_so(run: Run, tmp_path: Path) -> None:
    (tmp_path / "dialect.dmn").write_text(DIALECT.format(text="status == 'A'"))
    (tmp_path / "broken.dmn").write_text(DIALECT.format(text="status ("))
    told = run("check", "dialect.dmn", "broken.dmn")
    assert told.returncode == 1
    assert "creditrules import dialect.dmn reads it, with " in told.stdout
    assert "creditrules import broken.dmn" not in told.stdout
