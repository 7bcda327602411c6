"""Why an applicant is answered otherwise at one moment than at another, and what has nothing to do with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from creditrules.auth import Action, require
from creditrules.desk.asking import Question, answer
from creditrules.desk.between import Between
from creditrules.desk.budgets import refuse_if_cut_short
from creditrules.desk.catalogue import product_key
from creditrules.desk.causes import Cause, CauseKind, Passed, Unrelated, WhatChanged
from creditrules.desk.deciding import Recording
from creditrules.desk.masking import MASK, masked_answer, masked_difference
from creditrules.desk.mixing import InForce, Mixture
from creditrules.desk.moments import Moments
from creditrules.desk.moved_values import MovedValue, moved_values
from creditrules.desk.scoping import named_within_scope
from creditrules.desk.sides import Comparing, Side, both_sides
from creditrules.desk.throttling import gate_of
from creditrules.desk.view import View
from creditrules.eligibility import (
    Attributed,
    Attribution,
    Difference,
    PlainAnswer,
    Requests,
    attribute,
    plain_answer,
    walk_steps,
)
from creditrules.errors import Kind, Refusal
from creditrules.rules import DocumentKey, DocumentKind, Entry, Head
from creditrules.slugs import quoted_slug

__all__ = ["what_changed"]

MOST_CAUSES = 1000
MOST_ANSWERS = 5000
"""Answers for a product that one question may take."""
MOST_EVALUATIONS = 300
LEAST_EVALUATIONS = 8
MOST_FACTS_APART = 12
MOST_UNRELATED = 100


def what_changed(view: View, recording: Recording | None, comparing: Comparing) -> WhatChanged:
    """Attribute each difference between two answers to its causes.

    Raises Refusal FORBIDDEN; INVALID "BAD_COMPARISON"; NOT_FOUND "UNKNOWN_DECISION", "UNKNOWN_PRODUCT",
    "FACTS_ERASED", "FACTS_EXPIRED"; TOO_LARGE "TOO_MANY_CAUSES"; and as `ask` does at both moments.
    """
    require(view.principal, Action.ASK)
    named_within_scope(view.principal, comparing.products)
    before, after = both_sides(view, recording, comparing)
    gate = gate_of(view.catalogue, view.principal)
    for side in (before, after):
        if not side.on_record:
            gate(None, side.facts, side.requests, side.moments.valid_at)
    heads = view.documents.all_heads()
    found = _Found(view, heads, before, after, _asked(heads, comparing.products))
    return found.result(attribute(len(found.causes), found.answers, found.most))


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
        before: Side,
        after: Side,
        products: tuple[str, ...] | None,
    ) -> None:
        self._view, self._heads, self._sides, self._products = view, heads, (before, after), products
        asked_for = dict.fromkeys(key for side in self._sides for key in self._asked_at(side))
        self._forces = tuple(self._in_force_of(asked_for, side) for side in self._sides)
        self._known: dict[frozenset[int], tuple[PlainAnswer, ...]] = {}
        self._made = 0
        self._between = Between(view, before.moments, after.moments)
        self.causes = (*self._times(), *self._documents(), *self._given())
        asked = len(products) if products else sum(key.kind is DocumentKind.PRODUCT for key in heads)
        self.most = min(MOST_EVALUATIONS, MOST_ANSWERS // max(asked, 1))
        if len(self.causes) > MOST_CAUSES or (self.causes and self.most < LEAST_EVALUATIONS):
            message = f"{len(self.causes)} causes lie between the two moments: more than can be told apart at once."
            hint = "Ask for moments that lie closer together, or for fewer products."
            raise Refusal(Kind.TOO_LARGE, "TOO_MANY_CAUSES", message, (), hint)

    def answers(self, applied: frozenset[int]) -> tuple[PlainAnswer, ...]:
        """The answers with these causes applied to how it was before."""
        if applied not in self._known:
            self._known[applied] = self._evaluated(applied, {})
        return self._known[applied]

    def _evaluated(self, applied: frozenset[int], told: InForce) -> tuple[PlainAnswer, ...]:
        """The same; told: documents that are as this says."""
        self._made += 1
        causes = [cause for place, cause in enumerate(self.causes) if place in applied]
        keys = {cause.key for cause in causes}
        forces = {key: self._forces[key in keys][key] for key in self._forces[0]}
        kinds = {cause.kind for cause in causes}
        side = self._sides[CauseKind.TIME in kinds]
        facts = self._facts({name for cause in causes for name in cause.facts})
        requests = self._sides[CauseKind.REQUEST in kinds].requests
        mixture = Mixture(self._view.catalogue, {**forces, **told}, self._heads)
        return self._answered(mixture, side.moments, facts, requests)

    def result(self, found: Attributed) -> WhatChanged:
        """What is told, with hidden what has to be."""
        causes = tuple(self._cause(place, effect) for place, effect in enumerate(found.causes))
        unrelated = sorted(self._unrelated(), key=lambda each: (each.entry.recorded_at, each.key), reverse=True)
        before, after, differences = found.before, found.after, found.differences
        if self._hides:
            before, after = (tuple(masked_answer(each) for each in answers) for answers in (before, after))
            differences = tuple(replace(each, difference=masked_difference(each.difference)) for each in differences)
        return WhatChanged(
            moments=(self._sides[0].moments, self._sides[1].moments),
            before=before,
            after=after,
            differences=differences,
            causes=causes,
            unrelated=tuple(unrelated[:MOST_UNRELATED]),
            more_unrelated=max(len(unrelated) - MOST_UNRELATED, 0),
            evaluations=self._made,
            complete=found.complete and self._between.complete and all(cause.steps_complete for cause in causes),
        )

    @property
    def _hides(self) -> bool:
        return any(side.hidden for side in self._sides)

    def _in_force_of(self, keys: Iterable[DocumentKey], side: Side) -> InForce:
        """What answered of documents at one end, those included for which only the other answer asks."""
        store, tenant, times = self._view.catalogue.store, self._view.tenant, _times(side.moments)
        return {key: side.tried.get(key) or store.in_force(tenant, self._heads[key], *times) for key in keys}

    def _asked_at(self, side: Side) -> Iterable[DocumentKey]:
        """All documents that the answer at one end asks for; its facts are refused if need be."""
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
        refuse_if_cut_short(self._view.catalogue.budget)
        return tuple(plain_answer(decision) for decision in report.decisions)

    def _times(self) -> Iterable[_Cause]:
        if self._sides[0].moments.valid_at != self._sides[1].moments.valid_at:
            yield _Cause(CauseKind.TIME)

    def _documents(self) -> Iterable[_Cause]:
        """Documents of which something else is in force, in the order in which that began."""
        before, after = self._forces
        keys = [key for key in before if _content(before[key]) != _content(after[key])]
        return [_Cause(CauseKind.DOCUMENT, key) for key in sorted(keys, key=self._began)]

    def _given(self) -> Iterable[_Cause]:
        before, after = (side.facts for side in self._sides)
        # A hidden fact beside a chosen one always counts as another: else values could be tried until none is told.
        tried = self._sides[0].hidden ^ self._sides[1].hidden
        names = sorted(name for name in {*before, *after} if name in tried or _differs(before, after, name))
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
        return self._forces[1].get(key) or self._between.deciding(self._heads[key], self._sides[1].moments)

    def _cause(self, place: int, effect: Attribution) -> Cause:
        cause, shown = self.causes[place], self._shown
        told = replace(effect, step=shown(effect.step), alone=shown(effect.alone), missed=shown(effect.missed))
        if cause.key is None:
            moved = tuple(self._moved()) if cause.kind is CauseKind.TIME else ()
            return Cause(cause.kind, told, facts=cause.facts, values=self._values(cause.facts), moved=moved)
        steps, complete = self._steps(place, cause.key) if effect.step else ((), True)
        after = self._deciding(cause.key)
        passed = tuple(entry for entry in self._between.of(self._heads[cause.key]) if entry != after)
        return Cause(cause.kind, told, cause.key, self._forces[0].get(cause.key), after, passed, steps, complete)

    def _steps(self, place: int, key: DocumentKey) -> tuple[tuple[Passed, ...], bool]:
        """At which places of a document's way the step of its cause was made, and whether all were found."""
        head, earlier = self._heads[key], frozenset(range(place))
        way, ends = self._between.way(head), [_content(force.get(key)) for force in self._forces]
        known = {ends[0]: self.answers(earlier), ends[1]: self.answers(earlier | {place})}
        most = max(self.most - self._made, 0) + len(ends)

        def at(number: int) -> tuple[PlainAnswer, ...]:
            entry = self._between.deciding(head, way[number])
            told = None if entry is None or entry.retires else entry
            if _content(told) not in known:
                known[_content(told)] = self._evaluated(earlier, {key: told})
            return known[_content(told)]

        walk = walk_steps(len(way) - 1, at, most)
        steps = (
            Passed(self._between.deciding(head, way[step + 1]), self._shown(walk.between(step, step + 1)))
            for step in walk.steps
        )
        return tuple(steps), not walk.open

    def _shown(self, found: tuple[Difference, ...]) -> tuple[Difference, ...]:
        return tuple(masked_difference(each) for each in found) if self._hides else found

    def _moved(self) -> Iterable[MovedValue]:
        first, second = (side.moments.valid_at for side in self._sides)
        return moved_values(self._view.catalogue, self._view.tenant, self._forces[0], (first, second))

    def _values(self, names: tuple[str, ...]) -> tuple[object, object]:
        if len(names) != 1:
            return None, None
        first, second = (MASK if names[0] in side.hidden else side.facts.get(names[0]) for side in self._sides)
        return first, second

    def _unrelated(self) -> Iterable[Unrelated]:
        named = {cause.key for cause in self.causes}
        for key in self._heads:
            if key not in named and self._is_listed(key):
                yield from (
                    Unrelated(key, entry, key in self._forces[0]) for entry in self._between.of(self._heads[key])
                )

    def _is_listed(self, key: DocumentKey) -> bool:
        """Policies and settings are no rules: no answer rests on them, and their changes have no ids."""
        return key.kind is not DocumentKind.POLICY and (key.kind.is_told or self._view.sees_policy)


def _asked(heads: Mapping[DocumentKey, Head], products: tuple[str, ...] | None) -> tuple[str, ...] | None:
    if products is None:
        return None
    known = {key.slug for key in heads if key.kind is DocumentKind.PRODUCT}
    for place, slug in enumerate(products):
        if slug not in known:
            hint = "The query `products` lists what there is."
            message = f"There is no product {quoted_slug(slug)}."
            raise Refusal(Kind.NOT_FOUND, "UNKNOWN_PRODUCT", message, ("products", place), hint)
    return tuple(dict.fromkeys(products))


def _times(moments: Moments) -> tuple[datetime, datetime]:
    return moments.valid_at, moments.known_at


def _content(entry: Entry | None) -> str | None:
    return None if entry is None else entry.digest


def _differs(before: Mapping[str, object], after: Mapping[str, object], name: str) -> bool:
    return (name in before) != (name in after) or before.get(name) != after.get(name)
