"""An issuer that tokens are taken of: what is asked of its tokens, and for whom it may speak."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from creditrules.auth.claims import ClaimPaths
from creditrules.auth.key_sets import KeySource
from creditrules.auth.principal import Role
from creditrules.config import LOCAL_AUDIENCE, LOCAL_ISSUER
from creditrules.records import dataclass, field

__all__ = ["LEEWAY_SECONDS", "LONGEST_HOURS", "Issuer", "local_issuer"]

LONGEST_HOURS: Final = 24
LEEWAY_SECONDS: Final = 10
"""Unless an issuer is configured otherwise."""
_LOCAL_LONGEST: Final = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Issuer:
    """One issuer. name: its `iss`. audiences: of which a token must name one. keys: what verifies its tokens.

    tenants: for whom it may speak; None: for any. tenant: for whom all its tokens speak, whatever they say.
    role_names: which of our roles its own stand for; None where it uses ours. subject_prefix: put before its subjects,
    so that two issuers of one tenant never name the same. required: claims with the texts that they must have. longest:
    of a token's life. leeway: between two clocks.
    local: whether it is this machine's own.
    """

    name: str
    audiences: frozenset[str]
    keys: KeySource = field(repr=False)
    tenants: frozenset[str] | None = None
    tenant: str | None = None
    claims: ClaimPaths = field(default_factory=ClaimPaths)
    role_names: Mapping[str, tuple[Role, ...]] | None = None
    subject_prefix: str = ""
    longest: timedelta = timedelta(hours=LONGEST_HOURS)
    leeway: timedelta = timedelta(seconds=LEEWAY_SECONDS)
    required: Mapping[str, str] = field(default_factory=dict)
    local: bool = False


def local_issuer(keys: KeySource) -> Issuer:
    """That of the service on one machine, which issues its tokens itself: they live for as long as they are told to."""
    return Issuer(LOCAL_ISSUER, frozenset({LOCAL_AUDIENCE}), keys, longest=_LOCAL_LONGEST, local=True)
