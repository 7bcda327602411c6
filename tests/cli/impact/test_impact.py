"""`creditrules impact` tells what a change does to the people of a file, and writes it all down."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from creditrules.cli.evaluate import in_processes

Run = Callable[..., subprocess.CompletedProcess[str]]
SHARED = Path(__file__).parents[4] / "shared"

RULES = """
ruleSet: income
category: RISK
name: {en: Income}
reasons:
  ENOUGH: {message: {en: Enough.}}
  LITTLE: {message: {en: Too little.}}
facts: [{name: income, type: number, allowedValues: "[0..1000000]"}, {name: member, type: boolean}]
decisions:
  - name: Findings
    table:
      hitPolicy: FIRST
      inputs: [income]
      outputs: [intervention, reason, limit]
      rules:
        - [">= 30", '"ALLOW"', '"ENOUGH"', "income * 2"]
        - ["-", '"DECLINE"', '"LITTLE"', "null"]
tests: [{name: enough, facts: {income: 100}, expect: {outcome: ALLOW}}]
"""
PEOPLE = "income,sex,member,default,amount\n" + "".join(
    f"{20 + n % 40},{'f' if n % 2 else 'm'},,{'1' if n % 7 == 0 else '0'},{10 * n}\n" for n in range(400)
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "old.yaml").write_text(RULES)
    (tmp_path / "new.yaml").write_text(RULES.replace(">= 30", ">= 41"))
    (tmp_path / "milder.yaml").write_text(RULES.replace(">= 30", ">= 40"))
    (tmp_path / "people.csv").write_text(PEOPLE)
    return tmp_path


@pytest.mark.shared("cases")
def test_the_published_case_moves_56_of_1000_from_limit_to_pause(run: Run) -> None:
    lender = SHARED / "cases" / "lender"
    product = Path(__file__).parents[3] / "functions/creditrules/cli/demo/documents/products/huabei/2.yaml"
    found = run(
        "impact", lender / "br-old.yaml", lender / "br-new.yaml", lender / "pop.csv",
        "--product", product, "--valid-at", "2026-11-25T12:00:00Z",
    )  # fmt: skip
    assert found.returncode == 0, found.stderr
    lines = found.stdout.splitlines()
    assert lines[0] == "56 of 1,000 applicants get another outcome."
    assert lines[1] == "56 of 1,000 move from LIMIT to PAUSE."
    assert "LIMIT  PAUSE  CASH_OUT_LIMIT  CASH_OUT_PAUSE    56" in found.stdout


def test_everything_that_is_asked_for_is_told_and_written(run: Run, folder: Path) -> None:
    found = run(
        "impact", "old.yaml", "new.yaml", "people.csv", "--protected", "sex", "--segment", "income:30,50",
        "--outcome-column", "default", "--bad", "1", "--exposure", "amount", "--score", "income",
        "--candidate", "milder.yaml", "--approval-margin", "0.5", "--loss-margin", "0.5",
        "--json", "impact.json", "--changes", "changes.jsonl.gz", "--report", "impact.html",
    )  # fmt: skip
    assert found.returncode == 0, found.stderr
    assert "110 of 400 applicants get another outcome." in found.stdout
    told = json.loads((folder / "impact.json").read_text())
    assert told["changed"] == {"OUTCOME": 110}
    assert told["digest"] in (folder / "impact.html").read_text()
    assert told["worse"] == 110
    assert told["plan"]["protected"] == [{"column": "sex", "cuts": []}]
    (sex,) = told["fairness"]
    assert sex["before"]["lowest"] == 1
    assert {group["group"]: group["selected"] for group in sex["after"]["groups"]} == {"f": 100, "m": 90}
    assert told["loss"]["swappedOut"]["good"] + told["loss"]["swappedOut"]["bad"] == 110
    (candidate,) = told["alternatives"]
    assert (candidate["name"], candidate["shortfalls"]) == ("milder.yaml", [])
    packed = (folder / "changes.jsonl.gz").read_bytes()
    rows = [json.loads(line) for line in gzip.decompress(packed).splitlines()]
    assert len(rows) == 110
    assert rows[0]["before"]["reasons"][0]["code"] == "ENOUGH"
    assert rows[0]["after"]["reasons"][0]["code"] == "LITTLE"
    assert [row["row"] for row in rows][:100] == [row["row"] for row in told["sample"]]


def test_the_same_question_has_the_same_digest_and_another_file_or_rule_another(run: Run, folder: Path) -> None:
    def digest(*given: str) -> str:
        asked = run("impact", *given, "--valid-at", "2026-01-01T00:00:00Z", "--json", "i.json")
        assert asked.returncode == 0, asked.stderr
        found: str = json.loads((folder / "i.json").read_text())["digest"]
        return found

    (folder / "packed.csv.gz").write_bytes(gzip.compress(PEOPLE.encode()))
    (folder / "others.csv").write_text(PEOPLE.replace("59,", "58,"))
    first = digest("old.yaml", "new.yaml", "people.csv")
    assert digest("old.yaml", "new.yaml", "packed.csv.gz") == first
    others = [
        digest("old.yaml", "new.yaml", "others.csv"),
        digest("old.yaml", "milder.yaml", "people.csv"),
        digest("new.yaml", "old.yaml", "people.csv"),
        digest("old.yaml", "new.yaml", "people.csv", "--segment", "sex"),
    ]
    assert len({first, *others}) == 5


def test_a_fact_that_only_one_version_asks_for_is_no_fault(run: Run, folder: Path) -> None:
    fewer = RULES.replace(", {name: member, type: boolean}", "")
    (folder / "fewer.yaml").write_text(fewer)
    found = run("impact", "fewer.yaml", "old.yaml", "people.csv")
    assert found.returncode == 0, found.stderr
    assert "No outcome of 400 applicants changes." in found.stdout
    assert "no facts and were not asked for: sex, default, amount" in " ".join(found.stderr.split())


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--protected", "gender"], "The file has no column 'gender'."),
        (["--outcome-column", "default"], "does not say which values are bad"),
        (["--bad", "1"], "go with --outcome-column"),
        (["--reference", "sex=m"], "which is no --protected column"),
        (["--segment", "income:50,30"], "The cuts of a column do not rise."),
        (["--changes", "changes.txt"], "--changes must end in .jsonl"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_a_sentence(run: Run, folder: Path, options: list[str], told: str) -> None:
    found = run("impact", "old.yaml", "new.yaml", "people.csv", *options)
    assert found.returncode > 0
    assert told in " ".join(found.stderr.split())
    assert "Traceback" not in found.stderr


def test_what_a_population_says_is_neither_markup_nor_a_command_to_the_terminal(run: Run, folder: Path) -> None:
    (folder / "people.csv").write_text("income,sex\n50,f\x1b]0;x\x07[/red]\n20,[bold]m\n")
    found = run("impact", "old.yaml", "new.yaml", "people.csv", "--protected", "sex")
    assert found.returncode == 0, found.stderr
    assert "[bold]m" in found.stdout
    assert "[/red]" in found.stdout
    assert "\x1b" not in found.stdout


def told(run: Run, folder: Path, *given: str) -> dict[str, object]:
    asked = ("--protected", "sex", "--outcome-column", "default", "--bad", "1", "--valid-at", "2026-01-01T00:00:00Z")
    found = run("impact", "old.yaml", "new.yaml", *given, *asked, "--json", "i.json", "--changes", "c.jsonl")
    assert found.returncode == 0, found.stderr
    figures: dict[str, object] = json.loads((folder / "i.json").read_text())
    for name in ("digest", "population"):
        del figures[name]
    return {**figures, "rows": (folder / "c.jsonl").read_text()}


@pytest.mark.parametrize("processes", [1, 2])
def test_a_large_file_by_columns_and_parquet_say_the_same_as_row_by_row(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch, processes: int
) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    parts = pytest.importorskip("creditrules.cli.evaluate.population_parts")
    monkeypatch.setattr(in_processes, "_WORTH_PROCESSES", 0)
    monkeypatch.setattr(os, "cpu_count", lambda: processes)
    monkeypatch.setattr(parts, "_BLOCK", 1 << 14)
    rows = [line.split(",") for _ in range(30) for line in PEOPLE.splitlines()[1:]]
    rows[7][0], rows[4_000][0] = "much", "1"
    lines = [",".join(row) for row in rows]
    lines[11] += ",one more"
    text = "income,sex,member,default,amount\n" + "\n".join(lines) + "\n"
    assert len(text) > 1 << 17
    (folder / "large.csv").write_text(text)
    rest = "\n".join(lines[:200])
    (folder / "few.csv").write_text(f"income,sex,member,default,amount\n{rest}\n")
    assert told(run, folder, "large.csv", "--limit", "200") == told(run, folder, "few.csv")
    good = [row for at, row in enumerate(rows) if at not in {7, 11}]
    columns = dict(
        zip(("income", "sex", "member", "default", "amount"), map(list, zip(*good, strict=True)), strict=True)
    )
    typed = {**columns, "income": [int(income) for income in columns["income"]], "member": [None] * len(good)}
    parquet.write_table(pyarrow.table(typed), folder / "large.parquet")
    (folder / "good.csv").write_text("income,sex,member,default,amount\n" + "".join(",".join(r) + "\n" for r in good))
    assert told(run, folder, "large.parquet") == told(run, folder, "good.csv")
