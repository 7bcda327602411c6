"""Every command explains itself."""

from __future__ import annotations

import subprocess
from collections.abc import Callable

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]

COMMANDS = (
    "serve",
    "demo",
    "evaluate",
    "ask",
    "suggest",
    "batch",
    "check",
    "cases",
    "convert",
    "import",
    "parameters",
    "push",
    "propose",
    "proposals",
    "submit",
    "approve",
    "reject",
    "withdraw",
    "publish",
    "history",
    "rollback",
    "experiment",
    "diff",
    "impact",
    "audit",
    "decisions",
    "evidence",
    "verify",
    "codes",
    "settings",
    "rights",
    "token",
    "key",
    "documents",
    "backup",
    "restore",
    "doctor",
    "tenant",
    "erasures",
    "mcp",
    "scenario",
    "sdl",
    "version",
)
WITH_MOST = ("serve", "suggest", "diff", "evidence", "mcp", "sdl")
"""Commands that together load every package."""


def test_without_a_command_all_of_them_are_listed(run_anew: Run) -> None:
    told = run_anew()
    assert all(f" {command} " in told.stdout for command in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_has_help_with_an_example(run: Run, command: str) -> None:
    told = run(command, "--help")
    assert told.returncode == 0
    assert "Usage" in told.stdout
    assert command == "version" or f"  creditrules {command}" in told.stdout or f"creditrules {command} " in told.stdout


@pytest.mark.parametrize("command", WITH_MOST)
def test_a_command_imports_what_it_needs(run_anew: Run, command: str) -> None:
    assert "Usage" in run_anew(command, "--help").stdout


def test_a_command_that_does_not_exist_is_told_with_status_2(run_anew: Run) -> None:
    told = run_anew("serf")
    assert told.returncode == 2
    assert "No such command 'serf'" in told.stderr


def test_the_version_names_the_package_and_the_python(run_anew: Run) -> None:
    told = run_anew("version")
    assert told.returncode == 0
    assert told.stdout.startswith("creditrules ")
    assert "Python 3." in told.stdout
