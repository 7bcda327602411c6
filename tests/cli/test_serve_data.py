"""What `creditrules serve` keeps: through a kill, a restart, an interrupted start; and what it never destroys."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from serving import Served, serving, serving_again, start  # type: ignore[import-not-found]

from creditrules.auth import make_key
from creditrules.bootstrap import build_local
from creditrules.cli.local.data import DataFolder

Run = Callable[..., subprocess.CompletedProcess[str]]

RULES = """
ruleSet: night-pause
category: RISK
name: {en: Night pause}
reasons: {NIGHT: {message: {en: "Not at night."}}}
facts: [{name: hour, type: number}]
decisions:
  - name: Findings
    table:
      hitPolicy: FIRST
      inputs: [hour]
      outputs: [intervention, reason]
      rules: [["< 6", '"PAUSE"', '"NIGHT"'], ["-", '"ALLOW"', "null"]]
change:
  basis: {category: RISK, citation: A test}
  comment: Pauses at night.
  notice: {en: Closed at night.}
"""

DECIDE = """
mutation {
  decide(input: {products: ["jiebei"], facts: {overdueDays: 45}, idempotencyKey: "order 4711", subject: "customer 7"}) {
    decision { id facts answers { product outcome } receipt { number hash } }
    userErrors { code }
  }
}
"""
DECISION = """
query($id: ID!) {
  decision(id: $id) { id facts answers { product outcome } receipt { number hash } }
}
"""
VERSIONS = '{ ruleSet(slug: "night-pause") { versions { nodes { number digest recordedAt } } } }'
CHANGES = """
{ products { nodes { slug } } ruleChanges(product: "jiebei", first: 50) { nodes { kind validFrom recordedAt } } }
"""


def push(run: Run, service: Served) -> None:
    (service.folder / "night.yaml").write_text(RULES)
    environment = {"CREDITRULES_TOKEN": service.administrator, "CREDITRULES_URL": f"{service.url}/graphql"}
    told = run("push", "--create", "night.yaml", env=environment, cwd=service.folder)
    assert told.returncode == 0, told.stderr


def decided(service: Served) -> Any:
    answer = service.ask(DECIDE)["data"]["decide"]
    assert answer["userErrors"] == []
    return answer["decision"]


def everything(service: Served, decision: str, administrator: str) -> list[Any]:
    answers = [
        service.ask(DECISION, {"id": decision}),
        service.ask(VERSIONS, token=administrator),
        service.ask(CHANGES),
    ]
    assert [answer.get("errors") for answer in answers] == [None] * 3
    return [answer["data"] for answer in answers]


def test_all_that_was_answered_outlasts_a_kill_and_so_do_the_tokens(
    tmp_path: Path, environment: dict[str, str], run: Run
) -> None:
    with serving_again(tmp_path, environment) as service:
        assert f"All data are in {tmp_path / '.creditrules'}." in service.lines
        push(run, service)
        decision = decided(service)
        administrator = service.administrator
        before = everything(service, decision["id"], administrator)
        service.end(signal.SIGKILL)
    with serving(tmp_path, environment) as again:
        assert again.process.stderr is not None
        after = everything(again, decision["id"], administrator)
        assert decided(again) == decision
        told = run(
            "audit",
            "verify",
            "--all",
            cwd=tmp_path,
            env={"CREDITRULES_TOKEN": administrator, "CREDITRULES_URL": f"{again.url}/graphql"},
        )
        again.end()
        assert "Loading" not in again.process.stderr.read()
    assert after == before
    assert before[0]["decision"]["answers"] == decision["answers"]
    assert before[1]["ruleSet"]["versions"]["nodes"][0]["number"] == 1
    assert told.returncode == 0, told.stderr


def test_a_backup_taken_while_it_is_served_answers_the_same_in_another_folder(
    tmp_path: Path, environment: dict[str, str], run: Run
) -> None:
    with serving_again(tmp_path, environment) as service:
        push(run, service)
        decision = decided(service)
        administrator = service.administrator
        before = everything(service, decision["id"], administrator)
        taken = run("backup", "rules.backup")
        assert taken.returncode == 0, taken.stderr
        again = run("backup", "rules.backup")
        refused = run("restore", "rules.backup")
    assert (again.returncode, "is there already" in again.stderr) == (1, True)
    assert (refused.returncode, "is not empty" in refused.stderr) == (1, True)
    restored = run("restore", "rules.backup", "--data", "other")
    assert restored.returncode == 0, restored.stderr
    for told in (taken, restored):
        assert "every audit chain and content" in told.stdout
        assert "demo-lender: documents 21, audit entries " in told.stdout
        assert "receipts of decisions 1" in told.stdout
    with serving(tmp_path, environment, "--data", "other") as other:
        assert everything(other, decision["id"], administrator) == before


def test_a_backup_that_was_changed_is_refused_and_a_folder_without_data_has_none(tmp_path: Path, run: Run) -> None:
    told = run("backup", "rules.backup")
    assert (told.returncode, "There is no database in .creditrules" in told.stderr) == (1, True)
    with DataFolder(tmp_path / ".creditrules").taken() as folder, build_local(folder.path, key=make_key()):
        pass
    taken = run("backup", "rules.backup")
    assert taken.returncode == 0, taken.stderr
    assert "It holds nothing yet." in taken.stdout
    content = bytearray((tmp_path / "rules.backup").read_bytes())
    content[content.index(b"SQLite format 3") + 100] ^= 1
    (tmp_path / "changed.backup").write_bytes(content)
    told = run("restore", "changed.backup", "--data", "other")
    assert (told.returncode, "is not what its manifest says" in told.stderr) == (1, True)
    assert not (tmp_path / "other").exists()


def test_half_a_demo_lender_is_not_backed_up(tmp_path: Path, run: Run) -> None:
    with DataFolder(tmp_path / ".creditrules").taken() as folder:
        folder.begin_loading()
        with build_local(folder.path, key=make_key()):
            pass
    told = run("backup", "rules.backup")
    assert (told.returncode, "not loaded whole" in told.stderr) == (1, True)
    assert not (tmp_path / "rules.backup").exists()


def test_a_start_that_was_interrupted_is_completed_by_the_next(tmp_path: Path, environment: dict[str, str]) -> None:
    whole, halved = tmp_path / "whole", tmp_path / "halved"
    for folder in (whole, halved):
        folder.mkdir()
    with serving_again(whole, environment) as service:
        expected = service.ask(CHANGES)["data"]
    database = halved / ".creditrules" / "creditrules.db"
    for least in (1, 60):
        with start(halved, environment) as process:
            wait_for_items(database, least)
            process.kill()
        assert items(database) < items(whole / ".creditrules" / "creditrules.db")
    with serving(halved, environment) as service:
        assert service.ask(CHANGES)["data"] == expected
    assert items(database) == items(whole / ".creditrules" / "creditrules.db")


def items(database: Path) -> int:
    try:
        with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as connection:
            return int(connection.execute("SELECT count(*) FROM items").fetchone()[0])
    except sqlite3.Error:
        return 0


def wait_for_items(database: Path, least: int) -> None:
    until = time.monotonic() + 60
    while items(database) < least:
        assert time.monotonic() < until
        time.sleep(0.005)


def test_a_folder_is_served_by_one_process_at_a_time(tmp_path: Path, environment: dict[str, str], run: Run) -> None:
    with serving(tmp_path, environment, "--empty"):
        for options in ((), ("--fresh",)):
            told = run("serve", "--port", "0", *options)
            assert told.returncode == 1
            assert told.stderr.startswith("error: The data in .creditrules are in use by another process.")
            assert "--data DIR" in told.stderr
        with serving(tmp_path, environment, "--empty", "--data", "other") as other:
            assert f"All data are in {tmp_path / 'other'}." in other.lines


def test_fresh_moves_the_old_data_aside_where_they_can_be_served(
    tmp_path: Path, environment: dict[str, str], run: Run
) -> None:
    with serving_again(tmp_path, environment) as service:
        push(run, service)
        decision = decided(service)
        token = service.administrator
    with serving(tmp_path, environment, "--fresh", "--empty") as fresh:
        assert fresh.ask(VERSIONS, token=token)["data"] == {"ruleSet": None}
        assert fresh.ask("{ products { nodes { slug } } }")["data"] == {"products": {"nodes": []}}
        fresh.end()
        assert fresh.process.stderr is not None
        told = fresh.process.stderr.read()
    assert told.startswith("The old data are in .creditrules/aside/")
    aside = told.split()[5].rstrip(".")
    with serving(tmp_path, environment, "--data", aside) as old:
        answers = old.ask(VERSIONS, token=old.administrator)["data"], old.ask(DECISION, {"id": decision["id"]})["data"]
    assert answers[0]["ruleSet"]["versions"]["nodes"][0]["number"] == 1
    assert answers[1]["decision"] == decision


def test_fresh_on_a_folder_that_is_damaged_moves_that_aside_too(
    tmp_path: Path, environment: dict[str, str], run: Run
) -> None:
    folder = tmp_path / ".creditrules"
    folder.mkdir()
    (folder / "creditrules.db").write_bytes(b"not a database" * 100)
    (folder / "master.key").write_text("00" * 32)
    told = run("serve", "--port", "0")
    assert told.returncode == 1
    assert told.stderr.startswith("error: ")
    assert "Traceback" not in told.stderr
    with serving(tmp_path, environment, "--fresh", "--empty"):
        (aside,) = (folder / "aside").iterdir()
    assert (aside / "creditrules.db").read_bytes() == b"not a database" * 100
    assert (aside / "master.key").read_text() == "00" * 32


def test_the_demo_lender_is_loaded_into_nothing_but_a_new_folder(tmp_path: Path, environment: dict[str, str]) -> None:
    for options in (("--empty",), ()):
        with serving(tmp_path, environment, *options) as service:
            assert service.ask("{ products { nodes { slug } } }")["data"] == {"products": {"nodes": []}}


def test_in_memory_nothing_is_kept_but_the_signing_key(tmp_path: Path, environment: dict[str, str]) -> None:
    with serving(tmp_path, environment, "--memory", "--empty") as service:
        assert "All data are in memory and end with it." in service.lines
    assert [path.name for path in (tmp_path / ".creditrules").iterdir()] == ["signing-key.pem"]


def test_quiet_no_token_is_told_to_anybody(tmp_path: Path, environment: dict[str, str]) -> None:
    with serving(tmp_path, environment, "--empty", "--quiet", last="All data") as service:
        process = service.process
        service.end()
        assert process.stdout is not None
        assert "ey" not in process.stdout.read()
    assert not service.tokens


@pytest.mark.parametrize("options", [(), ("--production",)])
def test_an_outage_is_on_the_screen_with_its_metric_and_who_asks_whether_it_is_ready_hears_of_it(
    tmp_path: Path, environment: dict[str, str], options: tuple[str, ...]
) -> None:
    with serving(tmp_path, environment, "--empty", "--quiet", *options, last="All data") as service:
        with urlopen(f"{service.url}/health", timeout=30) as answer:
            assert answer.status == 200
        with closing(sqlite3.connect(tmp_path / ".creditrules" / "creditrules.db")) as database:
            database.execute("ALTER TABLE items RENAME TO gone")
        with pytest.raises(HTTPError) as refused:
            urlopen(f"{service.url}/ready", timeout=30)
        told = json.load(refused.value)["parts"]
        assert (refused.value.code, told["table"]["code"], told["keys"]) == (503, "STORE_UNAVAILABLE", {"status": "ok"})
        process = service.process
        service.end()
        assert process.stderr is not None
        lines = [json.loads(line) for line in process.stderr.read().splitlines() if line.startswith("{")]
        (said,) = [line for line in lines if line.get("event") == "unavailable"]
        (counted,) = [line for line in lines if "_aws" in line]
        assert (said["code"], said["part"], counted["Code"], counted["Unavailable"]) == (
            "STORE_UNAVAILABLE",
            "table",
            "STORE_UNAVAILABLE",
            1,
        )


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path, run: Run) -> None:
    (tmp_path / "file").write_text("")
    told = run("serve", "--port", "0", "--data", "file/below")
    assert told.returncode == 1
    assert "Traceback" not in told.stderr
    assert told.stderr.startswith("error: ")
