"""The Python of the functions, on this machine."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from infra.archive.contents import PYTHON
from infra.archive.flaws import ArchiveError

__all__ = ["find_python"]


def find_python() -> Path:
    """One of the functions' version, on the path or pyenv's. Raises ArchiveError without one."""
    found = shutil.which(f"python{PYTHON}")
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    for python in (*([Path(found)] if found else []), *sorted(pyenv.glob(f"{PYTHON}.*/bin/python"))):
        if _is_it(python):
            return python
    message = f"Python {PYTHON} compiles what the functions run, and is not on this machine."
    raise ArchiveError(message)


def _is_it(python: Path) -> bool:
    """A name on the path may be a shim that has nothing behind it, so what is found must run."""
    asked = [str(python), "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]
    try:
        done = subprocess.run(asked, check=False, capture_output=True, text=True, timeout=30)  # noqa: S603 - as found
    except OSError:
        return False
    return done.returncode == 0 and done.stdout.strip() == PYTHON
