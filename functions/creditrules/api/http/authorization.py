"""The header `Authorization`, and what a client is told about it (RFC 6750, with RFC 9110 clause 11)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from creditrules.errors import Kind, Refusal

__all__ = ["bearer_token", "challenge"]

_TOKEN: Final = re.compile(r"[A-Za-z0-9._~+/ -]+=*")
"""As RFC 6750 writes it, and blanks within, which no verifier takes: a comma would be a second header."""
_UNSAID: Final = re.compile(r"[^\x20\x21\x23-\x5b\x5d-\x7e]")
_OTHERWISE: Final = {"BAD_AUTHORIZATION": "invalid_request", "TOKEN_WITHOUT_RIGHTS": "insufficient_scope"}
"""What RFC 6750 calls those that are not an invalid token."""
_REALM: Final = 'Bearer realm="creditrules"'
_HINT: Final = "Send `Authorization: Bearer …` with a token of this service."


def bearer_token(headers: Mapping[str, str]) -> str:
    """The token of a request; header names in lower case.

    Raises Refusal UNAUTHENTICATED where there is none, INVALID "BAD_AUTHORIZATION" where what is there is not one.
    """
    scheme, _, token = headers.get("authorization", "").strip().partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Refusal(Kind.UNAUTHENTICATED, "UNAUTHENTICATED", "A bearer token is needed.", (), _HINT)
    if _TOKEN.fullmatch(token.strip()) is None:
        message = "The header Authorization is not one scheme and one token."
        raise Refusal(Kind.INVALID, "BAD_AUTHORIZATION", message, (), _HINT)
    return token.strip()


def challenge(refusal: Refusal) -> str | None:
    """The header `WWW-Authenticate` with a refusal; None where it is not about who asks.

    Who sent no token learns only that one is needed: no error is named then (RFC 6750 clause 3.1).
    """
    if refusal.code == "UNAUTHENTICATED":
        return _REALM
    error = _OTHERWISE.get(refusal.code) or ("invalid_token" if refusal.kind is Kind.UNAUTHENTICATED else None)
    if error is None:
        return None
    return f'{_REALM}, error="{error}", error_description="{_UNSAID.sub("", refusal.message)}"'
