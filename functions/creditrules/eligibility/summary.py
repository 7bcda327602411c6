"""What the verdicts of a product's rule sets come to together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from creditrules.collecting import uncollected
from creditrules.eligibility.absent import AbsentRuleSet
from creditrules.eligibility.applicant import Applicant
from creditrules.eligibility.combining import combined, deciding_facts, terms_of_amounts
from creditrules.eligibility.decision import Decision, Outcome
from creditrules.eligibility.governing import GoverningRuleSet, Voice
from creditrules.eligibility.ground import Ground
from creditrules.eligibility.lacking import missing_facts
from creditrules.eligibility.reason import Cause, Finding, Origin, Reason
from creditrules.eligibility.verdict import Verdict
from creditrules.rules import Intervention, ReasonForm

__all__ = ["Summaries", "Summary"]

_MOST: Final = 300
"""Verdicts, and sets of them, of which something is kept with a product."""

_MANY: Final = 1_000
"""Reasons from which on the collector rests while they are made."""
_NOBODY: Final = -1


_Weight = tuple[int, str, str]
_Weighted = tuple[_Weight, Sequence[Cause]]


class Summary(NamedTuple):
    """All of a decision that hangs on nothing but verdicts and whose they are.

    known: fields of the decision by name. causes: of its reasons, in their order, each with the place of its voice; -1
    where there was none to ask.
    """

    known: dict[str, Any]
    causes: Sequence[tuple[Cause, int]]

    def _reasons(self, grounds: tuple[Ground, ...], verdicts: Sequence[Verdict] | None) -> tuple[Reason, ...]:
        causes = self.causes
        if verdicts is not None:
            causes = [
                (cause.of(verdicts[at].certain[0]) if at >= 0 and verdicts[at].like is not None else cause, at)
                for cause, at in causes
            ]
        return tuple(
            [
                Reason(cause, ground := grounds[at], ground.party) if at >= 0 else Reason(cause, None, None)
                for cause, at in causes
            ]
        )

    def decision(self, grounds: tuple[Ground, ...], again: object, verdicts: Sequence[Verdict] | None) -> Decision:
        """The decision on these grounds, of which there is one for each voice.

        verdicts: by voice, where some are like those that it is of, and otherwise in their amounts.
        """
        fields = self.known.copy()
        if len(self.causes) < _MANY:
            fields["reasons"] = self._reasons(grounds, verdicts)
        else:
            with uncollected():
                fields["reasons"] = self._reasons(grounds, verdicts)
        if verdicts is not None and fields["outcome"].is_open:
            findings = [finding for verdict in verdicts for finding in verdict.certain]
            fields["terms"] = terms_of_amounts(fields["terms"], findings)
        fields["grounds"] = grounds
        fields["again"] = again
        return Decision.of(fields)


class Summaries:
    """The summaries of one product under the same rules. Safe for threads.

    Verdicts that last are known again as objects, and so is what they come to together, where each is of the applicant:
    nothing else has a say then. absent: rule sets to which nobody could listen, and whose say is missed. usual: what is
    known of the decision whatever anybody says.
    """

    __slots__ = ("_causes", "_currency", "_gaps", "_kept", "_usual")

    def __init__(self, currency: str, absent: Sequence[AbsentRuleSet], usual: Mapping[str, Any]) -> None:
        self._currency, self._usual = currency, usual
        self._gaps = [_gap(each) for each in absent]
        self._kept: dict[tuple[int, ...], tuple[Sequence[Verdict], Summary]] = {}
        self._causes: dict[tuple[int, int], tuple[GoverningRuleSet, Verdict, Sequence[_Weighted]]] = {}

    def of_alone(
        self, governing: Sequence[GoverningRuleSet], applicant: Applicant, verdicts: Sequence[Verdict]
    ) -> tuple[Summary, Sequence[Verdict] | None]:
        """The summary of what rule sets said of an applicant alone, a verdict each; and they, if it is of like ones."""
        like, otherwise = list[Verdict](), False
        for each in verdicts:
            if each.like is None:
                like.append(each)
            else:
                like.append(each.like)
                otherwise = True
        place = tuple(map(id, like))
        found = self._kept.get(place)
        if found is None:
            voices = [Voice(each, applicant) for each in governing]
            if not all(each.lasts for each in like):
                return self.summed(voices, verdicts), None
            if len(self._kept) >= _MOST:
                self._kept.clear()
            # With the verdicts, so that no other object gets the place of one.
            found = self._kept[place] = tuple(like), self.summed(voices, like)
        return found[1], verdicts if otherwise else None

    def summed(self, voices: Sequence[Voice], verdicts: Sequence[Verdict]) -> Summary:
        """The summary of what voices said."""
        if sum(len(each.certain) for each in verdicts) < _MANY:
            return self._summed(voices, verdicts)
        with uncollected():
            return self._summed(voices, verdicts)

    def _summed(self, voices: Sequence[Voice], verdicts: Sequence[Verdict]) -> Summary:
        weighed: dict[_Weight, list[tuple[Cause, int]]] = {}
        warnings: list[str] = []
        for at, (verdict, (rule_set, _)) in enumerate(zip(verdicts, voices, strict=True)):
            if not verdict.possible or not verdict.exclusive:  # else no finding holds whatever is missing
                for weight, causes in self._causes_of(rule_set, verdict):
                    weighed.setdefault(weight, []).extend([(cause, at) for cause in causes])
            if verdict.warnings:
                warnings += [f"{rule_set.applied.rule_set}: {text}" for text in verdict.warnings]
        for gap in self._gaps:
            weighed.setdefault(_weight(gap), []).append((gap, _NOBODY))
        answers = [*verdicts, *(Verdict((gap.finding,)) for gap in self._gaps)]
        outcome, possible, terms = combined(self._currency, answers)
        undetermined = outcome is Outcome.UNDETERMINED
        known = {
            **self._usual,
            "outcome": outcome,
            "possible_outcomes": possible,
            "terms": terms,
            "missing_facts": missing_facts(voices, answers, deciding_facts(answers)) if undetermined else (),
            "warnings": tuple(warnings),
        }
        return Summary(known, [each for weight in sorted(weighed) for each in weighed[weight]])

    def _causes_of(self, rule_set: GoverningRuleSet, verdict: Verdict) -> Sequence[_Weighted]:
        """One for each finding that holds whatever is missing, by their weights among all."""
        if not verdict.lasts:
            return _causes(rule_set, verdict)
        place = id(rule_set), id(verdict)
        found = self._causes.get(place)
        if found is None:
            if len(self._causes) >= _MOST:
                self._causes.clear()
            found = self._causes[place] = rule_set, verdict, _causes(rule_set, verdict)
        return found[2]


def _gap(absent: AbsentRuleSet) -> Cause:
    finding = Finding(Intervention.REFER, origin=Origin.NO_VERSION_IN_FORCE)
    return Cause(finding, absent.slug, absent.name, absent.category, None, None)


def _causes(rule_set: GoverningRuleSet, verdict: Verdict) -> Sequence[_Weighted]:
    form, applied = rule_set.compiled.rule_set.form, rule_set.applied
    slug, name, category = form.rule_set, form.name, form.category
    found: dict[_Weight, list[Cause]] = {}
    known: dict[object, tuple[ReasonForm | None, list[Cause]]] = {}  # what thousands of findings have in common
    for finding in verdict.certain:
        alike = id(finding.intervention), finding.reason, id(finding.origin)
        common = known.get(alike)
        if common is None:
            words = form.reasons.get(finding.reason) if finding.reason else None
            weight = _weight(Cause(finding, slug, name, category, words, applied))
            common = known[alike] = words, found.setdefault(weight, [])
        common[1].append(Cause(finding, slug, name, category, common[0], applied))
    return [*found.items()]


def _weight(cause: Cause) -> _Weight:
    return (-cause.finding.intervention.severity, cause.rule_set, cause.finding.code)
