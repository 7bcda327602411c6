"""`creditrules evaluate` decides each row of a file, counts what came out, and leaves rows alone it cannot read."""

from __future__ import annotations

import csv
import gzip
import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from importlib.resources import files
from pathlib import Path

import pytest
from tests.warm.commands import Command

Run = Callable[..., subprocess.CompletedProcess[str]]

RULES = """
ruleSet: loans
category: RISK
name: {en: Loans}
timeZone: Asia/Shanghai
reasons:
  TOO_YOUNG: {message: {en: Too young for this.}, lift: {en: Wait until you are 18.}}
  AMOUNT: {message: {en: Up to this amount.}}
facts: [{name: age, type: number, allowedValues: "[0..150]"}, {name: member, type: boolean}, {name: since, type: date}]
decisions:
  - name: Findings
    table:
      hitPolicy: FIRST
      inputs: [age, member, since]
      outputs: [intervention, reason, limit]
      rules:
        - ["< 18", "-", "-", '"DECLINE"', '"TOO_YOUNG"', "null"]
        - ["-", "true", "<= today()", '"ALLOW"', '"AMOUNT"', "20000.50"]
        - ["-", "-", "-", '"LIMIT"', '"AMOUNT"', "100"]
tests: [{name: a child, facts: {age: 3}, expect: {outcome: DECLINE}}]
"""

ROWS = """age,member,since
17,true,2020-01-01
30,true,2020-01-01
30,false,2020-01-01
30,,2020-01-01
old,true,2020-01-01
200,true,
30,maybe,
1,2
"""


def rules(folder: Path) -> str:
    (folder / "rules.yaml").write_text(RULES)
    return "rules.yaml"


def lines(text: str) -> list[list[str]]:
    return [line.split() for line in text.splitlines()]


def test_outcomes_reasons_missing_facts_and_errors_by_kind_with_their_rows(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(ROWS)
    told = run("evaluate", rules(tmp_path), "--facts", "a.csv", "--out", "out.jsonl")
    assert told.returncode == 0, told.stderr
    assert "8 applicants: 4 evaluated, 4 with errors" in told.stdout
    assert "applicants a second" in told.stdout
    for expected in (
        ["ALLOW", "1", "25.0"],
        ["LIMIT", "1", "25.0"],
        ["DECLINE", "1", "25.0"],
        ["UNDETERMINED", "1", "25.0"],
    ):
        assert expected in lines(told.stdout)
    assert ["AMOUNT", "RISK", "loans", "2", "50.0"] in lines(told.stdout)
    assert ["member", "1", "25.0"] in lines(told.stdout)
    assert "1 × mapping.unknown-value at age" in told.stdout
    assert "row 5: Column 'age' fits nothing that the mapping names: 'old'." in told.stdout
    assert "row 7:" in told.stdout
    assert "row 8: The row has 2 cells where the header has 3." in told.stdout
    records = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert [record["outcome"] for record in records] == ["DECLINE", "ALLOW", "LIMIT", "UNDETERMINED", *[None] * 4]
    assert records[1]["limit"] == "20000.50"
    assert [record["row"] for record in records] == list(range(1, 9))


def test_json_gzip_and_csv_give_the_same_decisions(run: Run, tmp_path: Path) -> None:
    facts = [{"age": 17, "member": True}, {"age": 30, "member": False}, {"age": 30.5}]
    (tmp_path / "a.json").write_text(json.dumps(facts))
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress("\n".join(map(json.dumps, facts)).encode()))
    (tmp_path / "a.csv").write_text("age,member\n17,true\n30,false\n30.5,\n")
    outcomes = []
    for name in ("a.json", "a.jsonl.gz", "a.csv"):
        told = run("evaluate", rules(tmp_path), "--facts", name, "--out", "out.csv")
        assert told.returncode == 0, told.stderr
        with (tmp_path / "out.csv").open(newline="") as file:
            outcomes.append([(row["outcome"], row["limit"], row["reasons"]) for row in csv.DictReader(file)])
    assert outcomes[0] == outcomes[1] == outcomes[2]
    assert outcomes[0] == [("DECLINE", "", "TOO_YOUNG"), ("LIMIT", "100", "AMOUNT"), ("UNDETERMINED", "", "")]


