"""One product, one applicant, two times: from the verdicts of its rule sets to the decision."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from creditrules.dmn import Fact
from creditrules.eligibility.applicant import Applicant
from creditrules.eligibility.asked import REQUEST_FACTS, taken_request
from creditrules.eligibility.combining import combine_terms, deciding_facts, outcome_of, possible_interventions
from creditrules.eligibility.compiled import CompiledRuleSet
from creditrules.eligibility.decision import AppliedVersion, Decision, Finding, Origin, Outcome, Reason
from creditrules.eligibility.ground import Ground
from creditrules.eligibility.offer import OfferNote, OfferNoteCode
from creditrules.eligibility.parameters import NO_PARAMETERS, AppliedParameter, Parameters
from creditrules.eligibility.pricing import Bounds
from creditrules.eligibility.stages import Course, hear_in_order
from creditrules.eligibility.verdict import Verdict
from creditrules.rules import Category, Intervention, ProductForm, Texts

__all__ = ["AbsentRuleSet", "Applicant", "GoverningRuleSet", "decide", "with_alternatives"]


@dataclass(frozen=True, slots=True)
class GoverningRuleSet:
    """A rule set in force for a product, ready to answer."""

    compiled: CompiledRuleSet
    applied: AppliedVersion


@dataclass(frozen=True, slots=True)
class AbsentRuleSet:
    """A rule set that a product names but that has no version in force.

    `starts`: when one comes, as far as was known.
    """

    slug: str
    name: Texts
    category: Category
    starts: datetime | None


def decide(
    product: ProductForm,
    product_digest: str,
    governing: Sequence[GoverningRuleSet],
    applicant: Applicant,
    now: datetime,
    absent: Sequence[AbsentRuleSet] = (),
    parameters: Parameters = NO_PARAMETERS,
) -> Decision:
    """The decision for one product; `now` is the valid time, at which `parameters` are in force.

    A rule set for which a fact has no usable value is not evaluated: it is REFER, and the fact is among `problems`.
    """
    course = hear_in_order(product, [rule_set.compiled for rule_set in governing], applicant, now, parameters)
    heard = course.heard
    verdicts = [(rule_set, each.verdict) for rule_set, each in zip(governing, heard, strict=True)]
    problems = dict.fromkeys(problem for each in governing for problem in applicant.read(each.compiled).diagnostics)
    reasons = [
        _reason(rule_set, finding, each.ground)
        for rule_set, each in zip(governing, heard, strict=True)
        for finding in _told(each.verdict)
    ]
    warnings = [f"{r.applied.rule_set}: {text}" for r, verdict in verdicts for text in verdict.warnings]
    answers = [verdict for _, verdict in verdicts]
    for missing in absent:
        if missing.starts is not None and governing:
            warnings.append(f"{missing.slug} is not in force yet; it comes into force at {missing.starts.isoformat()}.")
        else:
            gap = Finding(Intervention.REFER, origin=Origin.NO_VERSION_IN_FORCE)
            answers.append(Verdict((gap,)))
            reasons.append(Reason(gap, missing.slug, missing.name, missing.category, None, None))
    decision = _decision(product, product_digest, verdicts, answers, reasons, warnings)
    used = _applied_parameters(product, governing, parameters)
    if problems or used:
        decision = replace(decision, problems=tuple(problems), parameters=used)
    request = applicant.request_for(product.product)
    return decision if request is None else _with_offer(replace(decision, request=request), course)


def _applied_parameters(
    product: ProductForm, governing: Iterable[GoverningRuleSet], parameters: Parameters
) -> tuple[AppliedParameter, ...]:
    names = {name for rule_set in governing for name in rule_set.compiled.parameters}
    names.update(product.parameters)
    return tuple(parameters[name].applied for name in sorted(names) if name in parameters)


def _with_offer(decision: Decision, course: Course) -> Decision:
    """The decision with an offer within its terms, or why there is none; of a closed product nothing is said."""
    if taken_request(decision.product, decision.request) is None:
        return replace(decision, offer_notes=(OfferNote(OfferNoteCode.OTHER_CURRENCY),))
    terms = decision.terms
    if not decision.outcome.is_open or terms is None:
        waits = decision.outcome is Outcome.UNDETERMINED
        return replace(decision, offer_notes=course.first.notes) if waits and course.first else decision
    if course.quote is None:
        return replace(decision, offer_notes=(OfferNote(OfferNoteCode.NOT_PRICED),))
    priced = course.quote.within(Bounds(terms.limit, terms.rate))
    return replace(decision, offer=priced.offer, offer_notes=priced.notes)


def _decision(
    product: ProductForm,
    product_digest: str,
    verdicts: Sequence[tuple[GoverningRuleSet, Verdict]],
    answers: Sequence[Verdict],
    reasons: Iterable[Reason],
    warnings: Sequence[str],
) -> Decision:
    outcome = outcome_of(answers)
    findings = [finding for verdict in answers for finding in verdict.certain]
    return Decision(
        product,
        product_digest,
        outcome,
        tuple(Outcome(step.value) for step in sorted(possible_interventions(answers))),
        combine_terms(product.currency, outcome, findings),
        tuple(sorted(reasons, key=_weight)),
        _missing_facts(verdicts, deciding_facts(answers)),
        tuple(rule_set.applied for rule_set, _ in verdicts),
        tuple(warnings),
    )


def _told(verdict: Verdict) -> tuple[Finding, ...]:
    """The findings that are reasons already: those that hold whatever is missing."""
    return () if verdict.exclusive and not verdict.settled else verdict.certain


def _reason(rule_set: GoverningRuleSet, finding: Finding, ground: Ground) -> Reason:
    form = rule_set.compiled.rule_set.form
    definition = form.reasons.get(finding.reason) if finding.reason else None
    return Reason(finding, form.rule_set, form.name, form.category, definition, rule_set.applied, ground)


def _weight(reason: Reason) -> tuple[int, str, str]:
    return (-reason.finding.intervention.severity, reason.rule_set, reason.code)


def _missing_facts(verdicts: Sequence[tuple[GoverningRuleSet, Verdict]], names: frozenset[str]) -> tuple[Fact, ...]:
    """Definitions of the named facts: those that most rule sets wait for first."""
    definitions: dict[str, Fact] = {}
    for waits in (True, False) if names else ():
        for rule_set, verdict in verdicts:
            for fact in rule_set.compiled.facts:
                if fact.name in names and (not waits or fact.name in verdict.missing):
                    definitions.setdefault(fact.name, fact)
    for name in names & REQUEST_FACTS.keys():
        definitions.setdefault(name, REQUEST_FACTS[name])
    waiting = {name: sum(name in verdict.missing for _, verdict in verdicts) for name in definitions}
    return tuple(definitions[name] for name in sorted(definitions, key=lambda name: (-waiting[name], name)))


def with_alternatives(decision: Decision, others: Iterable[Decision]) -> Decision:
    """The decision with the other products of its segment that are open: mildest first, then the highest limit."""
    if decision.outcome.is_open:
        return decision
    offered = [
        other
        for other in others
        if other.outcome.is_open
        and other.product.product != decision.product.product
        and other.product.segment == decision.product.segment
    ]
    return replace(decision, alternatives=tuple(sorted(offered, key=_preference)))


def _preference(decision: Decision) -> tuple[int, bool, object, str]:
    limit = decision.terms.limit if decision.terms else None
    severity = Intervention(decision.outcome.value).severity
    return (severity, limit is None, -limit if limit is not None else 0, decision.product.product)
