"""`creditrules suggest` writes a rule set that checks, evaluates with its mapping, and refuses what it cannot use."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import parquet
from typer.testing import CliRunner, Result

from creditrules.cli.evaluate.command import app as evaluate_app
from creditrules.cli.files.documents import check_file
from creditrules.cli.impact.rows import content_digest
from creditrules.cli.suggest.command import app
from creditrules.document import read_yaml
from creditrules.population.suggestion import boosting

FEW = ["--column", "latePayments", "--column", "income", "--column", "yearsInJob"]
"""A card of three columns is checked in no time; nothing here is told of the others."""
LOANS = Path(__file__).parents[2] / "examples" / "suggest" / "loans.csv"


def run(out: Path, *more: str, applicants: Path = LOANS) -> Result:
    asked = [str(applicants), "--outcome", "result", "--bad", "defaulted", "--out", str(out), *more]
    return CliRunner().invoke(app, asked)


def wrong(told: Result) -> str:
    assert told.exit_code == 1
    return " ".join(told.stderr.split())


def test_what_it_writes_is_a_rule_file_with_tests_and_a_mapping_for_the_same_applicants(tmp_path: Path) -> None:
    told = run(tmp_path / "card.yaml", "--protected", "sex", "--protected", "age", "--time", "grantedOn", *FEW)
    assert told.exit_code == 0, told.output
    assert "180 other applicants: AUC" in told.output
    assert "without yearsInJob: more points than with the values of 2 of its bins" in told.output
    checked = check_file(tmp_path / "card.yaml")
    assert checked.diagnostics == ()
    assert checked.cases >= 5
    out = tmp_path / "decisions.jsonl"
    given = ["--mapping", str(tmp_path / "card.columns.yaml"), "--facts", str(LOANS), "--out", str(out)]
    assert CliRunner().invoke(evaluate_app, [str(tmp_path / "card.yaml"), *given]).exit_code == 0
    outcomes = {json.loads(line)["outcome"] for line in out.read_text().splitlines()}
    assert outcomes == {"ALLOW", "REFER", "DECLINE"}


def test_the_same_again_is_the_same_to_the_letter(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        assert run(tmp_path / name / "card.yaml", "--seed", "4", *FEW).exit_code == 0
    one, two = ((tmp_path / name / "card.yaml").read_bytes() for name in ("one", "two"))
    assert one == two


def test_a_mapping_s_facts_are_fitted_and_what_it_leaves_out_becomes_null(tmp_path: Path) -> None:
    (tmp_path / "m.yaml").write_text(
        "columns:\n"
        "  income: {blank: {}, number: {fact: monthly income, multiply: 0.001}}\n"
        "  latePayments: {number: {fact: late payments, set: {paymentsKnown: true}}}\n"
    )
    told = run(tmp_path / "card.yaml", "--mapping", str(tmp_path / "m.yaml"), "--protected", "sex")
    assert told.exit_code == 0, told.output
    text = (tmp_path / "card.yaml").read_text()
    assert "Points of monthly income" in text
    assert "employment" not in text
    written = check_file(tmp_path / "card.columns.yaml").mapping
    assert written is not None
    assert written.apply({"income": "", "latePayments": "1"}).facts == {"monthly income": None, "late payments": 1}


@pytest.mark.parametrize("kind", ["parquet", "jsonl"])
def test_other_kinds_of_files_give_the_same_rules(tmp_path: Path, kind: str) -> None:
    """But for the digest of the file: Parquet's numbers and JSON's are as CSV's texts."""
    with LOANS.open() as file:
        rows = [{name: plain(text) for name, text in row.items()} for row in csv.DictReader(file)]
    other = tmp_path / f"loans.{kind}"
    if kind == "jsonl":
        other.write_text("\n".join(map(json.dumps, rows)))
    else:
        parquet.write_table(pa.Table.from_pylist(rows), other)
    found = []
    for name, applicants in (("one", LOANS), ("two", other)):
        (tmp_path / name).mkdir()
        told = run(tmp_path / name / "card.yaml", "--protected", "sex", "--tree", *FEW, applicants=applicants)
        assert told.exit_code == 0, told.output
        text = (tmp_path / name / "card.yaml").read_text()
        found.append(text.replace(content_digest(applicants), "digest"))
    assert found[0] == found[1]


def plain(text: str) -> object:
    """A cell as a file with types has it."""
    if not text:
        return None
    try:
        return float(text) if "." in text else int(text)
    except ValueError:
        return text


