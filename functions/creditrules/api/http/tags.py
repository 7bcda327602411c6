"""Tags of what callers may have already."""

from __future__ import annotations

__all__ = ["has_tag"]


def has_tag(if_none_match: str, tag: str) -> bool:
    """Whether the caller has it, by weak comparison (RFC 9110, 8.8.3.2 and 13.1.2)."""
    held = [each.strip().removeprefix("W/") for each in if_none_match.split(",")]
    return "*" in held or tag.removeprefix("W/") in held