def test_one_applicant_is_told_in_words(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"age": 17, "member": true, "since": "2020-01-01"}')
    told = run("evaluate", rules(tmp_path), "--facts", "a.json")
    assert "TOO_YOUNG: Too young for this." in told.stdout
    assert "Wait until you are 18." in told.stdout


def test_one_applicant_is_told_what_would_help_and_when_the_same_facts_pass(run: Run, tmp_path: Path) -> None:
    text = RULES.replace("type: boolean}", "type: boolean, changeable: {cost: 2}}")
    (tmp_path / "rules.yaml").write_text(text)
    (tmp_path / "a.json").write_text('{"age": 30, "member": false, "since": "2026-01-01"}')
    (tmp_path / "b.json").write_text('{"age": 30, "member": true, "since": "2026-03-01"}')
    asked = ("evaluate", "rules.yaml", "--valid-at", "2026-02-01T00:00:00Z", "--facts")
    told = run(*asked, "a.json")
    assert "  ALLOW    member up to true (cost 2)\n  Proved: " in told.stdout
    told = run(*asked, "b.json")
    assert "  From 2026-02-28T16:00:00Z on the same facts come to ALLOW" in told.stdout
    found = json.loads(run(*asked, "a.json", "--json").stdout)
    assert (found["outcome"], found["changesThatHelp"]) == (
        "LIMIT",
        {
            "proof": "PROVED",
            "ways": [
                {"outcome": "ALLOW", "cost": "2", "changes": [{"fact": "member", "direction": "UP", "to": "true"}]}
            ],
            "passesFrom": None,
        },
    )
    (tmp_path / "many.csv").write_text(ROWS)
    many = run(*asked, "many.csv", "--json")
    assert (many.returncode, "--out writes" in many.stderr) == (1, True)


def test_today_is_the_day_asked_for_in_the_zone_of_the_rules(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"age": 30, "member": true, "since": "2026-03-01"}')
    for moment, outcome in (("2026-02-28T15:59:59Z", "LIMIT"), ("2026-02-28T16:00:00Z", "ALLOW")):
        told = run("evaluate", rules(tmp_path), "--facts", "a.json", "--valid-at", moment)
        assert [outcome, "1", "100.0"] in lines(told.stdout)


def test_counts_by_a_column_and_a_limit_of_rows(run: Run, tmp_path: Path) -> None:
    (tmp_path / "map.yaml").write_text(
        "columns: {years: {number: {fact: age}}, m: {values: {y: {member: true}, n: {member: false}}}}"
    )
    (tmp_path / "a.csv").write_text("years,m,town\n" + "17,y,Ulm\n30,n,Bonn\n" * 50)
    told = run(
        "evaluate", rules(tmp_path), "--facts", "a.csv", "--mapping", "map.yaml", "--by", "town", "--limit", "21"
    )
    assert "21 applicants: 21 evaluated" in told.stdout
    assert ["Ulm", "0", "11"] in lines(told.stdout)
    assert ["Bonn", "10", "0"] in lines(told.stdout)


