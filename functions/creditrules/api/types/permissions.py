"""Which right a field of the schema needs: said where it is defined, once for a type, and again where one differs."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from creditrules.api.types.declared import DeclaredDirective
from creditrules.api.types.described import describe
from creditrules.auth import Action

__all__ = ["needs", "permission_among"]

describe(
    Action,
    "A right, which the roles of a token give. docs/graphql.md has the table of roles and rights.",
    name="Permission",
    ASK="Ask about applicants, and read what the lender publishes.",
    SEE_POLICY="See how the lender decides, who wrote what, and all that it does not publish.",
    AUDIT="Read the audit chains.",
    CREATE="Make a rule set.",
    CHECK="Have a draft checked.",
    DRAFT="Draft proposals, edit and withdraw them.",
    PROPOSE="Submit proposals, and have them assessed.",
    COMMENT="Comment on proposals.",
    APPROVE="Approve and reject proposals.",
    PUBLISH="Publish versions, and put them in force.",
    CANCEL="Take back what is scheduled.",
    ROLL_BACK="Put an old version in force again.",
    CORRECT="Declare corrections of the past.",
    RETIRE="Let no version be in force any more.",
    SET_POLICY="Set the approval policy and the settings.",
    DECIDE="Have decisions recorded.",
    REGISTER_CONTRACT="Register contract queries.",
    REGISTER_POPULATION="Register populations.",
    CHOOSE_RULES="Have decisions recorded under versions and at times of one's own choice.",
    READ_OWN_DECISIONS="Read recorded decisions that were asked for under the same name.",
    READ_DECISIONS="Read recorded decisions of all partners.",
    SEE_SENSITIVE_FACTS="See the values of sensitive facts.",
    ERASE_SUBJECT="Make the facts about a subject unreadable.",
    REQUEST_REVIEW="Ask that a person looks at a decision.",
    RESOLVE_REVIEW="Say what a review came to.",
    ISSUE_KEYS="Make API keys.",
    REVOKE_KEYS="Revoke API keys.",
    REGISTER_DOCUMENTS="Register GraphQL documents that partners may send, and retire them.",
    MANAGE_WEBHOOKS="Make, pause and delete webhooks, and have notices delivered again.",
    MANAGE_CONTACTS="Say where, in which language and when people are told of decisions about them.",
)


class _Needed(DeclaredDirective):
    """That a right is needed."""

    __slots__ = ("action",)

    def __init__(self, action: Action) -> None:
        self.action = action

    def whole(self) -> object:
        """See `DeclaredDirective.whole`."""
        return _permission()(needs=self.action)


@cache
def _permission() -> Any:
    """The directive, as strawberry has it; nobody needs it but who builds the schema."""
    import strawberry  # noqa: PLC0415 - as said
    from strawberry.schema_directive import Location  # noqa: PLC0415 - as said

    @strawberry.schema_directive(
        locations=[Location.FIELD_DEFINITION, Location.OBJECT, Location.INTERFACE],
        name="permission",
        description=(
            "The right that a field needs; on a type, that of all its fields that say no other. Without it the field "
            "is null, and `errors` says FORBIDDEN with its path."
        ),
    )
    class Permission:
        needs: Action

    return Permission


def needs(action: Action) -> Sequence[object]:
    """The directives of a type or a field that needs this right."""
    return (_Needed(action),)


def permission_among(directives: Sequence[object] | None) -> Action | None:
    """The right that directives say is needed; None where they say none."""
    found = (each.needs for each in directives or () if isinstance(each, _permission()))
    return next(found, None)
