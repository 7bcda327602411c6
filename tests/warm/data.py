"""Folders of data with the demo lender in them, copied from one that `creditrules serve` loaded.

Loading is most of a service's first start, and comes to the same each time. That a new folder is loaded is what the
tests of `serve` and of the README are for.
"""

from __future__ import annotations

import os
import shutil
import signal
from fcntl import LOCK_EX, flock
from functools import cache
from pathlib import Path

from tests.warm import commands

import creditrules

__all__ = ["SHARE", "put"]

SHARE = "TESTS_SHARE"
"""The variable with the folder that all processes of a run share; tests/conftest.py makes it."""


def put(data: Path) -> None:
    """Make a folder of data, with a key of its own: a service there starts as one that is started again."""
    shutil.copytree(_loaded(), data, ignore=shutil.ignore_patterns("signing-key.pem"))


@cache
def _loaded() -> Path:
    """By the first process of a run that asks; the others wait for it."""
    share = Path(os.environ[SHARE])
    done = share / "demo-lender"
    with (share / "lock").open("w") as lock:
        flock(lock, LOCK_EX)
        if not done.exists():
            _load(share / "loading")
            (share / "loading").rename(done)
    return done / ".creditrules"


def _load(folder: Path) -> None:
    folder.mkdir()
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CREDITRULES_", "PORT"))}
    environment = {**kept, "PYTHONPATH": str(Path(creditrules.__file__).parents[1])}
    with commands.start(["serve", "--port", "0", "--quiet"], cwd=folder, env=environment) as service:
        for line in service.stdout or ():
            if line.startswith("All data are in"):
                break
        service.send_signal(signal.SIGINT)
        assert service.wait(60) == 0
