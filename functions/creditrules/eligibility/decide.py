"""One product, one applicant, two times: from the verdicts of its rule sets to the decision."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from creditrules.dmn import Fact
from creditrules.eligibility.absent import AbsentRuleSet
from creditrules.eligibility.applicant import Applicant
from creditrules.eligibility.asked import REQUEST_FACTS
from creditrules.eligibility.beside import EXPOSURES_FACT
from creditrules.eligibility.combining import combine_terms, deciding_facts, outcome_of, possible_interventions
from creditrules.eligibility.compiled import CompiledRuleSet
from creditrules.eligibility.decision import AppliedVersion, Decision, Finding, Origin, Outcome, Reason, RestsOn
from creditrules.eligibility.ground import Ground
from creditrules.eligibility.offer import OfferNote, OfferNoteCode
from creditrules.eligibility.parameters import NO_PARAMETERS, AppliedParameter, Parameters
from creditrules.eligibility.pricing import Bounds
from creditrules.eligibility.stages import Course, Voice, hear_in_order
from creditrules.eligibility.verdict import Verdict
from creditrules.errors import Diagnostic
from creditrules.feel import Value
from creditrules.rules import Intervention, Party, PartyRole, ProductForm

__all__ = ["AbsentRuleSet", "Applicant", "GoverningRuleSet", "MakeNarrow", "Narrow", "decide", "with_alternatives"]

Narrow = Callable[[Decision, Applicant], Decision]
"""A decision that lacks facts, with what is possible and missing narrowed to what there is, as far as that is known."""


@dataclass(frozen=True, slots=True)
class GoverningRuleSet:
    """A rule set in force for a product, ready to answer."""

    compiled: CompiledRuleSet
    applied: AppliedVersion


MakeNarrow = Callable[
    [ProductForm, str, Sequence[GoverningRuleSet], datetime, Sequence[AbsentRuleSet], Parameters], Narrow
]
"""What narrows decisions of a product; it is asked as `decide` is, but for the applicant."""


def decide(  # noqa: PLR0913, PLR0917 - all that an answer depends on
    product: ProductForm,
    product_digest: str,
    governing: Sequence[GoverningRuleSet],
    applicant: Applicant,
    now: datetime,
    absent: Sequence[AbsentRuleSet] = (),
    parameters: Parameters = NO_PARAMETERS,
    narrow: Narrow | None = None,
) -> Decision:
    """The decision for one product; `now` is the valid time, at which `parameters` are in force.

    A rule set for which a fact has no usable value is not evaluated: it is REFER, and the fact is among `problems`.
    narrow: looks again at a decision that lacks facts.
    """
    applicant = applicant.asked_by(each.compiled for each in governing)
    voices = [(each, asked) for each in governing for asked in applicant.in_roles(_roles(each))]
    course = hear_in_order(product, [Voice(each.compiled, asked) for each, asked in voices], applicant, now, parameters)
    heard = course.heard
    verdicts = [(each, asked, said.verdict) for (each, asked), said in zip(voices, heard, strict=True)]
    problems = dict.fromkeys(problem for each, asked in voices for problem in _problems(each, asked))
    reading = (each.compiled for each in governing if "parties" in each.compiled.given)
    problems |= dict.fromkeys(problem for compiled in reading for problem in applicant.party_problems(compiled))
    reasons = [
        _reason(each, finding, said.ground, asked.party)
        for (each, asked), said in zip(voices, heard, strict=True)
        for finding in _told(said.verdict)
    ]
    warnings = [f"{each.applied.rule_set}: {text}" for each, _, verdict in verdicts for text in verdict.warnings]
    answers = [verdict for *_, verdict in verdicts]
    if any(EXPOSURES_FACT.name in verdict.missing for verdict in answers):
        problems |= dict.fromkeys(course.unconverted)
        warnings += [problem.message for problem in course.unconverted]
    for missing in absent:
        if missing.starts is not None and governing:
            warnings.append(missing.warning)
        else:
            gap = Finding(Intervention.REFER, origin=Origin.NO_VERSION_IN_FORCE)
            answers.append(Verdict((gap,)))
            reasons.append(Reason(gap, missing.slug, missing.name, missing.category, None, None))
    applied = tuple(each.applied for each in governing)

    def again(facts: Mapping[str, Value], moment: datetime) -> Decision:
        again_now = narrow if moment == now else None
        changed = applicant.changed(facts)
        return decide(product, product_digest, governing, changed, moment, absent, parameters, again_now)

    about = (product, product_digest, applied, tuple(said.ground for said in heard))
    decision = _decision(about, verdicts, answers, reasons, warnings, again)
    if narrow is not None and decision.outcome is Outcome.UNDETERMINED:
        decision = narrow(decision, applicant)
    used = _applied_parameters(product, governing, parameters)
    if problems or used:
        decision = replace(decision, problems=tuple(problems), parameters=used)
    request = applicant.request_for(product.product)
    decision = decision if request is None else _with_offer(replace(decision, request=request), course, applicant)
    if not applicant.beside.sources:
        return decision

    def otherwise(fact: str) -> Decision:
        other = applicant.without(fact)
        return decide(product, product_digest, governing, other, now, absent, parameters, narrow)

    return replace(decision, rests_on=tuple(_rests_on(decision, governing, applicant, otherwise)))


def _roles(rule_set: GoverningRuleSet) -> Collection[PartyRole]:
    return rule_set.compiled.rule_set.form.applies_to


def _problems(rule_set: GoverningRuleSet, asked: Applicant) -> Iterator[Diagnostic]:
    for problem in asked.read(rule_set.compiled).diagnostics:
        yield problem if asked.party is None else problem.at(asked.party.name)


def _rests_on(
    decision: Decision,
    governing: Sequence[GoverningRuleSet],
    applicant: Applicant,
    otherwise: Callable[[str], Decision],
) -> Iterator[RestsOn]:
    """The facts of which a source was told and that a rule set asks for; of soft ones whether they decide."""
    for fact, source in applicant.beside.sources.items():
        if any(declared.name == fact for each in governing for declared in each.compiled.facts):
            told = RestsOn(fact, source, None)
            other = otherwise(fact) if told.is_soft else None
            changed = other is not None and (other.outcome, other.terms) != (decision.outcome, decision.terms)
            yield replace(told, decisive=changed) if told.is_soft else told


def _applied_parameters(
    product: ProductForm, governing: Iterable[GoverningRuleSet], parameters: Parameters
) -> tuple[AppliedParameter, ...]:
    names = {name for rule_set in governing for name in rule_set.compiled.parameters}
    names.update(product.parameters)
    return tuple(parameters[name].applied for name in sorted(names) if name in parameters)


def _with_offer(decision: Decision, course: Course, applicant: Applicant) -> Decision:
    """The decision with an offer within its terms, or why there is none; of a closed product nothing is said."""
    if applicant.taken_request(decision.product) is None:
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
    about: tuple[ProductForm, str, tuple[AppliedVersion, ...], tuple[Ground, ...]],
    verdicts: Sequence[tuple[GoverningRuleSet, Applicant, Verdict]],
    answers: Sequence[Verdict],
    reasons: Iterable[Reason],
    warnings: Sequence[str],
    again: Callable[[Mapping[str, Value], datetime], Decision],
) -> Decision:
    product, product_digest, applied, grounds = about
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
        applied,
        tuple(warnings),
        grounds=grounds,
        again=again,
    )


def _told(verdict: Verdict) -> tuple[Finding, ...]:
    """The findings that are reasons already: those that hold whatever is missing."""
    return () if verdict.exclusive and not verdict.settled else verdict.certain


def _reason(rule_set: GoverningRuleSet, finding: Finding, ground: Ground, party: Party | None) -> Reason:
    form = rule_set.compiled.rule_set.form
    definition = form.reasons.get(finding.reason) if finding.reason else None
    return Reason(finding, form.rule_set, form.name, form.category, definition, rule_set.applied, ground, party)


def _weight(reason: Reason) -> tuple[int, str, str]:
    return (-reason.finding.intervention.severity, reason.rule_set, reason.code)


def _missing_facts(
    verdicts: Sequence[tuple[GoverningRuleSet, Applicant, Verdict]], names: frozenset[str]
) -> tuple[Fact, ...]:
    """Definitions of the named facts: those that most rule sets wait for first. A party's begin with its name."""
    definitions: dict[str, Fact] = {}
    for waits in (True, False) if names else ():
        for rule_set, asked, verdict in verdicts:
            for fact in rule_set.compiled.facts:
                name = f"{asked.party.name}.{fact.name}" if asked.party else fact.name
                if name in names and (not waits or name in verdict.missing):
                    definitions.setdefault(name, fact if asked.party is None else replace(fact, name=name))
    reserved = {**REQUEST_FACTS, EXPOSURES_FACT.name: EXPOSURES_FACT}
    for name in names & reserved.keys():
        definitions.setdefault(name, reserved[name])
    waiting = {name: sum(name in verdict.missing for *_, verdict in verdicts) for name in definitions}
    return tuple(definitions[name] for name in sorted(definitions, key=lambda name: (-waiting[name], name)))


def with_alternatives(decision: Decision, others: Iterable[Decision]) -> Decision:
    """The decision with the other products that are open: mildest first, then the highest limit.

    They are of its segment, or of one that the lender names besides; what the subject's exposure leaves nothing of is
    not offered.
    """
    if decision.outcome.is_open:
        return decision
    product = decision.product
    segments = {product.segment, *product.alternative_segments}
    offered = [
        other
        for other in others
        if other.outcome.is_open
        and other.product.product != product.product
        and other.product.segment in segments
        and not (other.terms and other.terms.limit == 0)
    ]
    return replace(decision, alternatives=tuple(sorted(offered, key=_preference)))


def _preference(decision: Decision) -> tuple[int, bool, object, str]:
    limit = decision.terms.limit if decision.terms else None
    severity = Intervention(decision.outcome.value).severity
    return (severity, limit is None, -limit if limit is not None else 0, decision.product.product)
