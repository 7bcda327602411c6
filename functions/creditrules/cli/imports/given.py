"""The files to import: those that are named, and those in folders that are."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from creditrules.cli.screen import give_up
from creditrules.imports import MAX_BYTES, MAX_FILES, is_rule_file, needs_of, offers

__all__ = ["Given", "given_files"]

_ENDINGS = frozenset({".dmn", ".gdst", ".json", ".pmml", ".xls", ".xlsx", ".xml", ".yaml", ".yml"})
"""What is looked into in a folder; CSV is not, since most of it is data."""
_MOST_LOOKED_INTO = 500


@dataclass(frozen=True, slots=True)
class Given:
    """files: by the path as it was given. passed_by: how many files of folders are no rules.

    beside: those of the files that nobody named, but that others need and that lay in their folders or below.
    """

    files: dict[str, bytes]
    passed_by: int
    beside: tuple[str, ...] = ()


def given_files(paths: Sequence[Path], *, only_rules: bool = True) -> Given:
    """Read what was named, and what is in the folders that were. Ends the command where a file is unreadable.

    only_rules: of a folder only what has a reader; else only files may be named.
    """
    files: dict[str, bytes] = {}
    left = MAX_BYTES
    passed_by = 0
    for path, named in _named(paths) if only_rules else ((path, True) for path in paths):
        data = _bytes(path, left)
        if named or is_rule_file(path.name, data):
            files[path.as_posix()] = data
            left -= len(data)
        else:
            passed_by += 1
        if len(files) > MAX_FILES:
            give_up(f"There are more than {MAX_FILES} files to import.", "Import them in parts.")
    beside = tuple(_found_beside(files)) if only_rules else ()
    return Given(files, passed_by, beside)


def _found_beside(files: dict[str, bytes]) -> Iterator[str]:
    """Add what the files need and did not bring, and what that needs in turn."""
    while True:
        found = {}
        for name, needs in needs_of(files).items():
            near = {path: _bytes(Path(path), MAX_BYTES) for path in _near(Path(name).parent) if path not in files}
            known = {path: offers(path, data, needs) for path, data in near.items()}
            for names in needs:
                path = next((path for one in names for path, own in known.items() if one in own), None)
                if path is not None:
                    found[path] = near[path]
        if not found:
            return
        files |= found
        yield from found


def _near(folder: Path) -> Iterator[str]:
    return (path.as_posix() for path in islice(_inside(folder), _MOST_LOOKED_INTO))


def _named(paths: Sequence[Path]) -> Iterator[tuple[Path, bool]]:
    for path in paths:
        if path.is_dir():
            yield from ((found, False) for found in _inside(path))
        else:
            yield path, True


def _inside(folder: Path) -> Iterator[Path]:
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(place, name)
            if path.suffix.lower() in _ENDINGS and not name.startswith((".", "~$")) and path.is_file():
                yield path


def _bytes(path: Path, left: int) -> bytes:
    try:
        if path.stat().st_size > left:
            give_up(f"{path}: the files have more than {MAX_BYTES} bytes together.", "Import them in parts.")
        return path.read_bytes()
    except OSError as error:
        give_up(f"{path}: {error.strerror or error}.")
