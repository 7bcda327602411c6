"""What the verdicts of a product's rule sets come to together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from creditrules.eligibility.absent import AbsentRuleSet
from creditrules.eligibility.combining import combined, deciding_facts
from creditrules.eligibility.decision import Decision, Outcome
from creditrules.eligibility.governing import Voice
from creditrules.eligibility.ground import Ground
from creditrules.eligibility.lacking import missing_facts
from creditrules.eligibility.reason import Cause, Finding, Origin, Reason
from creditrules.eligibility.verdict import Verdict
from creditrules.rules import Intervention, ProductForm

__all__ = ["Summaries", "Summary", "summed"]

_MOST: Final = 2_000
"""Sets of verdicts that are kept of a product."""

_NOBODY: Final = -1


class Summary(NamedTuple):
    """All of a decision that hangs on nothing but verdicts and whose they are.

    known: fields of the decision by name. causes: of its reasons, in their order, each with the place of its voice; -1
    where there was none to ask.
    """

    known: Mapping[str, Any]
    causes: Sequence[tuple[Cause, int]]

    def decision(self, grounds: tuple[Ground, ...], again: object) -> Decision:
        """The decision on these grounds, of which there is one for each voice."""
        reasons = []
        for cause, at in self.causes:
            ground = None if at == _NOBODY else grounds[at]
            reasons.append(Reason(cause, ground, ground and ground.party))
        return Decision.of(self.known, reasons=tuple(reasons), grounds=grounds, again=again)


class Summaries:
    """The summaries of one product under the same rules, by the verdicts, which are then known again as objects.

    Only verdicts that last are kept here, and only where each is of the applicant: nothing else has a say then. Safe
    for threads.
    """

    __slots__ = ("_kept",)

    def __init__(self) -> None:
        self._kept: dict[tuple[int, ...], tuple[Sequence[Verdict], Summary]] = {}

    def of(self, verdicts: Sequence[Verdict]) -> Summary | None:
        """That of these very verdicts."""
        kept = self._kept.get(tuple([id(each) for each in verdicts]))
        return None if kept is None else kept[1]

    def keep(self, verdicts: Sequence[Verdict], summary: Summary) -> None:
        """Keep that of verdicts, if all of them last; with them, so that no other object gets their place."""
        for each in verdicts:
            if not each.lasts:
                return
        if len(self._kept) >= _MOST:
            self._kept.clear()
        self._kept[tuple([id(each) for each in verdicts])] = tuple(verdicts), summary


def summed(
    product: ProductForm,
    voices: Sequence[Voice],
    verdicts: Sequence[Verdict],
    absent: Sequence[AbsentRuleSet],
    usual: Mapping[str, Any],
) -> Summary:
    """The summary of what voices said. absent: rule sets to which nobody could listen, and whose say is missed.

    usual: what is known of the decision whatever anybody says.
    """
    causes = _causes(voices, verdicts)
    gaps = [Finding(Intervention.REFER, origin=Origin.NO_VERSION_IN_FORCE) for _ in absent]
    for gap, each in zip(gaps, absent, strict=True):
        causes.append((Cause(gap, each.slug, each.name, each.category, None, None), _NOBODY))
    warnings = [
        f"{voice.rule_set.applied.rule_set}: {text}"
        for voice, verdict in zip(voices, verdicts, strict=True)
        for text in verdict.warnings
    ]
    verdicts = [*verdicts, *(Verdict((gap,)) for gap in gaps)]
    outcome, possible, terms = combined(product.currency, verdicts)
    undetermined = outcome is Outcome.UNDETERMINED
    known = {
        **usual,
        "warnings": tuple(warnings),
        "outcome": outcome,
        "possible_outcomes": possible,
        "terms": terms,
        "missing_facts": missing_facts(voices, verdicts, deciding_facts(verdicts)) if undetermined else (),
    }
    return Summary(known, sorted(causes, key=_weight) if len(causes) > 1 else causes)


def _causes(voices: Sequence[Voice], verdicts: Sequence[Verdict]) -> list[tuple[Cause, int]]:
    """One for each finding that holds whatever is missing."""
    found = []
    for at, ((rule_set, _), verdict) in enumerate(zip(voices, verdicts, strict=True)):
        if not verdict.possible or not verdict.exclusive:
            form, applied = rule_set.compiled.rule_set.form, rule_set.applied
            for finding in verdict.certain:
                words = form.reasons.get(finding.reason) if finding.reason else None
                found.append((Cause(finding, form.rule_set, form.name, form.category, words, applied), at))
    return found


def _weight(told: tuple[Cause, int]) -> tuple[int, str, str]:
    cause = told[0]
    return (-cause.finding.intervention.severity, cause.rule_set, cause.finding.code)
