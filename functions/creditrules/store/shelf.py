"""What is kept outside the table, so that it stays what it was whatever becomes of the table: written once, and read.

Ends of chains lie on it, and which subjects were erased: a table that is put back to an earlier moment knows neither.
"""

from __future__ import annotations

from typing import Protocol

from creditrules.errors import Kind, Refusal

__all__ = ["Shelf", "shelf_refused", "shelf_unavailable"]


class Shelf(Protocol):
    """Things by name, in folders apart by `/`; none is ever changed. Safe to share between threads.

    All raise Refusal UNAVAILABLE "SHELF_UNAVAILABLE", "SHELF_REFUSED" where the service may not use it.
    """

    def put(self, name: str, content: bytes) -> None:
        """Put it there for good; what has the name already stays as it is."""

    def get(self, name: str) -> bytes | None:
        """What has the name."""

    def names(self, beginning: str) -> list[str]:
        """All names that begin so, sorted."""


def shelf_unavailable(cause: str) -> Refusal:
    """What callers are told where the shelf does not answer."""
    message = "What is kept outside the table cannot be reached."
    return Refusal(Kind.UNAVAILABLE, "SHELF_UNAVAILABLE", message, hint="Try again in a moment.", cause=cause)


def shelf_refused(cause: str) -> Refusal:
    """What callers are told where the service may not use the shelf, or there is none."""
    message = "The service is not allowed to use what is kept outside the table, or it is not there."
    hint = "Tell whoever operates the service; trying again does not help until they have mended it."
    return Refusal(Kind.UNAVAILABLE, "SHELF_REFUSED", message, hint=hint, cause=cause)
