"""API keys of partners' machines, as those see them who manage keys."""

# ruff: noqa: D101 - a type's description says what its docstring would, where clients read it

from __future__ import annotations

from datetime import datetime

from creditrules.api.types.bounded import MOST_NAMED, at_most
from creditrules.api.types.declaring import strawberry
from creditrules.api.types.diagnostics import UserError
from creditrules.api.types.enums import ApiKeyPurpose
from creditrules.api.types.once import idempotency_key, replayed
from creditrules.api.types.permissions import needs
from creditrules.auth import Action
from creditrules.desk import ApiKeyGiven, KnownApiKey, View

__all__ = [
    "ApiKey",
    "CreateApiKeyInput",
    "CreateApiKeyPayload",
    "RevokeApiKeyInput",
    "RevokeApiKeyPayload",
    "api_key_of",
]


@strawberry.type(
    description="A key with which a partner's machine asks. Its secret is kept nowhere.", directives=needs(Action.AUDIT)
)
class ApiKey:
    name: str = strawberry.field(description="What stands in the key before the secret.")
    partner: str = strawberry.field(description="Whom it is for; what is done with it has the author `key:` and this.")
    purposes: list[ApiKeyPurpose] = strawberry.field(description="What it may be used for.")
    products: list[str] | None = strawberry.field(
        description="Slugs of the only products that it may ask about; null where it may ask about all."
    )
    valid: bool = strawberry.field(description="Whether it opens anything now.")
    author: str = strawberry.field(description="Who made it.")
    recorded_at: datetime = strawberry.field(description="When it was made.")
    expires_at: datetime = strawberry.field(description="From when on it opens nothing.")
    revoked_at: datetime | None = strawberry.field(description="When it was revoked; null where it was not.")
    revoked_by: str | None = strawberry.field(description="Who revoked it; null where nobody has.")
    used_at: datetime | None = strawberry.field(
        description="When it was used last, noted at most once a minute; null where it never was, or it was just made."
    )


def api_key_of(_view: View, known: KnownApiKey) -> ApiKey:
    """A key as clients see it."""
    key = known.key
    return ApiKey(
        name=key.id,
        partner=key.partner,
        purposes=[ApiKeyPurpose[purpose] for purpose in key.purposes],
        products=None if key.products is None else list(key.products),
        valid=known.is_valid,
        author=key.created_by,
        recorded_at=key.created_at,
        expires_at=key.expires_at,
        revoked_at=key.revoked_at,
        revoked_by=key.revoked_by,
        used_at=known.used_at,
    )


@strawberry.input(description="A key to be made for a partner's machine.")
class CreateApiKeyInput:
    partner: str = strawberry.field(
        description="Whom it is for: lower-case letters, digits and hyphens. Two of its keys are valid at once at most."
    )
    expires_at: datetime = strawberry.field(description="From when on it opens nothing, at most 366 days ahead.")
    idempotency_key: str = strawberry.field(
        description="Chosen by you: the same sent again with the same key makes no second one, and tells no secret."
    )
    purposes: list[ApiKeyPurpose] = strawberry.field(
        default_factory=list,
        description="What it may be used for; reading and asking it always may.",
        metadata=at_most(10),
    )
    products: list[str] | None = strawberry.field(
        default=None,
        description="Slugs of the only products that it may ask about; null for all.",
        metadata=at_most(MOST_NAMED),
    )

    def given(self) -> ApiKeyGiven:
        """What was sent."""
        purposes = tuple(Action(purpose.name) for purpose in self.purposes)
        products = None if self.products is None else tuple(self.products)
        return ApiKeyGiven(self.partner, self.expires_at, self.idempotency_key, purposes, products)


@strawberry.type(description="What came of createApiKey.", directives=needs(Action.ASK))
class CreateApiKeyPayload:
    api_key: ApiKey | None = strawberry.field(default=None, description="The key; null when refused.")
    secret: str | None = strawberry.field(
        default=None,
        description="What the machine sends as `Authorization: Bearer`. It is told this once, and nowhere kept: null "
        "when the key was made by an earlier sending of the same. If it was lost, revoke the key and make another.",
    )
    replayed: bool = replayed()
    user_errors: list[UserError] = strawberry.field(
        default_factory=list, description="Why it was refused; empty when it was made."
    )


@strawberry.input(description="A key to be revoked.")
class RevokeApiKeyInput:
    name: str = strawberry.field(description="The key's name.")
    idempotency_key: str | None = idempotency_key()


@strawberry.type(description="What came of revokeApiKey.", directives=needs(Action.ASK))
class RevokeApiKeyPayload:
    api_key: ApiKey | None = strawberry.field(default=None, description="The key as it is now; null when refused.")
    replayed: bool = strawberry.field(default=False, description="Whether it was revoked before.")
    user_errors: list[UserError] = strawberry.field(
        default_factory=list, description="Why it was refused; empty when it is revoked."
    )
