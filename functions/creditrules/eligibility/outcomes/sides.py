"""What is compared: a rule set or a product at a moment, as a function of all facts and as it answers one applicant."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, Protocol

from pydantic import ValidationError

from creditrules.dmn.analysis import Algebra, Facts
from creditrules.eligibility.absent import AbsentRuleSet
from creditrules.eligibility.answers import plain_offered
from creditrules.eligibility.applicant import Applicant
from creditrules.eligibility.asked import EVERY_PRODUCT
from creditrules.eligibility.combining import combine_terms, outcome_of
from creditrules.eligibility.compiled import CompiledRuleSet
from creditrules.eligibility.decide import Decider, GoverningRuleSet
from creditrules.eligibility.decision import Outcome, Terms
from creditrules.eligibility.findings import evaluate_rule_set
from creditrules.eligibility.outcomes.ends import distances
from creditrules.eligibility.outcomes.products import ProductOutcome, outcome_of_product, reserved_facts
from creditrules.eligibility.outcomes.rows import speaks_of_clock
from creditrules.eligibility.outcomes.rule_sets import outcome_of_rule_set
from creditrules.eligibility.parameters import Parameters
from creditrules.eligibility.situation import Situation, parameter_facts, product_facts
from creditrules.feel import RequestBudget, Value, from_feel
from creditrules.records import dataclass, field, replace
from creditrules.rules import PartyRole, ProductForm, Request, results_in

_MADE: Final = frozenset({"exposure", "offer", "parties", "party"})

__all__ = ["Answered", "ProductSide", "RuleSetSide", "Side"]


@dataclass(frozen=True, slots=True)
class Answered:
    """What one applicant is answered, as far as two versions are compared.

    reasons: pairs of rule set and code, sorted. offer: in plain data; None where nothing is asked for or offered.
    away: how far the end of the intervention lies from the moment of the answer, see `distances`; empty without one.
    """

    outcome: Outcome
    terms: Terms | None
    reasons: tuple[tuple[str, str], ...]
    offer: Mapping[str, Any] | None = None
    away: frozenset[Hashable] = frozenset()


class Side(Protocol):
    """One of two that are compared."""

    @property
    def now(self) -> datetime:
        """The moment at which it answers."""

    @property
    def models(self) -> Sequence[CompiledRuleSet]:
        """The rule sets that answer."""

    @property
    def of_others(self) -> Sequence[CompiledRuleSet]:
        """The rule sets that answer about other parties, whom nobody is here."""

    @property
    def made(self) -> frozenset[str]:
        """The facts that it works out itself and nobody can state: what hangs on them is searched."""

    @property
    def silent(self) -> Sequence[str]:
        """Slugs of the rule sets that should answer and do not, so that a person decides."""

    def given(self, algebra: Algebra) -> Mapping[str, Value]:
        """The reserved facts that are known, each a context; parts that are asked for are axes of the algebra."""

    def outcome(self, algebra: Algebra) -> ProductOutcome:
        """The answer as a function of all facts. Raises TooLarge."""

    def answer(self, facts: Facts, budget: RequestBudget | None = None) -> Answered | None:
        """The answer for one applicant, by the real evaluator; None where these facts cannot be stated.

        budget: what it is taken from. Where that is spent within, what comes is no answer.
        """


@dataclass(frozen=True, slots=True)
class RuleSetSide:
    """One rule set by itself; what products and requests tell it are facts like any other."""

    compiled: CompiledRuleSet
    now: datetime
    parameters: Parameters = field(default_factory=dict)

    @property
    def models(self) -> Sequence[CompiledRuleSet]:
        """The one."""
        return (self.compiled,)

    @property
    def of_others(self) -> Sequence[CompiledRuleSet]:
        """None: whoever is asked about counts as the applicant."""
        return ()

    @property
    def made(self) -> frozenset[str]:
        """None."""
        return frozenset()

    @property
    def silent(self) -> Sequence[str]:
        """None."""
        return ()

    def given(self, algebra: Algebra) -> Mapping[str, Value]:  # noqa: ARG002 - nothing of it is asked for
        """The parameters."""
        return {"param": parameter_facts(self.parameters)}

    def outcome(self, algebra: Algebra) -> ProductOutcome:
        """See `Side`."""
        found = outcome_of_rule_set(self.compiled, self.now, self.given(algebra), algebra=algebra)
        return ProductOutcome((found,), algebra)

    def answer(self, facts: Facts, budget: RequestBudget | None = None) -> Answered | None:
        """See `Side`."""
        own = {fact.name: facts[fact.name] for fact in self.compiled.facts if fact.name in facts}
        given = {**_rest(facts, own), "param": parameter_facts(self.parameters)}
        verdict = evaluate_rule_set(self.compiled, own, Situation(self.now, given, budget=budget))
        outcome = outcome_of([verdict])
        slug = self.compiled.rule_set.form.rule_set
        reasons = sorted({(slug, finding.code) for finding in verdict.certain})
        terms = combine_terms("", outcome, verdict.certain)
        return Answered(outcome, terms, tuple(reasons), away=_away(terms, self.now, self.models))


@dataclass(frozen=True, slots=True)
class ProductSide:
    """A product with the rule sets that govern it, and the parameters in force.

    absent: rule sets that it names and that have no version in force. decider: what answers applicants.
    """

    product: ProductForm
    digest: str
    governing: tuple[GoverningRuleSet, ...]
    now: datetime
    parameters: Parameters = field(default_factory=dict)
    absent: tuple[AbsentRuleSet, ...] = ()
    decider: Decider = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        made = Decider(self.product, self.digest, self.governing, self.absent, self.parameters)
        object.__setattr__(self, "decider", made)

    @property
    def models(self) -> Sequence[CompiledRuleSet]:
        """Those that govern it and are asked about the applicant."""
        return tuple(each for each in self._every if PartyRole.APPLICANT in each.rule_set.form.applies_to)

    @property
    def of_others(self) -> Sequence[CompiledRuleSet]:
        """Those that are asked about guarantors and others, some of them about the applicant as well."""
        return tuple(each for each in self._every if {*each.rule_set.form.applies_to} != {PartyRole.APPLICANT})

    @property
    def _every(self) -> Sequence[CompiledRuleSet]:
        return tuple(each.compiled for each in self.governing)

    @property
    def made(self) -> frozenset[str]:
        """An offer, what is owed, and the parties."""
        return _MADE - {fact.name for each in self._every for fact in each.facts}

    @property
    def prices(self) -> object:
        """All that offers are reckoned by beside facts and terms: equal where no offer can differ for itself.

        The product's price with the values that it reads; where it reads what rule sets publish, these as well.
        """
        pricing = self.product.pricing
        if pricing is None:
            return None
        values = {name: self.parameters[name].value for name in self.product.parameters if name in self.parameters}
        read: list[object] = []
        if results_in(pricing.rate):
            read = [self.now, parameter_facts(self.parameters), *(each.rule_set.digest for each in self._every)]
        elif speaks_of_clock(pricing.rate):
            read = [self.now]
        return pricing, dict(product_facts(self.product)), values, read

    @property
    def judges_offers(self) -> bool:
        """Whether a rule set is told the offer."""
        return any("offer" in each.given for each in self._every)

    @property
    def silent(self) -> Sequence[str]:
        """Those without a version in force, but where others speak until it starts."""
        return tuple(each.slug for each in self.absent if each.starts is None or not self.governing)

    def given(self, algebra: Algebra) -> Mapping[str, Value]:
        """The product, the parameters and what is asked for."""
        return reserved_facts(self.product, self.models, self.parameters, algebra, {})

    def outcome(self, algebra: Algebra) -> ProductOutcome:
        """See `Side`."""
        found = outcome_of_product(self.product, self.models, self.now, self.parameters, algebra=algebra)
        return replace(found, absent=tuple(self.silent))

    def answer(self, facts: Facts, budget: RequestBudget | None = None) -> Answered | None:
        """See `Side`."""
        asked = facts.get("request")
        try:
            requests = {EVERY_PRODUCT: Request.model_validate(_parts(asked))} if isinstance(asked, Mapping) else {}
        except ValidationError:
            return None
        declared = {fact.name for each in self._every for fact in each.facts}
        own = {name: value for name, value in facts.items() if name in declared}
        applicant = Applicant(own, requests, budget=budget)
        found = self.decider.decide(applicant, self.now)
        reasons = sorted({(reason.rule_set, reason.code) for reason in found.reasons})
        offer = plain_offered(found, rows=False) if found.request is not None else None
        return Answered(found.outcome, found.terms, tuple(reasons), offer, _away(found.terms, self.now, self._every))


def _away(terms: Terms | None, now: datetime, models: Sequence[CompiledRuleSet]) -> frozenset[Hashable]:
    """How far an end is in the time zone of any of the rule sets: it does not say whose it is."""
    until = terms.until if terms else None
    if until is None:
        return frozenset()
    return frozenset[Hashable]().union(*(distances(until, now, zone) for zone in {each.zone for each in models}))


def _rest(facts: Facts, own: Mapping[str, Value]) -> dict[str, Value]:
    return {name: value for name, value in facts.items() if name not in own}


def _parts(asked: Mapping[Any, Any]) -> dict[str, object]:
    """A request as it is written; parts that are null are left out, the currency is the product's own."""
    return {name: from_feel(part) for name, part in asked.items() if part is not None and name != "currency"}
