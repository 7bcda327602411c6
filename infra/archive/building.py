"""Builds archives: libraries and our sources in a folder, compiled, with the image of the schema, packed and told."""

from __future__ import annotations

import os
import platform as machine
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from infra.archive.contents import PLATFORMS, Archive, Platform
from infra.archive.flaws import ArchiveError
from infra.archive.inventory import inventory
from infra.archive.licences import Library, licence_texts, read_library, require_allowed
from infra.archive.packing import pack, require_small
from infra.archive.pythons import find_python
from infra.archive.sources import copy_sources, read_commit
from infra.archive.wheels import fetch_wheels, unpack_wheel

__all__ = ["Built", "build"]

_IMAGES: Final = "creditrules/api/schema/image/__pycache__"
_COMPILER: Final = Path(__file__).with_name("bytecode.py")


@dataclass(frozen=True, slots=True)
class Built:
    """An archive, for one platform; its bill and its licences lie beside it under the same name."""

    archive: Archive
    platform: Platform
    path: Path


@dataclass(frozen=True, slots=True)
class _Tree:
    """What an archive is packed of. platform: None for this machine."""

    platform: Platform | None
    folder: Path
    libraries: Sequence[Library]


def build(root: Path, archive: Archive, to: Path, platforms: Sequence[Platform] = PLATFORMS) -> Iterator[Built]:
    """Write an archive for each platform into a folder. root: the tree of our sources, a clone of git.

    Raises ArchiveError where something of it is not at hand or may not be so.
    """
    python, commit = find_python(), read_commit(root)
    to.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as making:
        trees = [_grown(root, archive, each, python, Path(making)) for each in _with_ours(platforms)]
        _run(python, [str(_COMPILER), *(str(tree.folder) for tree in trees)])
        _keep_images(python, trees)
        for tree in trees:
            if tree.platform is not None and tree.platform in platforms:
                path = to / f"{archive.name}-{tree.platform.name}.zip"
                pack(tree.folder, path)
                told = inventory(root, archive, tree.platform, tree.libraries, path, commit)
                path.with_suffix(".cdx.json").write_text(told, "utf-8")
                path.with_suffix(".licences.txt").write_text(licence_texts(tree.libraries), "utf-8")
                require_small(archive, path)
                yield Built(archive, tree.platform, path)


def _with_ours(platforms: Iterable[Platform]) -> list[Platform | None]:
    """Those, and one that this machine can run, which the image of the schema is made with."""
    ours = None
    if sys.platform == "linux":
        ours = next((each for each in PLATFORMS if each.machine == machine.machine()), None)
    return [ours, *(each for each in platforms if each != ours)]


def _grown(root: Path, archive: Archive, platform: Platform | None, python: Path, making: Path) -> _Tree:
    folder = making / (platform.name if platform else "here")
    wheels = fetch_wheels(root / archive.pins, platform, python)
    libraries = tuple(read_library(each) for each in wheels)
    require_allowed(libraries)
    for wheel in wheels:
        unpack_wheel(wheel, folder)
    copy_sources(root, folder)
    return _Tree(platform, folder, libraries)


def _keep_images(python: Path, trees: Sequence[_Tree]) -> None:
    """The image that the first tree makes, in all: it is of our sources and of libraries that are the same in them."""
    first, *others = (tree.folder for tree in trees)
    _run(python, ["-m", "creditrules.api.schema.served"], first)
    [image] = (first / _IMAGES).glob("*.image")
    for folder in others:
        shutil.copyfile(image, folder / _IMAGES / image.name)


def _run(python: Path, asked: Sequence[str], path: Path | None = None) -> None:
    """The functions' Python with nothing of this machine's packages and settings, and the same hashes every time."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "CREDITRULES_"))}
    env |= {"PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1", **({"PYTHONPATH": str(path)} if path else {})}
    command = [str(python), "-s", "-S", *asked]
    if subprocess.run(command, check=False, env=env, cwd=path).returncode:  # noqa: S603 - our own code
        message = f"{' '.join(asked[:2])} failed, as said above."
        raise ArchiveError(message)
