"""From the rule sets' verdicts to one outcome with its terms: the severest intervention, the narrowest bounds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import product as combinations

from creditrules.eligibility.decision import Finding, Outcome, Terms
from creditrules.eligibility.verdict import Verdict
from creditrules.rules import Intervention

__all__ = ["combine_terms", "deciding_facts", "outcome_of", "possible_interventions"]


def possible_interventions(verdicts: Sequence[Verdict]) -> frozenset[Intervention]:
    """Every intervention that the product can come to: per combination the severest of the rule sets' own."""
    reachable = frozenset({Intervention.ALLOW})
    for verdict in verdicts:
        reachable = frozenset(max(pair) for pair in combinations(reachable, verdict.range))
    return reachable


def outcome_of(verdicts: Sequence[Verdict]) -> Outcome:
    """The outcome; UNDETERMINED when missing facts could change the intervention, or the terms of an open product."""
    reachable = possible_interventions(verdicts)
    if len(reachable) > 1:
        return Outcome.UNDETERMINED
    (intervention,) = reachable
    if intervention.is_open and not all(verdict.settled for verdict in verdicts):
        return Outcome.UNDETERMINED
    return Outcome(intervention.value)


def deciding_facts(verdicts: Sequence[Verdict]) -> frozenset[str]:
    """The missing facts that could still change the outcome or the terms of an open product."""
    if outcome_of(verdicts) is not Outcome.UNDETERMINED:
        return frozenset()
    floor = max(verdict.least for verdict in verdicts)
    relevant = (v for v in verdicts if not v.settled and (floor.is_open or v.most > floor))
    return frozenset[str]().union(*(verdict.missing for verdict in relevant))


def combine_terms(currency: str, outcome: Outcome, findings: Iterable[Finding]) -> Terms | None:
    """The terms of an open product, or until when a paused one stays so; None where no terms apply."""
    found = tuple(findings)
    if outcome is Outcome.PAUSE:
        return Terms(currency, until=_until(found, outcome))
    if not outcome.is_open:
        return None
    return Terms(
        currency,
        limit=min((f.limit for f in found if f.limit is not None), default=None),
        rate=min((f.rate for f in found if f.rate is not None), default=None),
        restricted_features=tuple(sorted(frozenset[str]().union(*(f.restricted_features for f in found)))),
        until=_until(found, outcome),
        exposure_limit=min((f.exposure_limit for f in found if f.exposure_limit is not None), default=None),
    )


def _until(findings: Sequence[Finding], outcome: Outcome) -> datetime | None:
    """When the last of the interventions that make the outcome ends; None if one of them is open-ended."""
    ends = [finding.until for finding in findings if finding.intervention.value == outcome.value]
    known = [end for end in ends if end is not None]
    return max(known) if known and len(known) == len(ends) else None
