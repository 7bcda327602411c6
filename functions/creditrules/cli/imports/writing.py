"""Models written into a folder: all of them or none, and nothing that is there is lost."""

from __future__ import annotations

import os
import shutil
import tempfile
import unicodedata
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from creditrules.cli.screen import give_up

__all__ = ["file_name", "put_all"]

_LONGEST = 80
_DEVICES = frozenset({"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))})


def file_name(name: str, ending: str, taken: set[str]) -> str:
    """A name that every file system takes, made of a model's; `taken` are names, in lower case, that are given away."""
    text = unicodedata.normalize("NFC", name)
    kept = "".join(character if character.isalnum() or character in "-_." else "-" for character in text)
    stem = "-".join(part for part in kept.split("-") if part).strip(".-")[:_LONGEST].strip(".-") or "model"
    stem = f"{stem}-model" if stem.partition(".")[0].casefold() in _DEVICES else stem
    full, number = f"{stem}.{ending}", 1
    while full.casefold() in taken:
        number += 1
        full = f"{stem}-{number}.{ending}"
    taken.add(full.casefold())
    return full


def put_all(folder: Path, files: Mapping[str, bytes], *, force: bool) -> None:
    """Write files by name into a folder, which is made where it is missing. Ends the command where that fails.

    They are written beside it first. A new folder then comes into being at once; into one that exists they are moved
    one after the other, and where that fails all is put back. Without `force` no file is replaced.
    """
    try:
        if not folder.exists():
            _as_new(folder, files)
            return
        there = sorted(name for name in files if (folder / name).exists())
        if there and not force:
            hint = "Say --force to replace it, or name another folder."
            give_up(f"{folder / there[0]} is there already; nothing was written.", hint)
        with _beside(folder, files) as new:
            _moved(Path(new), folder, files)
    except OSError as error:
        give_up(f"{error.filename or folder}: {error.strerror or error}; nothing was written.")


def _as_new(folder: Path, files: Mapping[str, bytes]) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    with _beside(folder.parent, files) as new:
        whole = Path(new) / "whole"
        whole.mkdir()
        for name in files:
            (Path(new) / name).rename(whole / name)
        whole.rename(folder)


def _beside(place: Path, files: Mapping[str, bytes]) -> tempfile.TemporaryDirectory[str]:
    new = tempfile.TemporaryDirectory(prefix=".import-", dir=place, ignore_cleanup_errors=True)
    try:
        for name, data in files.items():
            (Path(new.name) / name).write_bytes(data)
    except OSError:
        new.cleanup()
        raise
    return new


def _moved(new: Path, folder: Path, names: Iterable[str]) -> None:
    old = new / "replaced"
    old.mkdir()
    done: list[str] = []
    try:
        for name in names:
            if (folder / name).exists():
                shutil.copy2(folder / name, old / name)
            done.append(name)
            os.replace(new / name, folder / name)  # noqa: PTH105 - replaces on every system
    except OSError:
        for name in done:
            with suppress(OSError):
                _put_back(old / name, folder / name)
        raise


def _put_back(kept: Path, place: Path) -> None:
    if kept.exists():
        os.replace(kept, place)  # noqa: PTH105
    else:
        place.unlink(missing_ok=True)
