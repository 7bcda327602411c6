"""Our own part of an archive: what git has of the package, and the trusted documents beside their reader."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from infra.archive.contents import LEFT_OUT
from infra.archive.flaws import ArchiveError

__all__ = ["Commit", "copy_sources", "read_commit"]

_MOVED: Final = {
    "functions/creditrules/": "creditrules/",
    "graphql/operations/": "creditrules/api/engine/operations/",
    "LICENSE": "creditrules/LICENSE",
}


@dataclass(frozen=True, slots=True)
class Commit:
    """What is built. moment: of the commit, in ISO 8601. changed: whether files differ from it."""

    digest: str
    moment: str
    changed: bool


def read_commit(root: Path) -> Commit:
    """The commit that a tree is at. Raises ArchiveError outside of git."""
    digest, moment = _git(root, "log", "-1", "--format=%H %cI").split()
    return Commit(digest, moment, bool(_git(root, "status", "--porcelain", "--untracked-files=no").strip()))


def copy_sources(root: Path, to: Path) -> None:
    """Files of ours that git knows, as they are in the tree. Others that lie there are not ours."""
    for name in _git(root, "ls-files", "-z", "--", *_MOVED).split("\0"):
        if name and not name.startswith(LEFT_OUT) and (root / name).is_file():
            before = next(each for each in _MOVED if name.startswith(each))
            path = to / (_MOVED[before] + name.removeprefix(before))
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes((root / name).read_bytes())


def _git(root: Path, *asked: str) -> str:
    done = subprocess.run(["git", "-C", str(root), *asked], check=False, capture_output=True)  # noqa: S603, S607
    if done.returncode:
        message = f"An archive is built of a commit, and git says: {done.stderr.decode().strip()}"
        raise ArchiveError(message)
    return done.stdout.decode()
