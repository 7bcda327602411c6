"""The command line as its users have it: a process, its output and its status."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from tests.warm import commands

import creditrules

Run = Callable[..., subprocess.CompletedProcess[str]]


SOURCES = Path(creditrules.__file__).parents[1]


def command_environment(**more: str) -> dict[str, str]:
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("CREDITRULES_", "PORT", "COLUMNS"))
    }
    path = os.pathsep.join(filter(None, (str(SOURCES), os.environ.get("PYTHONPATH"))))
    return {**kept, "PYTHONPATH": path, "NO_COLOR": "1", "COLUMNS": "120", **more}


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Runs `creditrules …` in an empty folder."""

    def command(
        *arguments: str | Path, env: Mapping[str, str] | None = None, cwd: Path = tmp_path
    ) -> subprocess.CompletedProcess[str]:
        return commands.run([*map(str, arguments)], cwd=cwd, env=command_environment(**(env or {})))

    return command


@pytest.fixture
def run_anew(tmp_path: Path, environment: dict[str, str]) -> Run:
    """The same in a process that imports what it needs of `creditrules` itself."""

    def command(*arguments: str) -> subprocess.CompletedProcess[str]:
        return commands.run(arguments, cwd=tmp_path, env=environment, ours=False)

    return command


@pytest.fixture(scope="session")
def environment() -> dict[str, str]:
    """The environment of a command: this one's, without what would steer it."""
    return command_environment()
