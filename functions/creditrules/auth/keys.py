"""Keys of our own on the curve P-256: private ones that sign tokens and evidence, and their public parts."""

from __future__ import annotations

import base64
import json
from hashlib import sha256
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_public_key,
    load_pem_private_key,
    load_pem_public_key,
)

from creditrules.records import dataclass, field

__all__ = [
    "PublicKey",
    "SigningKey",
    "is_local",
    "make_key",
    "read_der_key",
    "read_key",
    "read_public_key",
]

_COORDINATE_BYTES: Final = 32
_LOCAL: Final = "local."
_LOCAL_MARK: Final = b"Local key of creditrules: no deployed service takes what it signs.\n"


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key. `kid` names it in tokens: the thumbprint of its public part (RFC 7638).

    That of a local key, with which a service on one machine signs its own tokens, says so: no deployed service takes
    what is signed under such a name, nor a key that bears one.
    """

    kid: str
    private: EllipticCurvePrivateKey = field(repr=False)

    def pem(self) -> bytes:
        """The private key itself, unencrypted (PKCS 8): keep it where only its owner can read."""
        mark = _LOCAL_MARK if is_local(self.kid) else b""
        return mark + self.private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


@dataclass(frozen=True, slots=True)
class PublicKey:
    """The public part of a key. `kid` names it: its thumbprint (RFC 7638)."""

    kid: str
    key: EllipticCurvePublicKey = field(repr=False)

    def pem(self) -> str:
        """As it is given to others (SubjectPublicKeyInfo)."""
        return self.key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode("ascii")


def make_key(*, local: bool = False) -> SigningKey:
    """A new key. local: for tokens of this machine's own service."""
    return _signing_key(generate_private_key(SECP256R1()), local=local)


def read_key(pem: bytes, *, local: bool = False) -> SigningKey:
    """The key that `SigningKey.pem` wrote; local as well if it says so itself.

    Raises ValueError for anything but a private key on P-256.
    """
    private = load_pem_private_key(pem, password=None)
    if not isinstance(private, EllipticCurvePrivateKey) or not isinstance(private.curve, SECP256R1):
        raise ValueError("not a private key on the curve P-256")  # noqa: TRY004 - a wrong text, not a wrong call
    return _signing_key(private, local=local or pem.startswith(_LOCAL_MARK))


def is_local(kid: str) -> bool:
    """Whether a key of that name is one with which a service on one machine signs its own tokens."""
    return kid.startswith(_LOCAL)


def read_public_key(pem: bytes) -> PublicKey:
    """The key that `PublicKey.pem` wrote. Raises ValueError for anything but a public key on P-256."""
    return _public(load_pem_public_key(pem))


def read_der_key(der: bytes) -> PublicKey:
    """The same of SubjectPublicKeyInfo in DER, as key services give it."""
    return _public(load_der_public_key(der))


def _signing_key(private: EllipticCurvePrivateKey, *, local: bool) -> SigningKey:
    return SigningKey((_LOCAL if local else "") + _thumbprint(private.public_key()), private)


def _public(key: object) -> PublicKey:
    if not isinstance(key, EllipticCurvePublicKey) or not isinstance(key.curve, SECP256R1):
        raise ValueError("not a public key on the curve P-256")  # noqa: TRY004 - as above
    return PublicKey(_thumbprint(key), key)


def _thumbprint(key: EllipticCurvePublicKey) -> str:
    fields = json.dumps(_public_fields(key), sort_keys=True, separators=(",", ":"))
    return _base64url(sha256(fields.encode()).digest())


def _public_fields(key: EllipticCurvePublicKey) -> dict[str, str]:
    numbers = key.public_numbers()
    x, y = (_base64url(n.to_bytes(_COORDINATE_BYTES)) for n in (numbers.x, numbers.y))
    return {"crv": "P-256", "kty": "EC", "x": x, "y": y}


def _base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")
