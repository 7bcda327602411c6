"""Rights: a partner may ask, an administrator may all."""

from __future__ import annotations

import pytest

from creditrules.auth import Action, Principal, Role, require
from creditrules.errors import Kind, Refusal


@pytest.mark.parametrize(
    ("roles", "allowed"),
    [
        (set(), set()),
        ({Role.PARTNER}, {Action.ASK}),
        ({Role.ADMINISTRATOR}, set(Action)),
        ({Role.PARTNER, Role.ADMINISTRATOR}, set(Action)),
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
