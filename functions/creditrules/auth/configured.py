"""Issuers as they are configured: read from JSON, with all that is wrong told at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from itertools import combinations
from typing import Any, Final, TypeGuard
from urllib.parse import urlsplit

from creditrules.auth.claims import ClaimPath, ClaimPaths, is_name
from creditrules.auth.issuers import LEEWAY_SECONDS, LONGEST_HOURS, Issuer
from creditrules.auth.key_sets import KeySource, read_key_set
from creditrules.auth.principal import Role
from creditrules.config import LOCAL_AUDIENCE, LOCAL_ISSUER
from creditrules.document import canonical, read_json
from creditrules.slugs import is_slug

__all__ = ["BadIssuers", "KeysAt", "read_issuers"]

_MOST_HOURS: Final = 24 * 366
_MOST_LEEWAY: Final = 300
_MOST_ISSUERS, _MOST_LISTED = 50, 200
_ANY: Final = "any"
_MEMBERS: Final = frozenset(
    {
        *("issuer", "audience", "audienceClaim", "keys", "tenant", "tenants", "tenantClaim", "subjectClaim"),
        *("subjectPrefix", "rolesClaims", "roleNames", "requiredClaims", "longestHours", "leewaySeconds"),
    }
)

KeysAt = Callable[[str], KeySource]
"""The keys behind an address."""


class BadIssuers(ValueError):
    """Issuers that no service may be started with; `problems` has one sentence for each thing wrong."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


def read_issuers(text: str, keys_at: KeysAt, *, loopback: bool = False) -> tuple[Issuer, ...]:
    """The issuers of a deployed service, from a JSON list of objects; docs/operating.md has the members.

    loopback: whether keys may be fetched by plain http from this machine, as tests do. Raises BadIssuers, also for the
    issuer, the audience or a key of a service on one machine: what such a one signs is never valid elsewhere.
    """
    listed = read_json(text).value
    if not isinstance(listed, list) or not 0 < len(listed) <= _MOST_ISSUERS:
        raise BadIssuers([f"the issuers are no JSON list of 1 to {_MOST_ISSUERS} objects"])
    readers = [
        _Reader(said if isinstance(said, dict) else {}, place, loopback=loopback) for place, said in enumerate(listed)
    ]
    issuers = [reader.issuer(keys_at) for reader in readers]
    problems = [problem for reader in readers for problem in reader.problems]
    problems += [] if problems else _clashes(issuers)
    if problems:
        raise BadIssuers(problems)
    return tuple(issuers)


def _clashes(issuers: list[Issuer]) -> list[str]:
    """What is wrong with issuers beside each other, each of which is right by itself."""
    found = []
    for one, other in combinations(issuers, 2):
        if one.name == other.name:
            found.append(f"the issuer {one.name} is there twice")
        elif _may_meet(one, other):
            found.append(
                f"{one.name} and {other.name} may speak for the same tenant; give each a subjectPrefix of its own, of "
                "which none begins with the other, so that they never name the same subject"
            )
    if len(issuers) > 1:
        found += [
            f'{each.name} says "tenants": "any" beside other issuers; list its own' for each in issuers if _any(each)
        ]
    return found


def _may_meet(one: Issuer, other: Issuer) -> bool:
    prefixes = one.subject_prefix, other.subject_prefix
    apart = not (prefixes[0].startswith(prefixes[1]) or prefixes[1].startswith(prefixes[0]))
    shared = _any(one) or _any(other) or bool(_spoken_for(one) & _spoken_for(other))
    return shared and not apart


def _any(issuer: Issuer) -> bool:
    return issuer.tenant is None and issuer.tenants is None


def _spoken_for(issuer: Issuer) -> frozenset[str]:
    return frozenset({issuer.tenant}) if issuer.tenant else issuer.tenants or frozenset()


