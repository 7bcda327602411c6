"""Redress: which decisions on record a correction would have changed. It lists them, and changes nothing.

A correction says what should have been in force. Every decision that was made at a valid time in the corrected period,
before the correction was recorded, is evaluated twice as it was asked and as the rules were known then: once as it was,
once with this one document as the correction has it. So what the correction alone makes of a decision is told apart
from all else that was recorded since.

Candidates are those that it may reach, counted without evaluating any: of a rule set those with an answer that rests on
it, that says that it has no version, or that is closed, as other products were looked at then; of products and
parameters all of the period. How many would have changed takes evaluating each.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace

from creditrules.auth import Action, require
from creditrules.desk.asking import Plan, Question
from creditrules.desk.budgets import budget_spent, refuse_if_cut_short
from creditrules.desk.deciding import Recording, recording_of, sees_sensitive
from creditrules.desk.masking import masked_difference
from creditrules.desk.mixing import Mixture
from creditrules.desk.moments import Moments
from creditrules.desk.recorded import OpenedDecisions, wanted_page
from creditrules.desk.trials import as_tried
from creditrules.desk.view import View
from creditrules.eligibility import (
    AppliedVersion,
    Decision,
    Difference,
    PlainAnswer,
    difference_in_effect,
    explained_all,
    plain_answer,
    read_requests,
)
from creditrules.eligibility.recording import Count, ListedDecision, RecordedDecision, SealedPart, Wanted
from creditrules.errors import Kind, Refusal
from creditrules.rules import DocumentKey, DocumentKind, Entry
from creditrules.rules.life import Proposal
from creditrules.rules.ports import LARGEST_PAGE, Asked, Page
from creditrules.rules.time import entry_of, latest_start

__all__ = [
    "Affected",
    "Became",
    "Correction",
    "Redress",
    "RedressTotal",
    "correction_of",
    "proposed_correction",
    "redress_candidates",
    "redress_page",
    "redress_total",
]

MOST_TOTALLED = 500
"""How many decisions one request counts, so that it takes seconds at most."""


@dataclass(frozen=True, slots=True)
class Correction:
    """A document, and what of it is put in force; `number`: of the activation, None while it is only proposed."""

    key: DocumentKey
    entry: Entry
    number: int | None


@dataclass(frozen=True, slots=True)
class Affected:
    """A decision that would have been another, and in what."""

    decision: ListedDecision
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Became:
    """What became of the decisions that were examined.

    changed: would have been others. unchanged: evaluated, and the same; gone: cannot be evaluated, as their facts were
    erased or are expired; apart: rest on something else, as another activation decides then, their caller had chosen
    the version, or an experiment tried another. failed: could not be evaluated for another reason.
    """

    changed: int = 0
    unchanged: int = 0
    gone: int = 0
    apart: int = 0
    failed: int = 0

    @property
    def examined(self) -> int:
        """How many there were."""
        return self.changed + self.unchanged + self.gone + self.apart + self.failed

    def __add__(self, other: Became) -> Became:
        return Became(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(self)))


@dataclass(frozen=True, slots=True)
class Redress:
    """A page: of the examined decisions of the corrected period those that would have changed."""

    page: Page[Affected]
    became: Became


@dataclass(frozen=True, slots=True)
class RedressTotal:
    """What became of all candidates; resume: the cursor to go on from, where the bound of one request was reached."""

    became: Became
    resume: str | None


def correction_of(view: View, key: DocumentKey, sequence: int) -> Correction:
    """A recorded activation as a correction. Raises Refusal NOT_FOUND "UNKNOWN_ACTIVATION"."""
    activation = view.documents.activation(key, sequence)
    if activation is None or activation.cancels is not None:
        message = f"'{key.slug}' has no activation {sequence} that put something in force."
        raise Refusal(Kind.NOT_FOUND, "UNKNOWN_ACTIVATION", message, ("sequence",), "Look at its activations.")
    return Correction(key, entry_of(activation), sequence)


def proposed_correction(view: View, proposal: Proposal) -> Correction:
    """A proposal as the correction that it would be, were it published now."""
    proposed, head = proposal.proposed, view.documents.head(proposal.key)
    version, sequence = (head.latest_version, head.latest_sequence) if head else (0, 0)
    start = proposed.valid_from or view.now
    entry = Entry(sequence + 1, version + 1, proposed.digest, start, proposed.valid_until, view.now)
    return Correction(proposal.key, entry, None)


def redress_candidates(view: View, recording: Recording | None, correction: Correction) -> Count:
    """How many decisions the correction may reach, which its pages examine. Raises Refusal FORBIDDEN."""
    require(view.principal, Action.READ_DECISIONS)
    return recording_of(recording).records.how_many(view.tenant, _wanted(correction))


def redress_page(view: View, recording: Recording | None, correction: Correction, asked: Asked) -> Redress:
    """Examine the decisions of a page, newest first. Raises Refusal FORBIDDEN; INVALID "BAD_CURSOR"."""
    require(view.principal, Action.READ_DECISIONS)
    key, entry = correction.key, correction.entry
    listing = ("redress", key.kind, key.slug, str(correction.number), entry.digest or "")
    page = wanted_page(view, recording, _wanted(correction), asked, listing)
    found: list[tuple[Affected, str]] = []
    became = Counter[str]()
    for decision, cursor, each in _examined(view, recording, _Again(view, correction), page):
        if isinstance(each, str):
            became[each] += 1
        else:
            found.append((Affected(decision, each), cursor))
    refuse_if_cut_short(view.catalogue.budget)
    items, cursors = tuple(each for each, _ in found), tuple(cursor for _, cursor in found)
    shown = replace(page.showing(items), cursors=cursors, resume=_resume(page))
    return Redress(shown, Became(len(found), **became))


def redress_total(view: View, recording: Recording | None, correction: Correction, after: str | None) -> RedressTotal:
    """Count what became of the candidates behind a cursor, at most MOST_TOTALLED. Raises Refusal as `redress_page`."""
    total, asked = Became(), Asked(LARGEST_PAGE, after)
    for _ in range(MOST_TOTALLED // LARGEST_PAGE):
        try:
            redress = redress_page(view, recording, correction, asked)
        except Refusal as refusal:
            if refusal.code != budget_spent().code or not total.examined:
                raise
            break
        total += redress.became
        if not redress.page.has_next:
            return RedressTotal(total, None)
        asked = replace(asked, after=redress.page.resume)
    return RedressTotal(total, asked.after)


def _examined(
    view: View, recording: Recording | None, again: _Again, page: Page[ListedDecision]
) -> Iterator[tuple[ListedDecision, str, tuple[Difference, ...] | str]]:
    """The decisions of a page, with in what each would have been another, or why in nothing."""
    opened = OpenedDecisions(view, recording, [decision.id for decision in page.items])
    for decision, cursor in zip(page.items, page.cursors, strict=True):
        whole = opened.decision(decision.id)
        became = "gone" if whole is None or whole.sealed is None else again.evaluated(whole, whole.sealed)
        yield decision, cursor, became if isinstance(became, str) else _shown(view, whole, became)


def _resume(page: Page[ListedDecision]) -> str | None:
    ends = page.cursors[:1] if page.backward else page.cursors[-1:]
    return page.resume or next(iter(ends), None)


class _Again:
    """Evaluates decisions as they were and as they would have been."""

    def __init__(self, view: View, correction: Correction) -> None:
        self._view = view
        self._correction = correction
        self._heads = view.catalogue.store.all_heads(view.tenant)
        self._head = self._heads.get(correction.key)

    def evaluated(self, recorded: RecordedDecision, sealed: SealedPart) -> tuple[Difference, ...] | str:
        """The differences, or why there are none."""
        key = self._correction.key
        tried = key.kind is DocumentKind.RULE_SET and key.slug in self._tried(recorded, sealed)
        if key in sealed.pins or tried or not self._decides(recorded):
            return "apart"
        entry = None if self._correction.entry.retires else self._correction.entry
        try:
            after = self._report(recorded, sealed, {key: entry})
            if key not in after.asked:
                return "apart"
            if found := self._differences(recorded, sealed, after, explained=False):
                return found
            explains = any("principal" in each for each in sealed.answers)
            return (explains and self._differences(recorded, sealed, after, explained=True)) or "unchanged"
        except Refusal as refusal:
            if refusal.kind is Kind.UNAVAILABLE:
                raise
            return "failed"

    def _differences(
        self, recorded: RecordedDecision, sealed: SealedPart, after: _Report, *, explained: bool
    ) -> tuple[Difference, ...]:
        """In what the correction alone makes other answers. explained: with what was told of why, which takes long."""
        became = after.answers(explained=explained)
        if not difference_in_effect(sealed.answers, became):
            return ()
        return difference_in_effect(self._report(recorded, sealed, {}).answers(explained=explained), became)

    def _decides(self, recorded: RecordedDecision) -> bool:
        """Whether the correction would have decided at the decision's valid time, had it been known."""
        if self._head is None:
            return False
        correction = self._correction.entry
        times = recorded.valid_at, correction.recorded_at
        other = self._view.catalogue.store.deciding(self._view.tenant, self._head, *times)
        if other is None or other.sequence == correction.sequence:
            return True
        return latest_start([other, correction]) is correction

    def _tried(self, recorded: RecordedDecision, sealed: SealedPart) -> Mapping[str, AppliedVersion]:
        """The challengers that it rests on, which no correction of the version in force alters."""
        moments = Moments(recorded.valid_at, recorded.known_at)
        return as_tried(self._view.catalogue, self._view.tenant, self._heads, moments, sealed.answers)

    def _report(
        self, recorded: RecordedDecision, sealed: SealedPart, told: Mapping[DocumentKey, Entry | None]
    ) -> _Report:
        mixture = Mixture(self._view.catalogue, told, self._heads)
        times = (recorded.valid_at, recorded.known_at)
        question = Question(sealed.facts, sealed.products, *times, sealed.pins, read_requests(sealed.requests))
        tried = self._tried(recorded, sealed)
        plan = Plan(mixture.catalogue, self._view.tenant, question, other=lambda head, _: tried.get(head.key.slug))
        decisions = plan.report(question.facts, question.requests, on_record=True).decisions
        return _Report(plan, decisions, frozenset(mixture.asked))


@dataclass(frozen=True, slots=True)
class _Report:
    """A decision evaluated again. asked: the documents that it asked for."""

    plan: Plan
    decisions: tuple[Decision, ...]
    asked: frozenset[DocumentKey]

    def answers(self, *, explained: bool) -> tuple[PlainAnswer, ...]:
        """In plain data. explained: with principal reasons and what would lift reasons, as far as it is published."""
        if not explained:
            return tuple(plain_answer(decision) for decision in self.decisions)
        return tuple(each.answer for each in explained_all(self.decisions, self.plan.most_principal))


def _wanted(correction: Correction) -> Wanted:
    """The decisions of the corrected period that were recorded before the correction was, and that it may reach."""
    key, entry = correction.key, correction.entry
    return Wanted(
        reached=key.slug if key.kind is DocumentKind.RULE_SET else None,
        until=entry.recorded_at,
        valid_since=entry.valid_from,
        valid_until=entry.valid_until,
    )


def _shown(view: View, decision: RecordedDecision | None, found: tuple[Difference, ...]) -> tuple[Difference, ...]:
    if decision is None or sees_sensitive(view.principal, decision):
        return found
    return tuple(masked_difference(each) for each in found)
