"""Signatures of evidence: ECDSA on P-256 over SHA-256, as 64 bytes, r and then s, in the one form that is taken.

For each signature (r, s) there is a second, (r, n - s), that verifies as well. Only the one with the lower s is taken,
so that nobody can alter a signature and have it hold.
"""

from __future__ import annotations

from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from creditrules.auth.keys import PublicKey, SigningKey

__all__ = ["LocalSigner", "holds", "one_form"]

_ORDER: Final = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_PART_BYTES: Final = 32


class LocalSigner:
    """`Signer` with a key of this machine."""

    def __init__(self, key: SigningKey) -> None:
        self._key = key

    def public(self) -> PublicKey:
        """See `Signer.public`."""
        return PublicKey(self._key.kid, self._key.private.public_key())

    def sign(self, message: bytes) -> bytes:
        """See `Signer.sign`."""
        return one_form(self._key.private.sign(message, ECDSA(SHA256())))


def one_form(der: bytes) -> bytes:
    """The 64 bytes of a signature that is written in DER."""
    r, s = decode_dss_signature(der)
    return b"".join(part.to_bytes(_PART_BYTES) for part in (r, min(s, _ORDER - s)))


def holds(key: PublicKey, signature: bytes, message: bytes) -> bool:
    """Whether the signature, in its one form, is the key's of this message."""
    r, s = (int.from_bytes(part) for part in (signature[:_PART_BYTES], signature[_PART_BYTES:]))
    if len(signature) != 2 * _PART_BYTES or s > _ORDER // 2:
        return False
    try:
        key.key.verify(encode_dss_signature(r, s), message, ECDSA(SHA256()))
    except InvalidSignature:
        return False
    return True
