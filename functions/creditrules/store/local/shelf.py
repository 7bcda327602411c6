"""A shelf that is a folder of this machine; best on another disk than the database."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath
from typing import Final

from creditrules.store.shelf import shelf_refused, shelf_unavailable

__all__ = ["FolderShelf"]

_HALF: Final = ".half"
_DENIED: Final = (PermissionError, NotADirectoryError, IsADirectoryError)


class FolderShelf:
    """`Shelf` in a folder, which is made with the first thing that is put there; readable by its owner only."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, name: str, content: bytes) -> None:
        """See `Shelf.put`. What was put outlasts a loss of power."""
        place = self._place(name)
        with _typed():
            place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            half = place.with_name(f"{place.name}.{os.urandom(8).hex()}{_HALF}")
            with half.open("xb") as file:
                os.fchmod(file.fileno(), 0o400)
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            with suppress(FileExistsError):
                os.link(half, place)
            half.unlink()
            _settle(place.parent)

    def get(self, name: str) -> bytes | None:
        """See `Shelf.get`."""
        with _typed(), suppress(FileNotFoundError):
            return self._place(name).read_bytes()
        return None

    def names(self, beginning: str) -> list[str]:
        """See `Shelf.names`."""
        with _typed():
            files = [path for path in self._folder.rglob("*") if path.is_file() and path.suffix != _HALF]
        names = (path.relative_to(self._folder).as_posix() for path in files)
        return sorted(name for name in names if name.startswith(beginning))

    def _place(self, name: str) -> Path:
        parts = PurePosixPath(name).parts
        if not parts or any(part in {"/", ".."} for part in parts):
            raise ValueError(f"no name of a thing on a shelf: {name!r}")
        return self._folder.joinpath(*parts)


def _settle(folder: Path) -> None:
    """Have the folder's own entries on disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _typed() -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise
    except _DENIED as error:
        raise shelf_refused(type(error).__name__) from error
    except OSError as error:
        raise shelf_unavailable(type(error).__name__) from error
