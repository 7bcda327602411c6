"""Decisions on record: made once per key, and read back by those who may."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from creditrules.auth import Action, Principal, Signer, may, require
from creditrules.config import MAX_RETENTION_DAYS
from creditrules.desk.asking import Question, Report
from creditrules.desk.budgets import refuse_if_cut_short
from creditrules.desk.catalogue import Catalogue
from creditrules.desk.choosing import chosen_by, not_yours_to_choose
from creditrules.desk.drawing import refuse_subject
from creditrules.desk.masking import Seen, masked_decision, without_withheld
from creditrules.desk.moments import fix_moments
from creditrules.desk.noting import Attempt
from creditrules.desk.scoping import within_scope
from creditrules.desk.shadowing import Shadows
from creditrules.desk.stopping import end_overstepped
from creditrules.desk.submitting import checked_key
from creditrules.desk.throttling import gate_of
from creditrules.eligibility import explained_all, plain_pins, plain_requests
from creditrules.eligibility.recording import (
    Answered,
    DecisionRecords,
    DecisionRequest,
    FactsState,
    Recorded,
    RecordedDecision,
)
from creditrules.errors import Kind, Refusal
from creditrules.records import dataclass, field, replace

__all__ = [
    "Deciding",
    "Recording",
    "decide_on_record",
    "facts_gone",
    "read_decision",
    "recording_of",
    "seen",
    "seen_decision",
    "sees_sensitive",
]

LONGEST_STATEMENT = 2000
_STAYS = "Its receipt stays, and evidence that was made before still holds."


@dataclass(frozen=True, slots=True)
class Recording:
    """Where decisions are recorded, and for how many days facts are kept unless the request says.

    signer: signs evidence of them; None where no key was set up for that. shadows: evaluates what is tried unseen.
    """

    records: DecisionRecords
    retention_days: int
    signer: Signer | None = None
    shadows: Shadows = field(default_factory=Shadows)


@dataclass(frozen=True, slots=True)
class Deciding:
    """A question whose answer is to be recorded; times left out of it mean now, also for its retry."""

    question: Question
    key: str
    subject: str
    retention_days: int | None = None


def recording_of(recording: Recording | None) -> Recording:
    """Where decisions are recorded. Raises Refusal UNAVAILABLE "RECORDING_NOT_SET_UP"."""
    if recording is None:
        message = "This service was set up without a key to encrypt facts with, and records no decisions."
        raise Refusal(Kind.UNAVAILABLE, "RECORDING_NOT_SET_UP", message, (), "Ask the lender's operators.")
    return recording


def decide_on_record(
    catalogue: Catalogue, recording: Recording | None, principal: Principal, deciding: Deciding
) -> Recorded:
    """Answer as `ask` does and record it, or give the first answer to this key, as the principal may see it.

    Without the right to choose rules, they are those of now: a time within a minute of it counts as now, so that the
    caller's clock need not be ours. Whether rules are chosen is looked at where there is no first answer yet: a retry
    gets that at any time. Raises Refusal: FORBIDDEN, also "RULES_NOT_YOURS_TO_CHOOSE"; INVALID
    "BAD_IDEMPOTENCY_KEY", "BAD_SUBJECT", "BAD_RETENTION"; as `recording_of` does; and those
    of `ask` and `DecisionRecords.record`.
    """
    require(principal, Action.DECIDE)
    recording = recording_of(recording)
    days = recording.retention_days if deciding.retention_days is None else deciding.retention_days
    _check(deciding, days)
    question, tenant = within_scope(principal, deciding.question), principal.tenant
    given = {
        "facts": question.facts,
        "products": question.products,
        "validAt": _text(question.valid_at),
        "knownAt": _text(question.known_at),
        **plain_pins(question.pins),
        **({"requests": plain_requests(question.requests)} if question.requests else {}),
    }
    request = DecisionRequest(principal.subject, deciding.key, deciding.subject, given, days)
    chooses = may(principal, Action.CHOOSE_RULES)

    def answered() -> Answered:
        asked = question if chooses else _of_now(catalogue, question)
        gate_of(catalogue, principal)(deciding.subject, asked.facts, asked.requests, asked.valid_at)
        return _answered(catalogue, principal, asked, deciding.subject, recording.shadows)

    done = recording.records.record(tenant, request, answered)
    end_overstepped(catalogue, tenant, done.counted)
    return replace(done, decision=seen(principal, done.decision).decision)


def seen_decision(recording: Recording | None, principal: Principal, decision_id: str) -> Seen | None:
    """A decision of the principal's own, or any of its tenant for those who may read all; None for everybody else.

    Sensitive facts are hidden from who may not see them. Raises Refusal as `recording_of` does.
    """
    found = read_decision(recording, principal, decision_id)
    if found is None:
        return None
    return seen(principal, found)


def seen(principal: Principal, decision: RecordedDecision) -> Seen:
    """A decision that the principal may read, as it may see it."""
    shown = decision if may(principal, Action.SEE_POLICY) else without_withheld(decision)
    return Seen(shown) if sees_sensitive(principal, shown) else masked_decision(shown)


def read_decision(recording: Recording | None, principal: Principal, decision_id: str) -> RecordedDecision | None:
    """The decision itself, for use cases that hide what has to be hidden. Otherwise as `seen_decision`."""
    records = recording_of(recording).records
    if may(principal, Action.READ_DECISIONS):
        return records.read(principal.tenant, decision_id)
    return records.read(principal.tenant, decision_id, principal.subject) if may(principal, Action.DECIDE) else None


def sees_sensitive(principal: Principal, decision: RecordedDecision) -> bool:
    """Whether the principal may see the values of the decision's sensitive facts."""
    return _is_own(principal, decision) or may(principal, Action.SEE_SENSITIVE_FACTS)


