"""One commit is one archive, byte for byte, wherever and whenever it is built."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest
from tests.archive.unpacked import ROOT, build_again


def _git(folder: Path, *asked: str) -> str:
    return subprocess.run(["git", "-C", str(folder), *asked], check=True, capture_output=True, text=True).stdout.strip()


@pytest.fixture(scope="module")
def again(archives: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built once more, of another clone in another folder."""
    bill = json.loads((archives / "creditrules-x86_64.cdx.json").read_text("utf-8"))
    commit = {each["name"]: each["value"] for each in bill["metadata"]["properties"]}["creditrules:commit"]
    if commit != _git(ROOT, "rev-parse", "HEAD") and "CI" not in os.environ:
        pytest.skip(f"the archives are of {commit}, not of the commit that is checked out")
    place = tmp_path_factory.mktemp("elsewhere")
    clone = place / "another clone"
    subprocess.run(["git", "clone", "--quiet", "--no-hardlinks", str(ROOT), str(clone)], check=True)
    _git(clone, "checkout", "--quiet", commit)
    build_again(clone, place / "built")
    return place / "built"


def test_two_builds_of_one_commit_are_the_same_bytes(archives: Path, again: Path) -> None:
    built = {path.name: path.read_bytes() for path in again.iterdir()}
    assert len(built) == 6
    assert [name for name, content in built.items() if (archives / name).read_bytes() != content] == []
