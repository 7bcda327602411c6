"""Who may: principals and their rights, the tokens that say who asks, and the keys that prove it."""

from creditrules.auth.keys import KeySet, SigningKey, make_key, read_key, read_key_set
from creditrules.auth.principal import Action, Principal, Role, may, require
from creditrules.auth.tokens import TokenVerifier, issue_token

__all__ = [
    "Action",
    "KeySet",
    "Principal",
    "Role",
    "SigningKey",
    "TokenVerifier",
    "issue_token",
    "make_key",
    "may",
    "read_key",
    "read_key_set",
    "require",
]
