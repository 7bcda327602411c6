"""What of a recorded decision is hidden from those who may not see sensitive facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from creditrules.eligibility import Aspect, Difference, PlainAnswer, with_withheld
from creditrules.eligibility.recording import RecordedDecision
from creditrules.records import dataclass, replace

__all__ = [
    "MASK",
    "Seen",
    "masked_answer",
    "masked_decision",
    "masked_difference",
    "without_rules",
    "without_withheld",
]

MASK = "***"
_OF_THE_RULE: Final = frozenset({"row", "ruleId"})
_WORKED_OUT: Final = frozenset({"distance", "starts", "operator", "threshold", "given"})


@dataclass(frozen=True, slots=True)
class Seen:
    """A recorded decision as its reader may see it. masked: the facts whose values are hidden, with all that may tell.

    The salt of its digests is empty then: with it, hidden values could be guessed and compared.
    """

    decision: RecordedDecision
    masked: tuple[str, ...] = ()

    @property
    def answers(self) -> tuple[PlainAnswer, ...]:
        """The answers with all that the reader may see of them; what outlives the facts where these are gone."""
        sealed = self.decision.sealed
        if sealed is None:
            return self.decision.summaries
        return with_withheld(sealed.answers, sealed.withheld.answers) if sealed.withheld else sealed.answers


def masked_decision(decision: RecordedDecision) -> Seen:
    """The decision without the values of its sensitive facts; as it is where there are none."""
    sealed = decision.sealed
    if sealed is None or not sealed.sensitive:
        return Seen(decision)
    facts = {name: MASK if name in sealed.sensitive else value for name, value in sealed.facts.items()}
    answers = tuple(masked_answer(answer) for answer in sealed.answers)
    hidden = replace(sealed, facts=facts, answers=answers, salt="", withheld=None)
    return Seen(replace(decision, sealed=hidden), sealed.sensitive)


def without_withheld(decision: RecordedDecision) -> RecordedDecision:
    """The decision without what only those see who may see the lender's policy."""
    sealed = decision.sealed
    return replace(decision, sealed=replace(sealed, withheld=None)) if sealed else decision


def masked_answer(answer: PlainAnswer) -> PlainAnswer:
    """An answer whose warnings and details, which may quote a fact, are hidden, and whatever is worked out of facts."""
    principal, lifts = answer.get("principal"), answer.get("lifts")
    whys = {
        **({"principal": {**principal, "reasons": _without_numbers(principal["reasons"])}} if principal else {}),
        **({"lifts": _without_numbers(lifts)} if lifts else {}),
    }
    return {
        **answer,
        **whys,
        "reasons": _without_detail(answer["reasons"]),
        "warnings": [MASK for _ in answer["warnings"]],
        "alternatives": [masked_answer(other) for other in answer["alternatives"]],
    }


def masked_difference(difference: Difference) -> Difference:
    """A difference in which nothing quotes a fact."""
    match difference.aspect:
        case Aspect.WARNINGS | Aspect.TRACE:
            return replace(difference, before=MASK, after=MASK)
        case Aspect.REASONS:
            before, after = _without_detail(difference.before), _without_detail(difference.after)
            return replace(difference, before=before, after=after)
        case Aspect.PRINCIPAL_REASONS | Aspect.LIFTS:
            before, after = _without_numbers(difference.before), _without_numbers(difference.after)
            return replace(difference, before=before, after=after)
        case _:
            return difference


def without_rules(difference: Difference) -> Difference:
    """A difference in which no reason names the row that fired."""
    return replace(difference, before=_without_rule(difference.before), after=_without_rule(difference.after))


def _without_rule(value: object) -> Any:
    match value:
        case Mapping():
            return {name: _without_rule(inner) for name, inner in value.items() if name not in _OF_THE_RULE}
        case list() | tuple():
            return [_without_rule(inner) for inner in value]
    return value


def _without_detail(reasons: object) -> object:
    if not isinstance(reasons, Sequence):
        return reasons
    return [{**reason, "detail": MASK if reason["detail"] else ""} for reason in reasons]


def _without_numbers(value: object) -> Any:
    """What is told of reasons without distances, moments and values: with other facts these would be others."""
    match value:
        case Mapping():
            return {name: _without_numbers(inner) for name, inner in value.items() if name not in _WORKED_OUT}
        case list():
            return [_without_numbers(inner) for inner in value]
    return value
