"""From the rule sets' verdicts to one outcome with its terms: the severest intervention, the narrowest bounds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from typing import Final, NamedTuple

from creditrules.eligibility.decision import Outcome, Terms
from creditrules.eligibility.reason import Finding
from creditrules.eligibility.verdict import Verdict
from creditrules.rules import Intervention

__all__ = [
    "Combined",
    "combine_terms",
    "combined",
    "deciding_facts",
    "outcome_of",
    "possible_interventions",
    "terms_of_amounts",
]

_LADDER: Final = tuple(Intervention)
_OUTCOMES: Final = tuple(Outcome(step.value) for step in Intervention)


class Combined(NamedTuple):
    """What verdicts come to together. possible: mildest first; the outcome alone where nothing is open."""

    outcome: Outcome
    possible: tuple[Outcome, ...]
    terms: Terms | None


def combined(currency: str, verdicts: Sequence[Verdict]) -> Combined:
    """The outcome of a product with its terms."""
    reachable = possible_interventions(verdicts)
    outcome = _outcome_among(reachable, verdicts)
    possible = tuple([_OUTCOMES[intervention.severity] for intervention in reachable])
    certain = [finding for verdict in verdicts for finding in verdict.certain]
    return Combined(outcome, possible, combine_terms(currency, outcome, certain))


def possible_interventions(verdicts: Iterable[Verdict]) -> tuple[Intervention, ...]:
    """Every intervention that the product can come to, mildest first: per combination the severest of the rule sets'.

    That is each that one of them can come to, from where all have come to at the least.
    """
    steps, least = 1 << Intervention.ALLOW.severity, 0
    for verdict in verdicts:
        steps |= verdict.steps
        least = max(least, (verdict.steps & -verdict.steps).bit_length() - 1)
    return _among(steps >> least << least)


@cache
def _among(steps: int) -> tuple[Intervention, ...]:
    """The steps of the ladder of which there is a bit, mildest first."""
    return tuple(step for place, step in enumerate(_LADDER) if steps >> place & 1)


def outcome_of(verdicts: Sequence[Verdict]) -> Outcome:
    """The outcome; UNDETERMINED when missing facts could change the intervention, or the terms of an open product."""
    return _outcome_among(possible_interventions(verdicts), verdicts)


def _outcome_among(reachable: Sequence[Intervention], verdicts: Iterable[Verdict]) -> Outcome:
    """The same, where it is known what the product can come to."""
    if len(reachable) > 1:
        return Outcome.UNDETERMINED
    (intervention,) = reachable
    if intervention.is_open:
        for verdict in verdicts:
            if verdict.possible:
                return Outcome.UNDETERMINED
    return _OUTCOMES[intervention.severity]


def deciding_facts(verdicts: Sequence[Verdict]) -> frozenset[str]:
    """The missing facts that could still change the outcome or the terms of an open product."""
    if outcome_of(verdicts) is not Outcome.UNDETERMINED:
        return frozenset()
    floor = max(verdict.least for verdict in verdicts)
    relevant = (v for v in verdicts if not v.settled and (floor.is_open or v.most > floor))
    return frozenset[str]().union(*(verdict.missing for verdict in relevant))


def combine_terms(currency: str, outcome: Outcome, findings: Sequence[Finding]) -> Terms | None:
    """The terms of an open product, or until when a paused one stays so; None where no terms apply."""
    if outcome is Outcome.PAUSE:
        return Terms(currency, until=_until(findings, outcome))
    if not outcome.is_open:
        return None
    limit = rate = exposure = None
    restricted: set[str] = set()
    for found in findings:
        if found.limit is not None and (limit is None or found.limit < limit):
            limit = found.limit
        if found.rate is not None and (rate is None or found.rate < rate):
            rate = found.rate
        if found.exposure_limit is not None and (exposure is None or found.exposure_limit < exposure):
            exposure = found.exposure_limit
        restricted |= found.restricted_features
    return Terms(currency, limit, rate, tuple(sorted(restricted)), _until(findings, outcome), exposure)


def terms_of_amounts(terms: Terms, findings: Iterable[Finding]) -> Terms:
    """Those of an open product, of findings that are otherwise in their limits and rates alone."""
    limit = rate = None
    for found in findings:
        if found.limit is not None and (limit is None or found.limit < limit):
            limit = found.limit
        if found.rate is not None and (rate is None or found.rate < rate):
            rate = found.rate
    return Terms(terms.currency, limit, rate, terms.restricted_features, terms.until, terms.exposure_limit)


def _until(findings: Iterable[Finding], outcome: Outcome) -> datetime | None:
    """When the last of the interventions that make the outcome ends; None if one of them is open-ended."""
    last: datetime | None = None
    for finding in findings:
        if _OUTCOMES[finding.intervention.severity] is outcome:
            if finding.until is None:
                return None
            last = finding.until if last is None else max(last, finding.until)
    return last
