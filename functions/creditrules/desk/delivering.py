"""Delivering notices: handed on to those who are told, and tried until they arrive, in order for each document.

Both steps may be done twice, late, or by two at once, and may end anywhere. Who tries a delivery takes it in hand
first; should it end in between, another tries it again once that time is over, under the same id.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Final

from creditrules.clock import Clock
from creditrules.desk.messages import Messages
from creditrules.errors import Refusal
from creditrules.feed import (
    Channel,
    Delivery,
    DeliveryResult,
    DeliveryState,
    FeedStore,
    Receiver,
    Receivers,
    Sent,
    after_attempt,
    cancelled_delivery,
    claimed,
    new_delivery,
    notice_id,
    postponed,
)
from creditrules.records import dataclass
from creditrules.rules import DocumentKey

__all__ = ["Courier", "DueLane"]

HANDED_AT_ONCE: Final = 25
DUE_AT_ONCE: Final = 100
LEASE: Final = timedelta(minutes=2)
"""For how long a delivery is left to whoever tries it: longer than any try takes."""
HELD: Final = timedelta(minutes=5)
"""After which time it is looked again whether a receiver that was paused is told again."""
LANE_TIME: Final = timedelta(seconds=30)
"""For how long one receiver is told of one document at a time; then others come first."""


@dataclass(frozen=True, slots=True)
class DueLane:
    """What is due for a receiver of one document, by the numbers of its notices."""

    receiver: str
    key: DocumentKey
    numbers: tuple[int, ...]


class Courier:
    """Hands notices on and delivers them; thread-safe. chance: gives anything from 0 to 1, see `after_attempt`."""

    def __init__(
        self,
        store: FeedStore,
        receivers: Receivers,
        channel: Channel,
        messages: Messages,
        *,
        clock: Clock,
        chance: Callable[[], float],
    ) -> None:
        self._store = store
        self._receivers = receivers
        self._channel = channel
        self._messages = messages
        self._clock = clock
        self._chance = chance

    def hand_on(self, tenant: str) -> int:
        """Make deliveries of what was told; of how many notices. Raises Refusal UNAVAILABLE."""
        told = self._store.told(tenant, HANDED_AT_ONCE)
        receivers = self._receivers.of(tenant) if told else ()
        for each in told:
            event = notice_id(tenant, each.notice)
            wanted = [receiver.id for receiver in receivers if receiver.takes(each.notice)]
            made = [new_delivery(receiver, each.notice, event, each.told_at) for receiver in wanted]
            self._store.hand_on(tenant, each, made)
        return len(told)

    def next_due(self, tenant: str) -> datetime | None:
        """When the next delivery is due. Raises Refusal UNAVAILABLE."""
        return self._store.next_due(tenant)

    def due(self, tenant: str) -> Sequence[DueLane]:
        """What is due now, the longest due first; not all where it is much. Raises Refusal UNAVAILABLE."""
        lanes: dict[tuple[str, DocumentKey], list[int]] = {}
        for receiver, key, number in self._store.due(tenant, self._clock(), DUE_AT_ONCE):
            lanes.setdefault((receiver, key), []).append(number)
        return [DueLane(*lane, tuple(numbers)) for lane, numbers in lanes.items()]

    def deliver(self, tenant: str, lane: DueLane) -> None:
        """Send what is due of a lane, in order; what fails holds up what follows it. Raises Refusal UNAVAILABLE."""
        began = self._clock()
        receiver = next((each for each in self._receivers.of(tenant) if each.id == lane.receiver), None)
        delivery = self._store.first_pending(tenant, lane.receiver, lane.key, max(lane.numbers))
        if delivery is not None and delivery.due > began:
            self._wait_for(tenant, delivery, lane)
            return
        while delivery is not None and delivery.state is DeliveryState.PENDING and self._clock() - began < LANE_TIME:
            if delivery.claimed and delivery.due > self._clock():
                return
            done = self._settled(tenant, delivery, receiver)
            if done is None or done.state is DeliveryState.PENDING:
                if done is not None and not done.claimed:
                    self._wait_for(tenant, done, lane)
                return
            delivery = self._store.after(tenant, done)

    def _settled(self, tenant: str, delivery: Delivery, receiver: Receiver | None) -> Delivery | None:
        """The delivery after what could be done of it; None where another has it in hand."""
        if receiver is not None and not receiver.held:
            return self._tried(tenant, delivery)
        now = self._clock()
        moved = cancelled_delivery(delivery, now) if receiver is None else postponed(delivery, now + HELD)
        return moved if self._store.move(tenant, delivery, moved) else None

    def _wait_for(self, tenant: str, first: Delivery, lane: DueLane) -> None:
        """What is due behind a delivery that waits is looked at no sooner than it."""
        for number in lane.numbers:
            each = self._store.delivery(tenant, lane.receiver, lane.key, number)
            behind = each is not None and number > first.notice.number and each.due < first.due
            if each is not None and behind and each.state is DeliveryState.PENDING:
                self._store.move(tenant, each, postponed(each, first.due))

    def _tried(self, tenant: str, delivery: Delivery) -> Delivery | None:
        """The delivery after one try; None where another has it in hand."""
        taken = claimed(delivery, self._clock() + LEASE)
        if not self._store.move(tenant, delivery, taken):
            return None
        sent = self._sent(tenant, taken)
        at = self._clock()
        after = after_attempt(taken, sent, at, self._chance())
        if not self._store.move(tenant, taken, after):
            return None
        self._receivers.tried(tenant, delivery.receiver, sent, at)
        return after

    def _sent(self, tenant: str, delivery: Delivery) -> Sent:
        try:
            return self._channel.send(tenant, delivery.receiver, self._messages.of(tenant, delivery.notice))
        except Refusal:
            return Sent(DeliveryResult.UNREADY)
