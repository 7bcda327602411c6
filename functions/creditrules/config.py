"""Settings from the environment, parsed once at start; all that is wrong is said at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

__all__ = [
    "DEFAULT_RETENTION_DAYS",
    "LOCAL_AUDIENCE",
    "LOCAL_ISSUER",
    "MAX_RETENTION_DAYS",
    "BadSettings",
    "Limits",
    "Settings",
    "read_settings",
]

_PREFIX: Final = "CREDITRULES_"
_MIN_SECRET: Final = 16
_MOST: Final = 10**10 - 1
MAX_RETENTION_DAYS: Final = 3653
"""Ten years; no lender has to keep an applicant's facts for longer."""
LOCAL_ISSUER: Final = "http://127.0.0.1/creditrules"
LOCAL_AUDIENCE: Final = "creditrules-local"
"""What tokens name for the service that runs on one machine."""
DEFAULT_APPROVALS: Final = 1
DEFAULT_RETENTION_DAYS: Final = 762
"""25 months, for which Regulation B (12 CFR 1002.12(b)) has creditors keep what a decision was made on."""


class BadSettings(ValueError):
    """The environment does not make settings; the message has one line for each variable that is missing or wrong."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one request may ask for at most."""

    body_bytes: int = 6_000_000
    query_tokens: int = 2_000
    query_depth: int = 12
    query_aliases: int = 30


@dataclass(frozen=True, slots=True)
class Settings:
    """What a deployed service has to be told.

    table, region: where the rules are. endpoint: a DynamoDB other than the region's own. key_set: the JWKS document
    whose keys verify tokens. issuer, audience: what tokens must name. cursor_secret: see `RulesInTable`.
    kms_key: id, ARN or alias of the KMS key that recorded facts are encrypted under; without one no decisions are
    recorded. evidence_key: the same of that which evidence is signed with; without one none is made. retention_days:
    for how long recorded facts are kept unless the request says. approvals: how many a change needs where the lender's
    own policy says nothing.
    """

    table: str
    region: str
    key_set: str = field(repr=False)
    issuer: str
    audience: str
    cursor_secret: bytes = field(repr=False)
    endpoint: str | None = None
    limits: Limits = Limits()
    kms_key: str | None = None
    evidence_key: str | None = None
    approvals: int = DEFAULT_APPROVALS
    retention_days: int = DEFAULT_RETENTION_DAYS


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Settings from CREDITRULES_TABLE, _REGION (or AWS_REGION), _JWKS, _ISSUER, _AUDIENCE and _CURSOR_SECRET.

    Optional: _ENDPOINT, _KMS_KEY, _EVIDENCE_KEY, _APPROVALS (0 to 9), _RETENTION_DAYS (1 to 3653) and, for each field
    of Limits, its name in capitals after CREDITRULES_MAX_. Raises BadSettings.
    """
    reader = _Reader(environment)
    settings = Settings(
        table=reader.text("TABLE"),
        region=reader.text("REGION", environment.get("AWS_REGION", "")),
        key_set=reader.text("JWKS"),
        issuer=reader.text("ISSUER"),
        audience=reader.text("AUDIENCE"),
        cursor_secret=reader.secret("CURSOR_SECRET"),
        endpoint=environment.get(_PREFIX + "ENDPOINT") or None,
        limits=Limits(
            body_bytes=reader.count("MAX_BODY_BYTES", Limits().body_bytes),
            query_tokens=reader.count("MAX_QUERY_TOKENS", Limits().query_tokens),
            query_depth=reader.count("MAX_QUERY_DEPTH", Limits().query_depth),
            query_aliases=reader.count("MAX_QUERY_ALIASES", Limits().query_aliases),
        ),
        approvals=reader.approvals(),
        kms_key=environment.get(_PREFIX + "KMS_KEY") or None,
        evidence_key=environment.get(_PREFIX + "EVIDENCE_KEY") or None,
        retention_days=reader.count("RETENTION_DAYS", DEFAULT_RETENTION_DAYS, MAX_RETENTION_DAYS),
    )
    if reader.problems:
        raise BadSettings("\n".join(reader.problems))
    return settings


class _Reader:
    """Reads variables one by one and keeps what is wrong with them."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self.problems: list[str] = []

    def text(self, name: str, default: str = "") -> str:
        value = self._environment.get(_PREFIX + name) or default
        if not value:
            self.problems.append(f"{_PREFIX}{name} is not set")
        return value

    def secret(self, name: str) -> bytes:
        value = self.text(name).encode()
        if 0 < len(value) < _MIN_SECRET:
            self.problems.append(f"{_PREFIX}{name} needs at least {_MIN_SECRET} bytes")
        return value

    def approvals(self) -> int:
        value = self._environment.get(_PREFIX + "APPROVALS", str(DEFAULT_APPROVALS))
        if len(value) == 1 and value.isascii() and value.isdigit():
            return int(value)
        self.problems.append(f'{_PREFIX}APPROVALS is "{value}", not a whole number from 0 to 9')
        return DEFAULT_APPROVALS

    def count(self, name: str, default: int, most: int = _MOST) -> int:
        value = self._environment.get(_PREFIX + name, str(default))
        if value.isascii() and value.isdigit() and 0 < len(value.lstrip("0")) <= len(str(_MOST)) and int(value) <= most:
            return int(value)
        self.problems.append(
            f'{_PREFIX}{name} is "{value}", not a whole number above 0{f" and up to {most}" if most < _MOST else ""}'
        )
        return default
