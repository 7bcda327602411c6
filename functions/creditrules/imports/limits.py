"""How much is imported at a time."""

from __future__ import annotations

from typing import Final

__all__ = ["MAX_BYTES", "MAX_FILES"]

MAX_FILES: Final = 2_000
MAX_BYTES: Final = 128 * 1024 * 1024
