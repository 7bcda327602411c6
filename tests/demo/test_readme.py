"""What the README shows works as it stands there, for a stranger who has this repository and nothing else."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest
from graphql import parse, validate
from tests.exported import exported_schema
from tests.warm import commands

import creditrules
from creditrules.cli.files.documents import check_text
from creditrules.cli.serve.first_question import first_page

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "README.md").read_text("utf-8")


FENCED = re.findall(r"^```([a-z]*)\n(.*?)^```$", TEXT, re.DOTALL | re.MULTILINE)


def blocks(language: str) -> list[str]:
    return [text for tag, text in FENCED if tag == language]


def shell_block(start: str) -> str:
    (found,) = (block for block in blocks("") if block.startswith(start))
    return str(found)


@dataclass(frozen=True)
class Stranger:
    """A folder, a service that was started in it, and a shell in which `creditrules` is the command."""

    folder: Path
    url: str
    token: str

    def shell(self, script: str, **more: str) -> subprocess.CompletedProcess[str]:
        shim = self.folder / "bin" / "creditrules"
        shim.parent.mkdir(exist_ok=True)
        commands.shim(shim)
        path = f"{shim.parent}{os.pathsep}{os.environ['PATH']}"
        return subprocess.run(
            ["bash", "-euo", "pipefail", "-c", script],
            cwd=self.folder,
            env={**environment(), "PATH": path, "CREDITRULES_URL": f"{self.url}/graphql", **more},
            check=False,
            capture_output=True,
            encoding="utf-8",
            timeout=120,
        )

    def ask(self, query: str, variables: Any = None) -> Any:
        body = json.dumps({"query": query, "variables": variables or {}}).encode()
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self.token}"}
        with urlopen(Request(f"{self.url}/graphql", body, headers), timeout=60) as answer:
            return json.load(answer)


def environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CREDITRULES_", "PORT"))}
    return {**kept, "PYTHONPATH": str(Path(creditrules.__file__).parents[1]), "NO_COLOR": "1", "COLUMNS": "120"}


@pytest.fixture(scope="module")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stranger]:
    folder = tmp_path_factory.mktemp("stranger")
    (folder / "examples").symlink_to(ROOT / "examples")
    command = [sys.executable, "-m", "creditrules", "serve", "--port", "0"]
    with subprocess.Popen(command, cwd=folder, env=environment(), stdout=subprocess.PIPE, encoding="utf-8") as process:
        lines = []
        for line in process.stdout or ():
            lines.append(line)
            if line.startswith("curl"):
                break
        (url,) = re.findall(r"running at (http://[0-9.:]+)", "".join(lines))
        partner = next(line.strip() for line in lines if line.startswith("ey"))
        yield Stranger(folder, url, partner)
        process.send_signal(signal.SIGINT)


def test_the_rule_set_checks_without_a_complaint_and_carries_a_whole_change_statement() -> None:
    (text,) = blocks("yaml")
    checked = check_text("night-pause.yaml", text)
    assert checked.diagnostics == ()
    assert checked.rule_set is not None
    assert checked.change is not None


@pytest.mark.parametrize("query", blocks("graphql"))
def test_the_queries_are_valid(query: str) -> None:
    assert validate(exported_schema(), parse(query)) == []


def test_the_first_query_is_answered_as_it_says(stranger: Stranger) -> None:
    (shown,) = (json.loads(block) for block in blocks("json"))
    variables = json.loads(first_page("", datetime.now(UTC).date()).variables)
    answer = stranger.ask(blocks("graphql")[0], variables)
    for report in (shown, answer):
        for decision in report["data"]["eligibility"]["decisions"]:
            decision["reasons"] = [each for each in decision["reasons"] if each["intervention"] != "ALLOW"]
            ends = decision["terms"].pop("until")
            if decision["changesThatHelp"]:
                assert decision["changesThatHelp"]["passesFrom"].pop("validFrom") == ends
    assert answer["data"] == shown["data"]


def test_the_other_queries_are_answered_without_errors(stranger: Stranger) -> None:
    changes, decide = (stranger.ask(query) for query in blocks("graphql")[1:])
    assert "errors" not in changes
    assert changes["data"]["ruleChanges"]["nodes"]
    assert decide["data"]["decide"]["userErrors"] == []
    assert decide["data"]["decide"]["decision"]["receipt"]["number"] == 1


def test_the_rule_set_is_checked_and_pushed_as_it_says(stranger: Stranger) -> None:
    (text,) = blocks("yaml")
    (stranger.folder / "night-pause.yaml").write_text(text, "utf-8")
    told = stranger.shell(shell_block("creditrules check night-pause.yaml"))
    assert told.returncode == 0, told.stderr
    assert "night-pause version 1: in force from " in told.stdout


def test_the_chains_verify_and_roles_have_tokens(stranger: Stranger) -> None:
    told = stranger.shell("creditrules token --role approver --subject bob")
    assert (told.returncode, told.stdout[:2]) == (0, "ey")
    token = "export CREDITRULES_TOKEN=$(creditrules token --role auditor)\n"
    told = stranger.shell(token + "creditrules audit verify --all")
    assert told.returncode == 0, told.stderr


def test_the_example_applicants_come_out_as_it_shows(stranger: Stranger) -> None:
    command = shell_block("creditrules evaluate")
    told = stranger.shell(command)
    assert told.returncode == 0, told.stderr
    shown = blocks("")[blocks("").index(command) + 1]
    parts = [part.strip("\n") for part in shown.split("…\n") if part]
    places = [told.stdout.find(part) for part in parts]
    assert -1 not in places
    assert places == sorted(places)
    assert (stranger.folder / "decisions.jsonl").exists()


def test_nothing_it_shows_needs_files_from_elsewhere() -> None:
    assert [text for _, text in FENCED if "../" in text] == []


@pytest.mark.parametrize("path", sorted(set(re.findall(r"(?:examples|graphql|functions)/[a-z0-9_./-]+[a-z/]", TEXT))))
def test_the_files_and_folders_it_names_are_there(path: str) -> None:
    assert (ROOT / path).exists()


def test_the_make_targets_and_commands_it_names_exist() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    assert all(re.search(rf"^{target}:", makefile, re.MULTILINE) for target in re.findall(r"`?make ([a-z0-9]+)", TEXT))
    listed = subprocess.run(
        [sys.executable, "-m", "creditrules"], env=environment(), capture_output=True, encoding="utf-8", check=False
    ).stdout
    named = set(re.findall(r"(?:^|[`(])creditrules ([a-z]+)", TEXT, re.MULTILINE))
    assert named
    assert {name for name in named if f" {name} " not in listed} == set()


def test_every_package_stands_in_its_table() -> None:
    rooms = {path.parent.name for path in (ROOT / "functions" / "creditrules").glob("*/__init__.py")}
    table = TEXT[TEXT.index("## How it is built") :]
    assert rooms - set(re.findall(r"`([a-z]+)/`", table)) == set()
