"""Signatures of webhooks, as the Standard Webhooks specification has them, and the secrets of their making; pure.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md: what is signed is the id,
the time in seconds and the body, with full stops between; with HMAC-SHA256, under each secret that is valid.
"""

from __future__ import annotations

import base64
import hmac
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

from creditrules.records import dataclass, field, replace

__all__ = ["MOST_SECRETS", "SECRET_BYTES", "Message", "WebhookSecret", "rotated", "secret_text", "signed_headers"]

SECRET_BYTES: Final = 32
MOST_SECRETS: Final = 3
"""Secrets of a webhook that are valid at once: the new one and those before it, each until its time is over. One more
than a rotation needs: should its answer be lost, the next one does not end the one secret that the receiver knows."""
_PREFIX: Final = "whsec_"
_VERSION: Final = "v1"


@dataclass(frozen=True, slots=True)
class Message:
    """A notice as it is sent. id: the event's. body: the event's bytes."""

    id: str
    body: bytes


@dataclass(frozen=True, slots=True)
class WebhookSecret:
    """A secret that messages are signed with. until: from when on it is not any more; None: until it is replaced."""

    plain: bytes = field(repr=False)
    until: datetime | None = None

    def is_valid(self, now: datetime) -> bool:
        """Whether messages are signed with it."""
        return self.until is None or now < self.until


def secret_text(plain: bytes) -> str:
    """A secret as its receiver is told it, this once."""
    return _PREFIX + base64.b64encode(plain).decode("ascii")


def rotated(
    secrets: Iterable[WebhookSecret], plain: bytes, now: datetime, until: datetime
) -> tuple[WebhookSecret, ...]:
    """The secrets once there is a new one: the one before it is valid until then, earlier ones as long as they were."""
    valid = [each for each in secrets if each.is_valid(now)][: MOST_SECRETS - 1]
    return WebhookSecret(plain), *(replace(each, until=until) if each.until is None else each for each in valid)


def signed_headers(message: Message, now: datetime, secrets: Iterable[WebhookSecret]) -> Mapping[str, str]:
    """The headers that tell a receiver who sent a message, and when."""
    at = str(int(now.timestamp()))
    signed = b".".join((message.id.encode("ascii"), at.encode("ascii"), message.body))
    digests = (hmac.digest(each.plain, signed, "sha256") for each in secrets if each.is_valid(now))
    signatures = (f"{_VERSION},{base64.b64encode(digest).decode('ascii')}" for digest in digests)
    return {"webhook-id": message.id, "webhook-timestamp": at, "webhook-signature": " ".join(signatures)}
