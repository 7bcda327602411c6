"""A person's look at a recorded decision: asked for, and answered, each as an act on record."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Protocol

from creditrules.records import dataclass

__all__ = ["MOST_REVIEWS", "Resolution", "ResolveReview", "Review", "ReviewRecords", "ReviewRequest", "ReviewResult"]

MOST_REVIEWS = 20
"""How many reviews of one decision may be asked for, one after another."""


class ReviewResult(StrEnum):
    """What a review came to."""

    UPHELD = "UPHELD"
    CHANGED = "CHANGED"


@dataclass(frozen=True, slots=True)
class ReviewRequest:
    """A review that is asked for. author: who asks; `key` tells its requests about one decision apart."""

    decision: str
    author: str
    key: str
    statement: str


@dataclass(frozen=True, slots=True)
class ResolveReview:
    """The answer to a review. replacement: the recorded decision that was made anew, where there is one."""

    review: str
    author: str
    key: str
    result: ReviewResult
    statement: str
    replacement: str | None = None


@dataclass(frozen=True, slots=True)
class Resolution:
    """statement: None once the facts of the decision are gone, which it may speak of."""

    resolved_at: datetime
    resolved_by: str
    result: ReviewResult
    statement: str | None
    replacement: str | None


@dataclass(frozen=True, slots=True)
class Review:
    """A review of a recorded decision. id: of the act that asked for it, a link in one of the chains of decisions.

    statement: None once the facts of the decision are gone. replayed: whether this answers a retry of the act.
    """

    id: str
    decision: str
    requested_at: datetime
    requested_by: str
    statement: str | None
    resolution: Resolution | None
    replayed: bool = False


class ReviewRecords(Protocol):
    """Reviews of a tenant's recorded decisions. Every method is confined to `tenant`."""

    def request(self, tenant: str, asked: ReviewRequest) -> Review:
        """Record that a review is asked for, unless this author's key has one on record already: then that.

        Raises Refusal: NOT_FOUND "UNKNOWN_DECISION", "FACTS_ERASED", "FACTS_EXPIRED"; CONFLICT "KEY_REUSED",
        "REVIEW_OPEN", "TOO_MANY_REVIEWS"; UNAVAILABLE.
        """

    def resolve(self, tenant: str, answer: ResolveReview) -> Review:
        """Record what a review came to, unless this author's key has done so already.

        Raises Refusal: NOT_FOUND "UNKNOWN_REVIEW", "UNKNOWN_DECISION" (the replacement); CONFLICT "KEY_REUSED",
        "REVIEW_RESOLVED", "OWN_REVIEW" (who asked for it does not answer it); UNAVAILABLE.
        """

    def of(self, tenant: str, decision: str) -> tuple[Review, ...]:
        """The reviews of a decision, oldest first. Raises Refusal UNAVAILABLE, "DECISION_DAMAGED" after tampering."""
