"""What an experiment came to in numbers: decisions by arm, shares for guards, outcomes, limits and transitions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final, TypeVar

from creditrules.eligibility.answers import PlainAnswer
from creditrules.eligibility.decision import Outcome
from creditrules.eligibility.reason import Origin
from creditrules.eligibility.trials.assignment import Arm
from creditrules.records import dataclass, field, replace
from creditrules.rules import Metric

__all__ = [
    "MILLION",
    "OTHERS",
    "ArmTally",
    "LimitTally",
    "ShadowState",
    "Tally",
    "governed",
    "plain_tally",
    "read_tally",
    "seen_in",
]

MILLION: Final = 1_000_000
"""Shares of single decisions are added up in millionths, so that sums are exact and the same everywhere."""
MOST_PRODUCTS: Final = 40
OTHERS: Final = "*"
"""Under which products beyond the first 40 are counted together; no slug is called so."""

_Number = TypeVar("_Number", int, "LimitTally")


class ShadowState(StrEnum):
    """What became of a shadow's evaluation: it answered, failed, took too long, or nobody was free to evaluate it."""

    ANSWERED = "ANSWERED"
    FAILED = "FAILED"
    SLOW = "SLOW"
    BUSY = "BUSY"


@dataclass(frozen=True, slots=True)
class LimitTally:
    """How many limits there were, and what they came to."""

    count: int = 0
    total: Decimal = Decimal(0)

    def __add__(self, other: LimitTally) -> LimitTally:
        return LimitTally(self.count + other.count, self.total + other.total)


@dataclass(frozen=True, slots=True)
class ArmTally:
    """What one arm answered. shares: by metric, each decision's share of its answers, summed in millionths.

    outcomes: answers by product and outcome. limits: by product, of those answers that state one.
    """

    decisions: int = 0
    shares: Mapping[str, int] = field(default_factory=dict)
    outcomes: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    limits: Mapping[str, LimitTally] = field(default_factory=dict)

    def __add__(self, other: ArmTally) -> ArmTally:
        products = {*self.outcomes, *other.outcomes}
        return ArmTally(
            self.decisions + other.decisions,
            _sum(self.shares, other.shares, 0),
            {each: _sum(self.outcomes.get(each, {}), other.outcomes.get(each, {}), 0) for each in products},
            _sum(self.limits, other.limits, LimitTally()),
        )

    def of(self, metric: Metric) -> tuple[float, int]:
        """The sum of a metric over the decisions, and how many they are."""
        return self.shares.get(metric.value, 0) / MILLION, self.decisions

    def gathered(self, kept: frozenset[str]) -> ArmTally:
        """The same with all products but those kept under `OTHERS`."""
        outcomes, limits = _gather(self.outcomes, kept, _counts), _gather(self.limits, kept, _limits)
        return ArmTally(self.decisions, self.shares, outcomes, limits)

    @property
    def by_outcome(self) -> Mapping[str, int]:
        """Answers by outcome, whatever the product."""
        found: dict[str, int] = {}
        for outcomes in self.outcomes.values():
            found = _sum(found, outcomes, 0)
        return found


@dataclass(frozen=True, slots=True)
class Tally:
    """Both arms of a stage. transitions: of a shadow, answers by product and "returned>shadow", on the same decisions.

    states: what became of a shadow's evaluations, see `ShadowState`.
    """

    champion: ArmTally = ArmTally()
    challenger: ArmTally = ArmTally()
    transitions: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    states: Mapping[str, int] = field(default_factory=dict)

    def __add__(self, other: Tally) -> Tally:
        products = {*self.transitions, *other.transitions}
        return Tally(
            self.champion + other.champion,
            self.challenger + other.challenger,
            {each: _sum(self.transitions.get(each, {}), other.transitions.get(each, {}), 0) for each in products},
            _sum(self.states, other.states, 0),
        )

    @classmethod
    def of_arm(cls, arm: Arm, seen: ArmTally) -> Tally:
        """What one decision of an arm adds."""
        return cls(champion=seen) if arm is Arm.CHAMPION else cls(challenger=seen)

    @classmethod
    def of_shadow(
        cls, state: ShadowState, answers: Sequence[PlainAnswer], shadows: Sequence[PlainAnswer], rule_set: str
    ) -> Tally:
        """What one decision with a shadow adds; shadows: of the same products, empty unless it answered."""
        states = {state.value: 1}
        if state is not ShadowState.ANSWERED:
            return cls(states=states)
        beside = {answer["product"]: answer for answer in shadows}
        both = [answer for answer in governed(answers, rule_set) if answer["product"] in beside]
        moved = cls.of_kept_shadow(state, answers, shadows, rule_set)
        return replace(moved, champion=seen_in(both), challenger=seen_in([beside[each["product"]] for each in both]))

    @classmethod
    def of_kept_shadow(
        cls, state: ShadowState, answers: Sequence[PlainAnswer], shadows: Sequence[PlainAnswer], rule_set: str
    ) -> Tally:
        """Its state and transitions alone, which what is kept of both (`summary_of`, `shadow_answer`) tells too."""
        beside = {answer["product"]: answer["outcome"] for answer in shadows}
        both = [answer for answer in governed(answers, rule_set) if answer["product"] in beside]
        moves = {each["product"]: {f"{each['outcome']}>{beside[each['product']]}": 1} for each in both}
        return cls(transitions=moves, states={state.value: 1})

    def bounded(self) -> Tally:
        """The same with no more products than are kept apart: those that come first by slug."""
        named = sorted({*self.champion.outcomes, *self.challenger.outcomes, *self.transitions} - {OTHERS})
        if len(named) <= MOST_PRODUCTS:
            return self
        return self._gathered(frozenset(named[:MOST_PRODUCTS]))

    def _gathered(self, kept: frozenset[str]) -> Tally:
        one, two = self.champion.gathered(kept), self.challenger.gathered(kept)
        return Tally(one, two, _gather(self.transitions, kept, _counts), self.states)


