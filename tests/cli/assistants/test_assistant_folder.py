"""Nothing outside of the folder is read, by whatever name."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from creditrules.cli.assistants.faults import Fault
from creditrules.cli.assistants.folder import Folder

OUTSIDE = (
    "../secret.yaml",
    "old/../../secret.yaml",
    "/etc/passwd",
    "./../secret.yaml",
    "..\\secret.yaml",
    "old/..%2f..%2fsecret.yaml",
    "C:/secret.yaml",
    "file:secret.yaml",
    "night-pause.yaml\0.txt",
    "",
    ".",
    "..",
    "old",
    "a" * 5000 + ".yaml",
    "\ud800.yaml",
    ".hidden.yaml",
    ".git/config.yaml",
    "notes.txt",
    "out.yaml",
    "away/secret.yaml",
    "loop.yaml",
    "gone.yaml",
    "hidden-by-a-link.yaml",
    "text-by-a-link.yaml",
    "turned\u202elmay.yaml",
)


@pytest.fixture
def trapped(folder: Path) -> Path:
    (folder.parent / "secret.yaml").write_text("secret: true", "utf-8")
    (folder / ".hidden.yaml").write_text("secret: true", "utf-8")
    (folder / ".git").mkdir()
    (folder / ".git" / "config.yaml").write_text("secret: true", "utf-8")
    (folder / "notes.txt").write_text("secret", "utf-8")
    for name, target in (
        ("out.yaml", "../secret.yaml"),
        ("away", ".."),
        ("loop.yaml", "loop.yaml"),
        ("gone.yaml", "nothing.yaml"),
        ("hidden-by-a-link.yaml", ".hidden.yaml"),
        ("text-by-a-link.yaml", "notes.txt"),
        ("same.yaml", "line.yaml"),
    ):
        (folder / name).symlink_to(target)
    return folder


@pytest.mark.parametrize("name", OUTSIDE)
def test_what_is_not_in_the_folder_is_not_read(trapped: Path, name: str) -> None:
    with pytest.raises(Fault) as refused:
        Folder(trapped).read(name)
    assert refused.value.code == "FILE_NOT_HERE"
    assert "secret" not in refused.value.message


def test_what_is_listed_can_be_read_and_nothing_else_is_listed(trapped: Path) -> None:
    folder = Folder(trapped)
    assert folder.names() == ["line.yaml", "night-pause.yaml", "old/night-pause.yaml", "same.yaml"]
    assert all(folder.read(name) for name in folder.names())


def test_the_folder_itself_may_be_a_link(folder: Path) -> None:
    (folder.parent / "link").symlink_to(folder)
    assert "line.yaml" in Folder(folder.parent / "link").names()


def test_a_file_that_is_too_large_is_refused(folder: Path) -> None:
    (folder / "large.yaml").write_bytes(b"#" * (4 * 1024 * 1024 + 1))
    with pytest.raises(Fault, match="more than 4194304 bytes"):
        Folder(folder).read("large.yaml")


def test_a_folder_that_is_too_large_is_not_read_into_memory(folder: Path) -> None:
    for number in range(9):
        (folder / f"{number}.yaml").write_bytes(b"#" * (4 * 1024 * 1024))
    with pytest.raises(Fault, match="have more than 33554432 bytes"):
        Folder(folder).sources()


def test_files_whose_names_nobody_could_say_keep_no_other_from_being_listed(folder: Path) -> None:
    (folder / "turned\u202elmay.yaml").write_text("a: 1", "utf-8")
    Path(os.fsdecode(os.fsencode(folder) + b"/\xff.yaml")).write_text("a: 1", "utf-8")
    assert Folder(folder).names() == ["line.yaml", "night-pause.yaml", "old/night-pause.yaml"]
