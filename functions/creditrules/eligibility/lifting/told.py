"""A lift as somebody is told it: worked out, and without what the lender does not publish.

A moment tells a duration that the condition names as surely as a value tells a threshold: by the facts that were given
it can be counted back. So both are told only where the rule set publishes its thresholds, but for a moment that the
reason tells anyway as the end of its intervention.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from creditrules.eligibility.compiled import CompiledRuleSet
from creditrules.eligibility.decision import Outcome
from creditrules.eligibility.lifting.facts import FactChange
from creditrules.eligibility.lifting.proof import Doubt, Lifted, LiftState
from creditrules.eligibility.lifting.values import Plain, plain
from creditrules.eligibility.reason import Reason
from creditrules.records import dataclass, replace
from creditrules.rules import LiftForm

__all__ = [
    "ComparisonOperator",
    "ToldChange",
    "ToldLift",
    "as_published",
    "plain_lift",
    "publishes",
    "read_lift",
    "told_lift",
]

_HIGHER: Final = {">": True, ">=": True, "<": False, "<=": False}
_MILLISECOND: Final = 1000


class ComparisonOperator(StrEnum):
    """How a fact would have to stand to the value of a condition."""

    EQUAL = "="
    LESS = "<"
    LESS_OR_EQUAL = "<="
    GREATER = ">"
    GREATER_OR_EQUAL = ">="


@dataclass(frozen=True, slots=True)
class ToldChange:
    """What a fact would have to be.

    higher: than it is, or lower; None where neither. operator, threshold: None where they are not told; values are
    texts, numbers, booleans or None. given: what it is, None where that is not repeated.
    """

    fact: str
    higher: bool | None
    operator: str | None = None
    threshold: Plain = None
    given: Plain = None


@dataclass(frozen=True, slots=True)
class ToldLift:
    """When, and with which facts, a reason is lifted. waits: whether time has to pass; start: None where not told."""

    state: LiftState
    doubt: Doubt | None
    outcome: Outcome | None
    waits: bool
    start: datetime | None
    changes: tuple[ToldChange, ...]


def publishes(rule_set: CompiledRuleSet, lift: LiftForm) -> bool:
    """Whether users are told the thresholds of a lift: as it says itself, else as its rule set does."""
    return rule_set.rule_set.form.tells_thresholds(lift)


def told_lift(lift: Lifted) -> ToldLift:
    """The whole of a lift, for those who may see the lender's policy."""
    changes = tuple(_change(each) for each in lift.changes)
    return ToldLift(lift.state, lift.doubt, lift.outcome, lift.start is not None, lift.start, changes)


def as_published(told: ToldLift, reason: Reason, *, published: bool) -> ToldLift:
    """What users are told of a lift. published: whether the lender publishes its thresholds."""
    if published:
        return told
    ends = reason.finding.until
    known = ends is not None and told.start == ends.replace(microsecond=ends.microsecond // _MILLISECOND * _MILLISECOND)
    changes = tuple(replace(each, operator=None, threshold=None) for each in told.changes)
    return replace(told, start=told.start if known else None, changes=changes)


def plain_lift(told: ToldLift) -> Mapping[str, Any]:
    """The lift in plain data, as it is recorded."""
    start = {} if told.start is None else {"starts": told.start.isoformat()}
    return {
        "state": told.state.value,
        "doubt": told.doubt.value if told.doubt else None,
        "outcome": told.outcome.value if told.outcome else None,
        "waits": told.waits,
        **start,
        "changes": [_plain_change(each) for each in told.changes],
    }


def read_lift(row: Mapping[str, Any]) -> ToldLift:
    """The lift that `plain_lift` has made the row of."""
    start = row.get("starts")
    return ToldLift(
        state=LiftState(row["state"]),
        doubt=Doubt(row["doubt"]) if row["doubt"] else None,
        outcome=Outcome(row["outcome"]) if row["outcome"] else None,
        waits=row["waits"],
        start=datetime.fromisoformat(start) if start else None,
        changes=tuple(ToldChange(**each) for each in row["changes"]),
    )


def _change(change: FactChange) -> ToldChange:
    given = None if change.fact.sensitive else plain(change.given)
    higher = _HIGHER.get(change.operator)
    return ToldChange(change.fact.name, higher, change.operator, plain(change.threshold), given)


def _plain_change(change: ToldChange) -> Mapping[str, Any]:
    asked = {} if change.operator is None else {"operator": change.operator, "threshold": change.threshold}
    given = {} if change.given is None else {"given": change.given}
    return {"fact": change.fact, "higher": change.higher, **asked, **given}
