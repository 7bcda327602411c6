"""How files name others that they cannot be read without."""

from __future__ import annotations

from typing import TypeAlias

__all__ = ["Needs"]

Needs: TypeAlias = tuple[tuple[str, ...], ...]
"""Of each file that is needed, the names that it may have, the surest first: a namespace, a file name, a key."""
