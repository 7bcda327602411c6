"""Who asks: verified here, or in front of the service by a function of its own."""

from __future__ import annotations

from collections.abc import Callable
from secrets import token_bytes
from typing import TYPE_CHECKING

from creditrules.api import authorizer
from creditrules.auth import (
    BadIssuers,
    FetchedKeys,
    Issuer,
    Principal,
    TokenVerifier,
    Voucher,
    is_api_key,
    read_issuers,
)
from creditrules.clock import utc_now
from creditrules.config import AuthorizerSettings, BadSettings, LocalSettings, Settings
from creditrules.desk import ApiKeyHolder, Catalogue
from creditrules.store import RulesInTable

if TYPE_CHECKING:
    from creditrules.api import Handler

__all__ = ["authenticating", "build_authorizer", "configured", "verifying"]


def build_authorizer(settings: AuthorizerSettings) -> Handler:
    """Who asks, verified for the service of `build_app` with the same secret; nothing is written.

    Raises BadSettings as `build_app` does.
    """
    from creditrules.store.aws import DynamoTable, connect  # noqa: PLC0415 - boto3

    table = DynamoTable(connect(settings.region, settings.endpoint), settings.table)
    store = RulesInTable(table, clock=utc_now, cursor_secret=token_bytes())  # it makes no pages
    verify = verifying(settings, ApiKeyHolder(Catalogue(store)).verified)
    return authorizer(verify, Voucher(settings.authorizer_secret, utc_now))


def configured(settings: Settings | LocalSettings | AuthorizerSettings) -> tuple[Issuer, ...]:
    """The issuers that the environment names. Raises BadSettings."""

    def keys_at(address: str) -> FetchedKeys:
        from creditrules.fetching import fetch_key_set  # noqa: PLC0415 - not where all keys stand in the environment

        return FetchedKeys(address, fetch_key_set, utc_now)

    try:
        return read_issuers(settings.issuers, keys_at, loopback=settings.loopback_keys)
    except BadIssuers as problem:
        raise BadSettings(str(problem)) from None


def authenticating(verifier: TokenVerifier, by_key: Callable[[str], Principal]) -> Callable[[str], Principal]:
    """Whom a bearer's text speaks for, be it a token or an API key."""
    return lambda text: by_key(text) if is_api_key(text) else verifier.verify(text)


def verifying(
    settings: Settings | AuthorizerSettings, by_key: Callable[[str], Principal]
) -> Callable[[str], Principal]:
    """The same of the issuers that a deployed function is told."""
    return authenticating(TokenVerifier(configured(settings), utc_now), by_key)
