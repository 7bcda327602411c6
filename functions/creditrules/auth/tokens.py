"""Bearer tokens: JWT (RFC 7519) signed with ES256 and nothing else, verified against a key set."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import jwt

from creditrules.auth.keys import KeySet, SigningKey
from creditrules.auth.principal import Principal, Role
from creditrules.cache import Recent
from creditrules.clock import Clock
from creditrules.errors import Kind, Refusal
from creditrules.slugs import is_slug

__all__ = ["TokenVerifier", "issue_token"]

_ALGORITHM: Final = "ES256"
_LEEWAY_SECONDS: Final = 10.0
_MAX_LENGTH: Final = 8192
_MAX_SUBJECT: Final = 256
_REMEMBERED: Final = 1024


def issue_token(
    key: SigningKey, principal: Principal, *, issuer: str, audience: str, issued_at: datetime, lifetime: timedelta
) -> str:
    """A token that says who the principal is, from `issued_at` for `lifetime`. Raises ValueError for an odd tenant."""
    if not is_slug(principal.tenant):
        raise ValueError(f"{principal.tenant!r} cannot be a tenant")
    claims = {
        "iss": issuer,
        "aud": audience,
        "sub": principal.subject,
        "tenant": principal.tenant,
        "roles": sorted(principal.roles),
        "iat": int(issued_at.timestamp()),
        "nbf": int(issued_at.timestamp()),
        "exp": math.ceil((issued_at + lifetime).timestamp()),
    }
    return jwt.encode(claims, key.private, algorithm=_ALGORITHM, headers={"kid": key.kid})


@dataclass(frozen=True, slots=True)
class _Verified:
    principal: Principal
    begins: float
    ends: float


class TokenVerifier:
    """Tells whom a token speaks for.

    A token that was found genuine is remembered (at most 1,024 of them), since checking a signature costs more than
    a small question; its times are compared with the clock on every use. What is not genuine is never remembered.
    """

    def __init__(self, keys: KeySet, *, issuer: str, audience: str, clock: Clock) -> None:
        self._keys = keys
        self._issuer = issuer
        self._audience = audience
        self._clock = clock
        self._known: Recent[str, _Verified] = Recent(_REMEMBERED)

    def verify(self, token: str) -> Principal:
        """The principal. Raises Refusal UNAUTHENTICATED "TOKEN_EXPIRED", "TOKEN_KEY_UNKNOWN" or "TOKEN_MALFORMED".

        The last covers all that is wrong with the token itself: form, algorithm, signature, issuer, audience, claims.
        """
        verified = self._known.find(token)
        now = self._clock().timestamp()
        if verified is None:
            verified = self._checked(token)
            if now < verified.ends + _LEEWAY_SECONDS:
                self._known.keep(token, verified)
        if now >= verified.ends + _LEEWAY_SECONDS:
            raise _refusal("TOKEN_EXPIRED", "The token has expired.", "Get a new one.")
        if now < verified.begins - _LEEWAY_SECONDS:
            raise _malformed()
        return verified.principal

    def _checked(self, token: str) -> _Verified:
        if not 0 < len(token) <= _MAX_LENGTH or not token.isascii():
            raise _malformed()
        try:
            header = jwt.get_unverified_header(token)
            if header.get("alg") != _ALGORITHM or "crit" in header:
                raise _malformed()
            key = self._keys.keys.get(header.get("kid", ""))
            if key is None:
                raise _refusal("TOKEN_KEY_UNKNOWN", "The token was signed with a key that is not known here.")
            claims = jwt.decode(
                token,
                key,
                algorithms=[_ALGORITHM],
                issuer=self._issuer,
                audience=self._audience,
                options={
                    "require": ["iss", "aud", "sub", "iat", "nbf", "exp"],
                    # Times are compared with the injected clock instead, also for remembered tokens.
                    "verify_exp": False,
                    "verify_nbf": False,
                    "verify_iat": False,
                },
            )
        except (jwt.PyJWTError, ValueError, TypeError, RecursionError):
            raise _malformed() from None
        return _read_claims(claims)


def _read_claims(claims: dict[str, Any]) -> _Verified:
    tenant, subject, roles = claims.get("tenant"), claims.get("sub"), claims.get("roles")
    known = {role.value: role for role in Role}
    if (
        not is_slug(tenant)
        or not isinstance(subject, str)
        or not 0 < len(subject) <= _MAX_SUBJECT
        or not isinstance(roles, list)
        or not roles
        or not all(isinstance(role, str) and role in known for role in roles)
    ):
        raise _malformed()
    issued, begins, ends = (_numeric_date(claims[name]) for name in ("iat", "nbf", "exp"))
    principal = Principal(str(tenant), subject, frozenset(known[role] for role in roles))
    return _Verified(principal, max(issued, begins), ends)


def _numeric_date(claim: object) -> float:
    if isinstance(claim, bool) or not isinstance(claim, (int, float)) or not 0 <= claim < 10**12:
        raise _malformed()
    return float(claim)


def _malformed() -> Refusal:
    return _refusal("TOKEN_MALFORMED", "The token is not valid here.")


def _refusal(
    code: str, message: str, hint: str = 'Send "Authorization: Bearer" with a token of this service.'
) -> Refusal:
    return Refusal(Kind.UNAUTHENTICATED, code, message, hint=hint)
