"""Who asks, and what they may do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from creditrules.errors import Kind, Refusal

__all__ = ["Action", "Principal", "Role", "require"]


class Role(StrEnum):
    """What a token's bearer is to the lender."""

    PARTNER = "PARTNER"
    ADMINISTRATOR = "ADMINISTRATOR"


class Action(StrEnum):
    """What can be done with a lender's rules."""

    ASK = "ASK"
    READ_HISTORY = "READ_HISTORY"
    CREATE = "CREATE"
    PUBLISH = "PUBLISH"


@dataclass(frozen=True, slots=True)
class Principal:
    """An authenticated caller; everything it reaches belongs to `tenant`."""

    tenant: str
    subject: str
    roles: frozenset[Role]


_ALLOWED: Final = {
    Role.PARTNER: frozenset({Action.ASK}),
    Role.ADMINISTRATOR: frozenset(Action),
}


def require(principal: Principal, action: Action) -> None:
    """Raises Refusal FORBIDDEN "NOT_ALLOWED" unless a role of the principal allows the action."""
    if not any(action in _ALLOWED[role] for role in principal.roles):
        raise Refusal(
            Kind.FORBIDDEN,
            "NOT_ALLOWED",
            f"This needs the right to {action.replace('_', ' ').lower()}, which the token does not give.",
            hint="Use the token of an administrator.",
        )
