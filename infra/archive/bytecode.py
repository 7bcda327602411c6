"""Compiles the Python of folders, beside it, to be used whatever becomes of the sources.

    python3.13 bytecode.py FOLDER …

Run by the functions' Python, alone in its process and in the order of names, with the seed of hashes set: so the same
source is the same bytecode. What is in several folders under one name and the same is compiled once.
"""

from __future__ import annotations

import sys
from importlib.util import cache_from_source
from pathlib import Path
from py_compile import PycInvalidationMode, compile  # noqa: A004 - Python's own name for it

_UNCHECKED = PycInvalidationMode.UNCHECKED_HASH


def main(folders: list[Path]) -> None:
    """Raises PyCompileError for what is no Python."""
    made: dict[tuple[str, bytes], bytes] = {}
    for folder in folders:
        for path in sorted(folder.rglob("*.py")):
            name, source = path.relative_to(folder).as_posix(), path.read_bytes()
            kept = Path(cache_from_source(str(path)))
            if (name, source) in made:
                kept.parent.mkdir(exist_ok=True)
                kept.write_bytes(made[name, source])
                continue
            # Errors name the file as it lies in the archive; an import says where that is.
            compile(str(path), str(kept), name, doraise=True, optimize=0, invalidation_mode=_UNCHECKED)
            made[name, source] = kept.read_bytes()


if __name__ == "__main__":
    main([Path(each) for each in sys.argv[1:]])