def test_facts_are_called_as_the_mapping_says_and_reasons_speak_its_languages(tmp_path: Path) -> None:
    (tmp_path / "m.yaml").write_text(
        "columns:\n  income: {blank: {}, number: {fact: income}}\n  latePayments: {number: {fact: late}}\n"
        "labels: {income: {en: Your income, zh: 月收入, fr: Revenu}}\n"
    )
    told = run(tmp_path / "card.yaml", "--mapping", str(tmp_path / "m.yaml"))
    assert told.exit_code == 0, told.output
    content: Any = read_yaml((tmp_path / "card.yaml").read_text()).value
    facts = {fact["name"]: fact["label"] for fact in content["facts"]}
    assert facts == {"income": {"en": "Your income", "zh": "月收入", "fr": "Revenu"}, "late": {"en": "Late"}}
    assert content["reasons"]["INCOME"]["message"].keys() == {"en", "zh"}
    assert content["reasons"]["INCOME"]["message"]["zh"].startswith("月收入：")
    assert content["reasons"]["LATE"]["message"]["en"].startswith("Late: ")
    written = check_file(tmp_path / "card.columns.yaml").mapping
    assert written is not None
    assert written.labels.keys() == {"income"}


def test_a_column_that_stands_for_a_protected_one_is_refused_and_told(tmp_path: Path) -> None:
    with LOANS.open() as file:
        rows = list(csv.DictReader(file))
    # Half of those who default are called Mr all the same: it tells something, so that it would be used.
    for number, row in enumerate(rows):
        row["title"] = "Mr" if row["sex"] == "m" or (row["result"] == "defaulted" and number % 2) else "Ms"
    with (tmp_path / "titled.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    more = ["--protected", "sex", "--column", "title", *FEW]
    told = run(tmp_path / "card.yaml", *more, applicants=tmp_path / "titled.csv")
    assert "not used: title. It stands for 'sex', which is protected" in told.output
    assert "Points of title" not in (tmp_path / "card.yaml").read_text()
    told = run(tmp_path / "card.yaml", *more, "--proxy-limit", "1", applicants=tmp_path / "titled.csv")
    assert "Points of title" in (tmp_path / "card.yaml").read_text()
    assert "association of title with sex" in told.output


def test_the_report_is_a_page_and_json_with_other_rules_beside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(boosting, "_SETTINGS", ({"max_iter": 20},))  # which of them is best is told elsewhere
    (tmp_path / "old.yaml").write_text(
        "ruleSet: old\ncategory: RISK\nname: {en: Old}\n"
        "reasons: {INCOME: {message: {en: Your income is low.}}}\n"
        "facts: [{name: income, type: number}]\n"
        "decisions:\n  - name: Findings\n    table:\n      hitPolicy: FIRST\n      inputs: [income]\n"
        "      outputs: [intervention, reason]\n"
        "      rules: [['< 2000', '\"DECLINE\"', '\"INCOME\"'], ['-', '\"ALLOW\"', 'null']]\n"
    )
    more = ["--tree", "--report", str(tmp_path / "r.html"), "--against", str(tmp_path / "old.yaml")]
    told = run(tmp_path / "card.yaml", "--protected", "sex", *more)
    assert told.exit_code == 0, told.output
    assert "Beside old.yaml" in (tmp_path / "r.html").read_text()
    figures = json.loads((tmp_path / "r.json").read_text())
    assert figures["beside"]["other"]["rows"] == figures["tested"]["rows"] == 180
    assert {move["from"] for move in figures["beside"]["moves"]} == {"ALLOW", "DECLINE", "UNDETERMINED"}
    assert figures["boosting"]["rows"] == 180


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--better", "income"], "--better income says no direction."),
        (["--better", "housing=higher"], "'housing' is no number"),
        (["--column", "wealth"], "There is no fact 'wealth'."),
        (["--time", "when"], "The file has no column 'when'."),
        (["--bad", "lost", "--outcome", "housing"], "0 turned out badly"),
        (["--column", "months", "--protected", "months"], "No column tells enough"),
    ],
)
def test_what_cannot_be_done_is_told_in_a_sentence(tmp_path: Path, more: list[str], said: str) -> None:
    assert said in wrong(run(tmp_path / "card.yaml", *more))
    assert not (tmp_path / "card.yaml").exists()


def test_the_applicants_are_never_overwritten(tmp_path: Path) -> None:
    own = tmp_path / "loans.csv"
    own.write_bytes(LOANS.read_bytes())
    assert "would be overwritten" in wrong(run(own, applicants=own))
