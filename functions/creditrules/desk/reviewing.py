"""Reviews of recorded decisions: asked for by whose decision it is or by the lender, answered by the lender."""

from __future__ import annotations

from creditrules.auth import Action, Principal, require
from creditrules.desk.deciding import LONGEST_STATEMENT, Recording, read_decision, recording_of
from creditrules.desk.prose import refuse_hidden
from creditrules.desk.submitting import checked_key
from creditrules.eligibility.recording import ResolveReview, Review, ReviewRequest, ReviewResult
from creditrules.errors import Kind, Refusal

__all__ = ["request_review", "resolve_review", "reviews_of"]


def request_review(
    recording: Recording | None, principal: Principal, decision: str, statement: str, key: str
) -> Review:
    """Ask for a person's look at a decision of one's own, or, as the lender, at any.

    Raises Refusal FORBIDDEN; INVALID "STATEMENT_MISSING", "BAD_IDEMPOTENCY_KEY"; as `ReviewRecords.request` does.
    """
    require(principal, Action.REQUEST_REVIEW)
    _check(statement, key)
    if read_decision(recording, principal, decision) is None:
        raise Refusal(Kind.NOT_FOUND, "UNKNOWN_DECISION", "There is no such decision on record.", ("decision",))
    asked = ReviewRequest(decision, principal.subject, key, statement)
    return recording_of(recording).records.reviews.request(principal.tenant, asked)


def resolve_review(
    recording: Recording | None,
    principal: Principal,
    review: str,
    result: ReviewResult,
    statement: str,
    key: str,
    replacement: str | None = None,
) -> Review:
    """Say what a review came to; never by who asked for it.

    Raises Refusal FORBIDDEN; INVALID "STATEMENT_MISSING", "BAD_IDEMPOTENCY_KEY"; as `ReviewRecords.resolve` does.
    """
    require(principal, Action.RESOLVE_REVIEW)
    _check(statement, key)
    answer = ResolveReview(review, principal.subject, key, result, statement, replacement)
    return recording_of(recording).records.reviews.resolve(principal.tenant, answer)


def reviews_of(recording: Recording | None, principal: Principal, decision: str) -> tuple[Review, ...]:
    """The reviews of a decision, oldest first; none for who may not read the decision."""
    if read_decision(recording, principal, decision) is None:
        return ()
    return recording_of(recording).records.reviews.of(principal.tenant, decision)


def _check(statement: str, key: str) -> None:
    if not 0 < len(statement.strip()) <= LONGEST_STATEMENT:
        message = f"The comment has 1 to {LONGEST_STATEMENT} characters."
        raise Refusal(Kind.INVALID, "STATEMENT_MISSING", message, ("comment",), "Say why.")
    refuse_hidden(statement, "comment")
    checked_key(key)
