"""Bearer tokens: JWT (RFC 7519, RFC 8725) of the issuers that are trusted, and the local ones of this machine."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

import jwt

from creditrules.auth.claims import OddClaim, is_name, roles_in, subject_in, tenant_in, texts_at, time_in
from creditrules.auth.issuers import Issuer
from creditrules.auth.key_sets import VerifyingKey
from creditrules.auth.keys import SigningKey, is_local
from creditrules.auth.principal import Principal
from creditrules.auth.signed import NotSigned, SignedToken, read_signed
from creditrules.cache import Recent
from creditrules.clock import Clock
from creditrules.config import LOCAL_ISSUER
from creditrules.errors import Kind, Refusal
from creditrules.records import dataclass
from creditrules.slugs import is_slug

__all__ = ["TokenVerifier", "issue_token"]

_REMEMBERED: Final = 1024
_OF_ID_TOKENS: Final = frozenset({"at_hash", "c_hash"})
"""What only they have (OpenID Connect Core, clause 3.3.2.11)."""


def issue_token(
    key: SigningKey, principal: Principal, *, issuer: str, audience: str, issued_at: datetime, lifetime: timedelta
) -> str:
    """A token that says who the principal is, from `issued_at` for `lifetime`.

    Raises ValueError for an odd tenant or subject.
    """
    if not is_slug(principal.tenant):
        raise ValueError(f"{principal.tenant!r} cannot be a tenant")
    if not is_name(principal.subject):
        raise ValueError("a subject has 1 to 256 characters, none of which is a control or hides others")
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
    return jwt.encode(claims, key.private, algorithm="ES256", headers={"kid": key.kid})


@dataclass(frozen=True, slots=True)
class _Verified:
    """What a genuine token says. begins: the latest of the moments before which it means nothing."""

    principal: Principal
    issuer: Issuer
    key: VerifyingKey
    begins: float
    ends: float


class TokenVerifier:
    """Tells whom a token speaks for.

    A token that was found genuine is remembered (at most 1,024 of them), since checking a signature costs more than
    a small question; its times are compared with the clock on every use, and its key has to be in the issuer's set
    still. What is not genuine is never remembered.
    """

    def __init__(self, issuers: Iterable[Issuer], clock: Clock) -> None:
        self._issuers = {issuer.name: issuer for issuer in issuers}
        self._local = any(issuer.local for issuer in self._issuers.values())
        self._clock = clock
        self._known: Recent[str, _Verified] = Recent(_REMEMBERED)

    def verify(self, token: str) -> Principal:
        """The principal.

        Raises Refusal UNAUTHENTICATED: "TOKEN_MALFORMED" for form, signature and claims, "TOKEN_ISSUER_UNKNOWN",
        "TOKEN_KEY_UNKNOWN", "TOKEN_AUDIENCE", "TOKEN_TENANT", "TOKEN_NOT_YET_VALID", "TOKEN_EXPIRED",
        "TOKEN_LIVES_TOO_LONG"; FORBIDDEN "TOKEN_WITHOUT_RIGHTS"; UNAVAILABLE "TOKEN_KEYS_UNAVAILABLE".
        """
        verified = self._known.find(token)
        now = self._clock().timestamp()
        if verified is None or not _is_key_there(verified):
            verified = self._checked(token)
            if now < verified.ends:
                self._known.keep(token, verified)
        self._check_times(verified, now)
        if not verified.principal.roles:
            raise _without_rights()
        return verified.principal

    def _checked(self, token: str) -> _Verified:
        try:
            signed = read_signed(token)
            issuer = self._issuer(signed)
            key = self._key(signed, issuer)
            if key.algorithm != signed.algorithm or not key.holds(signed.signed, signed.signature):
                raise _malformed("its signature is not that of the key it names")
            return _read(signed, issuer, key)
        except (NotSigned, OddClaim) as problem:
            raise _malformed(str(problem)) from None

    def _issuer(self, signed: SignedToken) -> Issuer:
        name = signed.claims.get("iss")
        issuer = self._issuers.get(name) if isinstance(name, str) else None
        if issuer is not None:
            return issuer
        if self._local:
            hint = "`creditrules token` makes one for this service."
        elif name == LOCAL_ISSUER or is_local(signed.kid):
            hint = "It was made by `creditrules token`, for a service on one machine."
        else:
            hint = "Get one of an issuer that the lender's operators have configured."
        raise _refusal("TOKEN_ISSUER_UNKNOWN", "The token is of an issuer that is not trusted here.", hint)

    def _key(self, signed: SignedToken, issuer: Issuer) -> VerifyingKey:
        if is_local(signed.kid) and not issuer.local:
            raise _refusal(
                "TOKEN_KEY_UNKNOWN",
                "The token was signed by the local key of a service on one machine.",
                "Get one of the lender's identity provider.",
            )
        key = issuer.keys.find(signed.kid)
        if key is None and issuer.local:
            message = "The token was signed by the local key of another data folder."
            raise _refusal(
                "TOKEN_KEY_UNKNOWN", message, "`creditrules token`, in this one, makes one for this service."
            )
        if key is None:
            message = "The token was signed with a key that its issuer does not publish."
            raise _refusal("TOKEN_KEY_UNKNOWN", message, "Get a new one.")
        return key

    def _check_times(self, verified: _Verified, now: float) -> None:
        leeway, longest = verified.issuer.leeway.total_seconds(), verified.issuer.longest.total_seconds()
        if now >= verified.ends + leeway:
            raise _refusal("TOKEN_EXPIRED", "The token has expired.", "Get a new one.")
        if now < verified.begins - leeway:
            raise _refusal("TOKEN_NOT_YET_VALID", "The token is not valid yet.", "Set the clocks, or wait.")
        if verified.ends - now > longest + leeway:
            raise _lives_too_long(longest)


def _is_key_there(verified: _Verified) -> bool:
    return verified.issuer.keys.find(verified.key.kid) == verified.key


def _read(signed: SignedToken, issuer: Issuer, key: VerifyingKey) -> _Verified:
    """What a token says whose signature holds. Raises OddClaim and Refusal."""
    claims, paths = signed.claims, issuer.claims
    if issuer.audiences.isdisjoint(texts_at(claims, paths.audience, apart=False)):
        raise _refusal("TOKEN_AUDIENCE", "The token was not issued for this service.", "Ask for one with its audience.")
    _check_kind(claims, issuer)
    tenant = issuer.tenant or tenant_in(claims, paths.tenant)
    if issuer.tenant is None and issuer.tenants is not None and tenant not in issuer.tenants:
        raise _refusal("TOKEN_TENANT", "The token's issuer does not speak for that tenant.", "Get one of the tenant's.")
    begins, issued, ends = (time_in(claims, name) for name in ("nbf", "iat", "exp"))
    if ends is None:
        raise OddClaim("it does not say when it expires (exp)")
    if issued is not None and ends - issued > (issuer.longest + issuer.leeway).total_seconds():
        raise _lives_too_long(issuer.longest.total_seconds())
    roles = roles_in(claims, paths.roles, issuer.role_names)
    principal = Principal(tenant, subject_in(claims, paths.subject, issuer.subject_prefix), roles)
    return _Verified(principal, issuer, key, max(issued or 0.0, begins or 0.0), ends)


def _check_kind(claims: Mapping[str, Any], issuer: Issuer) -> None:
    """Whether it is a token to ask with, not one that tells a page who has signed in. Raises OddClaim."""
    if not _OF_ID_TOKENS.isdisjoint(claims):
        raise OddClaim("it is an ID token")
    for name, text in issuer.required.items():
        if claims.get(name) != text:
            raise OddClaim(f"its claim {name} is not what this service needs")


def _malformed(why: str) -> Refusal:
    return _refusal("TOKEN_MALFORMED", f"The token is not valid here: {why}.", "Get a token of this service.")


def _lives_too_long(longest: float) -> Refusal:
    message = f"The token lives for longer than the {longest / 3600:.0f} hours that are taken here."
    return _refusal("TOKEN_LIVES_TOO_LONG", message, "Ask for one with a shorter life.")


def _without_rights() -> Refusal:
    message = "The token is genuine, but gives no right here."
    return Refusal(Kind.FORBIDDEN, "TOKEN_WITHOUT_RIGHTS", message, hint="Ask the lender for a role.")


def _refusal(code: str, message: str, hint: str) -> Refusal:
    return Refusal(Kind.UNAUTHENTICATED, code, message, hint=hint)
