"""The partner's question: who may have which product, on what terms, why (not), and what else is open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial

from creditrules.desk.catalogue import Catalogue, ProductInForce, product_key, rule_set_key
from creditrules.desk.choosing import chosen_by
from creditrules.desk.declared import FactsGiven
from creditrules.desk.moments import Moments, fix_moments
from creditrules.desk.narrowing import Narrower
from creditrules.desk.parameters_in_force import ParametersInForce
from creditrules.desk.pinning import pinned_parameters, pinned_rule_set, refuse_unused_pins
from creditrules.desk.refusing import refuse_currencies_unsaid, refuse_invalid_facts, refuse_strange_requests
from creditrules.desk.trials import OtherVersion, as_in_force
from creditrules.eligibility import (
    BESIDE,
    AbsentRuleSet,
    Applicant,
    AppliedVersion,
    Decision,
    GoverningRuleSet,
    Narrow,
    Outcome,
    Pins,
    Requests,
    RetiredFact,
    decide,
    with_alternatives,
)
from creditrules.errors import Kind, Refusal
from creditrules.feel import RequestBudget
from creditrules.population import Assessor
from creditrules.rules import Category, DocumentKey, DocumentKind, Entry, Head, parameter_name, parameter_slug
from creditrules.rules.life import SETTINGS_KEY
from creditrules.slugs import quoted_slug
from creditrules.suggestions import suggestion

__all__ = ["Plan", "Question", "Report", "absent_rule_set", "answer"]


@dataclass(frozen=True, slots=True)
class Question:
    """What a partner asks.

    facts: plain values by fact name, numbers as Decimal. products: slugs; None for all in force. pins: in place of the
    versions in force. requests: what is asked for, by product, under EVERY_PRODUCT of all that are not named.
    within: the only products that there are for who asks; None for all.
    """

    facts: Mapping[str, object]
    products: tuple[str, ...] | None = None
    valid_at: datetime | None = None
    known_at: datetime | None = None
    pins: Pins = field(default_factory=dict)
    requests: Requests = field(default_factory=dict)
    within: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """The decisions in the order asked (by slug where all were), with the two times they hold for.

    chosen: by which of "pins", "validAt" and "knownAt" the caller chose the rules; none where they are those of now.
    retired: facts given that no rule asks for any more. evaluations: how many rule sets were evaluated for it.
    """

    valid_at: datetime
    known_at: datetime
    forecast: bool
    decisions: tuple[Decision, ...]
    chosen: tuple[str, ...] = ()
    retired: tuple[RetiredFact, ...] = ()
    evaluations: int = 0


def answer(
    catalogue: Catalogue,
    tenant: str,
    question: Question,
    *,
    on_record: bool = False,
    heads: Mapping[DocumentKey, Head] | None = None,
) -> Report:
    """The answer, for use cases that have asked who may.

    heads: all of the tenant's, where they are at hand, or as they would be after a change. on_record: the facts are
    those of a recorded decision, which nobody can correct: none of them is refused, and a product that cannot take one
    says so. Raises Refusal: NOT_FOUND "UNKNOWN_PRODUCT", "NO_VERSION_IN_FORCE", "UNKNOWN_VERSION"; INVALID
    "UNKNOWN_FACT", "RETIRED_FACT", "INVALID_FACT" (with diagnostics), "UNUSED_PIN", "REQUEST_CURRENCY", and those of
    `fix_moments`.
    """
    return Plan(catalogue, tenant, question, heads).report(question.facts, question.requests, on_record=on_record)


class Plan:
    """All of a question but the applicant: read once, answered for as many as there are.

    heads: see `answer`. now: the moment that counts as the present, where it is one that has passed since. other: the
    versions that answer in place of those in force. Raises Refusal as `answer` does, but for what is wrong with facts
    and requests.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        tenant: str,
        question: Question,
        heads: Mapping[DocumentKey, Head] | None = None,
        *,
        now: datetime | None = None,
        other: OtherVersion = as_in_force,
    ) -> None:
        now = now or catalogue.store.now()
        self.moments = fix_moments(now, question.valid_at, question.known_at)
        heads = catalogue.store.all_heads(tenant) if heads is None else heads
        heads = {key: head for key, head in heads.items() if not head.is_draft}
        self._catalogue, self._tenant, self._settings = catalogue, tenant, heads.get(SETTINGS_KEY)
        self._question, self._heads, self._now = question, heads, now
        in_force = catalogue.products(tenant, self.moments.valid_at, self.moments.known_at, heads)
        within = question.within
        self._products = tuple(each for each in in_force if within is None or each.form.product in within)
        self._asked = _asked(question, self._products, heads)
        known = (self._products, heads)
        self._shelf = _RuleSetsInForce(catalogue, tenant, self.moments, question.pins, known, other)
        self._known = self._shelf.fact_names()
        self._ruled: dict[str, tuple[list[GoverningRuleSet], list[AbsentRuleSet], Narrow]] = {}
        self._narrower = Narrower(catalogue.budget)
        self._given = FactsGiven(catalogue, tenant, heads, (self.moments, Moments(now, now)))
        self.chosen = chosen_by(now, self.moments, question.pins)

    @property
    def products(self) -> tuple[str, ...]:
        """Slugs of the products that are asked about."""
        return tuple(product.form.product for product in self._asked)

    def most_principal(self, decision: Decision) -> int:
        """How many principal reasons are told of a decision, by the settings at both times."""
        moments = self.moments
        settings = self._catalogue.settings(self._tenant, self._settings, moments.valid_at, moments.known_at)
        return settings.reasons.most_principal(decision.product.jurisdiction)

    def report(
        self, facts: Mapping[str, object], requests: Requests, *, on_record: bool = False, alternatives: bool = True
    ) -> Report:
        """The answer for one applicant. Raises Refusal for facts and requests as `answer` does.

        alternatives: whether other products are looked at where one that is asked about is closed.
        """
        refuse_strange_requests(requests, self._products)
        currencies = frozenset(product.form.currency for product in self._asked)
        applicant = Applicant(facts, requests, currencies=currencies, budget=self._catalogue.budget)
        if not on_record:
            refuse_currencies_unsaid(applicant, self._products)
        retired = () if on_record else self._retired(applicant)
        decisions = {product.form.product: self._decision(product, applicant) for product in self._asked}
        if not on_record:
            refuse_invalid_facts(decisions.values())
        others = dict(decisions)
        if alternatives and any(not decision.outcome.is_open for decision in decisions.values()):
            for product in self._products:
                if self._catalogue.budget is not None and self._catalogue.budget.spent:
                    break  # whatever is asked now is referred, and so no alternative
                if product.form.product not in others:
                    others[product.form.product] = self._decision(product, applicant)
            found = [decision for decision in others.values() if decision.outcome.is_open]
            decisions = {slug: with_alternatives(d, found) for slug, d in decisions.items()}
        evaluations = sum(len(decision.applied) for decision in others.values())
        return Report(
            self.moments.valid_at,
            self.moments.known_at,
            self.moments.forecast,
            tuple(decisions.values()),
            self.chosen,
            retired,
            evaluations,
        )

    def documents(self, product: str) -> Mapping[str, str]:
        """SHA-256 of every content that decides on one of the products that are asked about."""
        found = self._asked_for(product)
        used = [self._shelf.parameters[name].applied for name in self._parameters_of(found)]
        return {
            f"product:{product}": found.entry.digest,
            **{each.applied.rule_set: each.applied.digest for each in self._shelf.governing(found)},
            **{f"parameter:{each.parameter}": each.digest for each in used},
        }

    def grounds(self, product: str) -> Mapping[str, str]:
        """What its answers stand on: `documents`, and of each parameter the day since which the value holds."""
        found = self._asked_for(product)
        contents = {name: self._shelf.parameters[name].parameter for name in self._parameters_of(found)}
        values = {name: parameter.at(self.moments.valid_at) for name, parameter in contents.items()}
        return {
            **self.documents(product),
            **{f"value:{name}": str(step.since if step else None) for name, step in values.items()},
        }

    def _parameters_of(self, found: ProductInForce) -> list[str]:
        """The names of those in force that the product and its rule sets speak of, sorted."""
        governing = self._shelf.governing(found)
        names = {*found.form.parameters, *(name for each in governing for name in each.compiled.parameters)}
        return sorted(names & self._shelf.parameters.keys())

    def assessor(self, product: str, budget: RequestBudget | None = None) -> Assessor:
        """The same for many applicants, of whom nothing but facts and requests is known. budget: see `Assessor`."""
        found, parameters = self._asked_for(product), self._shelf.parameters
        compiled = [each.compiled for each in self._shelf.governing(found)]
        absent = self._shelf.absent(found)
        about = found.form, found.entry.digest, compiled, self.moments.valid_at
        return Assessor(*about, lambda _at, _names: parameters, absent, budget)

    def _asked_for(self, slug: str) -> ProductInForce:
        return next(product for product in self._asked if product.form.product == slug)

    def _retired(self, applicant: Applicant) -> tuple[RetiredFact, ...]:
        """Facts of all parties that no rule asks for any more. Raises Refusal as `FactsGiven.retired`."""
        beside = applicant.beside
        own = [name for name in applicant.facts if name not in BESIDE or name in self._known]
        found = list(self._given.retired(own, self._known))
        for place, party in enumerate(beside.parties):
            try:
                found += self._given.retired(party.facts, self._known)
            except Refusal as refusal:
                refusal.field = ("parties", place, *refusal.field)
                raise
        return tuple(found)

    def _decision(self, product: ProductInForce, applicant: Applicant) -> Decision:
        slug, digest = product.form.product, product.entry.digest
        moment, parameters = self.moments.valid_at, self._shelf.parameters
        if slug not in self._ruled:
            governing, absent = self._shelf.governing(product), self._shelf.absent(product)
            kept = self._catalogue.narrowings
            narrow = kept.of(product.form, digest, governing, moment, absent, parameters, tenant=self._tenant)
            narrow = self._narrower.bounded(slug, narrow)
            self._ruled[slug] = governing, absent, narrow
        governing, absent, narrow = self._ruled[slug]
        decision = decide(product.form, digest, governing, applicant, moment, absent, parameters, narrow)
        if decision.outcome is Outcome.ALLOW:
            return decision
        return replace(decision, forecast=partial(self.forecast, slug, applicant))

    def forecast(self, slug: str, applicant: Applicant, moment: datetime) -> Decision | None:
        """What a product answers at another valid time, known as this is; None where it is not in force then.

        A challenger goes on answering in place of the activation that it answers for here, and of no other.
        """
        moments = (moment, self.moments.known_at)
        question = Question({}, (slug,), *moments, self._question.pins)
        try:
            plan = Plan(
                self._catalogue, self._tenant, question, self._heads, now=self._now, other=self._shelf.challengers
            )
        except Refusal as refusal:
            if refusal.kind in {Kind.NOT_FOUND, Kind.INVALID}:
                return None
            raise
        (product,) = plan._asked
        return plan._decision(product, applicant)


