"""The partner's question: who may have which product, on what terms, why (not), and what else is open."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import partial

from creditrules.desk.catalogue import Catalogue, ProductInForce
from creditrules.desk.choosing import chosen_by
from creditrules.desk.declared import FactsGiven
from creditrules.desk.footing import Footing
from creditrules.desk.moments import Moments, fix_moments
from creditrules.desk.narrowing import Narrower
from creditrules.desk.refusing import refuse_currencies_unsaid, refuse_invalid_facts, refuse_strange_requests
from creditrules.desk.trials import OtherVersion, as_in_force
from creditrules.eligibility import (
    BESIDE,
    Applicant,
    Decision,
    Narrow,
    Outcome,
    Parameters,
    Pins,
    Requests,
    RetiredFact,
    with_alternatives,
)
from creditrules.errors import Kind, Refusal
from creditrules.feel import RequestBudget
from creditrules.population import Assessor
from creditrules.records import dataclass, field
from creditrules.rules import DocumentKey, Head
from creditrules.rules.life import SETTINGS_KEY

__all__ = ["Plan", "Question", "Report", "answer"]


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
    heads: of the tenant's documents that have a version, as they were seen. mark: the same of all reports that stand on
    the same documents, between the same two moments at which something begins or ends; None where that is not known.
    parameters: that were in force.
    """

    valid_at: datetime
    known_at: datetime
    forecast: bool
    decisions: tuple[Decision, ...]
    chosen: tuple[str, ...] = ()
    retired: tuple[RetiredFact, ...] = ()
    evaluations: int = 0
    heads: Mapping[DocumentKey, Head] = field(default_factory=dict, repr=False, compare=False)
    mark: object | None = field(default=None, repr=False, compare=False)
    parameters: Parameters = field(default_factory=dict, repr=False, compare=False)


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

    heads: see `answer`; of_store: whether they are as they lie in the store, and not as after a change. now: the moment
    that counts as the present, where it is one that has passed since. other: the versions that answer in place of those
    in force. Raises Refusal as `answer` does, but for what is wrong with facts and requests.
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
        of_store: bool = False,
    ) -> None:
        now = now or catalogue.store.now()
        self.moments = moments = fix_moments(now, question.valid_at, question.known_at)
        stored = heads if heads is not None else catalogue.store.all_heads(tenant)
        about = question.products, question.within
        make = partial(Footing, catalogue, tenant, stored, moments, *about, question.pins, other)
        # Only of what lies in the store as it is, something may be at hand that was made for another question.
        usual = other is as_in_force and not question.pins and (heads is None or of_store)
        footing: Footing = catalogue.footings.made(tenant, stored, about, moments, make) if usual else make()
        self._footing, self._rule_sets = footing, footing.rule_sets
        self._mark = footing.mark() if usual else None
        self._parameters = footing.parameters(moments.valid_at)
        self._heads = heads = footing.heads
        self._catalogue, self._tenant, self._settings = catalogue, tenant, heads.get(SETTINGS_KEY)
        self._question, self._now = question, now
        self._narrows: dict[str, Narrow] = {}
        self._narrower = Narrower(catalogue.budget)
        self._given = FactsGiven(catalogue, tenant, heads, (moments, Moments(now, now)))
        self.chosen = chosen_by(now, moments, question.pins)

    @property
    def products(self) -> tuple[str, ...]:
        """Slugs of the products that are asked about."""
        return tuple(product.form.product for product in self._footing.asked)

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
        refuse_strange_requests(requests, self._footing.products)
        currencies = frozenset(product.form.currency for product in self._footing.asked)
        applicant = Applicant(facts, requests, currencies=currencies, budget=self._catalogue.budget)
        if not on_record:
            refuse_currencies_unsaid(applicant, self._footing.products)
        retired = () if on_record else self._retired(applicant)
        decisions = {product.form.product: self._decision(product, applicant) for product in self._footing.asked}
        if not on_record:
            refuse_invalid_facts(decisions.values())
        others = dict(decisions)
        if alternatives and any(not decision.outcome.is_open for decision in decisions.values()):
            for product in self._footing.products:
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
            self._heads,
            self._mark,
            self._parameters,
        )

    def documents(self, product: str) -> Mapping[str, str]:
        """SHA-256 of every content that decides on one of the products that are asked about."""
        found = self._asked_for(product)
        used = [self._parameters[name].applied for name in self._parameters_of(found)]
        return {
            f"product:{product}": found.entry.digest,
            **{each.applied.rule_set: each.applied.digest for each in self._footing.ruled(found)[0]},
            **{f"parameter:{each.parameter}": each.digest for each in used},
        }

    def grounds(self, product: str) -> Mapping[str, str]:
        """What its answers stand on: `documents`, and of each parameter the day since which the value holds."""
        found = self._asked_for(product)
        contents = {name: self._parameters[name].parameter for name in self._parameters_of(found)}
        values = {name: parameter.at(self.moments.valid_at) for name, parameter in contents.items()}
        return {
            **self.documents(product),
            **{f"value:{name}": str(step.since if step else None) for name, step in values.items()},
        }

    def _parameters_of(self, found: ProductInForce) -> list[str]:
        """The names of those in force that the product and its rule sets speak of, sorted."""
        governing = self._footing.ruled(found)[0]
        names = {*found.form.parameters, *(name for each in governing for name in each.compiled.parameters)}
        return sorted(names & self._parameters.keys())

    def assessor(self, product: str, budget: RequestBudget | None = None) -> Assessor:
        """The same for many applicants, of whom nothing but facts and requests is known. budget: see `Assessor`."""
        found, parameters = self._asked_for(product), self._parameters
        compiled = [each.compiled for each in self._footing.ruled(found)[0]]
        absent = self._footing.ruled(found)[1]
        about = found.form, found.entry.digest, compiled, self.moments.valid_at
        return Assessor(*about, lambda _at, _names: parameters, absent, budget)

    def _asked_for(self, slug: str) -> ProductInForce:
        return next(product for product in self._footing.asked if product.form.product == slug)

    def _retired(self, applicant: Applicant) -> tuple[RetiredFact, ...]:
        """Facts of all parties that no rule asks for any more. Raises Refusal as `FactsGiven.retired`."""
        beside = applicant.beside
        own = [name for name in applicant.facts if name not in BESIDE or name in self._footing.fact_names]
        found = list(self._given.retired(own, self._footing.fact_names))
        for place, party in enumerate(beside.parties):
            try:
                found += self._given.retired(party.facts, self._footing.fact_names)
            except Refusal as refusal:
                refusal.field = ("parties", place, *refusal.field)
                raise
        return tuple(found)

    def _decision(self, product: ProductInForce, applicant: Applicant) -> Decision:
        moment, narrow = self.moments.valid_at, partial(self._narrowed, product)
        decision = self._footing.decider(product, self._parameters).decide(applicant, moment, narrow)
        if decision.outcome is Outcome.ALLOW:
            return decision
        return Decision.of({**vars(decision), "forecast": partial(self.forecast, product.form.product, applicant)})

    def _narrowed(self, product: ProductInForce, decision: Decision, applicant: Applicant) -> Decision:
        """A decision that lacks facts, narrowed."""
        slug = product.form.product
        narrow = self._narrows.get(slug)
        if narrow is None:
            governing, absent = self._footing.ruled(product)
            kept, about = self._catalogue.narrowings, (product.form, product.entry.digest, governing)
            narrow = kept.of(*about, self.moments.valid_at, absent, self._parameters, tenant=self._tenant)
            narrow = self._narrows[slug] = self._narrower.bounded(slug, narrow)
        return narrow(decision, applicant)

    def forecast(self, slug: str, applicant: Applicant, moment: datetime) -> Decision | None:
        """What a product answers at another valid time, known as this is; None where it is not in force then.

        A challenger goes on answering in place of the activation that it answers for here, and of no other.
        """
        moments = (moment, self.moments.known_at)
        question = Question({}, (slug,), *moments, self._question.pins)
        try:
            plan = Plan(
                self._catalogue, self._tenant, question, self._heads, now=self._now, other=self._rule_sets.challengers
            )
        except Refusal as refusal:
            if refusal.kind in {Kind.NOT_FOUND, Kind.INVALID}:
                return None
            raise
        (product,) = plan._footing.asked
        return plan._decision(product, applicant)