def governed(answers: Iterable[PlainAnswer], rule_set: str) -> list[PlainAnswer]:
    """The answers that rest on a rule set."""
    return [answer for answer in answers if any(row["ruleSet"] == rule_set for row in answer["versions"])]


def seen_in(answers: Sequence[PlainAnswer]) -> ArmTally:
    """What one decision's answers come to; one product each. Of summaries (`summary_of`) no limits are told."""
    if not answers:
        return ArmTally()
    shares = {
        metric.value: round(MILLION * sum(holds(answer) for answer in answers) / len(answers))
        for metric, holds in _HOLDS.items()
    }
    limits = {
        answer["product"]: LimitTally(1, answer["terms"]["limit"])
        for answer in answers
        if answer.get("terms") is not None and answer["terms"]["limit"] is not None
    }
    return ArmTally(1, shares, {answer["product"]: {answer["outcome"]: 1} for answer in answers}, limits)


def plain_tally(tally: Tally) -> dict[str, Any]:
    """As it is stored."""
    return {
        "champion": _plain_arm(tally.champion),
        "challenger": _plain_arm(tally.challenger),
        "transitions": tally.transitions,
        "states": tally.states,
    }


def read_tally(fields: Mapping[str, Any]) -> Tally:
    """As `plain_tally` wrote it."""
    one, two = _read_arm(fields["champion"]), _read_arm(fields["challenger"])
    return Tally(one, two, fields["transitions"], fields["states"])


def _is_open(answer: PlainAnswer) -> bool:
    return Outcome(answer["outcome"]).is_open


def _is_severe(answer: PlainAnswer) -> bool:
    return answer["outcome"] in {Outcome.PAUSE, Outcome.REFER, Outcome.DECLINE}


def _is_not_evaluable(answer: PlainAnswer) -> bool:
    return any(reason["origin"] == Origin.NOT_EVALUABLE for reason in answer["reasons"])


_HOLDS: Final[Mapping[Metric, Callable[[PlainAnswer], bool]]] = {
    Metric.APPROVAL_RATE: _is_open,
    Metric.SEVERE_RATE: _is_severe,
    Metric.NOT_EVALUABLE_RATE: _is_not_evaluable,
}


def _sum(first: Mapping[str, _Number], second: Mapping[str, _Number], nothing: _Number) -> dict[str, _Number]:
    return {name: first.get(name, nothing) + second.get(name, nothing) for name in sorted({*first, *second})}


_Part = TypeVar("_Part")


def _gather(parts: Mapping[str, _Part], kept: frozenset[str], add: Callable[[_Part, _Part], _Part]) -> dict[str, _Part]:
    found: dict[str, _Part] = {}
    for product, part in parts.items():
        name = product if product in kept else OTHERS
        found[name] = add(found[name], part) if name in found else part
    return found


def _counts(first: Mapping[str, int], second: Mapping[str, int]) -> Mapping[str, int]:
    return _sum(first, second, 0)


def _limits(first: LimitTally, second: LimitTally) -> LimitTally:
    return first + second


def _plain_arm(arm: ArmTally) -> dict[str, Any]:
    limits = {product: [each.count, str(each.total)] for product, each in arm.limits.items()}
    return {"decisions": arm.decisions, "shares": arm.shares, "outcomes": arm.outcomes, "limits": limits}


def _read_arm(fields: Mapping[str, Any]) -> ArmTally:
    limits = {product: LimitTally(count, Decimal(total)) for product, (count, total) in fields["limits"].items()}
    return ArmTally(fields["decisions"], fields["shares"], fields["outcomes"], limits)
