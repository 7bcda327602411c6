"""Envelope encryption of recorded facts: AES-256-GCM under a data key of each subject's own, wrapped by a KMS key.

Erasing is crypto-shredding: the one wrapped copy of the subject's key is overwritten, and with it every fact that was
sealed under it is unreadable, wherever a copy of the sealed item lies. Chosen before deleting the items, because a
backup, a replica or a stream would keep those, because one write erases any number of decisions at once and cannot
stop half-way, and because the chain of receipts stays as it is: a receipt holds only digests with a random salt, and
the salt is sealed with the facts, so that after an erasure nobody can try out values against them. What shredding
cannot reach is a backup of the table from before the erasure, which has the wrapped key too: the facts are gone for
good once the last such backup has aged out (35 days with point-in-time recovery).
"""

from __future__ import annotations

import hmac
import json
import os
import zlib
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final, Protocol

from creditrules.cache import Recent
from creditrules.document import exact_json
from creditrules.errors import Kind, Refusal
from creditrules.records import dataclass, field
from creditrules.store.items.facts import unpack

__all__ = ["DataKey", "KeyService", "Unwrapped", "damaged", "keyed_digest", "seal", "unpacked", "unseal"]

_NONCE_BYTES: Final = 12
_MOST_PLAIN: Final = 4 << 20
_MOST_SEALED: Final = 350_000


@dataclass(frozen=True, slots=True)
class DataKey:
    """32 random bytes, and the same encrypted."""

    plain: bytes = field(repr=False)
    wrapped: bytes = field(repr=False)


class KeyService(Protocol):
    """Makes and unwraps data keys. Both raise Refusal UNAVAILABLE "KEYS_UNAVAILABLE", "KEYS_REFUSED"."""

    def new_data_key(self, context: Mapping[str, str]) -> DataKey:
        """A new data key, to be unwrapped only with the same context."""

    def unwrap(self, wrapped: bytes, context: Mapping[str, str]) -> bytes:
        """The data key. Raises Refusal UNAVAILABLE "DECISION_DAMAGED" where it was tampered with."""


class Unwrapped:
    """Data keys by their wrapped form, a bounded number; it saves KMS calls and never outlives an erasure.

    Whoever asks has just read the wrapped form from the table: once that is overwritten nothing finds the key here.
    """

    def __init__(self, keys: KeyService, most: int = 256) -> None:
        self._keys = keys
        self._plain: Recent[bytes, bytes] = Recent(most)

    def new(self, context: Mapping[str, str]) -> DataKey:
        """A new data key."""
        made = self._keys.new_data_key(context)
        self._plain.keep(made.wrapped, made.plain)
        return made

    def unwrap(self, wrapped: bytes, context: Mapping[str, str]) -> bytes:
        """The data key."""
        plain = self._plain.find(wrapped)
        if plain is None:
            plain = self._keys.unwrap(wrapped, context)
            self._plain.keep(wrapped, plain)
        return plain

    def forget(self, wrapped: bytes) -> None:
        """Drop a key that was erased."""
        self._plain.forget(wrapped)


def seal(key: bytes, value: Mapping[str, Any], context: str) -> bytes:
    """The value, encrypted; it opens only with the same context. Raises Refusal TOO_LARGE "FACTS_TOO_LARGE"."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 - only who records pays for it

    plain = exact_json(value).encode()
    packed = zlib.compress(plain) if len(plain) <= _MOST_PLAIN else b""
    if not 0 < len(packed) <= _MOST_SEALED:
        message = "The facts and the answer are too large to be recorded."
        raise Refusal(Kind.TOO_LARGE, "FACTS_TOO_LARGE", message, ("facts",), "Ask about fewer products at a time.")
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + AESGCM(_derived(key, "seal")).encrypt(nonce, packed, context.encode())


def unseal(key: bytes, sealed: bytes, context: str) -> dict[str, Any]:
    """What was sealed, numbers as Decimal with the digits they had. Raises Refusal UNAVAILABLE "DECISION_DAMAGED"."""
    from cryptography.exceptions import InvalidTag  # noqa: PLC0415 - as above
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415

    try:
        packed = AESGCM(_derived(key, "seal")).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], context.encode())
    except (InvalidTag, ValueError):
        raise damaged() from None
    value: dict[str, Any] = json.loads(zlib.decompress(packed), parse_float=Decimal, parse_int=Decimal)
    return value


def keyed_digest(key: bytes, purpose: str, data: bytes) -> str:
    """HMAC-SHA-256 in hexadecimal under a key of its own for each purpose; means nothing once the key is erased."""
    return hmac.digest(_derived(key, purpose), data, "sha256").hex()


def unpacked(body: bytes) -> dict[str, Any]:
    """The fields of a body. Raises Refusal UNAVAILABLE "DECISION_DAMAGED" where it cannot be read."""
    try:
        return unpack(body)
    except (zlib.error, ValueError):
        raise damaged() from None


def damaged() -> Refusal:
    """What is stored is not what was recorded."""
    message = "What is stored of this decision is not what was recorded."
    return Refusal(Kind.UNAVAILABLE, "DECISION_DAMAGED", message, hint="Tell the lender's auditors.")


def _derived(key: bytes, purpose: str) -> bytes:
    return hmac.digest(key, f"creditrules {purpose}".encode(), "sha256")
