"""The webhooks of a lender: one versioned document, so that each act on them is a link of its chain; no secrets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from creditrules.document import canonical, read_json
from creditrules.records import dataclass, replace
from creditrules.rules.time.history import DocumentKey, DocumentKind

__all__ = [
    "MOST_WEBHOOKS",
    "WEBHOOKS_KEY",
    "Webhook",
    "WebhookState",
    "stored_webhooks",
    "webhooks_content",
]

WEBHOOKS_KEY: Final = DocumentKey(DocumentKind.POLICY, "webhooks")
"""The one document of a tenant's webhooks."""
MOST_WEBHOOKS: Final = 50
"""How many a tenant may have."""


class WebhookState(StrEnum):
    """Whether anything is sent there. PAUSED: by somebody. DISABLED: by the service, as it failed for long."""

    ACTIVE = "ACTIVE"
    PAUSED = "PAUSED"
    DISABLED = "DISABLED"


@dataclass(frozen=True, slots=True)
class Webhook:
    """What is kept of a webhook beside its secrets. documents, kinds: the only ones that it is told of; None: all.

    since, by: of its state. secret_since, secret_by: of the newest of its secrets. made_by: a digest of the act that
    made it, so that a retry finds it. asked: a digest of what that act asked for.
    """

    id: str
    address: str
    note: str
    documents: tuple[DocumentKey, ...] | None
    kinds: tuple[str, ...] | None
    created_at: datetime
    created_by: str
    made_by: str
    asked: str
    state: WebhookState
    since: datetime
    by: str
    secret_since: datetime
    secret_by: str

    def moved(self, state: WebhookState, at: datetime, by: str) -> Webhook:
        """The same in another state; in the one that it has it stays as it is."""
        return self if state is self.state else replace(self, state=state, since=at, by=by)


def webhooks_content(webhooks: Iterable[Webhook]) -> bytes:
    """The document's content."""
    return canonical({"webhooks": [_written(each) for each in webhooks]})


def stored_webhooks(content: bytes) -> tuple[Webhook, ...]:
    """What `webhooks_content` wrote, in its order."""
    value: Any = read_json(content).value
    return tuple(_read(said) for said in value["webhooks"])


def _written(webhook: Webhook) -> dict[str, Any]:
    documents = webhook.documents
    return {
        "id": webhook.id,
        "address": webhook.address,
        "note": webhook.note,
        "documents": None if documents is None else [[key.kind, key.slug] for key in documents],
        "kinds": None if webhook.kinds is None else list(webhook.kinds),
        "createdAt": webhook.created_at.isoformat(),
        "createdBy": webhook.created_by,
        "madeBy": webhook.made_by,
        "asked": webhook.asked,
        "state": webhook.state,
        "since": webhook.since.isoformat(),
        "by": webhook.by,
        "secretSince": webhook.secret_since.isoformat(),
        "secretBy": webhook.secret_by,
    }


def _read(said: Mapping[str, Any]) -> Webhook:
    documents, kinds = said["documents"], said["kinds"]
    return Webhook(
        id=said["id"],
        address=said["address"],
        note=said["note"],
        documents=None if documents is None else tuple(DocumentKey(DocumentKind(k), slug) for k, slug in documents),
        kinds=None if kinds is None else tuple(kinds),
        created_at=datetime.fromisoformat(said["createdAt"]),
        created_by=said["createdBy"],
        made_by=said["madeBy"],
        asked=said["asked"],
        state=WebhookState(said["state"]),
        since=datetime.fromisoformat(said["since"]),
        by=said["by"],
        secret_since=datetime.fromisoformat(said["secretSince"]),
        secret_by=said["secretBy"],
    )
