"""A folder as a zip file that says nothing of when, where and by whom it was made, and what in it is large."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from infra.archive.contents import Archive
from infra.archive.flaws import ArchiveError

__all__ = ["pack", "packed_sizes", "require_small"]

_EARLIEST: Final = (1980, 1, 1, 0, 0, 0)
_READABLE, _RUNNABLE = 0o100644, 0o100755
_UNIX: Final = 3


def pack(folder: Path, to: Path) -> None:
    """Write all files of a folder, in the order of their names."""
    files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    with ZipFile(to, "w") as packed:
        for name in sorted(files):
            entry = ZipInfo(name, _EARLIEST)
            entry.create_system, entry.compress_type = _UNIX, ZIP_DEFLATED
            entry.external_attr = (_RUNNABLE if name.endswith(".so") else _READABLE) << 16
            packed.writestr(entry, files[name].read_bytes(), compresslevel=9)


def packed_sizes(archive: Path) -> Mapping[str, int]:
    """Bytes by what lies at the root of an archive, compressed, the largest first."""
    sizes: Counter[str] = Counter()
    with ZipFile(archive) as packed:
        for entry in packed.infolist():
            sizes[entry.filename.partition("/")[0]] += entry.compress_size
    return dict(sizes.most_common())


def require_small(archive: Archive, path: Path) -> None:
    """Raises ArchiveError where a file is larger than its archive may be."""
    size = path.stat().st_size
    if size > archive.largest:
        message = f"{path.name} has {size:,} bytes and may have {archive.largest:,}: see what grew, or raise its bound."
        raise ArchiveError(message)
