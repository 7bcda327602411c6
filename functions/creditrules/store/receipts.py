"""`ReceiptsInTable`: what became of acts that are on no document, for a retry under the same idempotency key.

A receipt is put in the act's own transaction, so that it is there exactly when the act is. It holds what the answer
needs, and a digest of what was sent that is keyed by a secret of the tenant: what was sent may be about a person.
Documents keep receipts of their own, for as long as they exist; these are kept for 30 days and may go afterwards.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, Final
from uuid import uuid4

from creditrules.document import canonical
from creditrules.errors import Kind, Refusal
from creditrules.once import Once
from creditrules.records import dataclass
from creditrules.store.items.facts import Fields, pack, unpack
from creditrules.store.keys import NEVER_OVERWRITTEN, act_receipt_key
from creditrules.store.port import BODY, EXPIRES, Item, ItemKey, Put, Table
from creditrules.store.stamps import Stamps
from creditrules.store.tries import ATTEMPTS, pause

__all__ = ["ActReceipt", "FirstAnswer", "ReceiptsInTable", "key_reused", "no_secret"]

_KEPT: Final = timedelta(days=30)
_Sent = tuple[ItemKey, str]
"""Where the receipt lies, and the keyed digest of what was sent."""


@dataclass(frozen=True, slots=True)
class FirstAnswer:
    """What was answered. replayed: whether by an earlier call, and not by this one, which was not acknowledged."""

    fields: Mapping[str, Any]
    replayed: bool


class ReceiptsInTable:
    """`ActReceipts` over one table; safe to share between threads. secret: a tenant's."""

    def __init__(self, table: Table, stamps: Stamps, secret: Callable[[str], bytes]) -> None:
        self._table = table
        self._stamps = stamps
        self._secret = secret

    def of(self, tenant: str, once: Once | None) -> ActReceipt:
        """The receipt of one act, to be read and put with it; of an act without a key there is none."""
        if once is None:
            return ActReceipt(None, 0)
        secret = self._secret(tenant)
        named = _keyed(secret, [once.author, once.operation, once.key])
        expires = int((self._stamps.now() + _KEPT).timestamp())
        return ActReceipt((act_receipt_key(tenant, named), _keyed(secret, [once.sent])), expires)

    def first(self, tenant: str, once: Once | None) -> Mapping[str, Any] | None:
        """See `ActReceipts.first`."""
        receipt = self.of(tenant, once)
        answer = receipt.answered(self._table.read(receipt.places))
        return None if answer is None else answer.fields

    def keep(self, tenant: str, once: Once | None, answer: Fields) -> Mapping[str, Any]:
        """See `ActReceipts.keep`."""
        receipt = self.of(tenant, once)
        for tries in range(ATTEMPTS):
            first = receipt.answered(self._table.read(receipt.places))
            if first is not None:
                return first.fields
            puts = receipt.puts(answer)
            if not puts or self._table.transact(puts) is None:
                return answer
            pause(tries)
        message = "The store did not say whether this was recorded."
        raise Refusal(Kind.UNAVAILABLE, "OUTCOME_UNKNOWN", message, hint="Send the same again with the same key.")


class ActReceipt:
    """The receipt of one call of an act: what it says, if the act was done before, and how it is put."""

    def __init__(self, sent: _Sent | None, expires: int) -> None:
        self._sent = sent
        self._expires = expires
        self._attempt = uuid4().hex

    @property
    def places(self) -> tuple[ItemKey, ...]:
        """The items to be read for it."""
        return () if self._sent is None else (self._sent[0],)

    def answered(self, items: Mapping[ItemKey, Item]) -> FirstAnswer | None:
        """What was answered, if the act was done. Raises Refusal CONFLICT "KEY_REUSED" where it was another act."""
        if self._sent is None or self._sent[0] not in items:
            return None
        fields = unpack(items[self._sent[0]][BODY])
        if not hmac.compare_digest(fields["sent"], self._sent[1]):
            raise key_reused()
        return FirstAnswer(fields["answer"], fields["attempt"] != self._attempt)

    def puts(self, answer: Fields) -> tuple[Put, ...]:
        """What is put in the act's transaction; answer: plain data, and nothing that an erasure has to reach."""
        if self._sent is None:
            return ()
        place, sent = self._sent
        body = pack({"sent": sent, "attempt": self._attempt, "answer": answer})
        return (Put(place, {BODY: body, EXPIRES: self._expires}, NEVER_OVERWRITTEN),)


def no_secret(tenant: str) -> bytes:  # noqa: ARG001 - as others are asked for theirs
    """The secret of every tenant where there is no key service: then nothing about persons is kept either."""
    return b""


def key_reused() -> Refusal:
    """What is refused under a key of something else."""
    message = "The idempotency key was used for something else."
    hint = "Take a new key for every act, and the same only to repeat one."
    return Refusal(Kind.CONFLICT, "KEY_REUSED", message, ("idempotencyKey",), hint)


def _keyed(secret: bytes, names: list[str]) -> str:
    return hmac.digest(secret, canonical(names), "sha256").hex()
