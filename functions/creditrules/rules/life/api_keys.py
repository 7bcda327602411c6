"""The API keys of a lender: one versioned document, so that each that is made or revoked is a link of its chain."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from creditrules.document import canonical, read_json
from creditrules.records import dataclass, replace
from creditrules.rules.time.history import DocumentKey, DocumentKind

__all__ = ["API_KEYS_KEY", "MOST_VALID", "ApiKey", "api_keys_content", "kept_api_keys", "stored_api_keys"]

API_KEYS_KEY: Final = DocumentKey(DocumentKind.POLICY, "api-keys")
"""The one document of a tenant's API keys."""
MOST_VALID: Final = 2
"""Keys of one partner that are valid at once: the old one and the new one."""
_KEPT_AFTER_ITS_END: Final = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class ApiKey:
    """What is kept of a key. hash: of its text. purposes: what it may be used for, by the names of rights.

    products: the only ones that it may ask about; None: all. made_by: a digest of the act that made it, so that a
    retry finds it. asked: a digest of what that act asked for.
    """

    id: str
    partner: str
    hash: str
    purposes: tuple[str, ...]
    products: tuple[str, ...] | None
    created_at: datetime
    created_by: str
    expires_at: datetime
    made_by: str
    asked: str
    revoked_at: datetime | None = None
    revoked_by: str | None = None

    def is_valid(self, now: datetime) -> bool:
        """Whether it opens anything."""
        return self.revoked_at is None and now < self.expires_at

    def revoked(self, now: datetime, by: str) -> ApiKey:
        """The same, revoked; one that is already stays as it is."""
        return self if self.revoked_at is not None else replace(self, revoked_at=now, revoked_by=by)


def kept_api_keys(keys: Iterable[ApiKey], now: datetime) -> tuple[ApiKey, ...]:
    """Those that are valid, or came to their end less than 90 days ago; of the others the chain tells."""
    return tuple(key for key in keys if now < (key.revoked_at or key.expires_at) + _KEPT_AFTER_ITS_END)


def api_keys_content(keys: Iterable[ApiKey]) -> bytes:
    """The document's content."""
    return canonical({"apiKeys": [_written(key) for key in keys]})


def stored_api_keys(content: bytes) -> tuple[ApiKey, ...]:
    """What `api_keys_content` wrote, in its order."""
    value: Any = read_json(content).value
    return tuple(_read(said) for said in value["apiKeys"])


def _written(key: ApiKey) -> dict[str, Any]:
    return {
        "id": key.id,
        "partner": key.partner,
        "hash": key.hash,
        "purposes": list(key.purposes),
        "products": None if key.products is None else list(key.products),
        "createdAt": key.created_at.isoformat(),
        "createdBy": key.created_by,
        "expiresAt": key.expires_at.isoformat(),
        "madeBy": key.made_by,
        "asked": key.asked,
        "revokedAt": key.revoked_at.isoformat() if key.revoked_at else None,
        "revokedBy": key.revoked_by,
    }


def _read(said: Mapping[str, Any]) -> ApiKey:
    products, revoked_at = said["products"], said["revokedAt"]
    return ApiKey(
        id=said["id"],
        partner=said["partner"],
        hash=said["hash"],
        purposes=tuple(said["purposes"]),
        products=None if products is None else tuple(products),
        created_at=datetime.fromisoformat(said["createdAt"]),
        created_by=said["createdBy"],
        expires_at=datetime.fromisoformat(said["expiresAt"]),
        made_by=said["madeBy"],
        asked=said["asked"],
        revoked_at=datetime.fromisoformat(revoked_at) if revoked_at else None,
        revoked_by=said["revokedBy"],
    )
