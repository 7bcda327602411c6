"""Where an image is kept: beside the bytecode, for the sources that it was made of, as they are."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from functools import cache
from hashlib import sha256
from importlib.util import cache_from_source, find_spec
from pathlib import Path

__all__ = ["keep_image", "kept_image"]

_SOURCES = Path(__file__).parents[3]
_LIBRARIES = ("graphql", "strawberry")
_CHECKED, _UNCHECKED = b"checked:", b"unchecked:"


def kept_image() -> bytes | None:
    """The image that was kept for these sources; None without one."""
    with suppress(OSError):
        kept = _place().read_bytes()
        if kept.startswith(_UNCHECKED):
            return kept.removeprefix(_UNCHECKED)
        head = _CHECKED + _key()
        if kept.startswith(head):
            return kept.removeprefix(head)
    return None


def keep_image(image: bytes, *, unchecked: bool = False) -> None:
    """Keep an image for these sources, as Python keeps bytecode. Raises OSError where nothing can be written.

    unchecked: for an archive whose sources were put there just before and never change, as those of bytecode are
    compiled; it is used whatever they become.
    """
    place = _place()
    place.parent.mkdir(parents=True, exist_ok=True)
    made = place.with_name(f"{place.name}.{os.getpid()}")
    made.write_bytes((_UNCHECKED if unchecked else _CHECKED + _key()) + image)
    made.replace(place)


def _place() -> Path:
    return Path(cache_from_source(__file__)).with_name(f"schema.{sys.implementation.cache_tag}.image")


@cache
def _key() -> bytes:
    """What the sources are, and the libraries that make a schema of them: names, sizes and times, as for bytecode."""
    told = []
    for library in _LIBRARIES:
        found = find_spec(library)
        assert found is not None  # noqa: S101  (without them there is no schema)
        assert found.origin is not None  # noqa: S101
        stat = os.stat(found.origin)  # noqa: PTH116 - thousands are looked at below, in the same way
        told.append(f"{found.origin} {stat.st_size} {stat.st_mtime_ns}")
    folders = [str(_SOURCES)]
    while folders:
        with os.scandir(folders.pop()) as entries:
            for entry in entries:
                if entry.name.endswith(".py"):
                    stat = entry.stat()
                    told.append(f"{entry.path} {stat.st_size} {stat.st_mtime_ns}")
                elif entry.name != "__pycache__" and entry.is_dir():
                    folders.append(entry.path)
    return sha256("\n".join(sorted(told)).encode()).digest()
