"""Who asks, verified in front of the application: API Gateway's authorizer of HTTP APIs, with simple responses.

It lets every request through, with what it found under its seal: why one is refused is said by the application, as a
gateway says no more than that it is. A preflight brings no token at all, and is answered.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from creditrules.api.http.authorization import bearer_token
from creditrules.auth import Principal, Voucher
from creditrules.config import Limits
from creditrules.errors import Refusal
from creditrules.under_way import UnderWay, under_way

__all__ = ["authorizer", "vouched_in"]

_SEALED: Final = "sealed"
_USUAL: Final = Limits()


def authorizer(
    authenticate: Callable[[str], Principal], voucher: Voucher
) -> Callable[[Mapping[str, Any], Any], dict[str, Any]]:
    """A handler of the gateway's events. authenticate: a bearer's principal, or Refusal."""

    def handle(event: Mapping[str, Any], _context: object) -> dict[str, Any]:
        headers = {name.lower(): text for name, text in (event.get("headers") or {}).items()}
        try:
            bearer = bearer_token(headers)
        except Refusal:  # the application says so by itself
            return {"isAuthorized": True, "context": {}}
        with under_way(UnderWay(_SECONDS, _USUAL.store_failures)):
            return {"isAuthorized": True, "context": {_SEALED: voucher.seal(bearer, _found(authenticate, bearer))}}

    return handle


_SECONDS: Final = 3
"""For the store; a call that was begun just before may take six more, and the function ends after ten."""


def _found(authenticate: Callable[[str], Principal], bearer: str) -> Principal | Refusal:
    try:
        return authenticate(bearer)
    except Refusal as refusal:
        return refusal


def vouched_in(event: Mapping[str, Any]) -> str:
    """What the authorizer has sealed, in the event that the gateway makes of a request; nothing where there is none."""
    told = (event["requestContext"].get("authorizer") or {}).get("lambda") or {}
    sealed = told.get(_SEALED)
    return sealed if isinstance(sealed, str) else ""
