"""Writing: create and publish, each one transaction whose outcome is read and never guessed."""

from __future__ import annotations

from typing import Final
from uuid import uuid4

from creditrules.errors import Kind, Refusal
from creditrules.rules import DocumentKey, Head, NewDocument, Publication, Published
from creditrules.store.calls import ATTEMPTS, Table, pause
from creditrules.store.content import check_content, write_content
from creditrules.store.items import (
    Receipt,
    StoredHead,
    decode_activation,
    decode_link,
    decode_receipt,
    decode_version,
)
from creditrules.store.keys import BODY, activation_key, head_key, link_key, receipt_key, version_key
from creditrules.store.plan import check_publication, fingerprint, in_utc, plan_creation, plan_publication
from creditrules.store.reads import read_activation, stored_head
from creditrules.store.stamps import Stamps

__all__ = ["Writes"]

_CREATION: Final = 1


class Writes:
    """Creates documents and publishes versions."""

    def __init__(self, table: Table, stamps: Stamps) -> None:
        self._table = table
        self._stamps = stamps

    def create(self, tenant: str, document: NewDocument, author: str) -> Head:
        """See `RuleStore.create`."""
        attempt = uuid4().hex
        failure: Exception | None = None
        for tries in range(ATTEMPTS):
            head, puts = plan_creation(tenant, document, author, self._stamps.now(), attempt)
            failure = self._table.transact(puts)
            if failure is not None:
                found = self._created(tenant, document.key, attempt, failure)
                if found is None:
                    pause(tries)
                    continue
                head = found
            self._stamps.recorded(head.created_at)
            return head
        raise _outcome_unknown() from failure

    def publish(self, tenant: str, publication: Publication) -> Published:
        """See `RuleStore.publish`."""
        check_content(publication.content, publication.digest)
        wanted = in_utc(publication)
        stored, receipt = self._state(tenant, wanted)
        if stored is None:
            raise _unknown_document(wanted.key)
        attempt = uuid4().hex
        if receipt is not None:
            return self._answer(tenant, wanted, stored, receipt, attempt)
        check_publication(stored.head, wanted, self._stamps.next_after(stored.head.last_recorded_at))
        write_content(self._table, tenant, wanted.digest, wanted.content)
        return self._record(tenant, wanted, stored, attempt)

    def _record(self, tenant: str, wanted: Publication, stored: StoredHead, attempt: str) -> Published:
        failure: Exception | None = None
        for tries in range(ATTEMPTS):
            recorded_at = self._stamps.next_after(stored.head.last_recorded_at)
            plan = plan_publication(tenant, stored, wanted, recorded_at, attempt)
            failure = self._table.transact(plan.puts)
            if failure is None:
                self._stamps.recorded(recorded_at)
                return Published(plan.version, plan.activation, plan.head, replayed=False)
            settled = self._settled(tenant, wanted, stored, attempt, failure)
            if settled is not None:
                return settled
            pause(tries)
        raise _outcome_unknown() from failure

    def _settled(
        self, tenant: str, wanted: Publication, before: StoredHead, attempt: str, failure: Exception
    ) -> Published | None:
        """What a transaction that was not acknowledged became; None where it has left no trace and no rival won."""
        try:
            stored, receipt = self._state(tenant, wanted)
        except Refusal:
            raise _outcome_unknown() from failure
        if stored is None:
            raise _unknown_document(wanted.key)
        if receipt is not None:
            return self._answer(tenant, wanted, stored, receipt, attempt)
        if stored.head.revision != before.head.revision:
            raise self._changed_meanwhile(tenant, stored.head) from failure
        return None

    def _state(self, tenant: str, wanted: Publication) -> tuple[StoredHead | None, Receipt | None]:
        if not wanted.retry_key:
            raise Refusal(Kind.INVALID, "NO_RETRY_KEY", "A publication needs a key to be told apart from a retry by.")
        head, receipt = head_key(tenant, wanted.key), receipt_key(tenant, wanted.key, wanted.retry_key)
        items = self._table.read([head, receipt])
        return (
            stored_head(wanted.key, items[head]) if head in items else None,
            decode_receipt(items[receipt][BODY]["B"]) if receipt in items else None,
        )

    def _answer(
        self, tenant: str, wanted: Publication, stored: StoredHead, receipt: Receipt, attempt: str
    ) -> Published:
        if receipt.fingerprint != fingerprint(wanted):
            raise Refusal(
                Kind.CONFLICT,
                "KEY_REUSED",
                f"The idempotency key was used for another publication, version {receipt.version}.",
                ("idempotencyKey",),
                "Take a new key for every publication, and the same only to repeat one.",
            )
        version = version_key(tenant, wanted.key, receipt.version)
        activation = activation_key(tenant, wanted.key, receipt.sequence)
        items = self._table.read([version, activation])
        published = Published(
            decode_version(wanted.key, items[version][BODY]["B"]),
            decode_activation(wanted.key, items[activation][BODY]["B"]),
            stored.head,
            replayed=receipt.attempt != attempt,
        )
        self._stamps.recorded(published.version.recorded_at)
        return published

    def _created(self, tenant: str, key: DocumentKey, attempt: str, failure: Exception) -> Head | None:
        """The head that an unacknowledged creation made; None where there is none. Raises where another has made it."""
        head, link = head_key(tenant, key), link_key(tenant, key, _CREATION)
        try:
            items = self._table.read([head, link])
        except Refusal:
            raise _outcome_unknown() from failure
        if head not in items:
            return None
        if link in items and decode_link(_CREATION, items[link][BODY]["B"]).attempt == attempt:
            return stored_head(key, items[head]).head
        raise Refusal(
            Kind.CONFLICT,
            "SLUG_TAKEN",
            f'There is a {_noun(key)} "{key.slug}" already.',
            ("slug",),
            "Choose another slug, or publish to the one that is there.",
        ) from failure

    def _changed_meanwhile(self, tenant: str, head: Head) -> Refusal:
        won = read_activation(self._table, tenant, head.key, head.latest_sequence)
        by = "another change" if won is None else f"version {won.version} by {won.author}"
        return Refusal(
            Kind.CONFLICT,
            "CHANGED_MEANWHILE",
            f'While this was being published to "{head.key.slug}", {by} was recorded.',
            hint="Look at what changed, and publish again.",
        )


def _unknown_document(key: DocumentKey) -> Refusal:
    return Refusal(
        Kind.NOT_FOUND,
        "UNKNOWN_DOCUMENT",
        f'There is no {_noun(key)} "{key.slug}".',
        ("slug",),
        "Create it first, or look at its spelling.",
    )


def _outcome_unknown() -> Refusal:
    return Refusal(
        Kind.UNAVAILABLE,
        "OUTCOME_UNKNOWN",
        "The store did not say whether this was recorded.",
        hint="Send the same again with the same idempotency key: it will be recorded once.",
    )


def _noun(key: DocumentKey) -> str:
    return key.kind.replace("_", " ").lower()
