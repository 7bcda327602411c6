"""Rights: each role may do what it is for and nothing else, and nobody alone may do everything."""

from __future__ import annotations

import pytest

from creditrules.auth import Action, Principal, Role, require
from creditrules.errors import Kind, Refusal

READING = {Action.ASK, Action.SEE_POLICY}
PARTNERS = {
    Action.ASK,
    Action.DECIDE,
    Action.REGISTER_CONTRACT,
    Action.REQUEST_REVIEW,
    Action.READ_OWN_DECISIONS,
    Action.MANAGE_CONTACTS,
}
REVIEWING = {Action.REQUEST_REVIEW, Action.RESOLVE_REVIEW}
DRAFTING = {Action.CHECK, Action.DRAFT}
AUDITING = {Action.AUDIT, Action.READ_DECISIONS, Action.READ_OWN_DECISIONS}
WRITING = (
    READING
    | AUDITING
    | REVIEWING
    | DRAFTING
    | {
        Action.COMMENT,
        Action.CREATE,
        Action.PROPOSE,
        Action.PUBLISH,
        Action.CANCEL,
        Action.ROLL_BACK,
        Action.REGISTER_CONTRACT,
        Action.REGISTER_DOCUMENTS,
        Action.REGISTER_POPULATION,
        Action.REVOKE_KEYS,
        Action.MANAGE_WEBHOOKS,
        Action.MANAGE_CONTACTS,
    }
)
DECIDING = (
    READING
    | AUDITING
    | REVIEWING
    | {
        Action.CHECK,
        Action.COMMENT,
        Action.APPROVE,
        Action.PUBLISH,
        Action.CANCEL,
        Action.ROLL_BACK,
        Action.REGISTER_CONTRACT,
        Action.REGISTER_DOCUMENTS,
        Action.REGISTER_POPULATION,
        Action.CORRECT,
        Action.RETIRE,
        Action.SET_POLICY,
        Action.ERASE_SUBJECT,
        Action.ISSUE_KEYS,
        Action.REVOKE_KEYS,
        Action.MANAGE_WEBHOOKS,
        Action.MANAGE_CONTACTS,
    }
)
NOBODYS_OF_THE_LENDER = {Action.DECIDE, Action.CHOOSE_RULES, Action.SEE_SENSITIVE_FACTS}


@pytest.mark.parametrize(
    ("roles", "allowed"),
    [
        (set(), set()),
        ({Role.PARTNER}, PARTNERS),
        ({Role.CHOOSER}, {Action.CHOOSE_RULES}),
        ({Role.PARTNER, Role.CHOOSER}, PARTNERS | {Action.CHOOSE_RULES}),
        ({Role.ADMINISTRATOR}, WRITING),
        ({Role.APPROVER}, READING | {Action.APPROVE, Action.COMMENT}),
        ({Role.CHIEF}, DECIDING),
        ({Role.AUDITOR}, READING | AUDITING | {Action.SEE_SENSITIVE_FACTS}),
        ({Role.ASSISTANT}, READING | DRAFTING),
        ({Role.PARTNER, Role.ADMINISTRATOR}, WRITING | PARTNERS),
        ({Role.ADMINISTRATOR, Role.CHIEF}, set(Action) - NOBODYS_OF_THE_LENDER),
    ],
)
def test_roles_allow_what_they_are_for(roles: set[Role], allowed: set[Action]) -> None:
    principal = Principal("lender", "ana", frozenset(roles))
    for action in Action:
        if action in allowed:
            require(principal, action)
        else:
            with pytest.raises(Refusal) as refused:
                require(principal, action)
            assert (refused.value.kind, refused.value.code) == (Kind.FORBIDDEN, "NOT_ALLOWED")


def test_a_refusal_names_the_roles_that_could() -> None:
    with pytest.raises(Refusal) as refused:
        require(Principal("lender", "ana", frozenset({Role.ADMINISTRATOR})), Action.RETIRE)
    assert refused.value.hint == "Use a token with the role of chief."


@pytest.mark.parametrize("action", [Action.PROPOSE, Action.APPROVE, Action.PUBLISH, Action.DECIDE, Action.SET_POLICY])
def test_an_assistant_drafts_and_goes_no_further(action: Action) -> None:
    with pytest.raises(Refusal, match="which the token does not give"):
        require(Principal("lender", "model", frozenset({Role.ASSISTANT})), action)
