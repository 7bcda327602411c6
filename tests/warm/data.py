"""Folders of data with the demo lender in them, copied from one that `creditrules serve` loaded.

Loading is most of a service's first start, and comes to the same each time. That a new folder is loaded is what the
tests of `serve` and of the README are for.
"""

from __future__ import annotations

import atexit
import os
import shutil
import signal
import tempfile
from functools import cache
from pathlib import Path

from tests.warm import commands

import creditrules

__all__ = ["put"]


def put(data: Path) -> None:
    """Make a folder of data, with a key of its own: a service there starts as one that is started again."""
    shutil.copytree(_loaded(), data, ignore=shutil.ignore_patterns("signing-key.pem"))


@cache
def _loaded() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="creditrules-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CREDITRULES_", "PORT"))}
    environment = {**kept, "PYTHONPATH": str(Path(creditrules.__file__).parents[1])}
    with commands.start(["serve", "--port", "0", "--quiet"], cwd=folder, env=environment) as service:
        for line in service.stdout or ():
            if line.startswith("All data are in"):
                break
        service.send_signal(signal.SIGINT)
        assert service.wait(60) == 0
    return folder / ".creditrules"
