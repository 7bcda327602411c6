"""One figure of the bench."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Figure"]


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured, by the name under which bars and the history know it.

    value: None where it could not be measured, and `note` says why. peer: who did the same work beside it, and
    peer_value what that came to, in the same unit.
    """

    name: str
    value: float | None
    unit: str = ""
    peer: str = ""
    peer_value: float | None = None
    note: str = ""
