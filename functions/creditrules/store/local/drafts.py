"""Files and folders that get their name only once they are whole."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from hashlib import sha256
from pathlib import Path
from typing import IO, Any, Final

from creditrules.errors import Kind, Refusal
from creditrules.store.local.secrets import fsync_folder

__all__ = ["beside", "described", "poured", "put_in_place", "refuse_unless_empty"]

_CHUNK: Final = 1 << 20


@contextmanager
def beside(target: Path) -> Iterator[Path]:
    """A folder for our eyes only on the same disk as `target`, gone at the end."""
    parent = target.absolute().parent
    parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=parent))
    try:
        yield draft
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def refuse_unless_empty(folder: Path) -> None:
    """Raises Refusal CONFLICT "FOLDER_NOT_EMPTY" unless the folder is empty or not there."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise _not_empty(folder)


def put_in_place(draft: Path, folder: Path) -> None:
    """Have all files of a draft on disk, then give it its name. Raises OSError, and as `refuse_unless_empty`."""
    for path in draft.rglob("*"):
        if path.is_file():
            _fsync(path)
        else:
            fsync_folder(path)
    fsync_folder(draft)
    try:
        draft.rename(folder)
    except OSError:
        refuse_unless_empty(folder)
        raise
    fsync_folder(folder.absolute().parent)


def poured(content: IO[bytes], path: Path | None) -> dict[str, Any]:
    """The size and digest of a content, which is also written to a new file at `path` if given."""
    digest, size = sha256(), 0
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    with nullcontext() if path is None else os.fdopen(os.open(path, flags, 0o600), "wb") as file:
        while chunk := content.read(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
            if file is not None:
                file.write(chunk)
    return {"bytes": size, "sha256": digest.hexdigest()}


def described(path: Path) -> dict[str, Any]:
    """The size and digest of a file."""
    with path.open("rb") as content:
        return poured(content, None)


def _fsync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _not_empty(folder: Path) -> Refusal:
    message = f"{folder} is not empty."
    hint = "Choose a new folder, or move this one away first."
    return Refusal(Kind.CONFLICT, "FOLDER_NOT_EMPTY", message, hint=hint)
