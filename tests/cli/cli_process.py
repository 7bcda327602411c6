"""The environment in which tests start the command line."""

from __future__ import annotations

import os
from pathlib import Path

import creditrules

SOURCES = Path(creditrules.__file__).parents[1]


def command_environment(**more: str) -> dict[str, str]:
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("CREDITRULES_", "PORT", "COLUMNS"))
    }
    path = os.pathsep.join(filter(None, (str(SOURCES), os.environ.get("PYTHONPATH"))))
    return {**kept, "PYTHONPATH": path, "NO_COLOR": "1", "COLUMNS": "120", **more}
