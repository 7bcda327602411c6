"""Cursors of what is reckoned here: a place in it, and a digest so that it is a place in the same thing."""

from __future__ import annotations

from hashlib import sha256
from typing import Final

from creditrules.cli.assistants.faults import Fault

__all__ = ["digest_of", "place_of", "sealed"]

_LENGTH: Final = 16


def digest_of(*parts: bytes) -> str:
    """Of all that a listing is made of."""
    whole = sha256()
    for part in parts:
        whole.update(sha256(part).digest())
    return whole.hexdigest()[:_LENGTH]


def sealed(digest: str, place: int, end: int) -> str | None:
    """The cursor at `place`; None where that is the end."""
    return f"{digest}.{place}" if place < end else None


def place_of(cursor: str | None, digest: str) -> int:
    """Where to go on; 0 without a cursor. Raises Fault "BAD_CURSOR" for one of something else."""
    if cursor is None:
        return 0
    whose, _, place = cursor.partition(".")
    if whose != digest or not place.isascii() or not place.isdigit() or len(place) > _LENGTH:
        message = "The cursor is of another content, or the content has changed since."
        raise Fault("BAD_CURSOR", message, "Start without `after`.", "after")
    return int(place)
