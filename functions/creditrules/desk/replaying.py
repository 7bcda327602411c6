"""A recorded decision evaluated again: from the very contents it rested on, or at other times and versions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from creditrules.auth import Principal
from creditrules.desk.asking import Question, absent_rule_set, answer
from creditrules.desk.catalogue import Catalogue, rule_set_key
from creditrules.desk.deciding import Recording, facts_gone, read_decision, sees_sensitive
from creditrules.desk.masking import masked_answer, masked_difference
from creditrules.desk.moments import Moments
from creditrules.eligibility import (
    Applicant,
    Decision,
    Difference,
    GoverningRuleSet,
    Pins,
    PlainAnswer,
    applied_in,
    decide,
    differences,
    parameters_in,
    plain_answer,
    read_requests,
    value_in_force,
    with_alternatives,
)
from creditrules.eligibility.recording import RecordedDecision, SealedPart
from creditrules.rules import parameter_name

__all__ = ["Other", "Replay", "decision_again", "replay"]


@dataclass(frozen=True, slots=True)
class Other:
    """What is to be other than it was; None is as recorded."""

    valid_at: datetime | None = None
    known_at: datetime | None = None
    pins: Pins | None = None

    @property
    def nothing(self) -> bool:
        """Whether all is to be as it was."""
        return self.valid_at is None and self.known_at is None and self.pins is None


@dataclass(frozen=True, slots=True)
class Replay:
    """The answers now, the times they hold for, and where they differ from those on record.

    What may tell sensitive facts is hidden from who may not see them.
    """

    valid_at: datetime
    known_at: datetime
    as_it_was: bool
    answers: tuple[PlainAnswer, ...]
    differences: tuple[Difference, ...]


def replay(
    catalogue: Catalogue, recording: Recording | None, principal: Principal, decision_id: str, other: Other
) -> Replay | None:
    """Evaluate a recorded decision again; None to whom `seen_decision` does not show it.

    As it was means: the contents by the digests on record, whatever the history says of those times by now. Raises
    Refusal NOT_FOUND "FACTS_ERASED", "FACTS_EXPIRED"; at other times and versions also those of `ask`.
    """
    recorded = read_decision(recording, principal, decision_id)
    if recorded is None:
        return None
    sealed = recorded.sealed
    if sealed is None:
        raise facts_gone(recorded)
    done = _replayed(catalogue, principal.tenant, recorded, sealed, other)
    if not sealed.sensitive or sees_sensitive(principal, recorded):
        return done
    answers = tuple(masked_answer(each) for each in done.answers)
    return replace(done, answers=answers, differences=tuple(masked_difference(each) for each in done.differences))


def _replayed(
    catalogue: Catalogue, tenant: str, recorded: RecordedDecision, sealed: SealedPart, other: Other
) -> Replay:
    if other.nothing:
        answers = _as_it_was(catalogue, tenant, recorded, sealed)
        return Replay(recorded.valid_at, recorded.known_at, True, answers, differences(sealed.answers, answers))
    question = Question(
        sealed.facts,
        sealed.products,
        other.valid_at or recorded.valid_at,
        other.known_at or recorded.known_at,
        sealed.pins if other.pins is None else other.pins,
        read_requests(sealed.requests),
    )
    report = answer(catalogue, tenant, question, on_record=True)
    answers = tuple(plain_answer(decision) for decision in report.decisions)
    return Replay(report.valid_at, report.known_at, False, answers, differences(sealed.answers, answers))


def _as_it_was(
    catalogue: Catalogue, tenant: str, recorded: RecordedDecision, sealed: SealedPart
) -> tuple[PlainAnswer, ...]:
    every = [each for plain in sealed.answers for each in (plain, *plain["alternatives"])]
    applicant = Applicant(sealed.facts, read_requests(sealed.requests))
    again = _Again(catalogue, tenant, recorded, applicant, every)
    return tuple(
        plain_answer(
            with_alternatives(again.decision(plain), [again.decision(other) for other in plain["alternatives"]])
        )
        for plain in sealed.answers
    )


def decision_again(
    catalogue: Catalogue, tenant: str, recorded: RecordedDecision, sealed: SealedPart, plain: PlainAnswer
) -> Decision:
    """One of a recorded decision's answers evaluated again, from the very contents that it rested on."""
    applicant = Applicant(sealed.facts, read_requests(sealed.requests))
    return _Again(catalogue, tenant, recorded, applicant, [plain]).decision(plain)


class _Again:
    """The recorded contents, loaded in one go."""

    def __init__(
        self,
        catalogue: Catalogue,
        tenant: str,
        recorded: RecordedDecision,
        applicant: Applicant,
        answers: Sequence[PlainAnswer],
    ) -> None:
        self._applicant = applicant
        self._moments = Moments(recorded.valid_at, recorded.known_at)
        self._forms = catalogue.forms(tenant, {plain["productDigest"] for plain in answers})
        digests = {applied.digest for plain in answers for applied in applied_in(plain)}
        self._compiled = catalogue.rule_sets(tenant, digests)
        used = {applied.digest for plain in answers for applied in parameters_in(plain)}
        self._parameters = catalogue.parameters(tenant, used)
        named = {slug for form in self._forms.values() for slug in form.rule_sets}
        without = named - {applied.rule_set for plain in answers for applied in applied_in(plain)}
        self._heads = catalogue.store.heads(tenant, [rule_set_key(slug) for slug in sorted(without)])

    def decision(self, plain: PlainAnswer) -> Decision:
        """The decision for one product."""
        form = self._forms[plain["productDigest"]]
        applied = {each.rule_set: each for each in applied_in(plain)}
        governing = [
            GoverningRuleSet(self._compiled[applied[slug].digest], applied[slug])
            for slug in form.rule_sets
            if slug in applied
        ]
        absent = [
            absent_rule_set(slug, self._heads.get(rule_set_key(slug)), self._moments)
            for slug in form.rule_sets
            if slug not in applied
        ]
        used = {
            parameter_name(each.parameter): value_in_force(self._parameters[each.digest], each, self._moments.valid_at)
            for each in parameters_in(plain)
        }
        return decide(form, plain["productDigest"], governing, self._applicant, self._moments.valid_at, absent, used)
