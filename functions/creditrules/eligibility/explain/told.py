"""What helps as somebody may be told it: values only of facts that nothing unpublished tests.

Where anything is held back, changes are not chosen by what they cost either: who asks again and again with other
values could else weigh a threshold that is not published against one that is.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from creditrules.dmn.analysis import Proof
from creditrules.eligibility.decision import Decision, Outcome
from creditrules.eligibility.explain.changes import Help, WhatHelps
from creditrules.eligibility.explain.passing import Passing
from creditrules.eligibility.explain.turning import may_turn
from creditrules.eligibility.ground import Ground
from creditrules.feel import Value
from creditrules.records import dataclass

__all__ = ["ToldHelp", "ToldNeed", "ToldPassing", "publishes_thresholds", "told_helps", "told_passing"]

_TELLS = frozenset({"results", "offer", "parties"})
"""By these a rule set rests on facts that it does not declare."""


@dataclass(frozen=True, slots=True)
class ToldNeed:
    """A fact that would have to be otherwise. upwards: None for neither more nor less. value: None where held back."""

    fact: str
    upwards: bool | None
    value: Value = None


@dataclass(frozen=True, slots=True)
class ToldHelp:
    """Changes that together reach an outcome. cost: as declared; None for all who may not see the lender's rules."""

    changes: tuple[ToldNeed, ...]
    outcome: Outcome
    cost: Decimal | None = None


@dataclass(frozen=True, slots=True)
class ToldPassing:
    """That the same facts pass after a time. starts: None where the moment would tell what is not published."""

    outcome: Outcome
    starts: datetime | None
    proof: Proof


def told_passing(decision: Decision, found: Passing, *, sees_policy: bool) -> ToldPassing:
    """When the same facts pass.

    Partners are told the moment where all rule sets that can turn with time publish, or as a reason's `until`, or where
    something begins or ends then that they can read of.
    """
    ends = {each.finding.until for each in (*decision.reasons, *found.under.reasons)}
    starts = found.starts if sees_policy or _is_public(found) or found.starts in ends else None
    return ToldPassing(found.outcome, starts, found.proof)


def _is_public(found: Passing) -> bool:
    """Whether the moment tells nothing that is not published."""
    grounds = found.under.grounds
    if found.change is None:
        return all(publishes_thresholds(each) for each in grounds if may_turn(each))
    # What is published says when it has another value; a price may hang on any parameter.
    return found.change.announced or not any(each.situation.unpublished for each in grounds)


def told_helps(decision: Decision, found: WhatHelps, most: int, *, sees_policy: bool) -> tuple[ToldHelp, ...]:
    """So many of them. sees_policy: whether the reader may see all of the lender's rules."""
    if sees_policy:
        return tuple(_open(each, costed=True) for each in found.cheapest(most))
    secret = _secret(decision.grounds, found.everything)
    chosen = found.fewest(most) if secret else found.cheapest(most)
    return tuple(_closed(each) if each.facts & secret else _open(each) for each in chosen)


def _secret(grounds: Iterable[Ground], helps: Iterable[Help]) -> frozenset[str]:
    """The facts of which values would tell what is not published."""
    hidden = [each for each in grounds if not publishes_thresholds(each)]
    if any(not _TELLS.isdisjoint(each.compiled.given) for each in hidden):
        return frozenset(name for each in helps for name in each.facts)
    return frozenset(fact.name for each in hidden for fact in each.compiled.facts)


def publishes_thresholds(ground: Ground) -> bool:
    """Whether partners may be told where a rule set's answer changes."""
    published = ground.compiled.rule_set.form.publish_thresholds
    return published and ground.situation.unpublished.isdisjoint(ground.compiled.parameters)


def _closed(help_: Help) -> ToldHelp:
    return ToldHelp(tuple(ToldNeed(each.fact.name, each.upwards) for each in help_.changes), help_.outcome)


def _open(help_: Help, *, costed: bool = False) -> ToldHelp:
    changes = tuple(ToldNeed(each.fact.name, each.upwards, each.value) for each in help_.changes)
    cost = Decimal(help_.cost.numerator) / Decimal(help_.cost.denominator) if costed else None
    return ToldHelp(changes, help_.outcome, cost)
