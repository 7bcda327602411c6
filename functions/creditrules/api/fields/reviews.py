"""The fields that have recorded decisions reviewed."""

# ruff: noqa: D101 - a type's description says what its docstring would, where clients read it

from __future__ import annotations

from typing import Annotated

from creditrules.api.context import RequestContext
from creditrules.api.types.declaring import Info, strawberry
from creditrules.api.types.global_ids import read_decision, read_record
from creditrules.api.types.payloads import payload_field
from creditrules.api.types.reviews import RequestReviewInput, ResolveReviewInput, ReviewPayload, review_of
from creditrules.auth import Action
from creditrules.desk import request_review, resolve_review
from creditrules.eligibility.recording import ReviewResult

__all__ = ["ReviewMutations"]


@strawberry.type(description="Having decisions reviewed by a person.")
class ReviewMutations:
    @payload_field(ReviewPayload, Action.REQUEST_REVIEW)
    def request_review(
        self,
        info: Info[RequestContext, None],
        input: Annotated[RequestReviewInput, strawberry.argument(description="The request.")],  # noqa: A002
    ) -> ReviewPayload:
        """Ask that a person looks at a recorded decision: one of your own, or as the lender any."""
        context = info.context
        done = request_review(
            context.recording, context.principal, read_decision(input.decision), input.comment, input.idempotency_key
        )
        return ReviewPayload(review=review_of(done), replayed=done.replayed)

    @payload_field(ReviewPayload, Action.RESOLVE_REVIEW)
    def resolve_review(
        self,
        info: Info[RequestContext, None],
        input: Annotated[ResolveReviewInput, strawberry.argument(description="The answer.")],  # noqa: A002
    ) -> ReviewPayload:
        """Record what a review came to: for the lender, and never for who asked for it."""
        context = info.context
        done = resolve_review(
            context.recording,
            context.principal,
            read_record(input.review, "Review"),
            ReviewResult(input.result.value),
            input.comment,
            input.idempotency_key,
            None if input.replacement is None else read_decision(input.replacement),
        )
        return ReviewPayload(review=review_of(done), replayed=done.replayed)
