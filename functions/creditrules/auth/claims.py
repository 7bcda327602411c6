"""What the claims of a verified token say: whom it speaks for, as which issuer puts it where."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Final

from creditrules.auth.principal import Role
from creditrules.records import dataclass
from creditrules.slugs import is_slug

__all__ = [
    "ClaimPath",
    "ClaimPaths",
    "OddClaim",
    "is_name",
    "roles_in",
    "subject_in",
    "tenant_in",
    "texts_at",
    "time_in",
]

ClaimPath = tuple[str, ...]
"""Names of members, from the claims inwards; most paths have one."""

_MOST_SUBJECT: Final = 256
_LAST_DATE: Final = 10**12
_KEYS_OF_OURS: Final = "key:"
"""How the subjects of API keys begin; no token speaks for one."""
_ROLES: Final = {role.value: (role,) for role in Role}


class OddClaim(ValueError):
    """A claim that is not there or not what it should be; the message names it and quotes no value."""


@dataclass(frozen=True, slots=True)
class ClaimPaths:
    """Where an issuer puts what counts. roles: all of them are looked at."""

    tenant: ClaimPath = ("tenant",)
    subject: ClaimPath = ("sub",)
    audience: ClaimPath = ("aud",)
    roles: tuple[ClaimPath, ...] = (("roles",),)


def is_name(text: object) -> bool:
    """Whether a text can name whom a token speaks for.

    It has 1 to 256 characters that all show, in the order in which they show, and is not the name of a key's bearer.
    """
    if not isinstance(text, str) or not 0 < len(text) <= _MOST_SUBJECT or text.startswith(_KEYS_OF_OURS):
        return False
    return text == text.strip() and not any(map(_hides, text))


def subject_in(claims: Mapping[str, Any], path: ClaimPath, prefix: str) -> str:
    """Whom it names, with what tells the issuers of a tenant apart in front. Raises OddClaim."""
    subject = _at(claims, path)
    if not is_name(subject) or not is_name(f"{prefix}{subject}"):
        raise OddClaim(f"its {_told(path)} names nobody")
    return f"{prefix}{subject}"


def tenant_in(claims: Mapping[str, Any], path: ClaimPath) -> str:
    """Which tenant it names. Raises OddClaim."""
    tenant = _at(claims, path)
    if not is_slug(tenant):
        raise OddClaim(f"its {_told(path)} names no tenant")
    return str(tenant)


def roles_in(
    claims: Mapping[str, Any], paths: Iterable[ClaimPath], names: Mapping[str, tuple[Role, ...]] | None
) -> frozenset[Role]:
    """Our roles among those that it gives; of others nothing is known here. Raises OddClaim.

    names: which of ours the issuer's stand for; None where it uses our own.
    """
    known = _ROLES if names is None else names
    given = (name for path in paths for name in texts_at(claims, path))
    return frozenset(role for name in given for role in known.get(name, ()))


def texts_at(claims: Mapping[str, Any], path: ClaimPath, *, apart: bool = True) -> list[str]:
    """A list of texts, or the words of one text (as `scope` is written); empty where there is nothing.

    apart: whether one text is several words. Raises OddClaim.
    """
    found = _at(claims, path)
    if found is None:
        return []
    if isinstance(found, str):
        return found.split() if apart else [found]
    if not isinstance(found, list) or not all(isinstance(each, str) for each in found):
        raise OddClaim(f"its {_told(path)} is neither a text nor a list of texts")
    return found


def time_in(claims: Mapping[str, Any], name: str) -> float | None:
    """A time in seconds since 1970; None where it is not told. Raises OddClaim."""
    if name not in claims:
        return None
    told = claims[name]
    if not isinstance(told, Decimal) or not 0 <= told < _LAST_DATE:
        raise OddClaim(f"its {name} is no time")
    return float(told)


def _at(claims: Mapping[str, Any], path: ClaimPath) -> Any:
    found: Any = claims
    for name in path:
        found = found.get(name) if isinstance(found, dict) else None
    return found


def _told(path: ClaimPath) -> str:
    """Paths come from the configuration, never from a token."""
    return f"claim {'.'.join(path)}"


def _hides(character: str) -> bool:
    """Whether it is a control, changes the direction of others, ends a line, or stands for nothing (yet)."""
    return unicodedata.category(character) in {"Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp"}