class _Reader:
    """Reads what is said of one issuer and keeps what is wrong with it."""

    def __init__(self, said: Mapping[str, Any], place: int, *, loopback: bool) -> None:
        self._said = said
        self._name = f"issuer {place + 1}"
        self._loopback = loopback
        self.problems: list[str] = [f"{self._name}: {name!r} means nothing" for name in sorted(said.keys() - _MEMBERS)]

    def issuer(self, keys_at: KeysAt) -> Issuer:
        """What is said, as far as it can be used."""
        tenant, tenants = self._tenants()
        return Issuer(
            self._issuer(),
            self._audiences(),
            self._keys(keys_at),
            tenants,
            tenant,
            ClaimPaths(
                self._path("tenantClaim", ("tenant",)),
                self._path("subjectClaim", ("sub",)),
                self._path("audienceClaim", ("aud",)),
                self._role_paths(),
            ),
            self._role_names(),
            self._prefix(),
            timedelta(hours=self._count("longestHours", LONGEST_HOURS, _MOST_HOURS)),
            timedelta(seconds=self._count("leewaySeconds", LEEWAY_SECONDS, _MOST_LEEWAY)),
            self._required(),
        )

    def _wrong(self, what: str) -> None:
        self.problems.append(f"{self._name}: {what}")

    def _issuer(self) -> str:
        name = self._said.get("issuer")
        if not isinstance(name, str) or not name:
            self._wrong("issuer is what its tokens name as iss")
            return ""
        if _same_address(name, LOCAL_ISSUER) or (_is_loopback(name) and not self._loopback):
            self._wrong("issuer is a service on one machine, whose tokens are never valid elsewhere")
        self._name = f"issuer {name[:80]}"
        return name

    def _audiences(self) -> frozenset[str]:
        told = self._said.get("audience")
        listed = [told] if isinstance(told, str) else told if _are_texts(told) else []
        if not _are_texts(listed):
            self._wrong("audience is what its tokens name as aud, one or a list")
            return frozenset()
        if LOCAL_AUDIENCE in listed:
            self._wrong(f"audience {LOCAL_AUDIENCE} is that of services on one machine")
        return frozenset(listed)

    def _keys(self, keys_at: KeysAt) -> KeySource:
        told = self._said.get("keys")
        try:
            if isinstance(told, dict):
                return read_key_set(canonical(told))
            if isinstance(told, str) and self._may_fetch(told):
                return keys_at(told)
            self._wrong("keys is the https address of its JWKS, without user or fragment, or the JWKS itself")
        except ValueError as problem:
            self._wrong(f"keys cannot be used: {problem}")
        return _NO_KEYS

    def _may_fetch(self, address: str) -> bool:
        try:
            parts = urlsplit(address)
            known = bool(parts.hostname) and parts.port != 0
        except ValueError:
            return False
        plain = parts.scheme == "http" and self._loopback and _is_loopback(address)
        whole = address.isascii() and address.isprintable() and " " not in address and "\\" not in address
        return known and whole and (parts.scheme == "https" or plain) and "@" not in parts.netloc and not parts.fragment

    def _tenants(self) -> tuple[str | None, frozenset[str] | None]:
        tenant, tenants = self._said.get("tenant"), self._said.get("tenants")
        if (tenant is None) == (tenants is None):
            self._wrong(
                'either tenant says for whom all its tokens speak, or tenants for whom they may ("any" or a list)'
            )
        elif tenant is not None and "tenantClaim" in self._said:
            self._wrong("tenantClaim goes with tenants, not with tenant")
        elif tenant is not None and not is_slug(tenant):
            self._wrong("tenant is 1 to 64 lower-case letters, digits and inner hyphens")
        elif tenants is not None and tenants != _ANY and not (_are_texts(tenants) and all(map(is_slug, tenants))):
            self._wrong('tenants is "any" or a list of tenants')
        listed = isinstance(tenants, list) and _are_texts(tenants)
        return tenant if isinstance(tenant, str) else None, frozenset(tenants) if listed and tenants else None

    def _path(self, name: str, usual: ClaimPath) -> ClaimPath:
        path = _read_path(self._said.get(name, list(usual)))
        if path is None:
            self._wrong(f"{name} is the name of a claim, or a list of names that leads into it")
        return path or usual

    def _role_paths(self) -> tuple[ClaimPath, ...]:
        told = self._said.get("rolesClaims", ["roles"])
        paths = [_read_path(each) for each in told] if isinstance(told, list) else [_read_path(told)]
        found = tuple(path for path in paths if path is not None)
        if not found or len(found) < len(paths):
            self._wrong('rolesClaims is a list of claims, each a name or a list of names, as ["realm_access", "roles"]')
        return found

    def _role_names(self) -> Mapping[str, tuple[Role, ...]] | None:
        told = self._said.get("roleNames")
        if told is None:
            return None
        named = (
            {name: [ours] if isinstance(ours, str) else ours for name, ours in told.items()}
            if isinstance(told, dict)
            else {}
        )
        known = frozenset(role.value for role in Role)
        if not named or not all(_are_texts(ours) and known.issuperset(ours) for ours in named.values()):
            self._wrong(f"roleNames maps its roles to ours: {', '.join(role.value for role in Role)}")
            return {}
        return {name: tuple(map(Role, ours)) for name, ours in named.items()}

    def _required(self) -> Mapping[str, str]:
        told = self._said.get("requiredClaims", {})
        if isinstance(told, dict) and (not told or _are_texts(list(told.values()))):
            return told
        self._wrong("requiredClaims says of claims which text each must have")
        return {}

    def _prefix(self) -> str:
        prefix = self._said.get("subjectPrefix", "")
        if prefix == "" or is_name(prefix):
            return str(prefix)
        self._wrong("subjectPrefix is put before its subjects")
        return ""

    def _count(self, name: str, usual: int, most: int) -> int:
        told = self._said.get(name, usual)
        whole = not isinstance(told, str | bool | list | dict) and told is not None and told == told.__trunc__()
        if whole and 1 <= told <= most:
            return int(told)
        self._wrong(f"{name} is a whole number from 1 to {most}")
        return usual


class _NoKeys:
    """Stands for keys that cannot be used, until that is told."""

    def find(self, _kid: str) -> None:
        """There are none."""


_NO_KEYS: Final = _NoKeys()


def _read_path(told: object) -> ClaimPath | None:
    names = [told] if isinstance(told, str) else told
    return tuple(names) if isinstance(names, list) and _are_texts(names) else None


def _are_texts(told: object) -> TypeGuard[list[str]]:
    return (
        isinstance(told, list)
        and 0 < len(told) <= _MOST_LISTED
        and all(isinstance(each, str) and each for each in told)
    )


def _same_address(one: str, other: str) -> bool:
    return one.rstrip("/").casefold() == other.rstrip("/").casefold()


def _is_loopback(address: str) -> bool:
    try:
        host = (urlsplit(address).hostname or "").rstrip(".")
    except ValueError:
        return False
    return host in {"localhost", "::1"} or host.endswith(".localhost") or host.startswith("127.")
