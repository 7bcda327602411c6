"""Tokens for the service that runs on this machine."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from creditrules.auth import Principal, Role, SigningKey, issue_token
from creditrules.clock import utc_now
from creditrules.config import LOCAL_AUDIENCE, LOCAL_ISSUER

__all__ = ["IN_CHARGE", "LocalTokens"]

IN_CHARGE: Final = (Role.ADMINISTRATOR, Role.CHIEF)
"""The roles of one who may do all that one person may do: write, correct, retire, set the policy."""


class LocalTokens:
    """Issues tokens of one tenant, signed with the local key and dated by the real clock."""

    def __init__(self, key: SigningKey, tenant: str) -> None:
        self._key = key
        self._tenant = tenant

    def issue(self, roles: Role | Iterable[Role], subject: str, lifetime: timedelta = timedelta(hours=12)) -> str:
        """A token valid from now on."""
        given = frozenset({roles}) if isinstance(roles, Role) else frozenset(roles)
        principal = Principal(self._tenant, subject, given)
        return issue_token(
            self._key,
            principal,
            issuer=LOCAL_ISSUER,
            audience=LOCAL_AUDIENCE,
            issued_at=utc_now(),
            lifetime=lifetime,
        )