def facts_gone(decision: RecordedDecision) -> Refusal:
    """Why nothing can be made of a decision's facts any more: "FACTS_ERASED", "FACTS_EXPIRED"."""
    if decision.facts_state is FactsState.ERASED:
        return Refusal(Kind.NOT_FOUND, "FACTS_ERASED", "The facts of this decision were erased.", ("decision",), _STAYS)
    message = "The facts of this decision were kept for as long as was asked, and are gone."
    return Refusal(Kind.NOT_FOUND, "FACTS_EXPIRED", message, ("decision",), _STAYS)


def _is_own(principal: Principal, decision: RecordedDecision) -> bool:
    return decision.author == principal.subject and may(principal, Action.DECIDE)


def _check(deciding: Deciding, days: int) -> None:
    checked_key(deciding.key)
    refuse_subject(deciding.subject)
    if not 1 <= days <= MAX_RETENTION_DAYS:
        message = f"Facts are kept for 1 to {MAX_RETENTION_DAYS} days."
        raise Refusal(Kind.INVALID, "BAD_RETENTION", message, ("retentionDays",))


def _of_now(catalogue: Catalogue, question: Question) -> Question:
    now = catalogue.store.now()
    chosen = chosen_by(now, fix_moments(now, question.valid_at, question.known_at), question.pins)
    if chosen:
        raise not_yours_to_choose(chosen)
    return replace(question, valid_at=None, known_at=None)


def _answered(
    catalogue: Catalogue, principal: Principal, question: Question, subject: str, shadows: Shadows
) -> Answered:
    attempt = Attempt.of(catalogue, principal, question, subject)
    report = attempt.plan.report(question.facts, question.requests)
    found = explained_all(report.decisions, attempt.plan.most_principal)
    refuse_if_cut_short(catalogue.budget)
    answers = tuple(each.answer for each in found)
    return Answered(
        valid_at=report.valid_at,
        known_at=report.known_at,
        facts=question.facts,
        sensitive=_sensitive(catalogue, principal.tenant, report, question.facts),
        products=question.products if question.within is None else attempt.plan.products,
        pins=question.pins,
        answers=answers,
        chosen=report.chosen,
        retired=report.retired,
        requests=plain_requests(question.requests),
        withheld=tuple(each.withheld for each in found if each.withheld),
        noted=attempt.noted(report, answers, shadows),
        scope=attempt.drawing.scope_now,
    )


def _sensitive(catalogue: Catalogue, tenant: str, report: Report, facts: Mapping[str, object]) -> tuple[str, ...]:
    """Facts that a rule set calls sensitive, and those that no applied one declares: nobody vouches for them."""
    digests = {
        applied.digest
        for decision in report.decisions
        for each in (decision, *decision.alternatives)
        for applied in each.applied
    }
    declared = [fact for compiled in catalogue.rule_sets(tenant, digests).values() for fact in compiled.facts]
    harmless = {fact.name for fact in declared} - {fact.name for fact in declared if fact.sensitive}
    return tuple(sorted(facts.keys() - harmless))


def _text(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(UTC).isoformat()
