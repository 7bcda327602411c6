"""The fields about recorded decisions, for both roots of the schema."""

# ruff: noqa: D101 - a type's description says what its docstring would, where clients read it

from __future__ import annotations

from typing import Annotated

import strawberry
from strawberry import Info

from creditrules.api.context import RequestContext
from creditrules.api.types.arguments import KnownAt, ValidAt
from creditrules.api.types.deciding import DecideInput, DecidePayload, EraseSubjectInput, EraseSubjectPayload
from creditrules.api.types.decision_chains import DecisionChain, decision_chains
from creditrules.api.types.diagnostics import Diagnostic, user_error
from creditrules.api.types.inputs import VersionPin
from creditrules.api.types.recorded import RecordedDecision, Replay, recorded_of, replay_of
from creditrules.api.types.resolved import field
from creditrules.auth import Action
from creditrules.desk.deciding import (
    Deciding,
    Recording,
    Seen,
    decide_on_record,
    erase_subject,
    pins_of,
    question_of,
    seen_decision,
)
from creditrules.desk.replaying import Other, replay
from creditrules.errors import Kind, Refusal

__all__ = ["DecisionMutations", "DecisionQueries"]

OURS = frozenset({Kind.FORBIDDEN, Kind.UNAUTHENTICATED, Kind.UNAVAILABLE})

DecisionId = Annotated[strawberry.ID, strawberry.argument(description="As `decide` gave it.")]
Pins = Annotated[
    list[VersionPin] | None,
    strawberry.argument(description="Versions to apply in place of those in force; those recorded unless said."),
]


@strawberry.type(description="Reading recorded decisions.")
class DecisionQueries:
    @field
    def decision(self, info: Info[RequestContext, None], id: DecisionId) -> RecordedDecision | None:  # noqa: A002
        """A decision on record; null unless it is yours, or your lender's and you may read them all."""
        context = info.context
        seen = seen_decision(_recording(context), context.principal, str(id))
        return _shown(context, seen) if seen else None

    @field
    def replay(
        self,
        info: Info[RequestContext, None],
        id: DecisionId,  # noqa: A002
        valid_at: ValidAt = None,
        known_at: KnownAt = None,
        pins: Pins = None,
    ) -> Replay | None:
        """A decision evaluated again on its recorded facts, and where the answer differs.

        With nothing else said it is evaluated as it was: from the very contents on record. A time left out is that
        of the record. Null as `decision` is.
        """
        context = info.context
        seen = seen_decision(_recording(context), context.principal, str(id))
        if seen is None:
            return None
        other = Other(valid_at, known_at, None if pins is None else pins_of(pins))
        done = replay(context.catalogue, context.principal.tenant, seen.decision, other)
        return replay_of(context.scope(), seen, done)

    @field
    def decision_chains(
        self,
        info: Info[RequestContext, None],
        slug: Annotated[str | None, strawberry.argument(description="Only the chain of this digit, 0 to f.")] = None,
    ) -> list[DecisionChain]:
        """The chains of recorded decisions and erasures; refused to those who may not audit."""
        context = info.context
        context.require(Action.AUDIT)
        return decision_chains(context.scope(), context.recording, slug) if context.recording else []


@strawberry.type(description="Recording decisions, and erasing what they were made on.")
class DecisionMutations:
    @field
    def decide(
        self,
        info: Info[RequestContext, None],
        input: Annotated[DecideInput, strawberry.argument(description="The question.")],  # noqa: A002
    ) -> DecidePayload:
        """Answer as `eligibility` does, and record the answer with its facts, times and versions."""
        context = info.context
        context.require(Action.DECIDE)
        recording = _recording(context)
        try:
            deciding = Deciding(question_of(input), input.idempotency_key, input.subject, input.retention_days)
            done = decide_on_record(context.catalogue, recording, context.principal, deciding)
        except Refusal as refusal:
            if refusal.kind in OURS:
                raise
            found = [Diagnostic.of(diagnostic) for diagnostic in refusal.diagnostics]
            return DecidePayload(diagnostics=found, user_errors=[user_error(refusal)])
        context.after_write()
        seen = Seen(done.decision, sensitive=True)
        return DecidePayload(decision=_shown(context, seen, input.locale), replayed=done.replayed)

    @field
    def erase_subject(
        self,
        info: Info[RequestContext, None],
        input: Annotated[EraseSubjectInput, strawberry.argument(description="The subject.")],  # noqa: A002
    ) -> EraseSubjectPayload:
        """Make all recorded facts about a subject unreadable for good; receipts and chains stay as they are."""
        context = info.context
        context.require(Action.ERASE_SUBJECT)
        try:
            erased = erase_subject(_recording(context), context.principal, input.subject, input.statement)
        except Refusal as refusal:
            if refusal.kind in OURS:
                raise
            return EraseSubjectPayload(user_errors=[user_error(refusal)])
        return EraseSubjectPayload(erased_at=erased.erased_at, already_erased=erased.already)


def _recording(context: RequestContext) -> Recording:
    if context.recording is None:
        message = "This service was set up without a key to encrypt facts with, and records no decisions."
        raise Refusal(Kind.UNAVAILABLE, "RECORDING_NOT_SET_UP", message, (), "Ask the lender's operators.")
    return context.recording


def _shown(context: RequestContext, seen: Seen, locale: str | None = None) -> RecordedDecision:
    return recorded_of(context.scope().in_language(locale), seen)
