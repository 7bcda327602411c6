"""Which answers are better than one that was given, and who has a say in it."""

from __future__ import annotations

from creditrules.eligibility.decision import Decision, Outcome
from creditrules.eligibility.ground import Ground
from creditrules.eligibility.reason import Origin
from creditrules.rules import Intervention

__all__ = ["floor_of", "is_better", "may_be_better", "severity_of", "voices_of"]


def voices_of(decision: Decision) -> tuple[Ground, ...]:
    """What each rule set that is asked of the applicant was asked, in the order of the product."""
    return tuple(ground for ground in decision.grounds if ground.party is None)


def floor_of(decision: Decision) -> Intervention | None:
    """What other parties come to, whatever the applicant's facts are; None where somebody has no answer."""
    others = [each.finding for each in decision.reasons if each.ground is None or each.party is not None]
    if any(finding.origin is not Origin.RULE for finding in others):
        return None
    return max((finding.intervention for finding in others), default=Intervention.ALLOW)


def may_be_better(decision: Decision) -> bool:
    """Whether rules that are asked of the applicant hold it back: not ALLOW, and nobody else makes it what it is."""
    if decision.outcome in {Outcome.ALLOW, Outcome.UNDETERMINED} or not voices_of(decision):
        return False
    floor = floor_of(decision)
    return floor is not None and floor.severity < severity_of(decision.outcome)


def is_better(found: Decision, decision: Decision) -> bool:
    """Whether it is an answer, by rules alone, and a milder one than that of `decision`."""
    if found.outcome is Outcome.UNDETERMINED or any(each.finding.origin is not Origin.RULE for each in found.reasons):
        return False
    return severity_of(found.outcome) < severity_of(decision.outcome)


def severity_of(outcome: Outcome) -> int:
    """The place on the ladder; of no UNDETERMINED."""
    return Intervention(outcome.value).severity
