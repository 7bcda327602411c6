"""Webhooks as receivers of notices: who is told, what is sent, and what becomes of one that fails for long."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from creditrules.auth import Principal
from creditrules.clock import Clock
from creditrules.desk.catalogue import Catalogue
from creditrules.desk.feeding import feeding_of
from creditrules.desk.webhooks import WEBHOOKS
from creditrules.feed import DeliveryResult, Message, NoticeKind, Receiver, Sent, signed_headers
from creditrules.rules.life import Webhook, WebhookState

__all__ = ["Post", "WebhookChannel", "WebhookReceivers"]

_LOGGER: Final = logging.getLogger("creditrules")
DISABLED_AFTER: Final = timedelta(days=2)
"""How long a webhook may fail, without one message that arrives, before nothing is sent there any more."""
_SERVICE: Final = "creditrules:feed"
"""Who disables a webhook; no token can have such a subject."""

Post = Callable[[str, bytes, Mapping[str, str]], Sent]
"""Sends a body with headers to an address once, in bounded time; never raises."""


class WebhookReceivers:
    """`Receivers` that are webhooks; thread-safe."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def of(self, tenant: str) -> Sequence[Receiver]:
        """See `Receivers.of`."""
        return [_receiver(each) for each in WEBHOOKS.held(self._catalogue, tenant)]

    def tried(self, tenant: str, receiver: str, sent: Sent, at: datetime) -> None:
        """See `Receivers.tried`. What is our own fault is not counted against a receiver."""
        if sent.result is DeliveryResult.UNREADY:
            return
        arrived = sent.result is DeliveryResult.DELIVERED
        since = feeding_of(self._catalogue).secrets.note_failing(tenant, receiver, None if arrived else at)
        if sent.result is DeliveryResult.GONE:
            self._disable(tenant, receiver, "it says that it is gone (410)")
        elif since is not None and at - since >= DISABLED_AFTER:
            self._disable(tenant, receiver, f"nothing has arrived since {since.isoformat(timespec='seconds')}")

    def _disable(self, tenant: str, webhook: str, why: str) -> None:
        service = Principal(tenant, _SERVICE, frozenset())

        def act(webhooks: tuple[Webhook, ...], now: datetime) -> tuple[tuple[Webhook, ...] | None, str, bool]:
            after = tuple(
                each.moved(WebhookState.DISABLED, now, _SERVICE)
                if each.id == webhook and each.state is WebhookState.ACTIVE
                else each
                for each in webhooks
            )
            return (None if after == webhooks else after), f"Webhook {webhook} disabled: {why}.", after != webhooks

        if WEBHOOKS.altered(self._catalogue, service, act):
            entry = {"event": "webhook_disabled", "tenant": tenant, "webhook": webhook, "why": why}
            _LOGGER.warning(json.dumps(entry))


class WebhookChannel:
    """`Channel` to webhooks: signed and sent; thread-safe."""

    def __init__(self, catalogue: Catalogue, post: Post, clock: Clock) -> None:
        self._catalogue = catalogue
        self._post = post
        self._clock = clock

    def send(self, tenant: str, receiver: str, message: Message) -> Sent:
        """See `Channel.send`. Raises Refusal UNAVAILABLE where address or secrets cannot be had."""
        webhook = next((each for each in WEBHOOKS.held(self._catalogue, tenant) if each.id == receiver), None)
        kept = feeding_of(self._catalogue).secrets.of(tenant, receiver)
        if webhook is None or kept is None:
            return Sent(DeliveryResult.UNREADY)
        return self._post(webhook.address, message.body, signed_headers(message, self._clock(), kept.secrets))


def _receiver(webhook: Webhook) -> Receiver:
    documents = None if webhook.documents is None else frozenset(webhook.documents)
    kinds = None if webhook.kinds is None else frozenset(NoticeKind(kind) for kind in webhook.kinds)
    held = webhook.state is not WebhookState.ACTIVE
    return Receiver(webhook.id, webhook.created_at, documents, kinds, held)
