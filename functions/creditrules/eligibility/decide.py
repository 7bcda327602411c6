"""One product, one applicant, two times: from the verdicts of its rule sets to the decision."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from creditrules.eligibility.absent import AbsentRuleSet
from creditrules.eligibility.applicant import Applicant
from creditrules.eligibility.beside import EXPOSURES_FACT
from creditrules.eligibility.decision import Decision, Outcome, RestsOn
from creditrules.eligibility.governing import GoverningRuleSet, Voice
from creditrules.eligibility.offer import OfferNote, OfferNoteCode
from creditrules.eligibility.parameters import NO_PARAMETERS, AppliedParameter, Parameters
from creditrules.eligibility.pricing import Bounds
from creditrules.eligibility.stages import Course, Stages, all_alone
from creditrules.eligibility.summary import Summaries
from creditrules.eligibility.verdict import Verdict
from creditrules.feel import Value
from creditrules.records import replace
from creditrules.rules import ProductForm

__all__ = ["AbsentRuleSet", "Applicant", "Decider", "GoverningRuleSet", "MakeNarrow", "Narrow", "decide"]

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
    those in force at the valid time. Safe for threads.
    """

    __slots__ = ("_absent", "_alone", "_governing", "_more", "_product", "_stages", "_summaries")

    def __init__(
        self,
        product: ProductForm,
        product_digest: str,
        governing: Sequence[GoverningRuleSet],
        absent: Sequence[AbsentRuleSet] = (),
        parameters: Parameters = NO_PARAMETERS,
    ) -> None:
        self._product, self._governing = product, governing
        self._absent = [each for each in absent if each.starts is not None and governing]
        self._alone = None if absent else all_alone(governing)
        self._more = bool(self._absent) or any("parties" in each.compiled.given for each in governing)
        self._stages = Stages(product, parameters)
        usual = {
            "product": product,
            "product_digest": product_digest,
            "applied": tuple([each.applied for each in governing]),
            "parameters": _applied_parameters(product, governing, parameters) if parameters else (),
        }
        silent = [each for each in absent if each.starts is None or not governing]
        self._summaries = Summaries(product.currency, silent, usual)

    def decide(self, applicant: Applicant, now: datetime, narrow: Narrow | None = None) -> Decision:
        """The decision at the valid time `now`.

        A rule set for which a fact has no usable value is not evaluated: it is REFER, and the fact is among `problems`.
        narrow: looks again at a decision that lacks facts.
        """
        if not applicant.silent:
            applicant = applicant.asked_by(each.compiled for each in self._governing)

        def again(facts: Mapping[str, Value], moment: datetime) -> Decision:
            return self.decide(applicant.changed(facts), moment, narrow if moment == now else None)

        alone = None if applicant.requests or applicant.party is not None else self._alone
        unlike: Sequence[Verdict] | None = None
        if alone is None:
            voices = _voices(self._governing, applicant)
            course = self._stages.hear(voices, applicant, now)
            summary = self._summaries.summed(voices, course.verdicts)
        else:
            course = self._stages.hear_alone(alone, applicant, now)
            summary, unlike = self._summaries.of_alone(self._governing, applicant, course.verdicts)
        decision = summary.decision(course.grounds, again, unlike)
        if self._more or course.problems or course.unconverted:
            decision = self._with_more(decision, course, applicant)
        if narrow is not None and decision.outcome is Outcome.UNDETERMINED:
            decision = narrow(decision, applicant)
        if alone is not None and applicant.silent:
            return decision
        request = applicant.request_for(self._product.product)
        decision = decision if request is None else _with_offer(replace(decision, request=request), course, applicant)
        if not applicant.beside.sources:
            return decision

        def otherwise(fact: str) -> Decision:
            return self.decide(applicant.without(fact), now, narrow)

        return replace(decision, rests_on=tuple(_rests_on(decision, self._governing, applicant, otherwise)))

    def _with_more(self, decision: Decision, course: Course, applicant: Applicant) -> Decision:
        """With what there is to say beside the rules: of facts, parties, currencies, and rule sets that start later."""
        problems, warnings = list(course.problems), list(decision.warnings)
        for each in self._governing:
            if "parties" in each.compiled.given:
                problems += applicant.party_problems(each.compiled)
        if any(EXPOSURES_FACT.name in verdict.missing for verdict in course.verdicts):
            problems += course.unconverted
            warnings += [problem.message for problem in course.unconverted]
        warnings += [each.warning for each in self._absent]
        return replace(decision, problems=tuple(dict.fromkeys(problems)), warnings=tuple(warnings))


def _voices(governing: Iterable[GoverningRuleSet], applicant: Applicant) -> Sequence[Voice]:
    return [
        Voice(each, asked) for each in governing for asked in applicant.in_roles(each.compiled.rule_set.form.applies_to)
    ]


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
