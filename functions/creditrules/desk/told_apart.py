"""What answers of the desk tell apart, where naming it needs nothing of what finds it out."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["HelpProof", "PlannedAct"]


class PlannedAct(StrEnum):
    """What publishing would do."""

    CREATE = "CREATE"
    CHANGE = "CHANGE"
    NOTHING = "NOTHING"


class HelpProof(StrEnum):
    """How what would help is known: that there is nothing else and nothing for less, or found by a bounded search."""

    PROVED = "PROVED"
    SEARCHED = "SEARCHED"
