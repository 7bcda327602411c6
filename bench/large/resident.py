"""Resident memory of this process, as Linux tells it."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

__all__ = ["forget_peak", "peak", "resident"]


def resident() -> float:
    """MiB at this moment."""
    return _told("VmRSS:")


def forget_peak() -> None:
    """What it was at the most begins anew, where the system lets one."""
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5", "ascii")


def peak() -> float:
    """MiB at the most so far. Not of getrusage, which begins with the memory of the process that started this one."""
    return _told("VmHWM:")


def _told(name: str) -> float:
    return int(Path("/proc/self/status").read_text("utf-8").partition(name)[2].split()[0]) / 1024
