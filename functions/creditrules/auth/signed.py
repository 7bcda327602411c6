"""A token as text: JWS in its compact form (RFC 7515), taken apart strictly before anything in it is believed."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from typing import Any, Final

from creditrules.auth.key_sets import ALGORITHMS
from creditrules.document import read_json
from creditrules.records import dataclass, field

__all__ = ["NotSigned", "SignedToken", "read_signed"]

_LONGEST: Final = 16_384
_COMPACT: Final = re.compile(r"([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)")
_TYPES: Final = frozenset({"jwt", "at+jwt"})
_LONGEST_KID: Final = 256


class NotSigned(ValueError):
    """A text that is no token of ours to read; the message says in a few words what is wrong, and quotes nothing."""


@dataclass(frozen=True, slots=True)
class SignedToken:
    """What a token says; nothing of it holds before `signature` is verified over `signed`."""

    kid: str
    algorithm: str
    claims: Mapping[str, Any]
    signed: bytes = field(repr=False)
    signature: bytes = field(repr=False)


def read_signed(token: str) -> SignedToken:
    """The parts of a token. Raises NotSigned.

    Of the header only `alg`, `kid` and `typ` count: keys that a token brings along or points to (`jwk`, `jku`, `x5c`,
    `x5u`) are never looked at, and one that demands extensions (`crit`) is refused.
    """
    if len(token) > _LONGEST:
        raise NotSigned(f"it is longer than {_LONGEST} characters")
    parts = _COMPACT.fullmatch(token)
    if parts is None:
        raise NotSigned("it does not have the three parts of a signed JWT")
    header, claims = _object(parts[1], "header"), _object(parts[2], "claims")
    algorithm, kid = header.get("alg"), header.get("kid")
    if not isinstance(algorithm, str) or algorithm not in ALGORITHMS:
        raise NotSigned(f"it is not signed by one of {', '.join(ALGORITHMS)}")
    if not isinstance(kid, str) or not 0 < len(kid) <= _LONGEST_KID:
        raise NotSigned("its header does not name the key (kid)")
    if "crit" in header or not _is_type(header.get("typ", "JWT")):
        raise NotSigned("its header asks for more than a plain JWT")
    return SignedToken(kid, algorithm, claims, token[: parts.end(2)].encode(), _decoded(parts[3]))


def _is_type(stated: object) -> bool:
    return isinstance(stated, str) and stated.lower().removeprefix("application/") in _TYPES


def _object(text: str, what: str) -> Mapping[str, Any]:
    value = read_json(_decoded(text)).value
    if not isinstance(value, dict):
        raise NotSigned(f"its {what} are not one JSON object with distinct names")
    return value


def _decoded(text: str) -> bytes:
    """Only the one spelling of the bytes is taken, so that nobody can alter a token's text and have it hold."""
    if len(text) % 4 == 1:
        raise NotSigned("a part of it is not base64url")
    raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if base64.urlsafe_b64encode(raw).rstrip(b"=") != text.encode():
        raise NotSigned("a part of it is not base64url")
    return raw
