"""Who asks, and what they may do."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from typing import Final

from creditrules.errors import Kind, Refusal
from creditrules.records import dataclass

__all__ = [
    "PURPOSES",
    "RIGHTS",
    "Action",
    "Credential",
    "Principal",
    "Role",
    "Scopes",
    "implied",
    "may",
    "permitted",
    "require",
]


class Role(StrEnum):
    """What a token's bearer is to the lender; a token may carry several.

    PARTNER asks for its users, has decisions recorded and registers what it relies on. CHOOSER, given to a partner
    besides, lets it have them recorded under versions and at times of its own choice. ADMINISTRATOR writes: makes
    documents, proposes, publishes what is approved or needs no approval, schedules, cancels, rolls back. APPROVER
    approves and rejects.
    CHIEF approves too, declares corrections, retires, sets the approval policy, erases a subject's facts, and makes API
    keys, which it and ADMINISTRATOR revoke. Both register the GraphQL documents that partners may send, and
    manage webhooks; as PARTNER does for its own subjects, they say how people are told.
    AUDITOR reads everything, sensitive facts included, and writes nothing.
    ASSISTANT, for a language model, reads rules and their history, checks, and drafts proposals that people go on with.
    """

    PARTNER = "PARTNER"
    CHOOSER = "CHOOSER"
    ADMINISTRATOR = "ADMINISTRATOR"
    APPROVER = "APPROVER"
    CHIEF = "CHIEF"
    AUDITOR = "AUDITOR"
    ASSISTANT = "ASSISTANT"


class Action(StrEnum):
    """What can be done with a lender's rules: a right, which roles give; every field of the schema needs one.

    SEE_POLICY is to see how the lender decides, who wrote what, and what is not published. READ_OWN_DECISIONS is to
    read decisions that one had recorded oneself, READ_DECISIONS those of all partners.
    """

    ASK = "ASK"
    SEE_POLICY = "SEE_POLICY"
    AUDIT = "AUDIT"
    CREATE = "CREATE"
    CHECK = "CHECK"
    DRAFT = "DRAFT"
    PROPOSE = "PROPOSE"
    COMMENT = "COMMENT"
    APPROVE = "APPROVE"
    PUBLISH = "PUBLISH"
    CANCEL = "CANCEL"
    ROLL_BACK = "ROLL_BACK"
    CORRECT = "CORRECT"
    RETIRE = "RETIRE"
    SET_POLICY = "SET_POLICY"
    DECIDE = "DECIDE"
    REGISTER_CONTRACT = "REGISTER_CONTRACT"
    REGISTER_POPULATION = "REGISTER_POPULATION"
    CHOOSE_RULES = "CHOOSE_RULES"
    READ_OWN_DECISIONS = "READ_OWN_DECISIONS"
    READ_DECISIONS = "READ_DECISIONS"
    SEE_SENSITIVE_FACTS = "SEE_SENSITIVE_FACTS"
    ERASE_SUBJECT = "ERASE_SUBJECT"
    REQUEST_REVIEW = "REQUEST_REVIEW"
    RESOLVE_REVIEW = "RESOLVE_REVIEW"
    ISSUE_KEYS = "ISSUE_KEYS"
    REVOKE_KEYS = "REVOKE_KEYS"
    REGISTER_DOCUMENTS = "REGISTER_DOCUMENTS"
    MANAGE_WEBHOOKS = "MANAGE_WEBHOOKS"
    MANAGE_CONTACTS = "MANAGE_CONTACTS"


PURPOSES: Final = frozenset(
    {Action.ASK, Action.DECIDE, Action.REGISTER_CONTRACT, Action.REQUEST_REVIEW, Action.CHOOSE_RULES}
)
"""Rights that an API key has only where it was made for them."""


class Credential(StrEnum):
    """What a caller has proved with who it is."""

    TOKEN = "TOKEN"  # noqa: S105 - a kind, not a token
    API_KEY = "API_KEY"


@dataclass(frozen=True, slots=True)
class Scopes:
    """Within what an API key may be used, whatever its bearer's roles. products: slugs; None for all. key: its name."""

    purposes: frozenset[Action]
    products: frozenset[str] | None
    key: str


