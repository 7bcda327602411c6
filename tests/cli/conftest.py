"""The command line as its users have it: a process, its output and its status."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

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
        return subprocess.run(
            [sys.executable, "-m", "creditrules", *map(str, arguments)],
            check=False,
            capture_output=True,
            encoding="utf-8",
            cwd=cwd,
            env=command_environment(**(env or {})),
            timeout=120,
        )

    return command


@pytest.fixture(scope="session")
def environment() -> dict[str, str]:
    """The environment of a command: this one's, without what would steer it."""
    return command_environment()
