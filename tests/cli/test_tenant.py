"""`creditrules tenant`: a lender leaves a folder, and comes to a folder or a stage."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from botocore.config import Config
from moto import mock_aws
from tests.warm import data
from typer.testing import CliRunner, Result

from creditrules.cli.tenant.command import app
from creditrules.store.aws import connect, create_table
from creditrules.store.aws.clients import make_client

Run = Callable[..., Any]
Act = Callable[..., Result]
REGION = "eu-central-1"


@pytest.fixture
def leaving(tmp_path: Path, run: Run) -> Path:
    """An export of the demo lender, whose data folder is `.creditrules`."""
    data.put(tmp_path / ".creditrules")
    done = run("tenant", "export", "--tenant", "demo-lender", "leaving")
    assert done.returncode == 0, done.stderr
    return tmp_path / "leaving"


@pytest.fixture
def stage(monkeypatch: pytest.MonkeyPatch) -> Iterator[Act]:
    """`creditrules tenant …` in this process, where AWS has an empty table and a function that is told of it."""
    for name in [name for name in os.environ if name.startswith(("CREDITRULES_", "AWS_"))]:
        monkeypatch.delenv(name)
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    with mock_aws():
        create_table(connect(REGION), "rules")
        iam = make_client("iam", REGION, Config())
        role = iam.create_role(RoleName="r", AssumeRolePolicyDocument="{}")["Role"]["Arn"]
        make_client("lambda", REGION, Config()).create_function(
            FunctionName="creditrules-there-graphql",
            Runtime="python3.13",
            Role=role,
            Handler="x",
            Code={"ZipFile": b"no code"},
            Environment={"Variables": {"CREDITRULES_TABLE": "rules", "CREDITRULES_CURSOR_SECRET": "s" * 64}},
        )
        yield lambda *arguments: CliRunner().invoke(app, [*map(str, arguments)])


def test_a_stage_is_found_by_its_function_and_gives_back_what_it_got(
    leaving: Path, stage: Act, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = ("--stage", "there", "--region", REGION)
    done = stage("import", leaving, *named, "--without-facts")
    assert done.exit_code == 0, done.output
    assert "all that is there is what the export holds" in done.output
    again = stage("import", leaving, *named, "--without-facts")
    assert (again.exit_code, "There is something of 'demo-lender' here already." in again.output) == (1, True)
    monkeypatch.setenv("CREDITRULES_TABLE", "rules")
    monkeypatch.setenv("AWS_REGION", REGION)
    back = stage("export", "--tenant", "demo-lender", "--deployed", leaving.with_name("back"))
    assert back.exit_code == 0, back.output
    digests = [
        json.loads((folder / "manifest.json").read_text())["digest"] for folder in (leaving, leaving.parent / "back")
    ]
    assert digests[0] == digests[1]
    assert "s" * 64 not in done.output + again.output + back.output


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (
            ("--stage", "elsewhere", "--region", REGION),
            "There is no function creditrules-elsewhere-graphql in eu-central-1.",
        ),
        (("--stage", "there"), "Say in which region the stage is."),
        (("--stage", "there", "--region", REGION, "--deployed"), "--stage and --deployed are two ways"),
        (("--deployed",), "CREDITRULES_TABLE is not set"),
        (("--data", "nowhere"), "There is no database in nowhere."),
    ],
)
def test_a_place_that_is_none_is_told(stage: Act, tmp_path: Path, arguments: tuple[str, ...], told: str) -> None:
    done = stage("export", "--tenant", "acme", tmp_path / "out", *arguments)
    assert (done.exit_code != 0, told in done.output) == (True, True), done.output
    assert not (tmp_path / "out").exists()


def test_it_is_told_what_cannot_be(leaving: Path, run: Run) -> None:
    assert "There is nothing of the lender 'nobody'." in run("tenant", "export", "--tenant", "nobody", "x").stderr
    assert "is no tenant's name" in run("tenant", "export", "--tenant", "a#b", "x").stderr
    assert "leaving is not empty" in run("tenant", "export", "--tenant", "demo-lender", "leaving").stderr
    assert "There is no manifest.json in nowhere." in run("tenant", "verify", "nowhere").stderr
    assert (
        "There is no master.key in leaving."
        in run("tenant", "import", "leaving", "--data", "n", "--keys", "leaving").stderr
    )
    assert not (leaving.parent / "n").exists()
