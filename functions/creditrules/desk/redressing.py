"""Redress: which decisions on record a correction would have changed. It lists them, and changes nothing.

A correction says what should have been in force. Every decision that was made at a valid time in the corrected period,
before the correction was recorded, is evaluated twice as it was asked and as the rules were known then: once as it was,
once with this one document as the correction has it. So what the correction alone makes of a decision is told apart
from all else that was recorded since.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from creditrules.auth import Action, require
from creditrules.desk.asking import Question, answer
from creditrules.desk.deciding import Recording, sees_sensitive
from creditrules.desk.masking import masked_difference
from creditrules.desk.mixing import Mixture
from creditrules.desk.recorded import OpenedDecisions, wanted_page
from creditrules.desk.view import View
from creditrules.eligibility import Difference, PlainAnswer, difference_in_effect, plain_answer, read_requests
from creditrules.eligibility.recording import ListedDecision, RecordedDecision, SealedPart, Wanted
from creditrules.errors import Kind, Refusal
from creditrules.rules import DocumentKey, DocumentKind, Entry
from creditrules.rules.life import Proposal
from creditrules.rules.ports import Asked, Page
from creditrules.rules.time import entry_of, latest_start

__all__ = ["Affected", "Correction", "Redress", "correction_of", "proposed_correction", "redress_page"]


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
class Redress:
    """A page: of `examined` decisions of the corrected period those that would have changed.

    unchanged: evaluated, and the same; gone: cannot be evaluated, as their facts were erased or are expired; apart:
    rest on something else, as another activation decides then, or their caller had chosen the version. failed: could
    not be evaluated for another reason.
    """

    page: Page[Affected]
    examined: int
    unchanged: int
    gone: int
    apart: int
    failed: int


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


def redress_page(view: View, recording: Recording | None, correction: Correction, asked: Asked) -> Redress:
    """Examine the decisions of a page, newest first. Raises Refusal FORBIDDEN; INVALID "BAD_CURSOR"."""
    require(view.principal, Action.READ_DECISIONS)
    page = wanted_page(view, recording, _wanted(correction), asked)
    opened = OpenedDecisions(view, recording, [decision.id for decision in page.items])
    again = _Again(view, correction)
    found: list[tuple[Affected, str]] = []
    counts = dict.fromkeys(("unchanged", "gone", "apart", "failed"), 0)
    for decision, cursor in zip(page.items, page.cursors, strict=True):
        whole = opened.decision(decision.id)
        became = "gone" if whole is None or whole.sealed is None else again.evaluated(whole, whole.sealed)
        if isinstance(became, str):
            counts[became] += 1
        else:
            found.append((Affected(decision, _shown(view, whole, became)), cursor))
    items, cursors = tuple(each for each, _ in found), tuple(cursor for _, cursor in found)
    ends = page.cursors[:1] if page.backward else page.cursors[-1:]
    resume = page.resume or next(iter(ends), None)
    return Redress(replace(page.showing(items), cursors=cursors, resume=resume), len(page.items), **counts)


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
        if key in sealed.pins or not self._decides(recorded):
            return "apart"
        entry = None if self._correction.entry.retires else self._correction.entry
        try:
            after, asked = self._answers(recorded, sealed, {key: entry})
            if key not in asked:
                return "apart"
            if not difference_in_effect(sealed.answers, after):
                return "unchanged"
            before, _ = self._answers(recorded, sealed, {})
        except Refusal as refusal:
            if refusal.kind is Kind.UNAVAILABLE:
                raise
            return "failed"
        return difference_in_effect(before, after) or "unchanged"

    def _decides(self, recorded: RecordedDecision) -> bool:
        """Whether the correction would have decided at the decision's valid time, had it been known."""
        if self._head is None:
            return False
        correction = self._correction.entry
        known = [entry for entry in self._head.entries if entry.covers(recorded.valid_at, correction.recorded_at)]
        others = [entry for entry in known if entry.sequence != correction.sequence]
        return latest_start([*others, correction]) is correction

    def _answers(
        self, recorded: RecordedDecision, sealed: SealedPart, told: Mapping[DocumentKey, Entry | None]
    ) -> tuple[tuple[PlainAnswer, ...], frozenset[DocumentKey]]:
        mixture = Mixture(self._view.catalogue, told, self._heads)
        times = (recorded.valid_at, recorded.known_at)
        question = Question(sealed.facts, sealed.products, *times, sealed.pins, read_requests(sealed.requests))
        report = answer(mixture.catalogue, self._view.tenant, question, on_record=True)
        return tuple(plain_answer(decision) for decision in report.decisions), frozenset(mixture.asked)


def _wanted(correction: Correction) -> Wanted:
    """The decisions of the corrected period that were recorded before the correction was."""
    key, entry = correction.key, correction.entry
    return Wanted(
        product=key.slug if key.kind is DocumentKind.PRODUCT else None,
        rule_set=key.slug if key.kind is DocumentKind.RULE_SET else None,
        until=entry.recorded_at,
        valid_since=entry.valid_from,
        valid_until=entry.valid_until,
    )


def _shown(view: View, decision: RecordedDecision | None, found: tuple[Difference, ...]) -> tuple[Difference, ...]:
    if decision is None or sees_sensitive(view.principal, decision):
        return found
    return tuple(masked_difference(each) for each in found)
