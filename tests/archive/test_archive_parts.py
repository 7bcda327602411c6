"""What an archive is built of: wheels as they were pinned, files without times, nothing larger than wanted."""

from __future__ import annotations

import hashlib
import os
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import pytest
from infra.archive import wheels
from infra.archive.contents import ARCHIVES, PLATFORMS
from infra.archive.flaws import ArchiveError
from infra.archive.packing import pack, packed_sizes, require_small


def written(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name, "utf-8")
    return folder


def test_files_are_packed_alike_whenever_and_in_whatever_order_they_were_written(tmp_path: Path) -> None:
    names = ("b/c.py", "a.py", "b/a.so")
    one, other = written(tmp_path / "1", *names), written(tmp_path / "2", *reversed(names))
    os.utime(other / "a.py", (0, 0))
    (other / "a.py").chmod(0o600)
    pack(one, tmp_path / "1.zip")
    pack(other, tmp_path / "2.zip")
    assert (tmp_path / "1.zip").read_bytes() == (tmp_path / "2.zip").read_bytes()
    assert ZipFile(tmp_path / "1.zip").namelist() == ["a.py", "b/a.so", "b/c.py"]
    assert set(packed_sizes(tmp_path / "1.zip")) == {"a.py", "b"}


def test_of_a_wheel_only_what_a_function_can_use_is_unpacked(tmp_path: Path) -> None:
    wheel = tmp_path / "botocore-1-py3-none-any.whl"
    wanted = {"botocore/client.py", "botocore/data/endpoints.json", "botocore/data/kms/2014-11-01/service-2.json.gz"}
    unwanted = {
        "botocore/data/ec2/2016-11-15/service-2.json.gz",
        "botocore/data/kms/2014-11-01/examples-1.json",
        "botocore/tests/unit.py",
        "botocore/client.pyi",
        "botocore-1.dist-info/RECORD",
        "botocore-1.data/scripts/aws.py",
    }
    with ZipFile(wheel, "w") as packed:
        for name in {*wanted, *unwanted, "botocore-1.data/purelib/botocore/more.py"}:
            packed.writestr(name, name)
    wheels.unpack_wheel(wheel, tmp_path / "to")
    unpacked = {path.relative_to(tmp_path / "to").as_posix() for path in (tmp_path / "to").rglob("*") if path.is_file()}
    assert unpacked == {*wanted, "botocore/more.py"}


def test_a_file_that_would_leave_its_folder_or_stands_in_two_wheels_is_refused(tmp_path: Path) -> None:
    for name, wheel in (("../out.py", "a.whl"), ("same.py", "b.whl"), ("same.py", "c.whl")):
        with ZipFile(tmp_path / wheel, "w") as packed:
            packed.writestr(name, "")
    with pytest.raises(ArchiveError, match=r"does not lie in its wheel"):
        wheels.unpack_wheel(tmp_path / "a.whl", tmp_path / "to")
    wheels.unpack_wheel(tmp_path / "b.whl", tmp_path / "to")
    with pytest.raises(ArchiveError, match=r"same.py is in c.whl and in another library"):
        wheels.unpack_wheel(tmp_path / "c.whl", tmp_path / "to")


def test_a_kept_wheel_that_is_not_as_pinned_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(wheels, "_download", lambda _pins, _platform, _python, to: written(to.parent, "wheels/a.whl"))
    pins, digest = tmp_path / "pins.txt", hashlib.sha256(b"wheels/a.whl").hexdigest()
    pins.write_text(f"a==1 \\\n    --hash=sha256:{digest}\n", "utf-8")
    [kept] = wheels.fetch_wheels(pins, PLATFORMS[0], Path("python"))
    assert wheels.fetch_wheels(pins, PLATFORMS[0], Path("python")) == (kept,)
    kept.write_text("otherwise", "utf-8")
    with pytest.raises(ArchiveError, match=r"is not what pins.txt pins"):
        wheels.fetch_wheels(pins, PLATFORMS[0], Path("python"))


def test_an_archive_above_its_bound_is_refused(tmp_path: Path) -> None:
    packed = tmp_path / "a.zip"
    packed.write_bytes(bytes(100))
    require_small(replace(ARCHIVES[0], largest=100), packed)
    with pytest.raises(ArchiveError, match=r"a.zip has 100 bytes and may have 99"):
        require_small(replace(ARCHIVES[0], largest=99), packed)
