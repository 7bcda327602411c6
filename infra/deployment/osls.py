"""osls, the open fork of Serverless 3, as osls/package-lock.json pins it: installed once, kept in the user's cache."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Final

from infra.deployment.flaws import DeploymentError

__all__ = ["osls"]

_ROOT: Final = Path(__file__).parents[2]
_PINS: Final = Path(__file__).with_name("osls")
_FILES: Final = ("package.json", "package-lock.json")


def osls(asked: Sequence[str], environment: Mapping[str, str], *, shown: bool = True) -> str:
    """What it says, which is shown as well while it comes. Raises DeploymentError where it does not end well."""
    told = {"SLS_TELEMETRY_DISABLED": "1", "SLS_NOTIFICATIONS_MODE": "off"}
    command = [str(_installed()), *asked]
    process = subprocess.Popen(  # noqa: S603 - what was just installed
        command,
        cwd=_ROOT,
        env={**os.environ, **told, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    )
    said: list[str] = []
    for line in process.stdout or ():
        said.append(line)
        if shown:
            sys.stdout.write(line)
            sys.stdout.flush()
    if process.wait():
        text = "" if shown else "".join(said)
        raise DeploymentError(f"{text}`osls {asked[0]}` did not end well, as said above.")
    return "".join(said)


def _installed() -> Path:
    """Where its command lies, installed if it is not there yet."""
    pins = sha256(b"".join((_PINS / name).read_bytes() for name in _FILES)).hexdigest()[:16]
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    place = cache / "creditrules" / f"osls-{pins}"
    command = place / "node_modules" / ".bin" / "osls"
    if command.exists():
        return command
    npm = shutil.which("npm")
    if npm is None:
        raise DeploymentError("npm is needed, of Node 20.19, 22.13, 24 or later: osls comes with it.")
    place.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=place.parent) as making:
        for name in _FILES:
            shutil.copy(_PINS / name, making)
        asked = [npm, "ci", "--silent", "--no-audit", "--no-fund", "--ignore-scripts"]
        if subprocess.run(asked, cwd=making, check=False).returncode:  # noqa: S603 - npm itself
            raise DeploymentError("npm could not install osls, as said above.")
        shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(making, place, symlinks=True)
    return command
