"""How large a document may be."""

from __future__ import annotations

from creditrules.records import dataclass

__all__ = ["DEFAULT_LIMITS", "MAX_DIGITS", "MAX_EXPONENT", "DocumentLimits"]

MAX_DIGITS = 34
MAX_EXPONENT = 6144


@dataclass(frozen=True, slots=True)
class DocumentLimits:
    """Bounds of one document: bytes of UTF-8, nested collections, and values (keys not counted)."""

    size: int = 4 * 1024 * 1024
    depth: int = 64
    nodes: int = 500_000


DEFAULT_LIMITS = DocumentLimits()
