"""Settings from the environment, parsed once at start; all that is wrong is said at once."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Final

from creditrules.limits import Limits
from creditrules.records import dataclass, field, names_of
from creditrules.slugs import is_slug
from creditrules.suggestions import suggestion

__all__ = [
    "DEFAULT_APPROVALS",
    "DEFAULT_RETENTION_DAYS",
    "LOCAL_AUDIENCE",
    "LOCAL_ISSUER",
    "MAX_RETENTION_DAYS",
    "VARIABLES",
    "AuthorizerSettings",
    "BadSettings",
    "FeedSettings",
    "Limits",
    "LocalSettings",
    "PublicSettings",
    "Settings",
    "TableSettings",
    "read_authorizer_settings",
    "read_feed_settings",
    "read_local_settings",
    "read_public_settings",
    "read_settings",
    "read_table_settings",
    "read_upkeep",
]

USUAL: Final = Limits()
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
class Settings:
    """What a deployed service has to be told.

    table, region: where the rules are. endpoint: a DynamoDB other than the region's own. issuers: of whom tokens are
    taken, as a JSON list; empty with an authorizer_secret, by which it is told who asks by the function that verifies.
    loopback_keys: whether their keys may come by plain http from this machine; for tests only.
    cursor_secret: see `RulesInTable`.
    kms_key: id, ARN or alias of the KMS key that recorded facts are encrypted under; without one no decisions are
    recorded. evidence_key: the same of that which evidence is signed with; without one none is made. retention_days:
    for how long recorded facts are kept unless the request says. approvals: how many a change needs where the lender's
    own policy says nothing. origins: tenants with the web pages that may call for them, see `Origins`.
    trusted_only: whether partners may send trusted documents only. federation: whether gateways may ask for entities.
    shelf: where erasures are noted outside the table, s3://bucket/prefix/; None: nowhere.
    loopback_webhooks: whether webhooks may be on this machine, and by plain http; for trying only.
    """

    table: str
    region: str
    issuers: str = field(repr=False)
    cursor_secret: bytes = field(repr=False)
    endpoint: str | None = None
    limits: Limits = USUAL
    origins: frozenset[tuple[str, str]] = frozenset()
    kms_key: str | None = None
    evidence_key: str | None = None
    approvals: int = DEFAULT_APPROVALS
    retention_days: int = DEFAULT_RETENTION_DAYS
    loopback_keys: bool = False
    trusted_only: bool = True
    federation: bool = False
    shelf: str | None = None
    loopback_webhooks: bool = False
    authorizer_secret: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class AuthorizerSettings:
    """What the function has to be told that verifies tokens and API keys for the deployed service; as in Settings."""

    table: str
    region: str
    issuers: str = field(repr=False)
    authorizer_secret: bytes = field(repr=False)
    endpoint: str | None = None
    loopback_keys: bool = False


_ORIGIN: Final = re.compile(
    r"(https://(?!\.)[a-z0-9.-]*[a-z0-9](:(?!443$)[1-9]\d{0,4})?)|(http://(localhost|127\.0\.0\.1|\[::1\])(:(?!80$)[1-9]\d{0,4})?)"
)
"""An origin as browsers write it: lower case, without a default port; without TLS on the browser's own machine only."""
_SHELF: Final = re.compile(r"s3://[a-z0-9][a-z0-9.-]+/([A-Za-z0-9!_.*'()-]+/)*")
_MAX: Final = "MAX_"
_LIMITS: Final[dict[str, int]] = {name: getattr(USUAL, name) for name in names_of(Limits)}
_DEPLOYED: Final = (
    "TABLE",
    "REGION",
    "ISSUERS",
    "JWKS",
    "JWKS_URL",
    "LOOPBACK_KEYS",
    "LOOPBACK_WEBHOOKS",
    "ISSUER",
    "AUDIENCE",
    "CURSOR_SECRET",
    "AUTHORIZER_SECRET",
    "ENDPOINT",
    "KMS_KEY",
    "EVIDENCE_KEY",
    "APPROVALS",
    "RETENTION_DAYS",
    "ORIGINS",
    "DOCUMENTS",
    "FEDERATION",
    "SHELF",
)
_OF_FEED: Final = (
    "BUS",
    "SCHEDULE_GROUP",
    "SCHEDULE_FUNCTION",
    "SCHEDULE_ROLE",
    "DEAD_LETTERS",
    "DEAD_LETTERS_ARN",
)
_ELSEWHERE: Final = (*_OF_FEED, "POPULATIONS", "COLUMNS_LAYER", "SNAPSTART", "STAGE", "DATA", "TOKEN", "URL")
"""Read by other functions, by the deployment and by the command; they may stand in the same environment."""
VARIABLES: Final = frozenset(
    _PREFIX + name for name in (*_DEPLOYED, *_ELSEWHERE, *(_MAX + name.upper() for name in _LIMITS))
)
"""Every variable of ours that means something."""


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Settings from CREDITRULES_TABLE, _REGION (or AWS_REGION), _CURSOR_SECRET and _ISSUERS.

    In place of the last _ISSUER, _AUDIENCE, and _JWKS or _JWKS_URL for a single one whose tokens have our own claims.
    With _AUTHORIZER_SECRET none of those: tokens are verified by another function, see `read_authorizer_settings`.
    Optional: _ORIGINS ("acme=https://shop.example …"), _ENDPOINT, _KMS_KEY, _EVIDENCE_KEY, _APPROVALS (0 to 9),
    _RETENTION_DAYS (1 to 3653), _DOCUMENTS (trusted or any), _FEDERATION (yes), _LOOPBACK_KEYS, _LOOPBACK_WEBHOOKS
    (yes) and, for each field of Limits, its name in capitals after CREDITRULES_MAX_. Raises BadSettings, also for a
    CREDITRULES_ variable that means nothing.
    """
    reader = _Reader(environment)
    told = reader.is_told()
    settings = Settings(
        table=reader.text("TABLE"),
        region=reader.text("REGION", environment.get("AWS_REGION", "")),
        issuers="" if told else reader.issuers(),
        cursor_secret=reader.secret("CURSOR_SECRET"),
        authorizer_secret=reader.secret("AUTHORIZER_SECRET") if told else None,
        endpoint=environment.get(_PREFIX + "ENDPOINT") or None,
        limits=reader.limits(),
        origins=reader.origins(),
        approvals=reader.approvals(),
        kms_key=environment.get(_PREFIX + "KMS_KEY") or None,
        evidence_key=environment.get(_PREFIX + "EVIDENCE_KEY") or None,
        retention_days=reader.count("RETENTION_DAYS", DEFAULT_RETENTION_DAYS, MAX_RETENTION_DAYS),
        loopback_keys=reader.wanted("LOOPBACK_KEYS"),
        trusted_only=reader.trusted_only(usually=True),
        federation=reader.wanted("FEDERATION"),
        shelf=reader.shelf(),
        loopback_webhooks=reader.wanted("LOOPBACK_WEBHOOKS"),
    )
    reader.finish()
    return settings


def read_authorizer_settings(environment: Mapping[str, str]) -> AuthorizerSettings:
    """Settings of the function that verifies for another, which has the same _AUTHORIZER_SECRET. Raises BadSettings."""
    reader = _Reader(environment)
    settings = AuthorizerSettings(
        table=reader.text("TABLE"),
        region=reader.text("REGION", environment.get("AWS_REGION", "")),
        issuers=reader.issuers(),
        authorizer_secret=reader.secret("AUTHORIZER_SECRET"),
        endpoint=environment.get(_PREFIX + "ENDPOINT") or None,
        loopback_keys=reader.wanted("LOOPBACK_KEYS"),
    )
    reader.finish()
    return settings


@dataclass(frozen=True, slots=True)
class PublicSettings:
    """What the function of public pages has to be told, as Settings has it."""

    table: str
    region: str
    cursor_secret: bytes = field(repr=False)
    endpoint: str | None = None
    limits: Limits = USUAL


def read_public_settings(environment: Mapping[str, str]) -> PublicSettings:
    """Settings of the function of public pages: it knows no issuers and no keys. Raises BadSettings."""
    reader = _Reader(environment)
    settings = PublicSettings(
        table=reader.text("TABLE"),
        region=reader.text("REGION", environment.get("AWS_REGION", "")),
        cursor_secret=reader.secret("CURSOR_SECRET"),
        endpoint=environment.get(_PREFIX + "ENDPOINT") or None,
        limits=reader.limits(),
    )
    reader.finish()
    return settings


@dataclass(frozen=True, slots=True)
class TableSettings:
    """What a command has to be told that works on the table itself, as in Settings."""

    table: str
    region: str
    endpoint: str | None = None
    kms_key: str | None = None
    evidence_key: str | None = None


def read_table_settings(environment: Mapping[str, str]) -> TableSettings:
    """Where the table and the keys of a deployed service are. Raises BadSettings."""
    reader = _Reader(environment)
    settings = TableSettings(
        table=reader.text("TABLE"),
        region=reader.text("REGION", environment.get("AWS_REGION", "")),
        endpoint=environment.get(_PREFIX + "ENDPOINT") or None,
        kms_key=environment.get(_PREFIX + "KMS_KEY") or None,
        evidence_key=environment.get(_PREFIX + "EVIDENCE_KEY") or None,
    )
    reader.finish()
    return settings


_OF_ISSUERS: Final = frozenset(_PREFIX + name for name in ("ISSUERS", "ISSUER", "AUDIENCE", "JWKS", "JWKS_URL"))


@dataclass(frozen=True, slots=True)
class UpkeepSettings:
    """What a function has to be told that keeps things outside the table; as Settings has it."""

    table: str
    region: str
    shelf: str
    endpoint: str | None = None


def read_upkeep(environment: Mapping[str, str]) -> UpkeepSettings:
    """From CREDITRULES_TABLE, _REGION (or AWS_REGION), _SHELF and, if need be, _ENDPOINT. Raises BadSettings."""
    reader = _Reader(environment)
    table, region = reader.text("TABLE"), reader.text("REGION", environment.get("AWS_REGION", ""))
    shelf = reader.shelf() or reader.text("SHELF")
    reader.finish()
    return UpkeepSettings(table, region, shelf, environment.get(_PREFIX + "ENDPOINT") or None)


@dataclass(frozen=True, slots=True)
class FeedSettings:
    """What the functions of the change feed have to be told; as Settings has it.

    bus: the name of the bus that hears of changes. schedule_group, schedule_function, schedule_role: where one-off
    schedules are, which function they call (its ARN), and as whom (the role's ARN). dead_letters, dead_letters_arn:
    address and ARN of the queue for what is put aside.
    """

    table: str
    region: str
    cursor_secret: bytes = field(repr=False)
    kms_key: str
    bus: str
    schedule_group: str
    schedule_function: str
    schedule_role: str
    dead_letters: str
    dead_letters_arn: str
    endpoint: str | None = None
    loopback_webhooks: bool = False


def read_feed_settings(environment: Mapping[str, str]) -> FeedSettings:
    """Settings of the functions of the change feed; _ENDPOINT and _LOOPBACK_WEBHOOKS only if need be.

    Raises BadSettings.
    """
    reader = _Reader(environment)
    settings = FeedSettings(
        table=reader.text("TABLE"),
        region=reader.text("REGION", environment.get("AWS_REGION", "")),
        cursor_secret=reader.secret("CURSOR_SECRET"),
        kms_key=reader.text("KMS_KEY"),
        endpoint=environment.get(_PREFIX + "ENDPOINT") or None,
        loopback_webhooks=reader.wanted("LOOPBACK_WEBHOOKS"),
        **{name.lower(): reader.text(name) for name in _OF_FEED},
    )
    reader.finish()
    return settings


@dataclass(frozen=True, slots=True)
class LocalSettings:
    """What the service of one machine takes from the environment too, as Settings has it.

    production: whether it behaves as the deployed one, as far as one machine can. issuers: of whom tokens are taken
    besides its own. shelf: the folder in which erasures are noted; where it is empty, one in the folder of the data.
    """

    limits: Limits = USUAL
    origins: frozenset[tuple[str, str]] = frozenset()
    production: bool = False
    issuers: str = ""
    loopback_keys: bool = False
    trusted_only: bool = False
    federation: bool = False
    shelf: str = ""
    loopback_webhooks: bool = False


def read_local_settings(environment: Mapping[str, str], *, production: bool = False) -> LocalSettings:
    """What of the environment a service takes that finds its other settings in a folder. Raises BadSettings.

    production: as in LocalSettings.
    """
    reader = _Reader(environment)
    listed = reader.issuers() if _OF_ISSUERS & environment.keys() else ""
    settings = LocalSettings(
        reader.limits(),
        reader.origins(),
        production=production,
        issuers=listed,
        loopback_keys=reader.wanted("LOOPBACK_KEYS"),
        trusted_only=reader.trusted_only(usually=production),
        federation=reader.wanted("FEDERATION"),
        shelf=environment.get(_PREFIX + "SHELF", ""),
        loopback_webhooks=reader.wanted("LOOPBACK_WEBHOOKS"),
    )
    reader.finish()
    return settings


class _Reader:
    """Reads variables one by one and keeps what is wrong with them."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self.problems: list[str] = []

    def is_told(self) -> bool:
        """Whether another function verifies; one that is to, and verifies itself, is a mistake."""
        if self._environment.get(_PREFIX + "AUTHORIZER_SECRET") is None:
            return False
        also = sorted(name for name in _OF_ISSUERS if self._environment.get(name))
        if also:
            self.problems.append(f"{_PREFIX}AUTHORIZER_SECRET is set, and so is {also[0]}; keep one of the two")
        return True

    def finish(self) -> None:
        """Raises BadSettings with all that was wrong, names that mean nothing among it."""
        unknown = sorted({name for name in self._environment if name.startswith(_PREFIX)} - VARIABLES)
        self.problems += (f"{name} means nothing. {suggestion(name, VARIABLES)}".rstrip() for name in unknown)
        if self.problems:
            raise BadSettings("\n".join(self.problems))

    def shelf(self) -> str | None:
        value = self._environment.get(_PREFIX + "SHELF") or None
        if value is not None and not _SHELF.fullmatch(value):
            self.problems.append(f"{_PREFIX}SHELF is s3://bucket/ or s3://bucket/prefix/")
        return value

    def limits(self) -> Limits:
        return Limits(**{name: self.count(_MAX + name.upper(), default) for name, default in _LIMITS.items()})

    def origins(self) -> frozenset[tuple[str, str]]:
        words = self._environment.get(_PREFIX + "ORIGINS", "").split()
        pairs = [(tenant, origin) for tenant, _, origin in (word.partition("=") for word in words)]
        for tenant, origin in pairs:
            if not is_slug(tenant) or not _ORIGIN.fullmatch(origin):
                self.problems.append(f'{_PREFIX}ORIGINS has "{tenant}={origin}", not tenant=https://host')
        return frozenset(pairs)

    def text(self, name: str, default: str = "") -> str:
        value = self._environment.get(_PREFIX + name) or default
        if not value:
            self.problems.append(f"{_PREFIX}{name} is not set")
        return value

    def issuers(self) -> str:
        """The JSON list, made for the single issuer that variables of its own describe."""
        listed = self._environment.get(_PREFIX + "ISSUERS", "")
        single = [name for name in ("ISSUER", "AUDIENCE", "JWKS", "JWKS_URL") if self._environment.get(_PREFIX + name)]
        if listed:
            if single:
                self.problems.append(f"{_PREFIX}ISSUERS is set, and so is {_PREFIX}{single[0]}; keep one of the two")
            return listed
        if {"JWKS", "JWKS_URL"} <= set(single):
            self.problems.append(f"{_PREFIX}JWKS is set, and so is {_PREFIX}JWKS_URL; keep one of the two")
        keys = json.dumps(self.text("JWKS_URL")) if "JWKS_URL" in single else self.text("JWKS")
        if "JWKS" in single and not _is_object(self.text("JWKS")):
            self.problems.append(f"{_PREFIX}JWKS is no JSON object")
        issuer, audience = self.text("ISSUER"), self.text("AUDIENCE").split()
        told = json.dumps({"issuer": issuer, "audience": audience, "tenants": "any"})
        return f'[{told[:-1]}, "keys": {keys}}}]'

    def wanted(self, name: str) -> bool:
        value = self._environment.get(_PREFIX + name, "")
        if value not in {"", "yes", "no"}:
            self.problems.append(f'{_PREFIX}{name} is "yes" or "no"')
        return value == "yes"

    def trusted_only(self, *, usually: bool) -> bool:
        value = self._environment.get(_PREFIX + "DOCUMENTS", "")
        if value not in {"", "trusted", "any"}:
            self.problems.append(f'{_PREFIX}DOCUMENTS is "trusted" or "any"')
        return value == "trusted" if value else usually

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


def _is_object(written: str) -> bool:
    try:
        return isinstance(json.loads(written), dict)
    except (ValueError, RecursionError):
        return False
