"""`Signer`, the port of whatever signs evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:  # cryptography, which a function may do without
    from creditrules.auth.keys import PublicKey

__all__ = ["Signer"]


class Signer(Protocol):
    """Signs evidence. Both raise Refusal UNAVAILABLE "KEYS_UNAVAILABLE", "KEYS_REFUSED"."""

    def public(self) -> PublicKey:
        """The public part of the key: what others verify with."""

    def sign(self, message: bytes) -> bytes:
        """The signature of a message of at most 4,096 bytes, in its one form."""
