"""`creditrules convert` as a user calls it, and what its forms keep."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from tests.warm import commands

from creditrules.dmn.exchange.documents.write import model_digest
from creditrules.dmn.exchange.files import Form, ModelFile, read_files, with_tables, write_file
from creditrules.document import read_yaml, yaml_text
from creditrules.errors import Severity
from creditrules.spreadsheet import read_book

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"
LENDER = ROOT / "functions/creditrules/cli/demo/documents"
RULES = """
name: loans
facts:
  - {name: age, type: number, unit: years, label: {en: Age, zh: 年龄}}
  - {name: member, type: boolean, nullable: true}
decisions:
  - name: Risk
    label: {en: Risk, zh: 风险}
    table:
      hitPolicy: FIRST
      inputs: [{expression: age, type: number, allowedValues: "[0..150]"}, member]
      outputs: [{name: risk, type: string, default: '"LOW"'}, {name: limit, type: number}]
      rules:
        - {id: young, when: ["< 18", "-"], then: ['"HIGH"', 0], note: Majority is at 18.}
        - ["-", true, '"LOW"', 12345678901234567.05]
        - {when: {age: "18"}, then: ['"LOW"', "10000"]}
  - {name: Twice, expression: "Risk.limit * 2"}
"""


def convert(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, "COLUMNS": "200", "NO_COLOR": "1"}
    return commands.run_raw(["convert", *arguments], cwd=cwd, env=environment)


def converted(file: Path, *arguments: str) -> bytes:
    done = convert(str(file), *arguments, cwd=file.parent)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def read(data: bytes, form: Form) -> ModelFile:
    return read_files({f"a.{form}": data}, form)


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    file = tmp_path / "rules.yaml"
    file.write_text(RULES, "utf-8")
    return file


@pytest.mark.parametrize("form", [Form.DMN, Form.YAML, Form.JSON])
def test_a_whole_model_keeps_its_digest_in_every_whole_form(rules: Path, form: Form) -> None:
    before, after = read(rules.read_bytes(), Form.YAML).model, read(converted(rules, "--to", form), form).model
    assert before is not None
    assert after is not None
    assert after == before
    assert model_digest(after) == model_digest(before)


@pytest.mark.parametrize("form", [Form.XLSX, Form.CSV])
def test_tables_go_out_and_back_into_their_model_unchanged(rules: Path, form: Form) -> None:
    out = rules.with_suffix(f".{form}")
    done = convert(str(rules), "--to", form, "-o", str(out), cwd=rules.parent)
    assert done.returncode == 0
    assert b"decisions.Twice: Only tables are written" in done.stderr
    again = converted(out, "--into", str(rules), "--to", "yaml")
    assert read(again, Form.YAML).model == read(rules.read_bytes(), Form.YAML).model
    assert read_yaml(again).value == read_yaml(rules.read_bytes()).value, "nothing was edited, so nothing is rewritten"


@pytest.mark.parametrize("form", [Form.DMN, Form.XLSX])
def test_what_a_form_cannot_hold_of_a_rule_set_is_told(form: Form) -> None:
    path = next((LENDER / "rule-sets").rglob("*.yaml"))
    file = read(path.read_bytes(), Form.YAML)
    assert file.model is not None
    told = write_file(file, file.model, form).diagnostics
    assert {"ruleSet", "reasons", "tests"} <= {one.place for one in told}
    assert {one.severity for one in told} == {Severity.WARNING}


def test_what_is_wrong_ends_with_its_place_and_status_one(rules: Path) -> None:
    rules.write_text(RULES.replace("hitPolicy: FIRST", "hitPolicy: BEST"))
    done = convert(str(rules), "--to", "dmn", cwd=rules.parent)
    assert done.returncode == 1
    assert done.stdout == b""
    assert b"rules.yaml:10:" in done.stderr.replace(b"\n", b"")
    assert b'"BEST" is no hit policy' in done.stderr


def test_a_business_workbook_goes_into_a_rule_set_and_back_without_a_difference(tmp_path: Path) -> None:
    rules = tmp_path / "rules.yaml"
    rules.write_bytes((LENDER / "rule-sets/behaviour-risk/5.yaml").read_bytes())
    book, other = tmp_path / "bank.xlsx", tmp_path / "again.xlsx"
    book.write_bytes(converted(rules, "--to", "xlsx", "--style", "business"))
    done = convert(str(book), "--into", str(rules), "--to", "yaml", "-o", "back.yaml", cwd=tmp_path)
    assert done.returncode == 0
    assert b"Findings!B4: Days overdue" in done.stderr
    assert read((tmp_path / "back.yaml").read_bytes(), Form.YAML).model == read(rules.read_bytes(), Form.YAML).model
    other.write_bytes(converted(rules, "--to", "xlsx", "--like", str(book)))
    assert read_book(other.read_bytes()).sheets == read_book(book.read_bytes()).sheets


def test_a_manner_is_for_workbooks(rules: Path) -> None:
    done = convert(str(rules), "--to", "csv", "--style", "business", cwd=rules.parent)
    assert done.returncode == 1
    assert b"--to xlsx" in done.stderr


def test_an_unknown_ending_is_told(tmp_path: Path) -> None:
    (tmp_path / "rules.txt").write_text("")
    done = convert("rules.txt", "--to", "dmn", cwd=tmp_path)
    assert done.returncode == 1
    assert b".dmn .xml .yaml" in done.stderr


def test_one_of_several_tables_is_chosen_for_csv(rules: Path) -> None:
    rules.write_text(RULES + "  - {name: B, table: {inputs: [age], outputs: [y], rules: [['-', 1]]}}\n")
    assert convert(str(rules), "--to", "csv", cwd=rules.parent).returncode == 1
    assert converted(rules, "--to", "csv", "--decision", "B").decode("utf-8-sig").startswith("decision,B,")


@pytest.mark.parametrize("path", sorted((LENDER / "rule-sets").rglob("*.yaml")), ids=lambda path: path.stem)
def test_rule_sets_keep_what_is_around_their_model(path: Path) -> None:
    source = read_yaml(path.read_bytes()).value
    file = read(path.read_bytes(), Form.YAML)
    assert isinstance(source, dict)
    assert file.model is not None
    again = read_yaml(write_file(file, file.model, Form.YAML).data or b"").value
    assert isinstance(again, dict)
    model_keys = {"facts", "types", "functions", "services", "decisions"}
    assert {key: part for key, part in again.items() if key not in model_keys} == {
        key: part for key, part in source.items() if key not in model_keys
    }
    assert read(yaml_text(again).encode(), Form.YAML).model == file.model
    assert read(write_file(file, file.model, Form.DMN).data or b"", Form.DMN).model == file.model
    tables = read(write_file(file, file.model, Form.XLSX).data or b"", Form.XLSX).tables
    assert with_tables(file.model, tables) == file.model
