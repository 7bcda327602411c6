"""Archives as `make package` has built them, and the functions' Python with nothing but one of them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from infra.archive.pythons import find_python

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Unpacked:
    """An archive in a folder of its own."""

    folder: Path

    def run(self, script: str, **environment: str) -> Any:
        """What a script prints as its last line, in JSON. Nobody else's packages and settings are there."""
        env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(self.folder), **environment}
        asked = [str(find_python()), "-s", "-S", "-c", script]
        done = subprocess.run(asked, check=False, capture_output=True, text=True, env=env, cwd=self.folder, timeout=120)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.splitlines()[-1])

    def files(self) -> Mapping[str, tuple[int, int]]:
        """Sizes and times of all that lies in it."""
        found = (path for path in self.folder.rglob("*") if path.is_file())
        return {
            path.relative_to(self.folder).as_posix(): ((stat := path.stat()).st_size, stat.st_mtime_ns)
            for path in found
        }


def build_again(root: Path, to: Path) -> None:
    """Build all archives of a tree by its own builder, as somebody else on another day."""
    env = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Pacific/Auckland", "LC_ALL": "C", "PYTHONPATH": str(root)}
    asked = [sys.executable, "-m", "infra.archive", str(to)]
    done = subprocess.run(
        asked, check=False, capture_output=True, text=True, env=env, cwd=root, umask=0o077, timeout=280
    )
    assert done.returncode == 0, done.stderr
