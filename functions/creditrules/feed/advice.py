"""Advice to a person: that a recorded decision is worse for it than the last one about the same product; pure.

Worse is an outcome further up the ladder, or a lower limit of a product that is open before and after. A decision that
is UNDETERMINED says neither, and is passed over. The advice has the id of its fact, the decision and the product.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from hashlib import sha256
from typing import Any, Final

from creditrules.eligibility import Outcome, PlainAnswer, principal_in
from creditrules.feed.deliveries import Attempt, DeliveryResult, DeliveryState, Sent, after_attempt
from creditrules.feed.people import AddressKind
from creditrules.records import dataclass, replace
from creditrules.rules import Intervention
from creditrules.rules.life import AdviceCause

__all__ = [
    "Advice",
    "AdviceDelivery",
    "ToldAddress",
    "Unsent",
    "advice_of",
    "after_sending",
    "answer_for",
    "given_advice",
    "is_still_true",
    "unsent",
    "worse",
]

MOST_REASONS: Final = 4
_ID: Final = "adv_{}"
_ID_DIGITS: Final = 40
_Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Advice:
    """What a person is to be told. reasons, alternatives: as recorded, the rows of the answer.

    limit: where it is lower than before, what it is now. until: when it ends; None where no end is set.
    """

    id: str
    decision: str
    product: str
    cause: AdviceCause
    outcome: Outcome
    reasons: tuple[_Row, ...]
    alternatives: tuple[_Row, ...]
    limit: Decimal | None = None
    currency: str | None = None
    until: datetime | None = None


class Unsent(StrEnum):
    """Why advice is not sent. OUTDATED: it is no longer true. TURNED_OFF: the lender advises nobody any more."""

    OPTED_OUT = "OPTED_OUT"
    NO_ADDRESS = "NO_ADDRESS"
    ERASED = "ERASED"
    OUTDATED = "OUTDATED"
    TURNED_OFF = "TURNED_OFF"


@dataclass(frozen=True, slots=True)
class ToldAddress:
    """Where advice was sent, as far as that is shown."""

    kind: AddressKind
    masked: str


@dataclass(frozen=True, slots=True)
class AdviceDelivery:
    """Advice on its way to a person, or what became of it; fields as of `Delivery`.

    data_key: of the subject. decided_at: when the decision was recorded. unsent: why it was not sent. told: where to it
    was, or would have been, sent; None once the subject is erased.
    """

    id: str
    decision: str
    product: str
    cause: AdviceCause
    data_key: str
    decided_at: datetime
    made_at: datetime
    due: datetime
    state: DeliveryState = DeliveryState.PENDING
    revision: int = 1
    attempts: int = 0
    latest: tuple[Attempt, ...] = ()
    first_tried: datetime | None = None
    settled_at: datetime | None = None
    claimed: bool = False
    unsent: Unsent | None = None
    told: ToldAddress | None = None


def answer_for(answers: Sequence[PlainAnswer], product: str) -> PlainAnswer | None:
    """What a decision says of a product, where that is anything definite."""
    found = next((each for each in answers if each["product"] == product), None)
    return None if found is None or found["outcome"] == Outcome.UNDETERMINED else found


def worse(before: PlainAnswer, now: PlainAnswer) -> AdviceCause | None:
    """In what an answer is worse than another, both of which are definite; None where it is not.

    Of one whose facts are gone only the outcome is known, and it is compared by that.
    """
    if _severity(now) > _severity(before):
        return AdviceCause.SEVERER
    if not (Outcome(before["outcome"]).is_open and Outcome(now["outcome"]).is_open):
        return None
    if before.get("terms") is None or now.get("terms") is None or _currency(before) != _currency(now):
        return None
    was, limit = _limit(before), _limit(now)
    return AdviceCause.LOWER_LIMIT if limit is not None and (was is None or limit < was) else None


def advice_of(tenant: str, decision: str, before: PlainAnswer, now: PlainAnswer) -> Advice | None:
    """The advice that an answer of a decision is worth, after the one before; None where it is not worse."""
    cause = worse(before, now)
    return None if cause is None else given_advice(tenant, decision, cause, now)


def given_advice(tenant: str, decision: str, cause: AdviceCause, now: PlainAnswer) -> Advice:
    """The advice of an answer that is known to be worse, and in what."""
    terms: _Row = now.get("terms") or {}
    limit, until = terms.get("limit"), terms.get("until")
    return Advice(
        advice_id(tenant, decision, now["product"]),
        decision,
        now["product"],
        cause,
        Outcome(now["outcome"]),
        _reasons(now),
        tuple(now.get("alternatives", ())),
        limit if Outcome(now["outcome"]).is_open else None,
        terms.get("currency"),
        datetime.fromisoformat(until) if until else None,
    )


def advice_id(tenant: str, decision: str, product: str) -> str:
    """The id under which advice is told, whoever tells it and how often: made of nothing but the fact."""
    return _ID.format(sha256(f"{tenant}#{decision}#{product}".encode()).hexdigest()[:_ID_DIGITS])


def is_still_true(advised: Advice, latest: PlainAnswer | None, now: datetime) -> bool:
    """Whether advice can still be given. latest: what was recorded last of the product after it; None where nothing."""
    if advised.until is not None and advised.until <= now:
        return False
    if latest is None:
        return True
    same = latest["outcome"] == advised.outcome
    return same and (not advised.outcome.is_open or "terms" not in latest or _limit(latest) == advised.limit)


def unsent(delivery: AdviceDelivery, why: Unsent, at: datetime) -> AdviceDelivery:
    """The delivery of what is not sent."""
    moved = replace(delivery, state=DeliveryState.CANCELLED, settled_at=at, revision=delivery.revision + 1)
    return replace(moved, unsent=why, claimed=False)


def after_sending(delivery: AdviceDelivery, sent: Sent, at: datetime, chance: float) -> AdviceDelivery:
    """As `after_attempt`; an address that takes nothing for good is given up at once."""
    after = after_attempt(delivery, sent, at, chance)
    return replace(after, state=DeliveryState.FAILED, settled_at=at) if sent.result is DeliveryResult.GONE else after


def _reasons(answer: PlainAnswer) -> tuple[_Row, ...]:
    """Those that counted most, where that is on record; else the severest."""
    rows = answer["reasons"]
    ranked = principal_in(answer)
    found = [rows[int(each.place)] for each in ranked] if ranked else rows
    return tuple(row for row in found if row["intervention"] != Intervention.ALLOW)[:MOST_REASONS]


def _severity(answer: PlainAnswer) -> int:
    return Intervention(answer["outcome"]).severity


def _limit(answer: PlainAnswer) -> Decimal | None:
    terms = answer.get("terms")
    return terms["limit"] if terms else None


def _currency(answer: PlainAnswer) -> object:
    return answer["terms"]["currency"]
