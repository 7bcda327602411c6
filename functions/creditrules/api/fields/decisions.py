"""The fields about recorded decisions, for both roots of the schema."""

# ruff: noqa: D101 - a type's description says what its docstring would, where clients read it

from __future__ import annotations

from typing import Annotated

from creditrules.api.context import RequestContext
from creditrules.api.fields.record import RecordMutations
from creditrules.api.fields.reviews import ReviewMutations
from creditrules.api.types.deciding import DecideInput
from creditrules.api.types.decision_chains import DecisionChain, chains_of
from creditrules.api.types.declaring import Info, strawberry
from creditrules.api.types.erasing import EraseSubjectInput
from creditrules.api.types.global_ids import read_decision, read_global_id
from creditrules.api.types.once import once_of
from creditrules.api.types.payloads import DecidePayload, EraseSubjectPayload, erased_of, payload_field
from creditrules.api.types.postponed import with_postponement
from creditrules.api.types.record_inputs import ReplayInput
from creditrules.api.types.recorded import (
    EvidenceKey,
    RecordedDecision,
    Replay,
    evidence_key_of,
    recorded_of,
    replay_of,
)
from creditrules.api.types.resolved import field, within
from creditrules.auth import Action
from creditrules.desk import Seen, decide_on_record, erase_subject, evidence_key, replay, seen_decision

__all__ = ["DecisionMutations", "DecisionQueries"]

DecisionId = Annotated[strawberry.ID, strawberry.argument(description="As `decide` gave it, or its `digest`.")]


@strawberry.type(description="Reading recorded decisions.")
class DecisionQueries:
    @field(needs=Action.READ_OWN_DECISIONS)
    def decision(self, info: Info[RequestContext, None], id: DecisionId) -> RecordedDecision | None:  # noqa: A002
        """A decision on record; null unless it is yours, or your lender's and you may read them all."""
        context, read = info.context, read_global_id(str(id))
        found = seen_decision(context.recording, context.principal, read_decision(id))
        view = context.view().in_language(read.said.language if read else None)
        return recorded_of(view, found) if found else None

    @field(needs=Action.READ_OWN_DECISIONS)
    def replay(
        self,
        info: Info[RequestContext, None],
        input: Annotated[ReplayInput, strawberry.argument(description="Which, and what is to be otherwise.")],  # noqa: A002
    ) -> Replay | None:
        """A decision evaluated again on its recorded facts, and where the answer differs.

        With nothing else said it is evaluated as it was: from the very contents on record. Whatever is left out is
        as recorded, a time too. Null as `decision` is.
        """
        context = info.context
        with within("input"):
            given = read_decision(input.decision), input.other()
            done = replay(context.catalogue, context.recording, context.principal, *given)
        return replay_of(context.view(), done) if done else None

    @field(needs=Action.ASK)
    def evidence_key(self, info: Info[RequestContext, None]) -> EvidenceKey:
        """The public key that `decision { evidence }` is verified with: keep it, and let others have it."""
        return evidence_key_of(evidence_key(info.context.recording, info.context.principal))

    @field(needs=Action.AUDIT)
    def decision_chains(
        self,
        info: Info[RequestContext, None],
        digit: Annotated[
            str | None, strawberry.argument(description="Only the chain of this digit, 0 to f, or of these two.")
        ] = None,
    ) -> list[DecisionChain]:
        """The chains of recorded decisions and erasures; refused to those who may not audit."""
        return chains_of(info.context.view(), info.context.recording, digit)


@strawberry.type(description="Recording decisions, and erasing what they were made on.")
class DecisionMutations(ReviewMutations, RecordMutations):
    @payload_field(DecidePayload, Action.DECIDE)
    def decide(
        self,
        info: Info[RequestContext, None],
        input: Annotated[DecideInput, strawberry.argument(description="The question.")],  # noqa: A002
    ) -> DecidePayload:
        """Answer as `eligibility` does, and record the answer with its facts, times and versions."""
        context = info.context
        done = decide_on_record(context.catalogue, context.recording, context.principal, input.deciding())
        context.after_write()
        with_postponement(context, done.decision.recorded_at)
        view = context.view().in_language(input.locale)
        return DecidePayload(decision=recorded_of(view, Seen(done.decision)), replayed=done.replayed)

    @payload_field(EraseSubjectPayload, Action.ERASE_SUBJECT)
    def erase_subject(
        self,
        info: Info[RequestContext, None],
        input: Annotated[EraseSubjectInput, strawberry.argument(description="The subject.")],  # noqa: A002
    ) -> EraseSubjectPayload:
        """Make recorded facts about a subject unreadable for good; receipts and chains stay as they are.

        Of one partner, of all, or those that partners share: which is said, since one partner's name of a subject may
        be another person with another.
        """
        context = info.context
        once = once_of(info, input)
        return erased_of(erase_subject(context.recording, context.principal, input.given(), once))
