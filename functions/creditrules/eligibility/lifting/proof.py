"""A reason's lift: the condition solved, and the rule set evaluated again as it would then be."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from creditrules.eligibility.combining import outcome_of
from creditrules.eligibility.decision import Outcome
from creditrules.eligibility.findings import evaluate_rule_set
from creditrules.eligibility.ground import Ground
from creditrules.eligibility.lifting.asked import Asked, Unsolvable
from creditrules.eligibility.lifting.facts import FactChange, changed, needed_changes
from creditrules.eligibility.lifting.times import first_time
from creditrules.eligibility.reason import Origin, Reason
from creditrules.eligibility.verdict import Verdict
from creditrules.feel import Value
from creditrules.records import dataclass, replace
from creditrules.rules import LiftForm

__all__ = ["Doubt", "LiftState", "Lifted", "lifted"]


class LiftState(StrEnum):
    """What is known of the lift."""

    PROVED = "PROVED"
    NOT_PROVED = "NOT_PROVED"
    NOT_COMPUTED = "NOT_COMPUTED"


class Doubt(StrEnum):
    """Why a lift is not proved or not computed."""

    HOLDS_ALREADY = "HOLDS_ALREADY"
    NO_SOLUTION = "NO_SOLUTION"
    STILL_GIVEN = "STILL_GIVEN"
    NOT_EVALUABLE = "NOT_EVALUABLE"
    SEVERER = "SEVERER"


@dataclass(frozen=True, slots=True)
class Lifted:
    """When, and with which facts, the condition of a reason's lift holds first, and what the rule set then comes to.

    start: None where changes of facts are enough. outcome: of the one rule set, evaluated again; None where it was not.
    """

    form: LiftForm
    state: LiftState
    doubt: Doubt | None = None
    start: datetime | None = None
    changes: tuple[FactChange, ...] = ()
    outcome: Outcome | None = None


def lifted(reason: Reason) -> Lifted | None:
    """The lift of a reason that has a condition for it; None where it has none, or only words."""
    form, ground = reason.definition.lift if reason.definition else None, reason.ground
    if not isinstance(form, LiftForm) or ground is None:
        return None
    asked, now = Asked(ground.compiled.model.condition(form.condition), ground), ground.situation.now
    try:
        if asked.holds(ground.facts, now):
            return Lifted(form, LiftState.NOT_PROVED, Doubt.HOLDS_ALREADY)
        return _solved(reason, form, asked, now)
    except Unsolvable:
        return Lifted(form, LiftState.NOT_COMPUTED, Doubt.NO_SOLUTION)


def _solved(reason: Reason, form: LiftForm, asked: Asked, now: datetime) -> Lifted:
    """Time alone where that is enough, else with changes of facts."""
    facts = asked.ground.facts
    changes: tuple[FactChange, ...] = ()
    start = _first_time(asked, facts, now)
    if start is None:
        changes = needed_changes(asked, facts, now)
        facts = changed(asked, facts, changes)
        start = first_time(asked, facts, now)
    if start is None:
        raise Unsolvable
    verdict = _again(asked.ground, facts, start)
    doubt = _doubt(reason, asked.ground, verdict)
    state = LiftState.NOT_PROVED if doubt else LiftState.PROVED
    return Lifted(form, state, doubt, start if start > now else None, changes, outcome_of([verdict]))


def _first_time(asked: Asked, facts: Mapping[str, Value], now: datetime) -> datetime | None:
    try:
        return first_time(asked, facts, now)
    except Unsolvable:
        return None


def _again(ground: Ground, facts: Mapping[str, Value], moment: datetime) -> Verdict:
    return evaluate_rule_set(ground.compiled, facts, replace(ground.situation, now=moment))


def _doubt(reason: Reason, ground: Ground, after: Verdict) -> Doubt | None:
    found = (*after.certain, *after.possible)
    if any(each.origin is Origin.NOT_EVALUABLE for each in found):
        return Doubt.NOT_EVALUABLE
    if any(each.code == reason.code for each in found):
        return Doubt.STILL_GIVEN
    before = _again(ground, ground.facts, ground.situation.now)
    return Doubt.SEVERER if after.most > before.most else None
