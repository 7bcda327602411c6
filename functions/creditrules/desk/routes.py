"""Several ways on which notices leave the service, as one: each receiver is told on its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from creditrules.feed import Channel, Message, Receiver, Receivers, Sent

__all__ = ["Routes"]

LATEST: Final = timedelta(days=2)
"""How late what was recorded may come to light when a lender's changes are told for the first time."""


class Routes:
    """`Receivers` and `Channel` over others.

    fixed: channels that every lender has by itself, such as a bus, by the names under which they are receivers. begun:
    since when a lender's changes are told; what happened long before it is told to nobody.
    """

    def __init__(
        self,
        fixed: Mapping[str, Channel],
        receivers: Receivers,
        channel: Channel,
        begun: Callable[[str], datetime],
    ) -> None:
        self._fixed = fixed
        self._receivers = receivers
        self._channel = channel
        self._begun = begun

    def of(self, tenant: str) -> Sequence[Receiver]:
        """See `Receivers.of`."""
        since = self._begun(tenant) - LATEST if self._fixed else None
        fixed = [Receiver(name, since) for name in self._fixed] if since else []
        return [*fixed, *self._receivers.of(tenant)]

    def tried(self, tenant: str, receiver: str, sent: Sent, at: datetime) -> None:
        """See `Receivers.tried`. What is there by itself is never given up as a whole."""
        if receiver not in self._fixed:
            self._receivers.tried(tenant, receiver, sent, at)

    def send(self, tenant: str, receiver: str, message: Message) -> Sent:
        """See `Channel.send`."""
        return self._fixed.get(receiver, self._channel).send(tenant, receiver, message)
