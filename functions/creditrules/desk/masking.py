"""What of a recorded decision is hidden from those who may not see sensitive facts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from creditrules.eligibility import Aspect, Difference, PlainAnswer
from creditrules.eligibility.recording import RecordedDecision

__all__ = ["MASK", "Seen", "masked_answer", "masked_decision", "masked_difference"]

MASK = "***"


@dataclass(frozen=True, slots=True)
class Seen:
    """A recorded decision as its reader may see it. masked: the facts whose values are hidden, with all that may tell.

    The salt of its digests is empty then: with it, hidden values could be guessed and compared.
    """

    decision: RecordedDecision
    masked: tuple[str, ...] = ()


def masked_decision(decision: RecordedDecision) -> Seen:
    """The decision without the values of its sensitive facts; as it is where there are none."""
    sealed = decision.sealed
    if sealed is None or not sealed.sensitive:
        return Seen(decision)
    facts = {name: MASK if name in sealed.sensitive else value for name, value in sealed.facts.items()}
    answers = tuple(masked_answer(answer) for answer in sealed.answers)
    return Seen(replace(decision, sealed=replace(sealed, facts=facts, answers=answers, salt="")), sealed.sensitive)


def masked_answer(answer: PlainAnswer) -> PlainAnswer:
    """An answer whose warnings and details, which may quote a fact, are hidden."""
    return {
        **answer,
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
        case _:
            return difference


def _without_detail(reasons: object) -> object:
    if not isinstance(reasons, Sequence):
        return reasons
    return [{**reason, "detail": MASK if reason["detail"] else ""} for reason in reasons]
