"""The fields about API keys, for both roots of the schema."""

# ruff: noqa: D101 - a type's description says what its docstring would, where clients read it

from __future__ import annotations

from typing import Annotated

from creditrules.api.context import RequestContext
from creditrules.api.types.api_keys import (
    ApiKey,
    CreateApiKeyInput,
    CreateApiKeyPayload,
    RevokeApiKeyInput,
    RevokeApiKeyPayload,
    api_key_of,
)
from creditrules.api.types.connections import Connection, connect
from creditrules.api.types.declaring import Info, strawberry
from creditrules.api.types.once import once_of
from creditrules.api.types.payloads import payload_field
from creditrules.api.types.resolved import field, paged
from creditrules.auth import Action
from creditrules.desk import api_keys_page, create_api_key, revoke_api_key
from creditrules.rules.ports import Asked

__all__ = ["ApiKeyMutations", "ApiKeyQueries"]


@strawberry.type(description="Reading which API keys there are.")
class ApiKeyQueries:
    @field(needs=Action.AUDIT)
    @paged
    def api_keys(self, info: Info[RequestContext, None], asked: Asked) -> Connection[ApiKey]:
        """Keys of partners' machines, by partner; those that ended are listed for 90 days. For who may audit."""
        view = info.context.view()
        return connect(view, api_keys_page(view, asked), api_key_of)


@strawberry.type(description="Making and revoking API keys.")
class ApiKeyMutations:
    @payload_field(CreateApiKeyPayload, Action.ISSUE_KEYS)
    def create_api_key(
        self,
        info: Info[RequestContext, None],
        input: Annotated[CreateApiKeyInput, strawberry.argument(description="The key.")],  # noqa: A002
    ) -> CreateApiKeyPayload:
        """Make a key for a partner's machine. Its secret is in this answer, and nowhere else."""
        context = info.context
        made = context.act(create_api_key, input.given())
        context.after_write()
        key = api_key_of(context.view(), made.key)
        return CreateApiKeyPayload(api_key=key, secret=made.secret, replayed=made.replayed)

    @payload_field(RevokeApiKeyPayload, Action.REVOKE_KEYS)
    def revoke_api_key(
        self,
        info: Info[RequestContext, None],
        input: Annotated[RevokeApiKeyInput, strawberry.argument(description="Which one.")],  # noqa: A002
    ) -> RevokeApiKeyPayload:
        """Let a key open nothing any more, from the next request on."""
        context = info.context
        revoked = context.act(revoke_api_key, input.name, once_of(info, input))
        context.after_write()
        return RevokeApiKeyPayload(api_key=api_key_of(context.view(), revoked.key), replayed=revoked.replayed)
