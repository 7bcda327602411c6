"""Why an applicant is answered otherwise at one moment than at another, and what has nothing to do with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from creditrules.auth import Action, require
from creditrules.desk.asking import Question, answer
from creditrules.desk.catalogue import product_key
from creditrules.desk.deciding import Recording, facts_gone, read_decision, recording_of, sees_sensitive
from creditrules.desk.masking import MASK, masked_answer, masked_difference
from creditrules.desk.mixing import InForce, Mixture, deciding_entry
from creditrules.desk.moments import Moments, fix_moments
from creditrules.desk.recorded import readable
from creditrules.desk.view import View
from creditrules.eligibility import (
    Attributed,
    AttributedDifference,
    Attribution,
    Difference,
    PlainAnswer,
    Requests,
    attribute,
    plain_answer,
    read_requests,
)
from creditrules.eligibility.recording import RecordedDecision, Wanted
from creditrules.errors import Kind, Refusal
from creditrules.rules import DocumentKey, DocumentKind, Entry, Head
from creditrules.rules.ports import Asked

__all__ = ["MOST_CAUSES", "Cause", "CauseKind", "Comparing", "Unrelated", "Was", "WhatChanged", "what_changed"]

MOST_CAUSES = 32
MOST_ANSWERS = 5000
"""Answers for a product that one question may take."""
MOST_FACTS_APART = 12
MOST_UNRELATED = 100
TICK = timedelta(microseconds=1)


class CauseKind(StrEnum):
    """What may make an answer other than it was."""

    TIME = "TIME"
    DOCUMENT = "DOCUMENT"
    FACTS = "FACTS"
    REQUEST = "REQUEST"


@dataclass(frozen=True, slots=True)
class Was:
    """An applicant at a moment: facts as given, or of a decision on record. Times left out are its, or now."""

    facts: Mapping[str, object] | None = None
    decision: str | None = None
    valid_at: datetime | None = None
    known_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Comparing:
    """The question.

    after: its facts are those of `before` where it has none of its own. subject: whose latest decisions by the two
    moments are meant, in place of facts. products: None for all.
    """

    before: Was
    after: Was
    products: tuple[str, ...] | None = None
    subject: str | None = None
    requests: Requests | None = None


@dataclass(frozen=True, slots=True)
class Cause:
    """One cause and its effect.

    key, before, after: of a document, and what of it was in force; passed: what else of it began in between. facts:
    names; values: before and after, where it is one fact.
    """

    kind: CauseKind
    effect: Attribution
    key: DocumentKey | None = None
    before: Entry | None = None
    after: Entry | None = None
    passed: tuple[Entry, ...] = ()
    facts: tuple[str, ...] = ()
    values: tuple[object, object] = (None, None)


@dataclass(frozen=True, slots=True)
class Unrelated:
    """An activation in between that no answer asked for, or that put the very same content in force."""

    key: DocumentKey
    entry: Entry
    same_content: bool


@dataclass(frozen=True, slots=True)
class WhatChanged:
    """The two answers and why they differ. unrelated: at most MOST_UNRELATED; more_unrelated: how many more."""

    moments: tuple[Moments, Moments]
    before: tuple[PlainAnswer, ...]
    after: tuple[PlainAnswer, ...]
    differences: tuple[AttributedDifference, ...]
    causes: tuple[Cause, ...]
    unrelated: tuple[Unrelated, ...]
    more_unrelated: int
    evaluations: int


@dataclass(frozen=True, slots=True)
class _Side:
    """One of the two: what was known of the applicant and when. hidden: facts whose values are not shown."""

    facts: Mapping[str, object]
    requests: Requests
    moments: Moments
    on_record: bool
    hidden: frozenset[str] = frozenset()


def what_changed(view: View, recording: Recording | None, comparing: Comparing) -> WhatChanged:
    """Attribute each difference between two answers to its causes.

    Raises Refusal FORBIDDEN; INVALID "BAD_COMPARISON"; NOT_FOUND "UNKNOWN_DECISION", "UNKNOWN_PRODUCT",
    "FACTS_ERASED", "FACTS_EXPIRED"; TOO_LARGE "TOO_MANY_CAUSES"; and as `ask` does at both moments.
    """
    require(view.principal, Action.ASK)
    before, after = _sides(view, recording, comparing)
    heads = view.catalogue.store.all_heads(view.tenant)
    found = _Found(view, heads, before, after, _asked(heads, comparing.products))
    return found.result(attribute(len(found.causes), found.answers))


@dataclass(frozen=True, slots=True)
class _Cause:
    """A cause before its effect is known."""

    kind: CauseKind
    key: DocumentKey | None = None
    facts: tuple[str, ...] = ()


class _Found:
    """The causes between two sides, and answers with some of them applied."""

    def __init__(
        self,
        view: View,
        heads: Mapping[DocumentKey, Head],
        before: _Side,
        after: _Side,
        products: tuple[str, ...] | None,
    ) -> None:
        self._view, self._heads, self._sides, self._products = view, heads, (before, after), products
        self._forces = tuple(self._ends(side) for side in self._sides)
        self.causes = (*self._times(), *self._documents(), *self._given())
        asked = len(products) if products else sum(key.kind is DocumentKind.PRODUCT for key in heads)
        if len(self.causes) > MOST_CAUSES or 3 * len(self.causes) * asked > MOST_ANSWERS:
            message = f"{len(self.causes)} causes lie between the two moments: more than can be told apart at once."
            hint = "Ask for moments that lie closer together, or for fewer products."
            raise Refusal(Kind.TOO_LARGE, "TOO_MANY_CAUSES", message, (), hint)

    def answers(self, applied: frozenset[int]) -> tuple[PlainAnswer, ...]:
        """The answers with these causes applied to how it was before."""
        causes = [cause for place, cause in enumerate(self.causes) if place in applied]
        keys = {cause.key for cause in causes}
        told: InForce = {key: self._forces[key in keys].get(key) for key in {*self._forces[0], *self._forces[1]}}
        kinds = {cause.kind for cause in causes}
        side = self._sides[CauseKind.TIME in kinds]
        facts = self._facts({name for cause in causes for name in cause.facts})
        requests = self._sides[CauseKind.REQUEST in kinds].requests
        return self._answered(Mixture(self._view.catalogue, told, self._heads), side.moments, facts, requests)

    def result(self, found: Attributed) -> WhatChanged:
        """What is told, with hidden what has to be."""
        causes = tuple(self._cause(cause, effect) for cause, effect in zip(self.causes, found.causes, strict=True))
        unrelated = sorted(self._unrelated(), key=lambda each: (each.entry.recorded_at, each.key), reverse=True)
        before, after, differences = found.before, found.after, found.differences
        if any(side.hidden for side in self._sides):
            before, after = (tuple(masked_answer(each) for each in answers) for answers in (before, after))
            differences = tuple(
                AttributedDifference(masked_difference(each.difference), each.causes) for each in differences
            )
        return WhatChanged(
            moments=(self._sides[0].moments, self._sides[1].moments),
            before=before,
            after=after,
            differences=differences,
            causes=causes,
            unrelated=tuple(unrelated[:MOST_UNRELATED]),
            more_unrelated=max(len(unrelated) - MOST_UNRELATED, 0),
            evaluations=found.evaluations,
        )

    def _ends(self, side: _Side) -> InForce:
        """What is in force of all documents that the answer at one end asks for; its facts are refused if need be."""
        mixture = Mixture(self._view.catalogue, {}, self._heads)
        question = Question(side.facts, self._in_force(mixture, side.moments), *_times(side.moments), {}, side.requests)
        if question.products != ():
            answer(mixture.catalogue, self._view.tenant, question, on_record=side.on_record)
        return mixture.asked

    def _in_force(self, mixture: Mixture, moments: Moments) -> tuple[str, ...] | None:
        """The asked products that are in force in the mixture; None for all."""
        if self._products is None:
            return None
        store, tenant = mixture.catalogue.store, self._view.tenant
        keys = [product_key(slug) for slug in self._products]
        found = [(key, store.in_force(tenant, self._heads[key], *_times(moments))) for key in keys]
        return tuple(key.slug for key, entry in found if entry)

    def _answered(
        self, mixture: Mixture, moments: Moments, facts: Mapping[str, object], requests: Requests
    ) -> tuple[PlainAnswer, ...]:
        products = self._in_force(mixture, moments)
        if products == ():
            return ()
        question = Question(facts, products, *_times(moments), {}, requests)
        report = answer(mixture.catalogue, self._view.tenant, question, on_record=True)
        return tuple(plain_answer(decision) for decision in report.decisions)

    def _times(self) -> Iterable[_Cause]:
        if self._sides[0].moments.valid_at != self._sides[1].moments.valid_at:
            yield _Cause(CauseKind.TIME)

    def _documents(self) -> Iterable[_Cause]:
        """Documents of which something else is in force, in the order in which that began."""
        before, after = self._forces
        keys = [key for key in {**before, **after} if _content(before.get(key)) != _content(after.get(key))]
        return [_Cause(CauseKind.DOCUMENT, key) for key in sorted(keys, key=self._began)]

    def _given(self) -> Iterable[_Cause]:
        before, after = (side.facts for side in self._sides)
        names = sorted(name for name in {*before, *after} if _differs(before, after, name))
        if len(names) > MOST_FACTS_APART:
            yield _Cause(CauseKind.FACTS, facts=tuple(names))
        else:
            yield from (_Cause(CauseKind.FACTS, facts=(name,)) for name in names)
        if self._sides[0].requests != self._sides[1].requests:
            yield _Cause(CauseKind.REQUEST)

    def _facts(self, after: set[str]) -> Mapping[str, object]:
        """The facts as they were before, those named as they are after."""
        first, second = (side.facts for side in self._sides)
        kept = {name: value for name, value in first.items() if name not in after}
        return kept | {name: second[name] for name in sorted(after) if name in second}

    def _began(self, key: DocumentKey) -> tuple[datetime, datetime, DocumentKey]:
        entry, head = self._deciding(key), self._heads[key]
        return (entry.valid_from, entry.recorded_at, key) if entry else (head.created_at, head.created_at, key)

    def _deciding(self, key: DocumentKey) -> Entry | None:
        return self._forces[1].get(key) or deciding_entry(self._heads[key], *_times(self._sides[1].moments))

    def _cause(self, cause: _Cause, effect: Attribution) -> Cause:
        if any(side.hidden for side in self._sides):
            effect = Attribution(effect.effect, *(_masked(each) for each in (effect.step, effect.alone, effect.missed)))
        if cause.key is None:
            return Cause(cause.kind, effect, facts=cause.facts, values=self._values(cause.facts))
        after = self._deciding(cause.key)
        passed = tuple(entry for entry in self._between(cause.key) if entry != after)
        return Cause(cause.kind, effect, cause.key, self._forces[0].get(cause.key), after, passed)

    def _values(self, names: tuple[str, ...]) -> tuple[object, object]:
        if len(names) != 1:
            return None, None
        first, second = (MASK if names[0] in side.hidden else side.facts.get(names[0]) for side in self._sides)
        return first, second

    def _between(self, key: DocumentKey) -> tuple[Entry, ...]:
        """What of a document began, or became known, between the two moments."""
        first, second = (side.moments for side in self._sides)
        low, high = sorted((first, second), key=lambda each: (each.valid_at, each.known_at))
        known = max(first.known_at, second.known_at)
        return tuple(
            entry
            for entry in self._heads[key].entries
            if entry.known(known)
            and entry.valid_from <= high.valid_at
            and (low.valid_at < entry.valid_from or min(first.known_at, second.known_at) < entry.recorded_at)
        )

    def _unrelated(self) -> Iterable[Unrelated]:
        named = {cause.key for cause in self.causes}
        for key in self._heads:
            if key not in named:
                asked = key in self._forces[0] or key in self._forces[1]
                yield from (Unrelated(key, entry, asked) for entry in self._between(key))


def _sides(view: View, recording: Recording | None, comparing: Comparing) -> tuple[_Side, _Side]:
    before, after = comparing.before, comparing.after
    if comparing.subject is not None:
        if any(each.facts is not None or each.decision for each in (before, after)):
            raise _bad_comparison("A subject is asked about, and facts or decisions are given as well.")
        times = [fix_moments(view.now, each.valid_at, each.known_at) for each in (before, after)]
        found = [_latest(view, recording, comparing.subject, each) for each in times]
        return _recorded_side(view, found[0], times[0]), _recorded_side(view, found[1], times[1])
    first = _side(view, recording, before, comparing, None)
    return first, _side(view, recording, after, comparing, first)


def _side(view: View, recording: Recording | None, was: Was, comparing: Comparing, first: _Side | None) -> _Side:
    if was.decision is not None:
        if was.facts is not None:
            raise _bad_comparison("Facts are given beside a decision, which has its own.")
        found = read_decision(recording, view.principal, was.decision)
        if found is None:
            raise Refusal(Kind.NOT_FOUND, "UNKNOWN_DECISION", "There is no such decision.", ("decision",))
        valid_at, known_at = was.valid_at or found.valid_at, was.known_at or found.known_at
        return _recorded_side(view, found, fix_moments(view.now, valid_at, known_at))
    moments = fix_moments(view.now, was.valid_at, was.known_at)
    if was.facts is not None:
        return _Side(was.facts, comparing.requests or {}, moments, on_record=False)
    if first is None:
        raise _bad_comparison("Neither facts nor a decision nor a subject is given.")
    return _Side(first.facts, first.requests, moments, True, first.hidden)


def _recorded_side(view: View, decision: RecordedDecision, moments: Moments) -> _Side:
    sealed = decision.sealed
    if sealed is None:
        raise facts_gone(decision)
    hidden = () if sees_sensitive(view.principal, decision) else sealed.sensitive
    return _Side(sealed.facts, read_requests(sealed.requests), moments, True, frozenset(hidden))


def _latest(view: View, recording: Recording | None, subject: str, moments: Moments) -> RecordedDecision:
    """The subject's latest decision that was on record by then, of those that may be read."""
    wanted = readable(view.principal, Wanted(subject=subject, until=moments.known_at + TICK))
    records = recording_of(recording).records
    page = records.listed(view.tenant, wanted, Asked(1))
    if not page.items:
        message = "No decision about this subject was on record by then."
        raise Refusal(Kind.NOT_FOUND, "UNKNOWN_DECISION", message, ("subject",), "Ask for a later moment.")
    return records.opened(view.tenant, [page.items[0].id])[page.items[0].id]


def _asked(heads: Mapping[DocumentKey, Head], products: tuple[str, ...] | None) -> tuple[str, ...] | None:
    if products is None:
        return None
    known = {key.slug for key in heads if key.kind is DocumentKind.PRODUCT}
    for place, slug in enumerate(products):
        if slug not in known:
            hint = "The query `products` lists what there is."
            message = f"There is no product '{slug[:80]}'."
            raise Refusal(Kind.NOT_FOUND, "UNKNOWN_PRODUCT", message, ("products", place), hint)
    return tuple(dict.fromkeys(products))


def _times(moments: Moments) -> tuple[datetime, datetime]:
    return moments.valid_at, moments.known_at


def _content(entry: Entry | None) -> str | None:
    return None if entry is None else entry.digest


def _differs(before: Mapping[str, object], after: Mapping[str, object], name: str) -> bool:
    return (name in before) != (name in after) or before.get(name) != after.get(name)


def _masked(differences: tuple[Difference, ...]) -> tuple[Difference, ...]:
    return tuple(masked_difference(each) for each in differences)


def _bad_comparison(message: str) -> Refusal:
    hint = "Give facts, a decision, or a subject: one of them."
    return Refusal(Kind.INVALID, "BAD_COMPARISON", message, (), hint)
