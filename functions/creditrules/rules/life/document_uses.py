"""How often a lender's callers sent which trusted document, and which were refused: counted, without their texts."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from creditrules.records import dataclass

__all__ = ["DocumentUse", "RefusedCaller", "RefusedDocuments"]

_MOST_DIGESTS: Final = 5
"""Of each code; the others are counted only."""


@dataclass(frozen=True, slots=True)
class DocumentUse:
    """How often a document was sent, and when last."""

    count: int
    used_at: datetime

    def plus(self, other: DocumentUse) -> DocumentUse:
        """Both together."""
        return DocumentUse(self.count + other.count, max(self.used_at, other.used_at))


@dataclass(frozen=True, slots=True)
class RefusedDocuments:
    """How often documents were refused with a code, and when last. digests: of the latest different ones."""

    answer: str
    count: int
    refused_at: datetime
    digests: tuple[str, ...]

    @property
    def code(self) -> str:
        """The code that the caller was answered."""
        return self.answer

    def plus(self, other: RefusedDocuments) -> RefusedDocuments:
        """Both together; the other one is the later."""
        latest = tuple(dict.fromkeys(reversed((*self.digests, *other.digests))))[:_MOST_DIGESTS]
        at = max(self.refused_at, other.refused_at)
        return RefusedDocuments(self.answer, self.count + other.count, at, latest[::-1])


@dataclass(frozen=True, slots=True)
class RefusedCaller:
    """Of one caller, what was refused, by code."""

    subject: str
    refused: tuple[RefusedDocuments, ...]

    def plus(self, other: RefusedCaller) -> RefusedCaller:
        """Both together; the other one is the later."""
        found = {each.code: each for each in self.refused}
        for each in other.refused:
            found[each.code] = found[each.code].plus(each) if each.code in found else each
        return RefusedCaller(self.subject, tuple(found[code] for code in sorted(found)))

    @property
    def refused_at(self) -> datetime:
        """When something was refused last."""
        return max(each.refused_at for each in self.refused)
