"""Names of files as they are given, on any system: paths whose folders are parted by slashes of either kind."""

from __future__ import annotations

from pathlib import PurePosixPath

__all__ = ["path_of"]


def path_of(name: str) -> PurePosixPath:
    """The path that a file's name is; `.name`, `.stem`, `.suffix` and `.parent` of it are meant on every system."""
    return PurePosixPath(name.replace("\\", "/"))
