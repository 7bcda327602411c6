"""`python -m infra.archive [FOLDER]`: build all archives into a folder (build/package), and say how large they are."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

from infra.archive.building import Built, build
from infra.archive.contents import ARCHIVES
from infra.archive.flaws import ArchiveError
from infra.archive.packing import packed_sizes

_ROOT: Final = Path(__file__).parents[2]
_SHOWN: Final = 8


def main(to: Path) -> int:
    """The status to end with."""
    try:
        for archive in ARCHIVES:
            for built in build(_ROOT, archive, to):
                sys.stdout.write(_told(built))
    except ArchiveError as flaw:
        sys.stderr.write(f"error: {flaw}\n")
        return 1
    return 0


def _told(built: Built) -> str:
    sizes = list(packed_sizes(built.path).items())
    largest = ", ".join(f"{name} {size / 1e6:.2f}" for name, size in sizes[:_SHOWN])
    size, bound = (bytes_ / 1e6 for bytes_ in (built.path.stat().st_size, built.archive.largest))
    return f"{built.path}: {size:.1f} MB of {bound:.0f} at most; largest: {largest}\n"


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else _ROOT / "build" / "package"))