def _asked(
    question: Question, products: Sequence[ProductInForce], heads: Mapping[DocumentKey, Head]
) -> Sequence[ProductInForce]:
    if question.products is None:
        return products
    by_slug = {product.form.product: product for product in products}
    chosen = []
    for place, slug in enumerate(dict.fromkeys(question.products)):
        if slug not in by_slug:
            raise _no_such_product(slug, by_slug, place, exists=product_key(slug) in heads)
        chosen.append(by_slug[slug])
    return chosen


def _no_such_product(slug: str, in_force: Iterable[str], place: int, *, exists: bool) -> Refusal:
    field = ("products", place)
    if exists:
        message = f"The product {quoted_slug(slug)} was not in force at the asked times."
        return Refusal(Kind.NOT_FOUND, "NO_VERSION_IN_FORCE", message, field, "Ask for another validAt or knownAt.")
    hint = suggestion(slug, sorted(in_force)) or "The query `products` lists what there is."
    return Refusal(Kind.NOT_FOUND, "UNKNOWN_PRODUCT", f"There is no product {quoted_slug(slug)}.", field, hint)


class _RuleSetsInForce:
    """The rule sets that govern some products at the asked times, loaded in one go."""

    def __init__(
        self,
        catalogue: Catalogue,
        tenant: str,
        moments: Moments,
        pins: Pins,
        known: tuple[Sequence[ProductInForce], Mapping[DocumentKey, Head]],
        other: OtherVersion,
    ) -> None:
        products, heads = known
        slugs = dict.fromkeys(slug for product in products for slug in product.form.rule_sets)
        refuse_unused_pins(pins, DocumentKind.RULE_SET, slugs)
        self._heads = {key: heads[key] for slug in slugs if (key := rule_set_key(slug)) in heads}
        self._moments = moments
        self._applied: dict[str, AppliedVersion] = {}
        self._entries: dict[str, int] = {}
        for key, head in self._heads.items():
            if key in pins:
                self._applied[key.slug] = pinned_rule_set(catalogue, tenant, head, pins[key])
            elif entry := catalogue.store.in_force(tenant, head, moments.valid_at, moments.known_at):
                self._applied[key.slug] = other(head, entry) or _applied(head, entry)
                self._entries[key.slug] = entry.sequence
        in_force = ParametersInForce(
            catalogue, tenant, heads, moments, pinned_parameters(catalogue, tenant, heads, pins)
        )
        linked = (parameter_name(slug) for head in self._heads.values() for slug in head.links)
        digests = [applied.digest for applied in self._applied.values()]
        compiled = catalogue.rule_sets_with(tenant, digests, lambda: in_force.digests(linked))
        self._compiled = {slug: compiled[applied.digest] for slug, applied in self._applied.items()}
        self._latest = _latest_facts(catalogue, tenant, self._heads.values(), self._applied)

        used = {name for each in self._compiled.values() for name in each.parameters}
        used.update(name for product in products for name in product.form.parameters)
        refuse_unused_pins(pins, DocumentKind.PARAMETER, {parameter_slug(name) for name in used})
        self.parameters = in_force.named(used)

    def governing(self, product: ProductInForce) -> list[GoverningRuleSet]:
        return [
            GoverningRuleSet(self._compiled[slug], self._applied[slug])
            for slug in product.form.rule_sets
            if slug in self._compiled
        ]

    def challengers(self, head: Head, entry: Entry) -> AppliedVersion | None:
        """What answers here in place of an activation or by it, see `OtherVersion`."""
        return self._applied[head.key.slug] if self._entries.get(head.key.slug) == entry.sequence else None

    def absent(self, product: ProductInForce) -> list[AbsentRuleSet]:
        return [
            absent_rule_set(slug, self._heads.get(rule_set_key(slug)), self._moments)
            for slug in product.form.rule_sets
            if slug not in self._compiled
        ]

    def fact_names(self) -> set[str]:
        """Every fact that a rule set declares, in the versions asked for or in those of today."""
        return {fact.name for compiled in self._compiled.values() for fact in compiled.facts} | self._latest


