"""A delivery: one notice on its way to one receiver, tried until it arrives or is given up; pure.

Whatever becomes of it is a fact of the record: who was told what, when, with which result. A receiver is told of a
document in order: as long as a notice is on its way to it, no later one of the same document is sent.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, ClassVar, Final, Protocol, TypeVar

from creditrules.errors import Kind, Refusal
from creditrules.feed.notices import ChangeNotice, NoticeKind
from creditrules.records import dataclass, replace
from creditrules.rules import DocumentKey

__all__ = [
    "GIVEN_UP_AFTER",
    "Attempt",
    "Delivery",
    "DeliveryResult",
    "DeliveryState",
    "Receiver",
    "Sent",
    "after_attempt",
    "cancelled_delivery",
    "claimed",
    "delivered_again",
    "new_delivery",
    "postponed",
]

FIRST_PAUSE: Final = timedelta(seconds=5)
LONGEST_PAUSE: Final = timedelta(hours=6)
GROWTH: Final = 2
"""How many times as long as it has been tried for a delivery rests, half of that more or less."""
GIVEN_UP_AFTER: Final = timedelta(days=3)
"""For how long one notice is tried, from its first try on."""
LONGEST_WISH: Final = timedelta(days=1)
"""For how long at most a receiver that names a time is left alone."""
MOST_KEPT: Final = 10
"""Attempts that a delivery tells of, the latest."""


class DeliveryState(StrEnum):
    """Where a delivery stands. FAILED: given up. CANCELLED: its receiver is no more, or wants nothing."""

    PENDING = "PENDING"
    DELIVERED = "DELIVERED"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"


class DeliveryResult(StrEnum):
    """What came of one try.

    REFUSED: the receiver answered, and with another status than one of success. GONE: it says that it wants nothing any
    more (410). REDIRECTED: it points elsewhere, where nothing is sent. ADDRESS_REFUSED: its name leads to an address
    that is not a public one. UNREACHABLE: no connection, or none that can be trusted. TIMED_OUT: no answer in time.
    UNREADY: the notice or the secret could not be had here.
    """

    DELIVERED = "DELIVERED"
    REFUSED = "REFUSED"
    GONE = "GONE"
    REDIRECTED = "REDIRECTED"
    ADDRESS_REFUSED = "ADDRESS_REFUSED"
    UNREACHABLE = "UNREACHABLE"
    TIMED_OUT = "TIMED_OUT"
    UNREADY = "UNREADY"


@dataclass(frozen=True, slots=True)
class Receiver:
    """Who is told. since: of what happened before, nothing. documents: the only ones of interest; None for all.

    held: whether nothing is sent for now; what is to be told waits.
    """

    id: str
    since: datetime
    documents: frozenset[DocumentKey] | None = None
    kinds: frozenset[NoticeKind] | None = None
    held: bool = False

    def takes(self, notice: ChangeNotice) -> bool:
        """Whether it is to be told of that: by when it happened, as old documents may be told of for the first time."""
        wanted = self.documents is None or notice.key in self.documents
        of_kind = self.kinds is None or notice.happening.kind in self.kinds
        return wanted and of_kind and notice.happening.at >= self.since


@dataclass(frozen=True, slots=True)
class Sent:
    """What came of sending. status: of the answer, where there was one. wait: as long as the receiver wishes."""

    result: DeliveryResult
    status: int | None = None
    wait: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try and its result."""

    at: datetime
    result: DeliveryResult
    status: int | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """One notice to one receiver. event: the id under which it is told. revision: how often it moved.

    due: when it is tried next, while it is pending. first_tried: since it was last set going. attempts: in all.
    latest: the last of them. settled_at: when it arrived or was given up. claimed: whether somebody has it in hand and
    tries it, until it is due.
    """

    receiver: str
    notice: ChangeNotice
    event: str
    made_at: datetime
    due: datetime
    state: DeliveryState = DeliveryState.PENDING
    revision: int = 1
    attempts: int = 0
    latest: tuple[Attempt, ...] = ()
    first_tried: datetime | None = None
    settled_at: datetime | None = None
    claimed: bool = False


class _Trying(Protocol):
    """What is tried until it arrives, whatever it is."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    @property
    def revision(self) -> int: ...
    @property
    def attempts(self) -> int: ...
    @property
    def latest(self) -> tuple[Attempt, ...]: ...
    @property
    def first_tried(self) -> datetime | None: ...


_Tried = TypeVar("_Tried", bound=_Trying)


def new_delivery(receiver: str, notice: ChangeNotice, event: str, at: datetime) -> Delivery:
    """A delivery that is to be tried at once."""
    return Delivery(receiver, notice, event, at, at)


def claimed(delivery: _Tried, until: datetime) -> _Tried:
    """The same, in the hands of one who tries it: for others it is due no earlier than that."""
    return replace(delivery, due=until, revision=delivery.revision + 1, claimed=True)


def postponed(delivery: _Tried, until: datetime) -> _Tried:
    """The same, tried no earlier than that; the time that it is held up is not counted as time in which it failed."""
    return replace(delivery, due=until, revision=delivery.revision + 1, claimed=False, first_tried=None)


def after_attempt(delivery: _Tried, sent: Sent, at: datetime, chance: float) -> _Tried:
    """The delivery once it was tried. chance: anything from 0 to 1, so that those that failed together part."""
    first = delivery.first_tried or at
    tried = replace(
        delivery,
        revision=delivery.revision + 1,
        claimed=False,
        attempts=delivery.attempts + 1,
        latest=(*delivery.latest, Attempt(at, sent.result, sent.status))[-MOST_KEPT:],
        first_tried=first,
    )
    if sent.result is DeliveryResult.DELIVERED:
        return replace(tried, state=DeliveryState.DELIVERED, settled_at=at)
    if at - first >= GIVEN_UP_AFTER:
        return replace(tried, state=DeliveryState.FAILED, settled_at=at)
    return replace(tried, due=at + _pause(at - first, sent.wait, chance))


def cancelled_delivery(delivery: Delivery, at: datetime) -> Delivery:
    """The delivery to a receiver that is no more."""
    return replace(delivery, state=DeliveryState.CANCELLED, settled_at=at, revision=delivery.revision + 1)


def delivered_again(delivery: Delivery, at: datetime) -> Delivery:
    """The delivery set going once more, under the same id; one that is pending is due at once.

    Raises Refusal CONFLICT "DELIVERY_CANCELLED".
    """
    if delivery.state is DeliveryState.CANCELLED:
        message = "The receiver of this delivery is no more."
        raise Refusal(Kind.CONFLICT, "DELIVERY_CANCELLED", message, ("delivery",))
    going = replace(delivery, state=DeliveryState.PENDING, due=at, settled_at=None)
    return replace(going, first_tried=None, claimed=False, revision=delivery.revision + 1)


def _pause(tried_for: timedelta, wish: timedelta | None, chance: float) -> timedelta:
    """From 5 s to 6 h, about twice as long as it has been tried for: what it is tried for triples each time."""
    usual = min(max(FIRST_PAUSE, tried_for * GROWTH), LONGEST_PAUSE) * (0.5 + chance)
    return max(usual, min(wish, LONGEST_WISH)) if wish else usual
