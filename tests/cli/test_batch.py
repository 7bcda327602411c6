"""`creditrules batch` against the service in this process: a file in parts, taken up again where it stopped."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from creditrules.auth import Role, make_key
from creditrules.bootstrap import build_local
from creditrules.cli.batch import command
from creditrules.cli.local.tokens import LocalTokens
from creditrules.cli.main import app
from creditrules.cli.service.client import Client, NoAnswerError
from creditrules.cli.service.in_process import in_process

RULES = """
ruleSet: basics
category: RISK
name: {en: Basics}
reasons:
  YOUNG: {message: {en: Loans are for adults.}}
facts:
  - {name: age, type: number, label: {en: Age}}
  - {name: employed, type: boolean, label: {en: Employed}}
decisions:
  - name: Findings
    table:
      hitPolicy: FIRST
      inputs: [age, employed]
      outputs: [intervention, reason]
      rules:
        - {id: young, when: ["< 18", "-"], then: ['"DECLINE"', '"YOUNG"']}
        - {id: rest, when: ["-", "true"], then: ['"ALLOW"', "null"]}
        - {id: none, when: ["-", "-"], then: ['"REFER"', '"YOUNG"']}
"""
PRODUCT = "{product: loan, name: {en: Loan}, kind: CASH_LOAN, segment: CONSUMER, currency: EUR, ruleSets: [basics]}"
CHANGE = {
    "basis": {"category": "RISK", "citation": "committee"},
    "comment": "first",
    "notice": [{"language": "en", "text": "New."}],
}
MADE = """mutation($s: CreateRuleSetInput!, $v: PublishRuleVersionInput!, $p: CreateProductInput!) {
  createRuleSet(input: $s) { userErrors { message } }
  publishRuleVersion(input: $v) { userErrors { message } }
  createProduct(input: $p) { userErrors { message } }
}"""

Batch = Callable[..., Result]


@pytest.fixture(scope="module")
def partner() -> Iterator[Client]:
    key = make_key()
    tokens = LocalTokens(key, "acme")
    with build_local(key=key) as service:
        administrator = in_process(service.application, tokens.issue(Role.ADMINISTRATOR, "ann"))
        name = [{"language": "en", "text": "Basics"}]
        given = {
            "s": {"slug": "basics", "name": name, "category": "RISK"},
            "v": {"slug": "basics", "content": RULES, "change": CHANGE},
            "p": {"slug": "loan", "content": PRODUCT, "change": CHANGE},
        }
        made = administrator.ask(MADE, given)
        assert [each["userErrors"] for each in made.values()] == [[], [], []]
        yield in_process(service.application, tokens.issue(Role.PARTNER, "shop"))


class Watched(Client):
    """Notes what is sent, and fails when a test says so."""

    def __init__(self, client: Client) -> None:
        super().__init__(client._send, "")  # noqa: SLF001 - the same way to the same service
        self._headers = client._headers  # noqa: SLF001
        self.sent: list[int] = []
        self.fail_at: int | None = None
        self.stop_at: int | None = None

    def ask(self, query: str, variables: Mapping[str, Any] | None = None, *, partly: bool = False) -> dict[str, Any]:
        given = (variables or {}).get("input") or {}
        if "lines" in given:
            if given["number"] == self.stop_at:
                raise KeyboardInterrupt
            if given["number"] == self.fail_at:
                raise NoAnswerError("The service does not answer.")
            self.sent.append(given["number"])
        return super().ask(query, variables, partly=partly)


@pytest.fixture
def client(partner: Client, monkeypatch: pytest.MonkeyPatch) -> Watched:
    watched = Watched(partner)
    monkeypatch.setattr(command, "over_http", lambda *_: watched)
    return watched


@pytest.fixture
def batch(client: Watched, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Batch:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CREDITRULES_TOKEN", "token")

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(app, ["batch", *arguments, "--out", "out.jsonl"])

    return run


def written() -> list[dict[str, Any]]:
    return [json.loads(line) for line in Path("out.jsonl").read_text("utf-8").splitlines()]


def outcomes() -> list[tuple[str, list[str]]]:
    return [(one["subject"], [each["outcome"] for each in one["decisions"]]) for one in written()]


def job_of(result: Result) -> str:
    return next(line for line in result.stderr.splitlines() if line.startswith("job ")).split()[1].rstrip(",")


def test_the_answers_stand_in_the_order_of_the_file_whatever_the_parts(batch: Batch, client: Watched) -> None:
    rows = [{"age": age, "employed": True} for age in (17, 18, 19, 16, 40)]
    Path("in.jsonl").write_text("\n".join(map(json.dumps, rows)))
    told = batch("in.jsonl", "--part", "2")
    assert told.exit_code == 0, told.output
    assert client.sent == [1, 2, 3]
    assert outcomes() == [
        ("1", ["DECLINE"]),
        ("2", ["ALLOW"]),
        ("3", ["ALLOW"]),
        ("4", ["DECLINE"]),
        ("5", ["ALLOW"]),
    ]
    assert "5 applicants: 5 answered, 0 with errors" in told.stdout


def test_lines_as_the_service_takes_them_are_sent_with_every_digit(batch: Batch, client: Watched) -> None:
    rows = '{"subject": "李", "facts": {"age": 18.50}, "request": {"amount": 1000.50, "termMonths": 12}}\n'
    rows += '{"subject": 7, "facts": {"aeg": 1}}\n{"facts": {"age": 3}}'
    Path("in.jsonl").write_text(rows, "utf-8")
    told = batch("in.jsonl", "--products", "loan,loan")
    assert told.exit_code == 0, told.output
    assert outcomes() == [("李", ["UNDETERMINED"]), ("7", []), ("3", ["DECLINE"])]
    assert written()[1]["errors"][0]["code"] == "UNKNOWN_FACT"
    assert "3 applicants: 2 answered, 1 with errors" in told.stdout


def test_columns_bear_the_names_of_facts_or_are_mapped(batch: Batch, client: Watched) -> None:
    Path("in.csv").write_text("no,age,employed,request.amount\nA,17,true,5\nB,40,false,\nC,forty,true,\nD,1\n")
    told = batch("in.csv", "--subject", "no")
    assert told.exit_code == 0, told.output
    assert outcomes() == [("A", ["DECLINE"]), ("B", ["REFER"]), ("C", []), ("4", [])]
    assert [each["code"] for one in written()[2:] for each in one["errors"]] == ["mapping.unknown-value", "row.cells"]
    Path("columns.yaml").write_text("columns:\n  years: {number: {fact: age}}\nconstants: {employed: true}\n")
    with gzip.open("mapped.csv.gz", "wt") as file:
        file.write("years\n17\n18\n")
    assert batch("mapped.csv.gz", "--mapping", "columns.yaml").exit_code == 0
    assert outcomes() == [("1", ["DECLINE"]), ("2", ["ALLOW"])]


def test_an_interrupted_upload_goes_on_and_sends_nothing_twice(batch: Batch, client: Watched) -> None:
    rows = [{"age": 10 + number, "employed": True} for number in range(10)]
    Path("in.jsonl").write_text("\n".join(map(json.dumps, rows)))
    client.fail_at = 3
    told = batch("in.jsonl", "--part", "3")
    assert told.exit_code == 1
    assert f"--job {job_of(told)}" in told.stderr
    assert not Path("out.jsonl").exists()
    client.fail_at, client.sent = None, []
    again = batch("in.jsonl", "--part", "3", "--job", job_of(told))
    assert again.exit_code == 0, again.output
    assert client.sent == [3, 4]
    assert [name for name, _ in outcomes()] == [str(number) for number in range(1, 11)]
    before, client.sent = written(), []
    assert batch("in.jsonl", "--part", "3", "--job", job_of(told)).exit_code == 0
    assert (client.sent, written()) == ([], before)


def test_who_stops_the_command_is_told_how_to_go_on(batch: Batch, client: Watched) -> None:
    Path("in.jsonl").write_text("\n".join(['{"age": 1, "employed": true}'] * 3))
    client.stop_at = 2
    told = batch("in.jsonl", "--part", "2")
    assert told.exit_code == 130
    assert f"--job {job_of(told)}" in told.stderr
    client.stop_at = None
    assert batch("in.jsonl", "--part", "2", "--job", job_of(told)).exit_code == 0
    assert len(written()) == 3


def test_rules_of_another_time_are_said_to_be_a_what_if(batch: Batch, client: Watched) -> None:
    Path("in.jsonl").write_text('{"age": 1, "employed": true}')
    assert "what-if" in batch("in.jsonl", "--valid-at", "2999-01-01T00:00:00Z").stderr
    assert "what-if" not in batch("in.jsonl").stderr


def test_a_job_does_not_go_on_with_another_file(batch: Batch, client: Watched) -> None:
    Path("in.jsonl").write_text('{"age": 1, "employed": true}')
    job = job_of(batch("in.jsonl"))
    Path("in.jsonl").write_text('{"age": 2, "employed": true}')
    told = batch("in.jsonl", "--job", job)
    assert told.exit_code == 1
    assert "Part 1 of the job was made of other lines." in told.stderr
    assert "--products is what the job was started with." in batch("in.jsonl", "--job", job, "--products", "x").stderr


def test_answers_are_forgotten_where_that_is_asked(batch: Batch, client: Watched) -> None:
    Path("in.jsonl").write_text('{"age": 1, "employed": true}')
    told = batch("in.jsonl", "--delete")
    assert told.exit_code == 0, told.output
    assert len(written()) == 1
    assert "The job is deleted" in batch("in.jsonl", "--job", job_of(told)).stderr


@pytest.mark.parametrize(
    ("name", "text", "arguments", "message"),
    [
        ("in.jsonl", '{"age": 1}', ["--products", "laon"], "There is no product 'laon'."),
        ("in.jsonl", '{"age": 1}', ["--valid-at", "june"], "--valid-at 'june' is not a moment"),
        ("in.jsonl", '{"age": 1}', ["--job", "no-such"], "You have no such job."),
        ("in.jsonl", '{"age": 1}\nx', [], "in.jsonl: object 2: each applicant is an object"),
        ("in.jsonl", '{"facts": {"age": 1}, "fact": 1}', [], "unknown key 'fact'"),
        ("in.csv", "aeg\n1\n", [], "The column 'aeg' bears no fact's name."),
        ("in.csv", "age\n1\n", ["--subject", "no"], "The file has no column 'no'."),
        ("in.csv", "age\n1\n", ["--mapping", "none.yaml"], "none.yaml cannot be used as a mapping."),
        ("in.txt", "age\n1\n", [], "the name must end in"),
    ],
)
def test_what_cannot_be_asked_is_told(
    batch: Batch, client: Watched, name: str, text: str, arguments: list[str], message: str
) -> None:
    Path(name).write_text(text)
    told = batch(name, *arguments)
    assert told.exit_code == 1
    assert message in " ".join(told.stderr.split())
    assert not Path("out.jsonl").exists()


def test_a_part_with_too_large_an_answer_is_to_be_sent_anew_in_smaller_parts(
    batch: Batch, client: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("creditrules.store.decisions.jobs._MOST_RESULT", 600)
    Path("in.jsonl").write_text("\n".join(['{"age": 1, "employed": true}'] * 9))
    told = batch("in.jsonl")
    assert told.exit_code == 1
    assert "without --job, and with a smaller --part" in told.stderr
    assert "To go on" not in told.stderr
    assert batch("in.jsonl", "--part", "1").exit_code == 0


def test_nobody_answered_is_status_1(batch: Batch, client: Watched) -> None:
    Path("in.jsonl").write_text('{"aeg": 1}')
    assert batch("in.jsonl").exit_code == 1
    assert len(written()) == 1
