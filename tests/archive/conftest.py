"""The archives that `make package` has built, found in the folder ARCHIVES."""

from __future__ import annotations

import os
import platform
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest
from infra.archive.contents import PLATFORMS
from tests.archive.unpacked import Unpacked

sys.path.insert(0, str(Path(__file__).parents[2] / "bench"))


@pytest.fixture(scope="session")
def archives() -> Path:
    """The folder that they lie in."""
    if "ARCHIVES" not in os.environ:
        pytest.skip("needs archives, and they Python 3.13: make package, then ARCHIVES=build/package")
    return Path(os.environ["ARCHIVES"]).absolute()


@pytest.fixture(scope="session", params=[each.name for each in PLATFORMS])
def each_archive(request: pytest.FixtureRequest, archives: Path) -> Path:
    return archives / f"creditrules-{request.param}.zip"


@pytest.fixture(scope="session")
def unpacked(archives: Path, tmp_path_factory: pytest.TempPathFactory) -> Unpacked:
    """That of this machine's processor, in an empty folder."""
    [name] = (each.name for each in PLATFORMS if each.machine == platform.machine())
    folder = tmp_path_factory.mktemp("task")
    with ZipFile(archives / f"creditrules-{name}.zip") as packed:
        packed.extractall(folder)
    return Unpacked(folder)
