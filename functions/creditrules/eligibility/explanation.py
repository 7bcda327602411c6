"""What is recorded of why: the principal reasons, and what would lift the reasons, as they were told.

Worked out once, when the decision is made, and kept with the answer: an applicant was told them then, whatever a later
release would work out. What the lender does not publish (distances, thresholds, moments) is kept apart, since whoever
asked for the decision may take the digest of all else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from operator import itemgetter
from typing import Any, Final

from creditrules.eligibility.answers import PlainAnswer, plain_answer
from creditrules.eligibility.decision import Decision
from creditrules.eligibility.lifting import ToldLift, as_published, lifted, plain_lift, publishes, read_lift, told_lift
from creditrules.eligibility.principal import adverse_reasons, principal_reasons
from creditrules.records import dataclass

__all__ = [
    "MOST_LIFTS",
    "PRINCIPAL_METHOD",
    "Explained",
    "RankedReason",
    "explained",
    "explained_all",
    "lifts_in",
    "most_in",
    "principal_in",
    "with_withheld",
]

PRINCIPAL_METHOD: Final = "SEVERITY_DISTANCE_ORDER/1"
"""Its name on record, see `creditrules.eligibility.principal`; another number once another order can come out."""
MOST_LIFTS: Final = 20
"""Of one answer; those of principal reasons come first, and there are never more of these."""
MOST_LIFTS_IN_ALL: Final = 100


@dataclass(frozen=True, slots=True)
class Explained:
    """An answer with its principal reasons and lifts as users are told them.

    withheld: what only those are told who see the lender's policy, None where that is nothing more.
    """

    answer: PlainAnswer
    withheld: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class RankedReason:
    """A principal reason.

    place: among the answer's reasons, from 0. distance: None where it was not measured, or is not told.
    """

    place: int
    distance: Decimal | None


def explained_all(decisions: Sequence[Decision], most: Callable[[Decision], int | None]) -> tuple[Explained, ...]:
    """Decisions in plain data with what is recorded of why.

    most: how many principal reasons a decision may have; None: nothing is said of why.
    """
    left, found = MOST_LIFTS_IN_ALL, []
    for decision in decisions:
        count = most(decision)
        one = Explained(plain_answer(decision), None) if count is None else explained(decision, count, left)
        left -= len(one.answer.get("lifts", ()))
        found.append(one)
    return tuple(found)


def explained(decision: Decision, most: int, most_lifts: int = MOST_LIFTS) -> Explained:
    """One decision, with at most so many principal reasons, and lifts of at most so many reasons.

    Of which reasons there are lifts does not depend on how many are principal: another setting is no other lift.
    """
    places = {id(reason): place for place, reason in enumerate(decision.reasons)}
    ranked = [
        RankedReason(places[id(each.reason)], each.distance)
        for each in principal_reasons(decision, max(most, MOST_LIFTS))
    ]
    principal = ranked[:most]
    order = [each.place for each in ranked] + [places[id(each)] for each in adverse_reasons(decision)]
    lifts = sorted(_lifts(decision, dict.fromkeys(order), min(most_lifts, MOST_LIFTS)), key=itemgetter(0))
    told = [_row(place, published) for place, published, _ in lifts]
    answer = {**plain_answer(decision), "principal": _principal(principal, most), **({"lifts": told} if told else {})}
    more = [_row(place, whole) for place, published, whole in lifts if published != whole]
    return Explained(answer, _withheld(decision, principal, more))


def _principal(reasons: Sequence[RankedReason], most: int) -> Mapping[str, Any]:
    return {"method": PRINCIPAL_METHOD, "most": most, "reasons": [{"place": each.place} for each in reasons]}


def _row(place: int, lift: ToldLift) -> Mapping[str, Any]:
    return {"place": place, **plain_lift(lift)}


def _withheld(
    decision: Decision, principal: Sequence[RankedReason], lifts: Sequence[Mapping[str, Any]]
) -> Mapping[str, Any] | None:
    if not lifts and all(each.distance is None for each in principal):
        return None
    distances = [{"place": each.place, "distance": each.distance} for each in principal]
    return {"product": decision.product.product, "principal": distances, **({"lifts": lifts} if lifts else {})}


def _lifts(decision: Decision, places: Iterable[int], most: int) -> Iterator[tuple[int, ToldLift, ToldLift]]:
    """Of reasons with a condition for their lift: the place, the lift as users are told it, and the whole of it."""
    for place in places:
        reason = decision.reasons[place]
        found = lifted(reason) if most > 0 else None
        if found is None or reason.ground is None:
            continue
        most -= 1
        whole = told_lift(found)
        yield place, as_published(whole, reason, published=publishes(reason.ground.compiled, found.form)), whole


def with_withheld(answers: Sequence[PlainAnswer], withheld: Sequence[Mapping[str, Any]]) -> tuple[PlainAnswer, ...]:
    """The answers with what only those are told who see the lender's policy."""
    by_product = {row["product"]: row for row in withheld}
    return tuple(_whole(answer, by_product.get(answer["product"])) for answer in answers)


def _whole(answer: PlainAnswer, withheld: Mapping[str, Any] | None) -> PlainAnswer:
    if withheld is None:
        return answer
    lifts = {row["place"]: row for row in withheld.get("lifts", ())}
    told = [lifts.get(row["place"], row) for row in answer.get("lifts", ())]
    principal = {**answer["principal"], "reasons": withheld["principal"]}
    return {**answer, "principal": principal, **({"lifts": told} if told else {})}


def principal_in(answer: PlainAnswer) -> tuple[RankedReason, ...] | None:
    """The principal reasons that an answer has; None where they were not recorded."""
    found = answer.get("principal")
    return None if found is None else tuple(RankedReason(row["place"], row.get("distance")) for row in found["reasons"])


def lifts_in(answer: PlainAnswer) -> Mapping[int, ToldLift]:
    """By place of the reason, what would lift it, as far as that was recorded."""
    return {row["place"]: read_lift(row) for row in answer.get("lifts", ())}


def most_in(answer: PlainAnswer) -> int | None:
    """How many principal reasons there could be; None where they were not recorded."""
    return int(answer["principal"]["most"]) if "principal" in answer else None
