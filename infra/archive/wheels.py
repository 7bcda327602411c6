"""Libraries as wheels for a platform: fetched by their pins, kept in the user's cache, unpacked."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path, PurePosixPath
from typing import Final
from zipfile import ZipFile

from infra.archive.contents import PYTHON, SERVICES, Platform
from infra.archive.flaws import ArchiveError

__all__ = ["fetch_wheels", "unpack_wheel"]

_GLIBCS: Final = ("2_34", "2_28", "2_17")
"""Of Amazon Linux 2023, which the function's runtime is, and of those before that wheels are made for."""
_DATA: Final = PurePosixPath("botocore/data")
_UNWANTED: Final = (".pyi", ".pyc", "/RECORD", "examples-1.json")
_TESTS: Final = frozenset({"test", "tests"})


def fetch_wheels(pins: Path, platform: Platform | None, python: Path) -> tuple[Path, ...]:
    """The wheels that the pins name, each with one of the hashes there, in the order of their names.

    platform: None for this machine. python: of the functions' version, by which conditions of pins are judged. Raises
    ArchiveError where one cannot be had.
    """
    text = pins.read_text("utf-8")
    name = platform.name if platform else "here"
    made_from = hashlib.sha256(f"{PYTHON} {name} {_GLIBCS} {text}".encode()).hexdigest()
    kept = _cache() / f"{name}-{made_from[:16]}"
    if not kept.is_dir():
        kept.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=kept.parent) as making:
            made = Path(making, "wheels")
            _download(pins, platform, python, made)
            try:
                made.rename(kept)
            except OSError:
                if not kept.is_dir():  # by another build, which was quicker
                    raise
    allowed = set(re.findall(r"--hash=sha256:([0-9a-f]{64})", text))
    wheels = tuple(sorted(kept.glob("*.whl")))
    for wheel in wheels:
        if hashlib.sha256(wheel.read_bytes()).hexdigest() not in allowed:
            message = f"{wheel} is not what {pins.name} pins; remove its folder and try again."
            raise ArchiveError(message)
    return wheels


def _cache() -> Path:
    kept = os.environ.get("XDG_CACHE_HOME")
    return (Path(kept) if kept else Path.home() / ".cache") / "creditrules" / "wheels"


def _download(pins: Path, platform: Platform | None, python: Path, to: Path) -> None:
    options = ["--only-binary=:all:", "--no-deps", "--require-hashes", "--requirement", str(pins), "--dest", str(to)]
    if platform:
        options += ["--python-version", PYTHON, "--implementation", "cp"]
        options += [f"--platform=manylinux_{glibc}_{platform.machine}" for glibc in _GLIBCS]
        options += [f"--platform=manylinux2014_{platform.machine}"]
    pip = [sys.executable, "-m", "pip", "--python", str(python), "--disable-pip-version-check", "--no-input", "--quiet"]
    if subprocess.run([*pip, "download", *options], check=False).returncode:  # noqa: S603 - our own command
        message = f"The wheels of {pins.name} for {platform.name if platform else 'this machine'} cannot be fetched."
        raise ArchiveError(message)


def unpack_wheel(wheel: Path, to: Path) -> None:
    """Put what a function can use of a wheel into a folder: no tests, no programs, no services that nobody asks."""
    with ZipFile(wheel) as packed:
        for entry in packed.infolist():
            place = _place(PurePosixPath(entry.filename))
            if entry.is_dir() or place is None:
                continue
            path = to / place
            path.parent.mkdir(parents=True, exist_ok=True)
            if path.exists():
                message = f"{place} is in {wheel.name} and in another library."
                raise ArchiveError(message)
            with packed.open(entry) as source, path.open("wb") as target:
                shutil.copyfileobj(source, target)


def _place(path: PurePosixPath) -> PurePosixPath | None:
    """Where it goes; None for nowhere."""
    if path.is_absolute() or ".." in path.parts:
        message = f"{path} does not lie in its wheel."
        raise ArchiveError(message)
    if path.parts[0].endswith(".data"):  # as wheels are installed
        if path.parts[1] not in {"purelib", "platlib"}:
            return None
        path = PurePosixPath(*path.parts[2:])
    if str(path).endswith(_UNWANTED) or _TESTS & set(path.parts[:-1]):
        return None
    if path.is_relative_to(_DATA):
        below = path.relative_to(_DATA).parts
        if len(below) > 1 and below[0] not in SERVICES:
            return None
    return path
