"""One product, one applicant, two times: from the verdicts of its rule sets to the decision."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final, NamedTuple

from creditrules.eligibility.absent import AbsentRuleSet
from creditrules.eligibility.applicant import Applicant
from creditrules.eligibility.beside import BESIDE, EXPOSURES_FACT
from creditrules.eligibility.combining import combined, deciding_facts
from creditrules.eligibility.compiled import CompiledRuleSet
from creditrules.eligibility.decision import Decision, Finding, Origin, Outcome, Reason, RestsOn
from creditrules.eligibility.governing import GoverningRuleSet, Voice
from creditrules.eligibility.ground import Ground
from creditrules.eligibility.lacking import missing_facts
from creditrules.eligibility.offer import OfferNote, OfferNoteCode
from creditrules.eligibility.parameters import NO_PARAMETERS, AppliedParameter, Parameters
from creditrules.eligibility.pricing import Bounds
from creditrules.eligibility.stages import Course, Stages
from creditrules.eligibility.verdict import Verdict
from creditrules.errors import Diagnostic
from creditrules.feel import Value
from creditrules.records import replace
from creditrules.rules import Intervention, PartyRole, ProductForm

__all__ = ["AbsentRuleSet", "Applicant", "Decider", "GoverningRuleSet", "MakeNarrow", "Narrow", "decide"]

_APPLICANT_ALONE: Final = (PartyRole.APPLICANT,)
_PARAMETERS: Final = frozenset({"param"})

Narrow = Callable[[Decision, Applicant], Decision]
"""A decision that lacks facts, with what is possible and missing narrowed to what there is, as far as that is known."""


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
    """The decision of one applicant alone, see `Decider`."""
    return Decider(product, product_digest, governing, absent, parameters).decide(applicant, now, narrow)


class Decider:
    """Decides one product, whoever the applicant; made once for all that are asked about under the same rules.

    governing: the rule sets in force, in the order of the product. absent: those that it names beside them. parameters:
    those in force at the valid time.
    """

    __slots__ = (
        "_absent",
        "_applied",
        "_governing",
        "_more",
        "_product",
        "_product_digest",
        "_stages",
        "_used",
    )

    def __init__(
        self,
        product: ProductForm,
        product_digest: str,
        governing: Sequence[GoverningRuleSet],
        absent: Sequence[AbsentRuleSet] = (),
        parameters: Parameters = NO_PARAMETERS,
    ) -> None:
        self._product, self._product_digest = product, product_digest
        self._governing, self._absent = governing, absent
        self._applied = tuple([each.applied for each in governing])
        plain = all(not each.compiled.given - _PARAMETERS and _of_applicant(each.compiled) for each in governing)
        self._more = bool(absent) or not plain
        self._used = _applied_parameters(product, governing, parameters) if parameters else ()
        self._stages = Stages(product, parameters, plain=plain)

    def decide(self, applicant: Applicant, now: datetime, narrow: Narrow | None = None) -> Decision:
        """The decision at the valid time `now`.

        A rule set for which a fact has no usable value is not evaluated: it is REFER, and the fact is among `problems`.
        narrow: looks again at a decision that lacks facts.
        """
        if not BESIDE.isdisjoint(applicant.facts):
            applicant = applicant.asked_by(each.compiled for each in self._governing)
        voices = _voices(self._governing, applicant)
        course = self._stages.hear(voices, applicant, now)
        said = _said(voices, course)
        if self._more or course.unconverted:
            self._add(said, course, applicant)

        def again(facts: Mapping[str, Value], moment: datetime) -> Decision:
            return self.decide(applicant.changed(facts), moment, narrow if moment == now else None)

        outcome, possible, terms = combined(self._product.currency, said.answers)
        undetermined = outcome is Outcome.UNDETERMINED
        decision = Decision(
            self._product,
            self._product_digest,
            outcome,
            possible,
            terms,
            tuple(sorted(said.reasons, key=_weight) if len(said.reasons) > 1 else said.reasons),
            missing_facts(voices, said.answers, deciding_facts(said.answers)) if undetermined else (),
            self._applied,
            tuple(said.warnings),
            problems=tuple(dict.fromkeys(said.problems)) if said.problems else (),
            parameters=self._used,
            grounds=tuple(said.grounds),
            again=again,
        )
        if narrow is not None and undetermined:
            decision = narrow(decision, applicant)
        request = applicant.request_for(self._product.product)
        decision = decision if request is None else _with_offer(replace(decision, request=request), course, applicant)
        if not applicant.beside.sources:
            return decision

        def otherwise(fact: str) -> Decision:
            return self.decide(applicant.without(fact), now, narrow)

        return replace(decision, rests_on=tuple(_rests_on(decision, self._governing, applicant, otherwise)))

    def _add(self, said: _Said, course: Course, applicant: Applicant) -> None:
        """What there is to say beside the rules: of parties, of currencies, and of rule sets that are not in force."""
        for each in self._governing:
            if "parties" in each.compiled.given:
                said.problems.extend(applicant.party_problems(each.compiled))
        if any(EXPOSURES_FACT.name in verdict.missing for verdict in said.answers):
            said.problems.extend(course.unconverted)
            said.warnings.extend(problem.message for problem in course.unconverted)
        for missing in self._absent:
            if missing.starts is not None and self._governing:
                said.warnings.append(missing.warning)
            else:
                gap = Finding(Intervention.REFER, origin=Origin.NO_VERSION_IN_FORCE)
                said.answers.append(Verdict((gap,)))
                said.reasons.append(Reason(gap, missing.slug, missing.name, missing.category, None, None))


class _Said(NamedTuple):
    """What rule sets said, in their order."""

    answers: list[Verdict]
    reasons: list[Reason]
    warnings: list[str]
    problems: list[Diagnostic]
    grounds: list[Ground]


def _said(voices: Sequence[Voice], course: Course) -> _Said:
    said = answers, reasons, warnings, problems, grounds = _Said([], [], [], [], [])
    for (rule_set, asked), (verdict, ground, wrong) in zip(voices, course.heard, strict=True):
        answers.append(verdict)
        grounds.append(ground)
        if not verdict.possible or not verdict.exclusive:  # else no finding holds whatever is missing
            form, applied, party = rule_set.compiled.rule_set.form, rule_set.applied, asked.party
            for found in verdict.certain:
                words = form.reasons.get(found.reason) if found.reason else None
                reasons.append(Reason(found, form.rule_set, form.name, form.category, words, applied, ground, party))
        if verdict.warnings:
            warnings += [f"{rule_set.applied.rule_set}: {text}" for text in verdict.warnings]
        if wrong:
            problems += wrong
    return said


def _voices(governing: Iterable[GoverningRuleSet], applicant: Applicant) -> Sequence[Voice]:
    voices = []
    for each in governing:
        if _of_applicant(each.compiled):
            voices.append(Voice(each, applicant))
        else:
            roles = each.compiled.rule_set.form.applies_to
            voices += [Voice(each, asked) for asked in applicant.in_roles(roles)]
    return voices


def _of_applicant(compiled: CompiledRuleSet) -> bool:
    return compiled.rule_set.form.applies_to == _APPLICANT_ALONE


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


def _weight(reason: Reason) -> tuple[int, str, str]:
    return (-reason.finding.intervention.severity, reason.rule_set, reason.code)
