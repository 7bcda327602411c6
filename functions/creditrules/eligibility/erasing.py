"""The erasure of what was recorded about a subject: how far it goes, and what it took."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from creditrules.records import dataclass

__all__ = ["MOST_HOLDERS", "Erased", "ErasedAgain", "ErasedRecords", "Erasure", "ErasureReach"]

MOST_HOLDERS = 100
"""Of how many partners the records under one name are listed together, or erased by one act."""


class ErasureReach(StrEnum):
    """What of all that is recorded under a name goes.

    PARTNER: what one partner had recorded as its own. SHARED: what is recorded under it for all partners together.
    ALL: both of these, of every partner.
    """

    PARTNER = "PARTNER"
    SHARED = "SHARED"
    ALL = "ALL"


@dataclass(frozen=True, slots=True)
class Erasure:
    """A subject whose facts are to go, by whom, and on what ground. partner: with the reach PARTNER, whose it is."""

    subject: str
    author: str
    statement: str
    reach: ErasureReach
    partner: str | None = None


@dataclass(frozen=True, slots=True)
class ErasedAgain:
    """What became of the erasures that were noted outside the table, once it was restored.

    noted: how many there are. lost: of which the table knew nothing. taken: facts of how many subjects these took.
    """

    noted: int
    lost: int
    taken: int


@dataclass(frozen=True, slots=True)
class ErasedRecords:
    """Records that one data key sealed. partner: whose own they were, None where partners share them.

    already: whether they had gone before; nothing else is known of them then. decisions: how many there were, recorded
    by which `partners`; exact: False where there are more than were looked through.
    """

    partner: str | None
    erased_at: datetime
    already: bool
    decisions: int | None = None
    partners: tuple[str, ...] = ()
    exact: bool = True


@dataclass(frozen=True, slots=True)
class Erased:
    """What an erasure took. shared_left: whether records under that name are left that partners share.

    complete: False where more partners know the name than one act erases: what is left goes by the next. replayed:
    whether this is the answer to an earlier sending.
    """

    records: tuple[ErasedRecords, ...]
    shared_left: bool
    complete: bool = True
    replayed: bool = False

    @property
    def erased_at(self) -> datetime:
        """When the last of them went."""
        return max(each.erased_at for each in self.records)

    @property
    def already(self) -> bool:
        """Whether all had gone before."""
        return all(each.already for each in self.records)
