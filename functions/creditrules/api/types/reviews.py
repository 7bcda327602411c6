"""Reviews of recorded decisions as clients see and send them."""

# ruff: noqa: D101 - a type's description says what its docstring would, where clients read it

from __future__ import annotations

from datetime import datetime

from creditrules.api.types.declaring import strawberry
from creditrules.api.types.diagnostics import UserError
from creditrules.api.types.enums import ReviewResult
from creditrules.api.types.global_ids import record_id
from creditrules.api.types.node import Node
from creditrules.api.types.permissions import needs
from creditrules.api.types.resolved import told
from creditrules.auth import Action
from creditrules.eligibility.recording import Resolution as DomainResolution
from creditrules.eligibility.recording import Review as DomainReview

__all__ = ["RequestReviewInput", "ResolveReviewInput", "Review", "ReviewPayload", "review_of"]


@strawberry.type(description="What a review came to.", directives=needs(Action.ASK))
class ReviewResolution:
    recorded_at: datetime = strawberry.field(description="When that was recorded.")
    author: str = strawberry.field(description="Who looked at it; never who asked.")
    result: ReviewResult = strawberry.field(description="Whether the decision stands.")
    comment: str | None = strawberry.field(
        description="Why, in their words; null once the facts of the decision are gone."
    )
    replacement: strawberry.ID | None = strawberry.field(description="The decision that was made anew, where one was.")


@strawberry.type(
    description="A person's look at a recorded decision: asked for, and answered, each an act on record.",
    directives=needs(Action.ASK),
)
class Review(Node):
    digest: str = strawberry.field(
        description="What the chains of decisions call the act that asked for it: 64 hexadecimal digits."
    )
    decision: strawberry.ID = strawberry.field(description="The decision.")
    recorded_at: datetime = strawberry.field(description="When it was asked for.")
    author: str = strawberry.field(description="Who asked: the partner, or somebody of the lender.")
    comment: str | None = strawberry.field(description="What was said; null once the facts of the decision are gone.")
    resolution: ReviewResolution | None = strawberry.field(description="What it came to; null while it is open.")


@strawberry.input(description="A request that a person looks at a decision.")
class RequestReviewInput:
    decision: strawberry.ID = strawberry.field(description="The decision, as `decide` gave its id.")
    comment: str = strawberry.field(
        description="What the applicant says, 1 to 2,000 characters. Encrypted as the facts are, and gone with them."
    )
    idempotency_key: str = strawberry.field(
        description="Chosen by you: the same sent again with the same key gets the first answer."
    )


@strawberry.input(description="The answer to a review.")
class ResolveReviewInput:
    review: strawberry.ID = strawberry.field(description="The review.")
    result: ReviewResult = strawberry.field(description="What it came to.")
    comment: str = strawberry.field(description="Why, 1 to 2,000 characters; encrypted as the facts are.")
    replacement: strawberry.ID | None = strawberry.field(
        default=None, description="The recorded decision that was made anew, where one was."
    )
    idempotency_key: str = strawberry.field(
        description="Chosen by you: the same sent again with the same key gets the first answer."
    )


@strawberry.type(description="What came of an act on a review.", directives=needs(Action.ASK))
class ReviewPayload:
    review: Review | None = strawberry.field(default=None, description="The review as it is now; null when refused.")
    replayed: bool = strawberry.field(
        default=False, description="Whether this is the answer to an earlier sending of the same."
    )
    user_errors: list[UserError] = strawberry.field(
        default_factory=list, description="Why it was refused; empty when it was recorded."
    )


def review_of(review: DomainReview) -> Review:
    """A review as clients see it."""
    asked = {"author": review.requested_by, "recorded_at": review.requested_at, "comment": review.statement}
    return told(
        Review,
        review,
        id=record_id("Review", review.decision, review.id),
        digest=review.id,
        decision=record_id("RecordedDecision", review.decision),
        resolution=_resolution(review.resolution) if review.resolution else None,
        **asked,
    )


def _resolution(found: DomainResolution) -> ReviewResolution:
    replacement = record_id("RecordedDecision", found.replacement) if found.replacement else None
    said = {"author": found.resolved_by, "recorded_at": found.resolved_at, "comment": found.statement}
    return told(ReviewResolution, found, replacement=replacement, **said)
