"""The folder of rule files that an assistant may read: what is in it, and nothing beside it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Final

from creditrules.cli.assistants.faults import Fault
from creditrules.cli.assistants.texts import seen

__all__ = ["ENDINGS", "LONGEST_NAME", "Folder"]

ENDINGS: Final = frozenset({".yaml", ".yml", ".json", ".dmn"})
LONGEST_NAME: Final = 500
_LARGEST: Final = 4 * 1024 * 1024
_MOST: Final = 1000
_LARGEST_IN_ALL: Final = 32 * 1024 * 1024


class Folder:
    """Names are paths from the folder on, with slashes.

    Hidden files, links that lead out and files with other endings are not there.
    """

    def __init__(self, root: Path) -> None:
        self._root = root.resolve(strict=True)

    def names(self) -> list[str]:
        """All files, sorted. Raises Fault where there are too many."""
        found = sorted(self._walk())
        if len(found) > _MOST:
            message = f"The folder has more than {_MOST} rule files."
            raise Fault("TOO_MANY_FILES", message, "The operator names a folder of rules alone.")
        return found

    def read(self, name: str) -> bytes:
        """What is in a file. Raises Fault."""
        path = self._inside(name)
        try:
            with path.open("rb") as file:
                data = file.read(_LARGEST + 1)
        except OSError as error:
            raise Fault("file.unreadable", f"The file cannot be read: {error.strerror}.", place="file") from None
        if len(data) > _LARGEST:
            raise Fault("document.too-large", f"The file has more than {_LARGEST} bytes.", place="file")
        return data

    def sources(self) -> dict[Path, bytes]:
        """Everything in the folder, by name. Raises Fault where that is too much to be read at once."""
        found, left = dict[Path, bytes](), _LARGEST_IN_ALL
        for name in self.names():
            found[Path(name)] = data = self.read(name)
            left -= len(data)
            if left < 0:
                message = f"The files of the folder have more than {_LARGEST_IN_ALL} bytes."
                raise Fault("document.too-large", message, "The operator names a folder of rules alone.", "file")
        return found

    def _walk(self) -> Iterator[str]:
        for at, folders, files in os.walk(self._root, followlinks=False):
            folders[:] = [folder for folder in folders if not folder.startswith(".")]
            for file in files:
                name = (Path(at) / file).relative_to(self._root).as_posix()
                if _is_plain(name) and self._is_inside(self._root / name):
                    yield name

    def _inside(self, name: str) -> Path:
        path = self._root / name
        if not _is_plain(name) or not self._is_inside(path):
            hint = "list_files tells the names of all there are."
            raise Fault("FILE_NOT_HERE", "There is no such file in the folder of rules.", hint, "file")
        return path.resolve()

    def _is_inside(self, path: Path) -> bool:
        """Whether it is a file, and still in the folder once links are followed."""
        try:
            real = path.resolve(strict=True)
            return real.is_relative_to(self._root) and real.is_file() and _is_plain(self._name(real))
        except (OSError, RuntimeError, ValueError):
            return False

    def _name(self, real: Path) -> str:
        return real.relative_to(self._root).as_posix()


def _is_text(name: str) -> bool:
    """Whether all of it is seen, and none of it bytes of no encoding."""
    return len(name) <= LONGEST_NAME and seen(name) == name


def _is_plain(name: str) -> bool:
    path = PurePosixPath(name)
    odd = not _is_text(name) or "\\" in name or ":" in name or path.is_absolute() or not path.parts
    return not odd and path.suffix.lower() in ENDINGS and not any(part.startswith(".") for part in path.parts)
