"""Keys and tokens as identity providers make them: of each algorithm, with claims where each provider puts them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from jwt.algorithms import get_default_algorithms

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
AT_NOON = int(NOON.timestamp())
MAKERS: Mapping[str, Any] = {
    "RS256": lambda: rsa.generate_private_key(65537, 2048),
    "PS256": lambda: rsa.generate_private_key(65537, 2048),
    "ES256": lambda: ec.generate_private_key(ec.SECP256R1()),
    "EdDSA": ed25519.Ed25519PrivateKey.generate,
    "ES384": lambda: ec.generate_private_key(ec.SECP384R1()),
}


@dataclass(frozen=True)
class ProviderKey:
    """A key of a provider. jwk: its public part, as the provider publishes it."""

    algorithm: str
    private: Any
    jwk: Mapping[str, Any]

    @property
    def kid(self) -> str:
        """Its name."""
        return str(self.jwk["kid"])

    def token(self, claims: Mapping[str, Any], **headers: Any) -> str:
        """A token with these claims, whatever they are."""
        signing = {"kid": self.kid, **headers}
        return jwt.PyJWS().encode(json.dumps(claims).encode(), self.private, self.algorithm, headers=signing)


@cache
def provider_key(algorithm: str, kid: str = "") -> ProviderKey:
    """A key for that algorithm, the same one for the same name."""
    private = MAKERS[algorithm]()
    public = get_default_algorithms()[algorithm].to_jwk(private.public_key(), as_dict=True)
    kept = {name: value for name, value in public.items() if name != "key_ops"}
    return ProviderKey(algorithm, private, {**kept, "kid": kid or algorithm, "alg": algorithm, "use": "sig"})


def key_set(*keys: ProviderKey | Mapping[str, Any]) -> str:
    """The JWKS document."""
    return json.dumps({"keys": [key.jwk if isinstance(key, ProviderKey) else key for key in keys]})


def claims(**changes: Any) -> dict[str, Any]:
    """Claims of a token as our own issuer makes them; a change to None takes one away."""
    told = {
        "iss": "https://login.test/",
        "aud": "creditrules",
        "sub": "shop",
        "tenant": "acme",
        "roles": ["PARTNER"],
        "iat": AT_NOON,
        "exp": AT_NOON + 3600,
        **changes,
    }
    return {name: value for name, value in told.items() if value is not None}
