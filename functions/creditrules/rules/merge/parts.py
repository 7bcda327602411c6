"""What a merge is made of: the merged value, and conflicts with their places."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from creditrules.records import dataclass
from creditrules.rules.diff.values import Plain

__all__ = ["Conflict", "ConflictKind", "Merged", "Side"]


class Side(StrEnum):
    """Whose word is taken: THEIRS is the latest version's, OURS the proposal's."""

    THEIRS = "THEIRS"
    OURS = "OURS"


class ConflictKind(StrEnum):
    """How two sides contradict each other.

    CHANGED: both say something else. REMOVED: one removed what the other changed. ORDER: both put items in another
    order, or rows of which the first counts at the same place.
    """

    CHANGED = "CHANGED"
    REMOVED = "REMOVED"
    ORDER = "ORDER"


@dataclass(frozen=True, slots=True)
class Conflict:
    """One thing that the two sides say differently.

    place: where, as a diff names it, rows by their id where they have one; no two conflicts share one. base, theirs,
    ours: the three values as text, None where there is none. taken: the side that was chosen, None while none was.
    """

    place: str
    kind: ConflictKind
    base: str | None
    theirs: str | None
    ours: str | None
    taken: Side | None = None


@dataclass(frozen=True, slots=True)
class Merged:
    """value: the content that both come to; where a conflict is open it says what theirs says."""

    value: Mapping[str, Plain]
    conflicts: tuple[Conflict, ...]

    @property
    def open(self) -> tuple[Conflict, ...]:
        """The conflicts for which no side was chosen."""
        return tuple(conflict for conflict in self.conflicts if conflict.taken is None)
