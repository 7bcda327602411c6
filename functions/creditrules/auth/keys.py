"""Keys on the curve P-256: private ones that sign tokens, and the public sets (JWKS, RFC 7517) that verify them."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
    EllipticCurvePublicNumbers,
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

__all__ = [
    "KeySet",
    "PublicKey",
    "SigningKey",
    "make_key",
    "read_der_key",
    "read_key",
    "read_key_set",
    "read_public_key",
]

_COORDINATE_BYTES: Final = 32


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key. `kid` names it in tokens: the thumbprint of its public part (RFC 7638)."""

    kid: str
    private: EllipticCurvePrivateKey = field(repr=False)

    def pem(self) -> bytes:
        """The private key itself, unencrypted (PKCS 8): keep it where only its owner can read."""
        return self.private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


@dataclass(frozen=True, slots=True)
class PublicKey:
    """The public part of a key. `kid` names it: its thumbprint (RFC 7638)."""

    kid: str
    key: EllipticCurvePublicKey = field(repr=False)

    def pem(self) -> str:
        """As it is given to others (SubjectPublicKeyInfo)."""
        return self.key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode("ascii")


@dataclass(frozen=True, slots=True)
class KeySet:
    """Public keys by their `kid`."""

    keys: Mapping[str, EllipticCurvePublicKey]

    @classmethod
    def of(cls, signing: Iterable[SigningKey]) -> KeySet:
        """The public parts of private keys."""
        return cls({key.kid: key.private.public_key() for key in signing})

    def to_json(self) -> str:
        """The JWKS document."""
        keys = [{**_public_fields(key), "kid": kid, "use": "sig", "alg": "ES256"} for kid, key in self.keys.items()]
        return json.dumps({"keys": keys})


def make_key() -> SigningKey:
    """A new key."""
    return _signing_key(generate_private_key(SECP256R1()))


def read_key(pem: bytes) -> SigningKey:
    """The key that `SigningKey.pem` wrote. Raises ValueError for anything but a private key on P-256."""
    private = load_pem_private_key(pem, password=None)
    if not isinstance(private, EllipticCurvePrivateKey) or not isinstance(private.curve, SECP256R1):
        raise ValueError("not a private key on the curve P-256")  # noqa: TRY004 - a wrong text, not a wrong call
    return _signing_key(private)


def read_public_key(pem: bytes) -> PublicKey:
    """The key that `PublicKey.pem` wrote. Raises ValueError for anything but a public key on P-256."""
    return _public(load_pem_public_key(pem))


def read_der_key(der: bytes) -> PublicKey:
    """The same of SubjectPublicKeyInfo in DER, as key services give it."""
    return _public(load_der_public_key(der))


def read_key_set(text: str) -> KeySet:
    """A JWKS document of P-256 keys with distinct names. Raises ValueError that says which key is wrong and how."""
    document = json.loads(text)
    members = document.get("keys") if isinstance(document, dict) else None
    if not isinstance(members, list) or not members:
        raise ValueError('a JWKS needs a list "keys" that is not empty')
    keys: dict[str, EllipticCurvePublicKey] = {}
    for place, member in enumerate(members):
        kid, key = _public_key(member, place)
        if kid in keys:
            raise ValueError(f"key {place} has the name of an earlier one, {kid!r}")
        keys[kid] = key
    return KeySet(keys)


def _signing_key(private: EllipticCurvePrivateKey) -> SigningKey:
    return SigningKey(_thumbprint(private.public_key()), private)


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


def _public_key(member: Any, place: int) -> tuple[str, EllipticCurvePublicKey]:
    if not isinstance(member, dict) or (member.get("kty"), member.get("crv")) != ("EC", "P-256"):
        raise ValueError(f"key {place} is not on the curve P-256")
    if "d" in member:
        raise ValueError(f"key {place} contains its private part, which has no place in a public set")
    if member.get("alg", "ES256") != "ES256" or member.get("use", "sig") != "sig":
        raise ValueError(f"key {place} is not for ES256 signatures")
    kid = member.get("kid")
    if not isinstance(kid, str) or not kid:
        raise ValueError(f'key {place} has no name ("kid")')
    try:
        x, y = (int.from_bytes(_coordinate(member[name])) for name in ("x", "y"))
        return kid, EllipticCurvePublicNumbers(x, y, SECP256R1()).public_key()
    except (KeyError, TypeError, ValueError):
        raise ValueError(f"key {place} is not a point of the curve") from None


def _base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")


def _coordinate(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
