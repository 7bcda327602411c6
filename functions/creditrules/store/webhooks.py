"""`WebhookSecretsInTable`: what messages to webhooks are signed with, sealed as recorded facts are.

The secrets of a webhook lie in one item with the wrapped data key that they are sealed under: who deletes a webhook has
deleted both. Beside them stands since when it fails, which is no secret and moves with them.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from creditrules.errors import Kind, Refusal
from creditrules.feed import KeptSecrets, WebhookSecret
from creditrules.store.decisions.sealing import KeyService, Unwrapped, seal, unseal
from creditrules.store.items.facts import (
    Fields,
    micros,
    moment,
    optional_micros,
    optional_moment,
    pack,
    unpack,
)
from creditrules.store.keys import NEVER_OVERWRITTEN, secrets_unmoved, webhook_key
from creditrules.store.port import BODY, REVISION, Delete, Put, Table
from creditrules.store.tries import ATTEMPTS, pause

__all__ = ["WebhookSecretsInTable"]

_FIRST: Final = 1


class WebhookSecretsInTable:
    """`WebhookSecrets` over one table; safe to share between threads. keys: None where nothing can be sealed."""

    def __init__(self, table: Table, keys: KeyService | None) -> None:
        self._table = table
        self._keys = Unwrapped(keys) if keys else None

    def keep(self, tenant: str, webhook: str, secrets: Sequence[WebhookSecret], before: KeptSecrets | None) -> bool:
        """See `WebhookSecrets.keep`."""
        failing = before.failing_since if before else None
        sealed = self._sealed(tenant, webhook, secrets)
        return self._put(tenant, webhook, sealed, failing, before.revision if before else None)

    def of(self, tenant: str, webhook: str) -> KeptSecrets | None:
        """See `WebhookSecrets.of`."""
        place = webhook_key(tenant, webhook)
        item = self._table.read([place]).get(place)
        if item is None:
            return None
        fields = unpack(item[BODY])
        return KeptSecrets(self._opened(tenant, webhook, fields), optional_moment(fields["failing"]), item[REVISION])

    def failing_since(self, tenant: str, webhooks: Sequence[str]) -> Mapping[str, datetime]:
        """See `WebhookSecrets.failing_since`."""
        places = {webhook_key(tenant, each): each for each in webhooks}
        items = self._table.read(places)
        found = {places[place]: optional_moment(unpack(item[BODY])["failing"]) for place, item in items.items()}
        return {each: since for each, since in found.items() if since is not None}

    def note_failing(self, tenant: str, webhook: str, at: datetime | None) -> datetime | None:
        """See `WebhookSecrets.note_failing`."""
        place = webhook_key(tenant, webhook)
        for tries in range(ATTEMPTS):
            item = self._table.read([place]).get(place)
            if item is None:
                return None
            fields, revision = unpack(item[BODY]), item[REVISION]
            before = optional_moment(fields["failing"])
            after = None if at is None else before or at
            if after == before:
                return after
            sealed = {name: fields[name] for name in ("key", "sealed")}
            if self._put(tenant, webhook, sealed, after, revision):
                return after
            pause(tries)
        return after

    def forget(self, tenant: str, webhook: str) -> None:
        """See `WebhookSecrets.forget`."""
        place = webhook_key(tenant, webhook)
        for tries in range(ATTEMPTS):
            if place not in self._table.read([place]):
                return
            if self._table.transact([Delete(place)], erasing=True) is None:
                return
            pause(tries)
        message = "The store did not say whether the secrets were deleted."
        raise Refusal(Kind.UNAVAILABLE, "OUTCOME_UNKNOWN", message, hint="Send the same again.")

    def _put(self, tenant: str, webhook: str, sealed: Fields, failing: datetime | None, before: int | None) -> bool:
        """before: the revision that it moves on from; None where there is none."""
        place, revision = webhook_key(tenant, webhook), _FIRST if before is None else before + 1
        body = pack({**sealed, "failing": optional_micros(failing)})
        condition = NEVER_OVERWRITTEN if before is None else secrets_unmoved(before)
        if self._table.transact([Put(place, {BODY: body, REVISION: revision}, condition)]) is None:
            return True
        item = self._table.read([place]).get(place)
        return item is not None and item[REVISION] == revision and item[BODY] == body

    def _sealed(self, tenant: str, webhook: str, secrets: Sequence[WebhookSecret]) -> Fields:
        if self._keys is None:
            message = "This service was set up without a key to encrypt secrets with, and keeps no webhooks."
            raise Refusal(Kind.UNAVAILABLE, "RECORDING_NOT_SET_UP", message, (), "Ask the lender's operators.")
        key = self._keys.new(_key_context(tenant, webhook))
        rows = [
            [base64.b64encode(each.plain).decode(), str(micros(each.until)) if each.until else None] for each in secrets
        ]
        body = seal(key.plain, {"secrets": rows}, _context(tenant, webhook))
        return {"key": base64.b64encode(key.wrapped).decode(), "sealed": base64.b64encode(body).decode()}

    def _opened(self, tenant: str, webhook: str, fields: Fields) -> tuple[WebhookSecret, ...]:
        if self._keys is None:
            message = "This service was set up without the key that secrets are encrypted with."
            raise Refusal(Kind.UNAVAILABLE, "RECORDING_NOT_SET_UP", message, (), "Ask the lender's operators.")
        key = self._keys.unwrap(base64.b64decode(fields["key"]), _key_context(tenant, webhook))
        rows = unseal(key, base64.b64decode(fields["sealed"]), _context(tenant, webhook))["secrets"]
        return tuple(
            WebhookSecret(base64.b64decode(plain), moment(int(until)) if until else None) for plain, until in rows
        )


def _key_context(tenant: str, webhook: str) -> Mapping[str, str]:
    return {"tenant": tenant, "webhook": webhook}


def _context(tenant: str, webhook: str) -> str:
    return f"{tenant}#webhook#{webhook}"