def absent_rule_set(slug: str, head: Head | None, moments: Moments) -> AbsentRuleSet:
    """What is known of a rule set that a product names and that has no version in force."""
    if head is None:
        return AbsentRuleSet(slug, {"en": slug}, Category.PRODUCT, None)
    known = [entry for entry in head.entries if entry.known(moments.known_at) and not entry.retires]
    begun = any(entry.valid_from <= moments.valid_at for entry in known)
    starts = min((entry.valid_from for entry in known if entry.valid_from > moments.valid_at), default=None)
    return AbsentRuleSet(slug, head.name, head.category or Category.PRODUCT, None if begun else starts)


def _applied(head: Head, entry: Entry) -> AppliedVersion:
    category = head.category or Category.PRODUCT
    return AppliedVersion(
        head.key.slug, category, entry.version, entry.digest, entry.sequence, entry.valid_from, entry.recorded_at
    )


def _latest_facts(
    catalogue: Catalogue, tenant: str, heads: Iterable[Head], applied: Mapping[str, AppliedVersion]
) -> set[str]:
    """Facts of the latest starting versions, of rule sets whose heads do not tell yet what their versions ask for.

    A question about the past may carry facts that only today's rules know.
    """
    untold = (head for head in heads if not head.facts)
    latest = {head.key.slug: next((e.digest for e in reversed(head.entries) if not e.retires), None) for head in untold}
    digests = {
        digest
        for slug, digest in latest.items()
        if digest is not None and (slug not in applied or applied[slug].digest != digest)
    }
    return {fact.name for compiled in catalogue.rule_sets(tenant, digests).values() for fact in compiled.facts}
