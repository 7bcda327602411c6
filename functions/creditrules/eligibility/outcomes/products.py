"""The outcome of a product as a function of all facts: what its rule sets find, combined as for one applicant."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from datetime import datetime
from typing import Any

from creditrules.dmn.analysis import Algebra, Budget, Diagram, Known, Term, Witness, declare
from creditrules.eligibility.compiled import CompiledRuleSet
from creditrules.eligibility.decision import Outcome
from creditrules.eligibility.outcomes.findings import NOT_IN_FORCE, Told
from creditrules.eligibility.outcomes.requests import requests_in
from creditrules.eligibility.outcomes.results import Results
from creditrules.eligibility.outcomes.rule_sets import RuleSetOutcome, outcome_of_rule_set
from creditrules.eligibility.parameters import NO_PARAMETERS, Parameters
from creditrules.eligibility.situation import parameter_facts, product_facts
from creditrules.feel import Value, from_datetime
from creditrules.records import dataclass, field, replace
from creditrules.rules import Intervention, ProductForm

__all__ = [
    "Combined",
    "ProductOutcome",
    "ReasonTold",
    "combined",
    "lowest",
    "outcome_of_product",
    "reserved_facts",
    "severest",
]


@dataclass(frozen=True, slots=True)
class ReasonTold:
    """A reason: its code, the rule set that gives it, and how severe it is."""

    intervention: Intervention
    rule_set: str
    code: str


@dataclass(frozen=True, slots=True)
class Combined:
    """What all rule sets together come to.

    reasons: the severest first. limits, rates: the lowest of each counts; none where nothing bounds it, or the outcome
    is not open. untils: the latest counts; none where it is open-ended. told: whether all findings could be read.
    """

    outcome: Outcome
    reasons: tuple[ReasonTold, ...]
    limits: frozenset[Term] = frozenset()
    rates: frozenset[Term] = frozenset()
    restricted_features: frozenset[str] = frozenset()
    untils: frozenset[Term] = frozenset()
    exposure_limits: frozenset[Term] = frozenset()
    told: bool = True


@dataclass(frozen=True, slots=True)
class ProductOutcome:
    """The rule sets of a product, each with what it finds. absent: slugs of those that have no version in force.

    published: by name what those publish that judge no offer, as `Results.told`.
    """

    rule_sets: tuple[RuleSetOutcome, ...]
    algebra: Algebra
    absent: tuple[str, ...] = ()
    published: Mapping[str, Diagram] = field(default_factory=dict)

    @property
    def voices(self) -> Sequence[tuple[str, Diagram]]:
        """By slug what each finds, wherever the facts are; of those that are absent, that a person decides."""
        nothing = self.algebra.diagrams.leaf(NOT_IN_FORCE)
        return [*((each.slug, each.findings) for each in self.rule_sets), *((slug, nothing) for slug in self.absent)]

    @property
    def before_offers(self) -> ProductOutcome:
        """What those find that judge no offer."""
        return replace(self, rule_sets=tuple(each for each in self.rule_sets if "offer" not in each.compiled.given))

    def diagram(self, view: Callable[[Combined], Hashable] = lambda whole: whole) -> Diagram:
        """What they come to together, or what `view` makes of that; a view that leaves much out has fewer boxes."""
        leaf = self.algebra.diagrams.leaf
        names = [slug for slug, _ in self.voices]
        found = [findings for _, findings in self.voices]

        def together(*findings: tuple[Told, ...]) -> Diagram:
            return leaf(view(combined(list(zip(names, findings, strict=True)))))

        return self.algebra.diagrams.combine(together, *found) if found else together()

    def at(self, witness: Witness) -> Combined:
        """What they come to together for one applicant."""
        diagrams = self.algebra.diagrams
        return combined([(slug, diagrams.at(found, witness.position)) for slug, found in self.voices])

    def outcomes(self) -> Diagram:
        """The outcome alone."""
        leaf = self.algebra.diagrams.leaf
        found: Diagram = leaf(Intervention.ALLOW)
        for _, findings in self.voices:
            steps = self.algebra.diagrams.map(severest, findings)
            found = self.algebra.diagrams.combine(lambda one, other: leaf(max(one, other)), steps, found)
        return self.algebra.diagrams.map(lambda step: Outcome(step.value), found)


def severest(findings: tuple[Told, ...]) -> Intervention:
    """The step that they make; ALLOW where there are none."""
    return max((told.intervention for told in findings), default=Intervention.ALLOW)


def combined(findings: Sequence[tuple[str, tuple[Told, ...]]]) -> Combined:
    """What the findings of several rule sets come to; each with its rule set's slug."""
    every = [told for _, each in findings for told in each]
    outcome = Outcome(severest(tuple(every)).value)
    reasons = [ReasonTold(told.intervention, slug, told.code) for slug, each in findings for told in each]
    reasons.sort(key=lambda each: (-each.intervention.severity, each.rule_set, each.code))
    told = all(each.origin is not None for each in every)
    untils = _untils(every, outcome)
    if not outcome.is_open:
        ends = untils if outcome is Outcome.PAUSE else frozenset[Term]()
        return Combined(outcome, tuple(reasons), untils=ends, told=told)
    return Combined(
        outcome,
        tuple(reasons),
        lowest(each.limit for each in every),
        lowest(each.rate for each in every),
        frozenset[str]().union(*(each.restricted_features for each in every)),
        untils,
        lowest(each.exposure_limit for each in every),
        told,
    )