def test_json_facts_that_no_rule_knows_or_of_the_wrong_type_are_errors_of_their_row(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(
        '{"agee": 30}\n{"age": "thirty"}\n{"age": 1e999999}\n{"age": true}\n{"age": 30}\n'
    )
    told = run("evaluate", rules(tmp_path), "--facts", "a.jsonl")
    assert told.returncode == 0
    assert "5 applicants: 1 evaluated, 4 with errors" in told.stdout
    assert "facts.unknown at agee" in told.stdout


def test_when_no_row_could_be_evaluated_the_status_is_1(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"agee": 30}\n')
    assert run("evaluate", rules(tmp_path), "--facts", "a.jsonl").returncode == 1


def test_broken_input_ends_with_one_sentence_and_status_1(run: Run, tmp_path: Path) -> None:
    name = rules(tmp_path)
    (tmp_path / "a.csv").write_text("age,membr\n30,true\n")
    (tmp_path / "good.csv").write_text("age\n30\n")
    (tmp_path / "map.yaml").write_text("columns: {age: {number: {fact: agee}}}")
    (tmp_path / "bad.yaml").write_text(RULES.replace("< 18", "< agee"))
    for arguments, words in (
        ((name, "--facts", "a.csv"), "The column 'membr' bears no fact's name."),
        ((name, "--facts", "none.csv"), "No such file"),
        ((name, "--facts", "good.csv", "--mapping", "map.yaml"), "'agee' that no rule set declares"),
        ((name, "--facts", "good.csv", "--by", "town"), "The file has no column 'town'."),
        ((name, "--facts", "good.csv", "--valid-at", "2026-01-01"), "is not a moment with an offset"),
        ((name, "--facts", "good.csv", "--out", "out.xlsx"), "--out must end in"),
        ((name, "--facts", "good.csv", "--out", "./good.csv"), "it would be overwritten"),
        ((name, "--facts", "good.csv", "--out", "no/such/folder.csv"), "No such file"),
        (("bad.yaml", "--facts", "good.csv"), "cannot be used as a rule set"),
        (("good.csv", "--facts", "good.csv"), "cannot be used as a rule set"),
    ):
        told = run("evaluate", *arguments)
        assert told.returncode == 1, arguments
        assert words in told.stderr, (arguments, told.stderr)
        assert "Traceback" not in told.stderr


def test_several_rule_sets_decide_together_for_the_product_that_is_named(run: Run, tmp_path: Path) -> None:
    lender = Path(str(files("creditrules.cli.demo") / "documents"))
    rule_sets = [
        lender / f"rule-sets/{name}.yaml" for name in ("behaviour-risk/4", "cn-cost-ceiling/2", "huabei-terms/2")
    ]
    rule_sets.append(lender / "parameters/cost-ceiling/2.yaml")
    facts = {"creditScore": 704, "monthlyIncome": 9250, "overdueDays": 0, "deviceRiskScore": 5, "recentApplications": 1}
    signal = {"cashOutSuspicion": 62, "lastCashOutSignalOn": "2026-03-08"}
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, ({**facts, **signal}, facts))))
    outcomes = {}
    for product in ("huabei", "jiebei"):
        told = run(
            *("evaluate", *rule_sets, "--product", lender / f"products/{product}/2.yaml", "--facts", "a.jsonl"),
            *("--valid-at", "2026-03-28T12:00:00+08:00", "--out", "out.jsonl"),
        )
        assert told.returncode == 0, told.stderr
        records = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
        outcomes[product] = [(record["outcome"], record["limit"], record["missingFacts"]) for record in records]
    assert outcomes["huabei"] == [
        ("LIMIT", "5000", []),
        ("UNDETERMINED", None, ["cashOutSuspicion", "lastCashOutSignalOn"]),
    ]
    assert outcomes["jiebei"] == [("ALLOW", "18500", []), ("ALLOW", "18500", [])]


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_a_terminal_gets_a_progress_bar_and_a_pipe_gets_none(
    run: Run, tmp_path: Path, environment: dict[str, str]
) -> None:
    (tmp_path / "a.csv").write_text("age\n" + "30\n" * 3000)
    command = ("evaluate", rules(tmp_path), "--facts", "a.csv")
    assert run(*command).stderr == ""
    terminal, end = pty.openpty()
    with Path(os.devnull).open("r+") as nothing:
        streams = (nothing.fileno(), nothing.fileno(), end)
        process = Command([*map(str, command)], tmp_path, {**environment, "TERM": "xterm"}, streams)
    os.close(end)
    shown = b""
    with suppress(OSError):  # the end of a pseudo-terminal is an error on Linux
        while part := os.read(terminal, 65536):
            shown += part
    with process:
        assert process.wait(60) == 0
    assert b"applicants" in shown
    assert b"3,000 applicants" in shown
