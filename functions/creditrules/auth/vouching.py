"""Whom a bearer speaks for, told by one function of the service to another, and sealed by a secret that the two share.

What stands between them (a gateway, and whoever may call the second one without it) can neither make a sealed text nor
alter one, nor use one for another bearer's text or later. It is what was found, a refusal too: so the second can say
why, as it would have said itself.
"""

from __future__ import annotations

import hmac
import json
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from datetime import timedelta
from hashlib import sha256
from types import SimpleNamespace
from typing import Any, Final

from creditrules.auth.principal import Action, Principal, Role, Scopes
from creditrules.clock import Clock
from creditrules.errors import Kind, Refusal

__all__ = ["Voucher"]

_LASTS: Final = timedelta(seconds=60)
"""From the one function to the other; a gateway takes 30 seconds at most for both. Clocks may differ by as much."""
_DOMAIN: Final = b"creditrules principal 1\x00"


class Voucher:
    """Seals what was found of a bearer's text, and opens it. secret: of the two functions alone."""

    def __init__(self, secret: bytes, clock: Clock) -> None:
        self._secret = secret
        self._clock = clock

    def seal(self, bearer: str, found: Principal | Refusal) -> str:
        """One word of text, for a minute."""
        said = {"bearer": _digest(bearer), "at": self._clock().timestamp()}
        said |= {"refusal": _of_refusal(found)} if isinstance(found, Refusal) else {"principal": _of_principal(found)}
        told = urlsafe_b64encode(zlib.compress(json.dumps(said, separators=(",", ":")).encode())).decode()
        return f"{told}.{self._mac(told)}"

    def open(self, bearer: str, sealed: str) -> Principal:
        """The principal. Raises the refusal that was sealed; "TOKEN_NOT_VERIFIED" for any other text."""
        told, _, mac = sealed.rpartition(".")
        if not sealed.isascii() or not hmac.compare_digest(mac, self._mac(told)):
            raise _not_verified("it did not come by this service's own gateway")
        said = json.loads(zlib.decompress(urlsafe_b64decode(told)))
        if said["bearer"] != _digest(bearer):
            raise _not_verified("another one was verified")
        if abs(self._clock().timestamp() - said["at"]) > _LASTS.total_seconds():
            raise _not_verified("that it was verified is too long ago, or the clocks of two functions differ")
        if "refusal" in said:
            raise _refusal(said["refusal"])
        return _principal(said["principal"])

    def _mac(self, told: str) -> str:
        return hmac.new(self._secret, _DOMAIN + told.encode(), sha256).hexdigest()


def _digest(bearer: str) -> str:
    return sha256(bearer.encode()).hexdigest()


def _of_principal(principal: Principal) -> dict[str, Any]:
    scopes = principal.scopes
    said: dict[str, Any] = {"tenant": principal.tenant, "subject": principal.subject, "roles": sorted(principal.roles)}
    if scopes is None:
        return said
    products = None if scopes.products is None else sorted(scopes.products)
    return said | {"scopes": {"purposes": sorted(scopes.purposes), "products": products, "key": scopes.key}}


def _principal(said: Mapping[str, Any]) -> Principal:
    within, scopes = said.get("scopes"), None
    if within is not None:
        products = None if within["products"] is None else frozenset(within["products"])
        scopes = Scopes(frozenset(map(Action, within["purposes"])), products, within["key"])
    return Principal(said["tenant"], said["subject"], frozenset(map(Role, said["roles"])), scopes)


def _of_refusal(refusal: Refusal) -> dict[str, Any]:
    return {name: getattr(refusal, name) for name in ("kind", "code", "message", "hint", "retry_after", "cause")}


def _refusal(said: Mapping[str, Any]) -> Refusal:
    was = SimpleNamespace(**said)
    kind = Kind(was.kind)
    return Refusal(kind, was.code, was.message, hint=was.hint, retry_after=was.retry_after, cause=was.cause)


def _not_verified(why: str) -> Refusal:
    message = f"The token is not known to be verified: {why}."
    hint = "Ask at the service's own address; if you did, tell whoever operates it."
    return Refusal(Kind.UNAUTHENTICATED, "TOKEN_NOT_VERIFIED", message, hint=hint)
