"""A recorded decision evaluated again: from the very contents it rested on, or at other times and versions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from creditrules.auth import Action, Principal, may
from creditrules.desk.asking import Plan, Question
from creditrules.desk.budgets import refuse_if_cut_short
from creditrules.desk.catalogue import Catalogue, rule_set_key
from creditrules.desk.deciding import Recording, facts_gone, read_decision, sees_sensitive
from creditrules.desk.footing import absent_rule_set
from creditrules.desk.masking import masked_answer, masked_difference
from creditrules.desk.moments import Moments
from creditrules.desk.narrowing import narrowing_on_record
from creditrules.desk.scoping import within_scope
from creditrules.desk.throttling import gate_of
from creditrules.desk.trials import as_tried
from creditrules.eligibility import (
    ENGINE,
    AbsentRuleSet,
    Again,
    Applicant,
    AppliedVersion,
    Decision,
    Difference,
    Explained,
    Pins,
    PlainAnswer,
    RecordedContents,
    currencies_asked,
    differences,
    differences_from_record,
    explained_all,
    read_requests,
    recorded_digests,
    with_withheld,
)
from creditrules.eligibility.recording import RecordedDecision, SealedPart, numbers_of
from creditrules.records import dataclass, replace
from creditrules.rules.life import SETTINGS_KEY

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
        return self.only_pins and self.pins is None

    @property
    def only_pins(self) -> bool:
        """Whether the times are to be as they were."""
        return self.valid_at is None and self.known_at is None


@dataclass(frozen=True, slots=True)
class Replay:
    """The answers now, the times they hold for, and where they differ from those on record.

    recorded_engine, engine: the releases that evaluated it then, None where the record does not say, and now. What may
    tell sensitive facts is hidden from who may not see them.
    """

    valid_at: datetime
    known_at: datetime
    as_it_was: bool
    answers: tuple[PlainAnswer, ...]
    differences: tuple[Difference, ...]
    recorded_engine: str | None
    engine: str = ENGINE


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
    done = _replayed(catalogue, principal, recorded, sealed, other)
    if not sealed.sensitive or sees_sensitive(principal, recorded):
        return done
    answers = tuple(masked_answer(each) for each in done.answers)
    return replace(done, answers=answers, differences=tuple(masked_difference(each) for each in done.differences))


def _replayed(
    catalogue: Catalogue, principal: Principal, recorded: RecordedDecision, sealed: SealedPart, other: Other
) -> Replay:
    times = (other.valid_at or recorded.valid_at, other.known_at or recorded.known_at)
    if other.nothing:
        found = _as_it_was(catalogue, principal.tenant, recorded, sealed)
    else:
        pins = sealed.pins if other.pins is None else other.pins
        question = Question(sealed.facts, sealed.products, *times, pins, read_requests(sealed.requests))
        question = within_scope(principal, question)
        gate_of(catalogue, principal)(recorded.id, question.facts, question.requests, question.valid_at)
        tried = _tried(catalogue, principal.tenant, recorded, sealed) if other.only_pins else {}
        plan = Plan(catalogue, principal.tenant, question, other=lambda head, _: tried.get(head.key.slug))
        report = plan.report(question.facts, question.requests, on_record=True)
        times = (report.valid_at, report.known_at)
        found = explained_all(report.decisions, plan.most_principal)
    refuse_if_cut_short(catalogue.budget)
    before, answers = sealed.answers, tuple(each.answer for each in found)
    if may(principal, Action.SEE_POLICY):
        before = with_withheld(before, sealed.withheld.answers if sealed.withheld else ())
        answers = with_withheld(answers, [each.withheld for each in found if each.withheld])
    differ = (
        differences_from_record(before, answers, numbers_of(recorded.receipt))
        if other.nothing
        else differences(before, answers)
    )
    return Replay(*times, other.nothing, answers, differ, recorded.engine)


def _tried(
    catalogue: Catalogue, tenant: str, recorded: RecordedDecision, sealed: SealedPart
) -> Mapping[str, AppliedVersion]:
    """The challengers that it rests on: at its own times its subject meets the same ones."""
    moments = Moments(recorded.valid_at, recorded.known_at)
    return as_tried(catalogue, tenant, catalogue.store.all_heads(tenant), moments, sealed.answers)


def _as_it_was(
    catalogue: Catalogue, tenant: str, recorded: RecordedDecision, sealed: SealedPart
) -> tuple[Explained, ...]:
    """The answers from the contents on record; of earlier releases with as many principal reasons as there were."""

    def most(decision: Decision) -> int:
        head = catalogue.store.heads(tenant, [SETTINGS_KEY]).get(SETTINGS_KEY)
        settings = catalogue.settings(tenant, head, recorded.valid_at, recorded.known_at)
        return settings.reasons.most_principal(decision.product.jurisdiction)

    return _again(catalogue, tenant, recorded, sealed, sealed.answers).answers(sealed.answers, most)


def decision_again(
    catalogue: Catalogue, tenant: str, recorded: RecordedDecision, sealed: SealedPart, plain: PlainAnswer
) -> Decision:
    """One of a recorded decision's answers evaluated again, from the very contents that it rested on.

    Its `forecast` goes by what was known then.
    """
    decision = _again(catalogue, tenant, recorded, sealed, [plain]).decision(plain)
    slug, requests = plain["product"], read_requests(sealed.requests)

    def forecast(moment: datetime) -> Decision | None:
        question = Question({}, (slug,), recorded.valid_at, recorded.known_at, sealed.pins)
        tried = _tried(catalogue, tenant, recorded, sealed)
        plan = Plan(catalogue, tenant, question, other=lambda head, _: tried.get(head.key.slug))
        products = catalogue.forms(tenant, {each["productDigest"] for each in sealed.answers})
        currencies = currencies_asked(sealed.answers, products)
        return plan.forecast(
            slug, Applicant(sealed.facts, requests, currencies=currencies, budget=catalogue.budget), moment
        )

    return replace(decision, forecast=forecast)


def _again(
    catalogue: Catalogue,
    tenant: str,
    recorded: RecordedDecision,
    sealed: SealedPart,
    answers: Sequence[PlainAnswer],
) -> Again:
    """The evaluation of some of its answers, with what they rested on, loaded in one go."""
    digests = recorded_digests(answers)
    asked = {plain["productDigest"] for plain in sealed.answers}
    contents = RecordedContents(
        catalogue.forms(tenant, digests.products | asked),
        catalogue.rule_sets(tenant, digests.rule_sets),
        catalogue.parameters(tenant, digests.parameters),
    )
    named = {slug for digest in digests.products for slug in contents.products[digest].rule_sets}
    without = named - {compiled.rule_set.form.rule_set for compiled in contents.rule_sets.values()}
    heads = catalogue.store.heads(tenant, [rule_set_key(slug) for slug in sorted(without)])
    moments = Moments(recorded.valid_at, recorded.known_at)

    def absent(_answer: PlainAnswer, slug: str) -> AbsentRuleSet:
        return absent_rule_set(slug, heads.get(rule_set_key(slug)), moments)

    currencies = currencies_asked(sealed.answers, contents.products)
    applicant = Applicant(sealed.facts, read_requests(sealed.requests), currencies=currencies, budget=catalogue.budget)
    narrowing = narrowing_on_record(catalogue, tenant)
    return Again(contents, applicant, recorded.valid_at, absent, narrowing)
