"""Public key sets (JWKS, RFC 7517): which keys verify tokens, and by which one algorithm each does."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final, Protocol

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt.algorithms import Algorithm, ECAlgorithm, OKPAlgorithm, RSAAlgorithm, RSAPSSAlgorithm
from jwt.exceptions import PyJWTError

from creditrules.auth.keys import SigningKey, is_local
from creditrules.document import read_json
from creditrules.records import dataclass, field

__all__ = ["ALGORITHMS", "KeySet", "KeySource", "VerifyingKey", "read_key_set"]

ALGORITHMS: Final[Mapping[str, Algorithm]] = {
    "RS256": RSAAlgorithm(RSAAlgorithm.SHA256),
    "PS256": RSAPSSAlgorithm(RSAPSSAlgorithm.SHA256),
    "ES256": ECAlgorithm(ECAlgorithm.SHA256),
    "EdDSA": OKPAlgorithm(),
}
"""The four that are taken. None of them works with a secret that the service would have to share."""
_OF_KIND: Final = {("RSA", None): ("RS256", "PS256"), ("EC", "P-256"): ("ES256",), ("OKP", "Ed25519"): ("EdDSA",)}
"""By `kty` and `crv`; the first is meant where a key does not say which one it is for."""
_PRIVATE: Final = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth"})
_MOST_KEYS: Final = 100
_LONGEST_KID: Final = 256
_FEWEST_BITS, _MOST_BITS = 2048, 8192
"""Of RSA: below it is too weak (RFC 7518 clause 3.3), above it costs more time than a stranger may have."""


@dataclass(frozen=True, slots=True)
class VerifyingKey:
    """A public key with the one algorithm that it verifies by. Two are equal whose name, algorithm and material are."""

    kid: str
    algorithm: str
    material: bytes = field(repr=False)
    key: Any = field(repr=False, compare=False)

    def holds(self, signed: bytes, signature: bytes) -> bool:
        """Whether the signature is this key's of what was signed."""
        return bool(ALGORITHMS[self.algorithm].verify(signed, self.key, signature))


class KeySource(Protocol):
    """Where a token's key is found."""

    def find(self, kid: str) -> VerifyingKey | None:
        """The key of that name. Raises Refusal UNAVAILABLE "TOKEN_KEYS_UNAVAILABLE"."""


@dataclass(frozen=True, slots=True)
class KeySet:
    """Public keys by their `kid`."""

    keys: Mapping[str, VerifyingKey]

    @classmethod
    def of(cls, signing: Iterable[SigningKey]) -> KeySet:
        """The public parts of private keys of ours."""
        found = [_verifying(key.kid, "ES256", key.private.public_key()) for key in signing]
        return cls({key.kid: key for key in found})

    def find(self, kid: str) -> VerifyingKey | None:
        """See `KeySource.find`; it is always at hand."""
        return self.keys.get(kid)

    def to_json(self) -> str:
        """The JWKS document."""
        return json.dumps({"keys": [json.loads(key.material) | _told(key) for key in self.keys.values()]})


def read_key_set(text: str | bytes) -> KeySet:
    """The usable keys of a JWKS document.

    Keys of other kinds, curves, algorithms or uses are left out, as RFC 7517 (clause 5) has it; of two of one name the
    later is. Raises ValueError for what is no key set, holds a private part or a local key, or has no
    usable key.
    """
    document = read_json(text).value
    members = document.get("keys") if isinstance(document, dict) else None
    if not isinstance(members, list) or len(members) > _MOST_KEYS:
        raise ValueError(f'a JWKS needs a list "keys" of at most {_MOST_KEYS} keys')
    keys: dict[str, VerifyingKey] = {}
    for place, member in enumerate(members):
        key = _read(member, place) if isinstance(member, dict) else None
        if key is not None:
            keys.setdefault(key.kid, key)
    if not keys:
        raise ValueError(f"none of its keys verifies {', '.join(ALGORITHMS)} under a name (kid)")
    return KeySet(keys)


def _read(member: Mapping[str, Any], place: int) -> VerifyingKey | None:
    if not _PRIVATE.isdisjoint(member):
        raise ValueError(f"key {place} contains its private part, which has no place in a public set")
    kid, algorithm = member.get("kid"), _algorithm(member)
    if isinstance(kid, str) and is_local(kid):
        raise ValueError(f"key {place} is the local key of a service on one machine, which nobody else can trust")
    if algorithm is None or not isinstance(kid, str) or not 0 < len(kid) <= _LONGEST_KID:
        return None
    try:
        key: Any = ALGORITHMS[algorithm].from_jwk(dict(member))
    except (PyJWTError, ValueError, TypeError, KeyError, ArithmeticError):
        return None
    if isinstance(key, RSAPublicKey) and not _FEWEST_BITS <= key.key_size <= _MOST_BITS:
        return None
    return _verifying(kid, algorithm, key)


def _algorithm(member: Mapping[str, Any]) -> str | None:
    """The one that the key is for; None where it is for none of ours, or not for signatures."""
    kind, curve = member.get("kty"), member.get("crv")
    able = _OF_KIND.get((kind, curve)) if isinstance(kind, str) and isinstance(curve, str | None) else None
    operations = member.get("key_ops", ["verify"])
    signs = member.get("use", "sig") == "sig" and isinstance(operations, list) and "verify" in operations
    if able is None or not signs:
        return None
    stated = member.get("alg", able[0])
    return stated if isinstance(stated, str) and stated in able else None


def _verifying(kid: str, algorithm: str, key: Any) -> VerifyingKey:
    written = ALGORITHMS[algorithm].to_jwk(key, as_dict=True)
    kept = {name: written[name] for name in ("kty", "crv", "x", "y", "n", "e") if name in written}
    return VerifyingKey(kid, algorithm, json.dumps(kept, sort_keys=True).encode(), key)


def _told(key: VerifyingKey) -> dict[str, str]:
    return {"kid": key.kid, "use": "sig", "alg": key.algorithm}
