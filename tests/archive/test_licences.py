"""Licences are read from wheels, and an archive has none that is not allowed."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZipFile

import pytest
from infra.archive.flaws import ArchiveError
from infra.archive.licences import is_allowed, licence_texts, read_library, require_allowed


def wheel(folder: Path, *lines: str, name: str = "lib") -> Path:
    path = folder / f"{name}-1.0-py3-none-any.whl"
    with ZipFile(path, "w") as packed:
        told = "\n".join((f"Name: {name}", "Version: 1.0", *lines))
        packed.writestr(f"{name}-1.0.dist-info/METADATA", f"{told}\n\nLicense: in the description\n")
        packed.writestr(f"{name}-1.0.dist-info/licenses/LICENSE.txt", "Do as you like.")
        packed.writestr(f"{name}/_vendored/other/LICENSE", "Not of this library.")
    return path


@pytest.mark.parametrize(
    ("lines", "licence"),
    [
        (("License-Expression: MIT",), "MIT"),
        (("License: Apache-2.0",), "Apache-2.0"),
        (("License: MIT License, see the file", "Classifier: License :: OSI Approved :: MIT License"), "MIT"),
        (("License-Expression: Apache-2.0 OR BSD-3-Clause",), "Apache-2.0 OR BSD-3-Clause"),
        (("Classifier: License :: OSI Approved :: BSD License",), ""),
        (("License: Dual License",), ""),
        ((), ""),
    ],
)
def test_a_licence_is_what_the_metadata_name_in_spdx(tmp_path: Path, lines: tuple[str, ...], licence: str) -> None:
    assert read_library(wheel(tmp_path, *lines)).licence == licence


@pytest.mark.parametrize(
    ("licence", "allowed"),
    [
        ("MIT", True),
        ("GPL-3.0-only", False),
        ("GPL-3.0-only OR MIT", True),
        ("GPL-3.0-only AND MIT", False),
        ("MIT AND (BSD-3-Clause OR AGPL-3.0-only)", True),
        ("Apache-2.0 WITH LLVM-exception", False),
        ("", False),
    ],
)
def test_a_choice_is_allowed_where_one_way_of_it_is(licence: str, *, allowed: bool) -> None:
    assert is_allowed(licence) is allowed


def test_a_library_of_a_licence_that_is_not_allowed_or_not_told_stops_the_build(tmp_path: Path) -> None:
    fine, copyleft, silent = (
        read_library(wheel(tmp_path, *lines, name=name))
        for name, lines in (("a", ["License: MIT"]), ("b", ["License-Expression: GPL-3.0-only"]), ("c", []))
    )
    require_allowed([fine])
    with pytest.raises(ArchiveError, match=r"b \(GPL-3.0-only\), c \(none told\)"):
        require_allowed([fine, copyleft, silent])


def test_the_texts_are_those_of_the_library_itself(tmp_path: Path) -> None:
    told = licence_texts([read_library(wheel(tmp_path, "License: MIT"))])
    assert "lib 1.0: MIT" in told
    assert "Do as you like." in told
    assert "Not of this library." not in told
