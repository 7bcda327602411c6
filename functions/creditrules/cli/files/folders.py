"""The files of a folder and of those in it, hidden ones apart."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from creditrules.cli.screen import give_up

__all__ = ["files_in"]

MOST: Final = 1000


def files_in(folder: Path) -> list[Path]:
    """All files, sorted. Ends the command where there are too many."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and not _is_hidden(path, folder))
    if len(files) > MOST:
        give_up(f"{folder} has {len(files)} files; at most {MOST} are looked at.", "Name a folder of rules alone.")
    return files


def _is_hidden(path: Path, folder: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(folder).parts)
