"""Decisions on record as a listing shows them."""

# ruff: noqa: D101 - a type's description says what its docstring would, where clients read it

from __future__ import annotations

from datetime import datetime

from creditrules.api.types.connections import Connection, connect
from creditrules.api.types.declaring import Private, strawberry
from creditrules.api.types.global_ids import record_id
from creditrules.api.types.once import idempotency_key
from creditrules.api.types.permissions import needs
from creditrules.api.types.recorded import DecisionReceipt, RecordedAnswer, RecordedDecision, answer_of, recorded_of
from creditrules.api.types.resolved import field, told
from creditrules.auth import Action
from creditrules.desk import OpenedDecisions, Recording, View
from creditrules.eligibility.recording import ListedDecision as DomainListed
from creditrules.rules.ports import Page

__all__ = ["IndexDecisionsInput", "ListedDecision", "listed_of", "listed_page"]


@strawberry.input(description="How much is to be indexed in one request.")
class IndexDecisionsInput:
    at_most: int = strawberry.field(default=2048, description="How many decisions, at most 2048.")
    idempotency_key: str | None = idempotency_key()


@strawberry.type(
    description="A decision on record in a listing: what its receipt says, which outlives its facts.",
    directives=needs(Action.READ_OWN_DECISIONS),
)
class ListedDecision:
    view: Private[View]
    opened: Private[OpenedDecisions]
    decision_id: strawberry.ID = strawberry.field(description="The `id` of the decision, by which it is read back.")
    digest: str = strawberry.field(description="As `RecordedDecision.digest`.")
    author: str = strawberry.field(description="The partner that asked: the subject of its token.")
    recorded_at: datetime = strawberry.field(description="When it was recorded.")
    valid_at: datetime = strawberry.field(description="The valid time that the answer holds for.")
    known_at: datetime = strawberry.field(description="The recorded time that the answer holds for.")
    facts_expire_at: datetime = strawberry.field(description="When the retention of its facts is over.")
    answers: list[RecordedAnswer] = strawberry.field(
        description="One for each product, without what can be told of facts: read those in `decision`."
    )
    receipt: DecisionReceipt = strawberry.field(description="The proof that it was recorded.")

    @field
    def decision(self) -> RecordedDecision | None:
        """The whole of it, its facts opened with those of the other decisions of the page."""
        seen = self.opened.seen(self.digest)
        return recorded_of(self.view, seen) if seen else None


def listed_page(view: View, recording: Recording | None, page: Page[DomainListed]) -> Connection[ListedDecision]:
    """A page of decisions."""
    opened = OpenedDecisions(view, recording, [decision.id for decision in page.items])
    return connect(view, page, lambda view, decision: listed_of(view, decision, opened))


def listed_of(view: View, decision: DomainListed, opened: OpenedDecisions) -> ListedDecision:
    """One decision of a page."""
    return told(
        ListedDecision,
        decision,
        decision_id=record_id("RecordedDecision", decision.id),
        digest=decision.id,
        view=view,
        opened=opened,
        facts_expire_at=decision.expires_at,
        answers=[answer_of(view, summary) for summary in decision.summaries],
        receipt=told(DecisionReceipt, decision.receipt, recorded_at=decision.recorded_at),
    )