def lowest(terms: Any) -> frozenset[Term]:
    """The terms of which the lowest counts; of constants only the lowest."""
    found = [term for term in terms if term is not None]
    constants = [term for term in found if isinstance(term, Known)]
    kept = [min(constants, key=_number)] if constants else []
    return frozenset((*kept, *(term for term in found if not isinstance(term, Known))))


def _number(term: Known) -> Any:
    return term.value


def _untils(findings: Sequence[Told], outcome: Outcome) -> frozenset[Term]:
    """The ends of the interventions that make the outcome; none if one of them is open-ended."""
    ends = [told.until for told in findings if told.intervention.value == outcome.value]
    return frozenset(end for end in ends if end is not None) if None not in ends else frozenset()


def outcome_of_product(
    product: ProductForm,
    governing: Sequence[CompiledRuleSet],
    now: datetime,
    parameters: Parameters = NO_PARAMETERS,
    *,
    given: Mapping[str, Value] | None = None,
    algebra: Algebra | None = None,
    budget: Budget | None = None,
) -> ProductOutcome:
    """What a product's rule sets come to at a moment for an applicant, wherever the facts are.

    given: facts that are known, the rule sets' own and reserved ones such as "request"; others are axes: the parts
    of a request as the service takes them, those of an `offer` whatever they are. What rule sets read of earlier ones
    is what those publish.
    Raises TooLarge where it is beyond the budget.
    """
    shared = algebra or Algebra(from_datetime(now), budget)
    declare(shared, [(each.model, each.asked) for each in governing])
    reserved = reserved_facts(product, governing, parameters, shared, given or {})
    results = Results(shared)
    found: dict[int, RuleSetOutcome] = {}
    published: Mapping[str, Diagram] = {}
    for at in sorted(range(len(governing)), key=lambda at: "offer" in governing[at].given):
        found[at] = _after(results, governing[at], now, reserved)
        results.add(found[at])
        if "offer" not in governing[at].given:
            published = results.told()
    return ProductOutcome(tuple(found[at] for at in range(len(governing))), shared, published=published)


def reserved_facts(
    product: ProductForm,
    governing: Sequence[CompiledRuleSet],
    parameters: Parameters,
    algebra: Algebra,
    given: Mapping[str, Value],
) -> Mapping[str, Value]:
    """What the service tells the rule sets of a product; the parts of a request that is not given are axes."""
    facts: dict[str, Value] = {
        "product": dict(product_facts(product)),
        "param": parameter_facts(parameters),
        **given,
    }
    if "request" not in facts and any("request" in each.given for each in governing):
        facts["request"] = dict(requests_in(algebra, product.currency))
    return facts


def _after(results: Results, compiled: CompiledRuleSet, now: datetime, given: Mapping[str, Value]) -> RuleSetOutcome:
    """What a rule set finds when it is asked after others."""
    algebra = results.algebra
    if "results" not in compiled.given:
        return outcome_of_rule_set(compiled, now, given, algebra=algebra)
    read = {"results": results.read_by(compiled)}
    found = outcome_of_rule_set(compiled, now, given, algebra=algebra, instead=read)
    findings = algebra.diagrams.combine(
        lambda fault, own: algebra.diagrams.leaf(fault or own), results.faults(compiled), found.findings
    )
    return replace(found, findings=findings)