@dataclass(frozen=True, slots=True)
class Principal:
    """An authenticated caller; everything it reaches belongs to `tenant`. scopes: None but of an API key."""

    tenant: str
    subject: str
    roles: frozenset[Role]
    scopes: Scopes | None = None

    @property
    def credential(self) -> Credential:
        """How it was authenticated."""
        return Credential.TOKEN if self.scopes is None else Credential.API_KEY


_READING: Final = frozenset({Action.ASK, Action.SEE_POLICY})
_DRAFTING: Final = frozenset({Action.CHECK, Action.DRAFT})
_AUDITING: Final = frozenset({Action.AUDIT, Action.READ_DECISIONS, Action.READ_OWN_DECISIONS})
_REVIEWING: Final = frozenset({Action.REQUEST_REVIEW, Action.RESOLVE_REVIEW})
RIGHTS: Final[Mapping[Role, frozenset[Action]]] = {
    Role.PARTNER: frozenset({Action.ASK, Action.DECIDE, Action.REGISTER_CONTRACT, Action.REQUEST_REVIEW})
    | {Action.READ_OWN_DECISIONS, Action.MANAGE_CONTACTS},
    Role.CHOOSER: frozenset({Action.CHOOSE_RULES}),
    Role.ADMINISTRATOR: _READING
    | _AUDITING
    | _REVIEWING
    | _DRAFTING
    | {Action.CREATE, Action.PROPOSE, Action.COMMENT, Action.PUBLISH, Action.CANCEL, Action.ROLL_BACK}
    | {Action.REGISTER_CONTRACT, Action.REGISTER_POPULATION, Action.REVOKE_KEYS, Action.REGISTER_DOCUMENTS}
    | {Action.MANAGE_WEBHOOKS, Action.MANAGE_CONTACTS},
    Role.APPROVER: _READING | {Action.APPROVE, Action.COMMENT},
    Role.CHIEF: _READING
    | _AUDITING
    | _REVIEWING
    | {Action.CHECK, Action.APPROVE, Action.COMMENT, Action.PUBLISH, Action.CANCEL, Action.ROLL_BACK}
    | {Action.CORRECT, Action.RETIRE, Action.SET_POLICY, Action.ERASE_SUBJECT, Action.REGISTER_CONTRACT}
    | {Action.REGISTER_POPULATION, Action.ISSUE_KEYS, Action.REVOKE_KEYS, Action.REGISTER_DOCUMENTS}
    | {Action.MANAGE_WEBHOOKS, Action.MANAGE_CONTACTS},
    Role.AUDITOR: _READING | _AUDITING | {Action.SEE_SENSITIVE_FACTS},
    Role.ASSISTANT: _READING | _DRAFTING,
}
"""The one table of roles and what each may do."""


@cache
def _together(roles: frozenset[Role]) -> frozenset[Action]:
    return frozenset[Action]().union(*(RIGHTS[role] for role in roles))


def permitted(principal: Principal) -> frozenset[Action]:
    """All that the principal's roles allow, and its API key, where it has one, was made for."""
    allowed = _together(principal.roles)
    return allowed if principal.scopes is None else allowed - _beyond(principal.scopes.purposes)


@cache
def _beyond(purposes: frozenset[Action]) -> frozenset[Action]:
    """What a key for these purposes may not do: who may have decisions recorded reads them, and says whom to tell."""
    without = PURPOSES - purposes
    return without | {Action.READ_OWN_DECISIONS, Action.MANAGE_CONTACTS} if Action.DECIDE in without else without


def may(principal: Principal, action: Action) -> bool:
    """Whether a role of the principal allows the action, and its API key, where it has one, was made for that."""
    return action in permitted(principal)


@cache
def implied(action: Action) -> frozenset[Action]:
    """All that everybody may who may do this, itself included; scopes of API keys left aside."""
    return frozenset(Action).intersection(*(allowed for allowed in RIGHTS.values() if action in allowed))


def require(principal: Principal, action: Action) -> None:
    """Raises Refusal FORBIDDEN "NOT_ALLOWED" unless a role of the principal allows the action."""
    if not may(principal, action):
        able = " or ".join(role.lower() for role in Role if action in RIGHTS[role])
        raise Refusal(
            Kind.FORBIDDEN,
            "NOT_ALLOWED",
            f"This needs the right to {action.replace('_', ' ').lower()}, which the token does not give.",
            hint=f"Use a token with the role of {able}.",
        )
