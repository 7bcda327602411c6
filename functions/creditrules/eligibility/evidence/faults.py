"""Why evidence is refused."""

from __future__ import annotations

from creditrules.errors import Kind, Refusal

__all__ = ["altered", "contradicts", "unreadable"]


def unreadable(why: str) -> Refusal:
    """It is not written as evidence is."""
    hint = "Have it sent again as a file, byte for byte."
    return Refusal(Kind.INVALID, "EVIDENCE_UNREADABLE", f"This is no evidence that can be read: {why}.", (), hint)


def altered(what: str, digest: str) -> Refusal:
    """A part of it is not that of a digest."""
    message = f"The evidence holds together no more: {what} does not give {digest}."
    return Refusal(Kind.INVALID, "EVIDENCE_ALTERED", message, (), "Have the evidence made again, and compare.")


def contradicts(why: str) -> Refusal:
    """Two parts of it say different things."""
    message = f"The evidence contradicts itself: {why}."
    return Refusal(Kind.INVALID, "EVIDENCE_CONTRADICTS", message, (), "Have the evidence made again, and compare.")
